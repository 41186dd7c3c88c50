"""Copies of an SQLite database while others write to it, and such a copy put in the place of the database.

The copy is one moment's: a read transaction is held on what is copied, so that writers don't make the copying begin
anew (https://www.sqlite.org/backup.html), and wait for nothing: what they write stays in the write-ahead log meanwhile.
"""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from storage.copies import Copied, Progress
from storage.errors import BackupProblem
from storage.schema import refuse_newer
from storage.undisturbed import undisturbed

PAGES = 2048
"""Copied between two words of progress."""

SHARED_FIRST, SHARED_SIZE = 0x40000002, 510
"""The bytes of a database file that each program which uses it holds a lock on (https://www.sqlite.org/lockingv3.html);
in WAL mode it does for as long as it is connected."""

BESIDE = ("-wal", "-shm", "-journal")
"""What may lie beside a database file, and belongs to it."""


def copy_database(source: Path, target: Path, progress: Progress) -> Copied:
    """Copy into a new file that stands for itself, and check it: its pages, its schema, its rows.

    Raises BackupProblem, and `target` is worth nothing. An older schema is fine, a newer one raises SchemaTooNew.
    """
    try:
        with closing(_connect(source)) as held, closing(_connect(target, new=True)) as copy:
            held.execute("BEGIN")
            revision, rows = _revision(held, source), _rows(held)
            refuse_newer(revision)
            page = held.execute("PRAGMA page_size").fetchone()[0]
            held.backup(
                copy,
                pages=PAGES,
                progress=lambda _, left, of: progress("copying", page * (of - left), page * of),
            )
            held.rollback()
            # else it would need two files beside it, and a folder that may be written to
            copy.execute("PRAGMA journal_mode = DELETE")
            progress("checking", 0, None)
            _check(copy, rows, source)
    except sqlite3.Error as error:
        raise BackupProblem(f"{source} can't be copied ({error}); is it an SQLite database, and whole?") from error
    return Copied(revision=revision, rows=rows)


def size_of(source: Path) -> int:
    """How many bytes a copy takes at the most."""
    return sum(file.stat().st_size for file in (source, Path(f"{source}-wal")) if file.exists())


def replace(database: Path, new: Path, aside: Path) -> bool:
    """Put `new` in the place of `database`, which stays as `aside`; whether there was one.

    Raises BackupProblem, having changed nothing, while any program uses the database, a broken one too.
    """
    if not database.exists():
        _move_beside(database, aside)
        _move(new, database)
        return False
    with suppress(sqlite3.Error), closing(_connect(database)) as connection:
        # what stands in the log only goes into the file: one file is easier to keep than two
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with unused(database), undisturbed():
        _move_beside(database, aside)
        _move(database, aside)
        _move(new, database)
    return True


def compact(database: Path) -> tuple[int, int]:
    """Write the file anew without the room that became free in it; its size in bytes before and after.

    Raises BackupProblem, having changed nothing, while any program uses the database.
    """
    if not database.is_file():
        raise BackupProblem(f"there is no database {database} yet")
    with unused(database):
        before = database.stat().st_size
    free = shutil.disk_usage(database.parent).free
    if free < 2 * before:
        raise BackupProblem(f"{database.parent} has {free // 2**20} MB free; twice the file's size is needed")
    try:
        with closing(_connect(database)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise BackupProblem(f"{database} can't be written anew ({error})") from error
    return before, database.stat().st_size


@contextmanager
def unused(database: Path) -> Iterator[None]:
    """Keep all programs from using the database meanwhile. Raises BackupProblem where one does already, or where this
    user may not write to it."""
    try:
        opened = database.open("rb+")
    except OSError as error:
        raise BackupProblem(
            f"{database} can't be written to ({error.strerror}); run this as the user whose it is"
        ) from error
    with opened as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, SHARED_SIZE, SHARED_FIRST)
        except OSError:
            raise BackupProblem(f"{database} is in use; stop the bot and whatever else has it open first") from None
        yield


def _connect(file: Path, *, new: bool = False) -> sqlite3.Connection:
    mode = "rwc" if new else "rw" if os.access(file, os.W_OK) else "ro"
    address = f"{file.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=10)


def _revision(connection: sqlite3.Connection, source: Path) -> str:
    try:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        found = None
    if found is None:
        raise BackupProblem(f"{source} has no tables of newsdigest in it")
    return str(found[0])


def _rows(connection: sqlite3.Connection) -> Mapping[str, int]:
    # not those that the search keeps for itself, nor SQLite's own
    tables = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608  # a table's own name
        for (name,) in tables.fetchall()
    }


def _check(copy: sqlite3.Connection, rows: Mapping[str, int], source: Path) -> None:
    (found,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise BackupProblem(f"{source} is damaged ({found.splitlines()[-1]}); restore an older backup")
    if _rows(copy) != rows:
        raise BackupProblem(f"the copy of {source} has other rows than {source} itself; is the disk sound?")


def _move_beside(database: Path, aside: Path) -> None:
    """First of all: a log that is left behind would be taken for the new file's."""
    for ending in BESIDE:
        with suppress(FileNotFoundError):
            os.rename(f"{database}{ending}", f"{aside}{ending}")


def _move(source: Path, target: Path) -> None:
    source.rename(target)
    # the rename itself has to survive a power cut
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
