"""Backups: a file that holds the whole database of one moment, made while others write, and put back when needed."""

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import checksums, postgres_copies, sqlite_copies
from storage.copies import Copied, Progress
from storage.database import Database, explained, make_folder, refuse_missing
from storage.errors import BackupProblem

PARTIAL = ".partial"
"""What an unfinished file's name ends in."""

STALE = timedelta(days=1)
"""Nothing is written for that long: an unfinished file is left over from something that was cut short."""

PREFIX, STAMP = "newsdigest-", "%Y%m%d-%H%M%S"
ENDINGS = {"sqlite": ".sqlite3", "postgresql": ".pgdump"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A finished backup; `size` in bytes, `rows` by table."""

    file: Path
    size: int
    revision: str
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What the database holds now; `aside` is where its former content is, None if it had none. `compared` says whether
    the backup had a checksum.
    """

    revision: str
    rows: Mapping[str, int]
    aside: str | None
    compared: bool


def name_for(database: Database, now: datetime) -> str:
    """A backup's file name, such as newsdigest-20240501-080000.sqlite3; they sort by time."""
    return f"{PREFIX}{now.astimezone(UTC):{STAMP}}{_ending(database)}"


def back_up(database: Database, to: Path, progress: Progress) -> Backup:
    """Write a checked backup; the file is there when it is whole, and not before.

    Raises BackupProblem, also where the file exists, or DatabaseUnreachable; SchemaTooNew for a newer database.
    """
    if to.exists():
        raise BackupProblem(f"{to} is there already; name another file, or remove it first")
    with explained(database.url):
        size = _size(database)
    with _writable(to.parent), _partial(to) as partial:
        _refuse_full(to.parent, size)
        copied = _copy(database, partial, progress)
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        if to.exists():
            raise BackupProblem(f"{to} was made by somebody else meanwhile")
        try:
            checksums.note(partial, to)
            partial.rename(to)
        finally:
            if not to.exists():
                # else a checksum of nothing stays, which nobody looks for
                checksums.beside(to).unlink(missing_ok=True)
    return Backup(file=to, size=to.stat().st_size, revision=copied.revision, rows=copied.rows)


def restore(database: Database, file: Path, *, now: datetime, progress: Progress) -> Restored:
    """Check a backup and put it in the place of the database, whose former content stays aside.

    Raises BackupProblem, and nothing has changed: the backup is damaged or was changed, or can't be read, or somebody
    uses the database; SchemaTooNew where a newer newsdigest made it.
    """
    with _readable(file):
        if not file.is_file():
            raise BackupProblem(f"there is no file {file}")
        progress("checking", 0, None)
        compared = checksums.compare(file)
    if database.engine.dialect.name == "postgresql":
        return _restore_dump(database, file, now, progress, compared=compared)
    return _restore_file(database, file, now, progress, compared=compared)


def backups_in(folder: Path, database: Database) -> list[Path]:
    """Those that `name_for` named, the newest first."""
    return sorted(folder.glob(f"{PREFIX}*{_ending(database)}"), reverse=True)


def made_at(backup: Path) -> datetime | None:
    """When it was made, by its name; None for a name of another form."""
    try:
        return datetime.strptime(backup.stem.removeprefix(PREFIX), STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def remove_older(folder: Path, database: Database, *, keep: int, now: datetime) -> list[Path]:
    """Remove all backups but the newest, and what was left over of interrupted ones; returns those removed.

    Those dated ahead, by a clock that was wrong, neither count nor go before that time has come: how old they are isn't
    known, and beside them the one just made would be the oldest.
    """
    past = [each for each in backups_in(folder, database) if (at := made_at(each)) and at <= now]
    older = past[keep:]
    for each in older:
        # the backup goes last: while it is there, both are found again
        checksums.beside(each).unlink(missing_ok=True)
        each.unlink()
    return older + _remove_unfinished(folder, database, now)


def _remove_unfinished(folder: Path, database: Database, now: datetime) -> list[Path]:
    """Remove unfinished files that nobody writes any more, with all that belongs to them; returns these files alone."""
    left = [
        each
        for ending in (*sqlite_copies.BESIDE, "")
        for each in folder.glob(f"{PREFIX}*{_ending(database)}{PARTIAL}{ending}")
        if datetime.fromtimestamp(each.stat().st_mtime, UTC) < now - STALE
    ]
    for each in left:
        whole = each.with_suffix("")
        if not whole.exists():
            checksums.beside(whole).unlink(missing_ok=True)
        each.unlink()
    return [each for each in left if each.suffix == PARTIAL]


def _restore_file(database: Database, file: Path, now: datetime, progress: Progress, *, compared: bool) -> Restored:
    place = Path(str(database.url.database))
    make_folder(database.url)
    database.close()
    if place.exists():
        if place.samefile(file):
            raise BackupProblem(f"{file} is the database itself")
        with sqlite_copies.unused(place):
            pass
    aside = place.with_name(f"{place.name}.replaced-{now.astimezone(UTC):{STAMP}}")
    with _writable(place.parent), _partial(place) as partial:
        _refuse_full(place.parent, sqlite_copies.size_of(file))
        copied = sqlite_copies.copy_database(file, partial, progress)
        if place.exists():
            # whoever could use the database that is replaced can use this one
            shutil.copymode(place, partial)
            with suppress(PermissionError):
                shutil.chown(partial, place.stat().st_uid, place.stat().st_gid)
        was_there = sqlite_copies.replace(place, partial, aside)
    return Restored(
        revision=copied.revision, rows=copied.rows, aside=str(aside) if was_there else None, compared=compared
    )


def _restore_dump(database: Database, file: Path, now: datetime, progress: Progress, *, compared: bool) -> Restored:
    database.ping()
    with database.engine.connect() as connection:
        postgres_copies.refuse_in_use(connection)
        schema = postgres_copies.schema_of(connection)
    copied = postgres_copies.read_copy(file, schema, progress)
    aside = f"replaced_{now.astimezone(UTC):%Y%m%d_%H%M%S}"
    with explained(database.url):
        was_there = postgres_copies.replace(database, file, copied, progress, schema=schema, aside=aside)
    return Restored(
        revision=copied.revision,
        rows=copied.rows,
        aside=f"the schema {aside}" if was_there else None,
        compared=compared,
    )


def _copy(database: Database, to: Path, progress: Progress) -> Copied:
    if database.engine.dialect.name == "postgresql":
        with explained(database.url):
            return postgres_copies.copy_database(database, to, progress)
    return sqlite_copies.copy_database(Path(str(database.url.database)), to, progress)


def _size(database: Database) -> int:
    if database.engine.dialect.name == "postgresql":
        return postgres_copies.size_of(database)
    refuse_missing(database)
    return sqlite_copies.size_of(Path(str(database.url.database)))


def _ending(database: Database) -> str:
    return ENDINGS[database.engine.dialect.name]


def _refuse_full(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size:
        raise BackupProblem(
            f"{folder} has {free // 2**20} MB free, and up to {size // 2**20 + 1} MB are needed; "
            "make room, or choose another folder"
        )


@contextmanager
def _readable(backup: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        way_out = "copy it anew, or take an older backup"
        if isinstance(error, PermissionError):
            way_out = "make the backup, its checksum and their folder readable for this user"
        raise BackupProblem(f"{error.filename or backup} can't be read ({error.strerror}); {way_out}") from error


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise BackupProblem(f"{folder} can't be written to ({error.strerror})") from error


@contextmanager
def _partial(whole: Path) -> Iterator[Path]:
    """A new file for its owner alone, removed at the end if it is still there; two at once for one name are refused."""
    partial = whole.with_name(whole.name + PARTIAL)
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, stat.S_IRUSR | stat.S_IWUSR))
    except FileExistsError:
        raise BackupProblem(
            f"{partial} is in the way: it is being written, or was left by something cut short; then remove it"
        ) from None
    try:
        yield partial
    finally:
        for left in (partial, *(Path(f"{partial}{ending}") for ending in sqlite_copies.BESIDE)):
            left.unlink(missing_ok=True)
