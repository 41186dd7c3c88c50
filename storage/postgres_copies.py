"""Copies of a PostgreSQL database by its own programs, pg_dump and pg_restore, and such a copy put back.

The schema is moved aside and the copy restored beside it, which needs no right to make databases; all tables of the
copy appear in one moment.
"""

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from storage.addresses import for_programs
from storage.copies import Copied, Progress
from storage.database import Database
from storage.errors import BackupProblem
from storage.schema import refuse_newer
from storage.timeouts import lift_timeouts
from storage.undisturbed import undisturbed

BEGIN_OF_ROWS = re.compile(rb"COPY (\S+) \(")
END_OF_ROWS = rb"\."
LOOK_AGAIN_S = 0.2
"""Between two looks at how much has been written."""

END_RESTORING = text("""
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND application_name = 'pg_restore'
""")


def copy_database(database: Database, target: Path, progress: Progress) -> Copied:
    """Copy into a new file, and check it: that all of it can be read, its schema, its rows. Raises BackupProblem."""
    program = _program("pg_dump")
    with _snapshot(database) as connection:
        schema = schema_of(connection)
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        rows = _rows(connection, schema)
        command = [program, "--format=custom", "--no-owner", "--no-privileges", f"--schema={schema}"]
        with _watched(target, progress):
            _run([*command, f"--snapshot={snapshot}", f"--file={target}"], database.url)
    copied = read_copy(target, schema, progress)
    if copied.rows != rows:
        raise BackupProblem("the copy has other rows than the database itself; is the disk sound?")
    return copied


def read_copy(file: Path, schema: str, progress: Progress) -> Copied:
    """Read a copy of this schema to its end without a server. Raises BackupProblem, or SchemaTooNew."""
    program = _program("pg_restore")
    progress("checking", 0, None)
    command = [program, "--data-only", "--file=-", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reading:  # noqa: S603
        assert reading.stdout is not None
        assert reading.stderr is not None
        found = _read(reading.stdout)
        said = reading.stderr.read().decode(errors="replace")
    if reading.returncode:
        raise BackupProblem(f"{file} is no copy that pg_restore can read ({_last_line(said)})")
    theirs = [name for name, copied in found.items() if copied.revision]
    if not theirs:
        raise BackupProblem(f"{file} has no tables of newsdigest in it")
    if schema not in theirs:
        raise BackupProblem(
            f"{file} has the schema {theirs[0]}, and this database keeps its tables in {schema}; a schema is restored "
            f"under its own name: make {theirs[0]} if need be, and add options=-csearch_path%3D{theirs[0]} to the URL"
        )
    refuse_newer(found[schema].revision)
    return found[schema]


def _read(lines: Iterable[bytes]) -> Mapping[str, Copied]:
    """What a copy holds of each schema; the revision is empty where it has none."""
    rows: dict[str, dict[str, int]] = {}
    revisions: dict[str, str] = {}
    schema, table = "", None
    for line in lines:
        if table is None and (begins := BEGIN_OF_ROWS.match(line)):
            schema, _, table = begins[1].decode().replace('"', "").rpartition(".")
            rows.setdefault(schema, {})[table] = 0
        elif table is not None and line.rstrip(b"\n") == END_OF_ROWS:
            table = None
        elif table is not None:
            rows[schema][table] += 1
            if table == "alembic_version":
                revisions[schema] = line.decode().strip()
    return {name: Copied(revision=revisions.get(name, ""), rows=counted) for name, counted in rows.items()}


def size_of(database: Database) -> int:
    """How many bytes a copy takes at the most."""
    with database.engine.connect() as connection:
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def schema_of(connection: Connection) -> str:
    """The one that the tables lie in."""
    return str(connection.execute(text("SELECT current_schema()")).scalar_one())


def replace(database: Database, file: Path, copied: Copied, progress: Progress, *, schema: str, aside: str) -> bool:
    """Put the copy in the place of what the schema holds, which stays as the schema `aside`; whether that was anything.

    Raises BackupProblem, having changed nothing, while anybody else is connected, or where something else came in than
    was `copied`.
    """
    program = _program("pg_restore")
    command = [program, "--single-transaction", "--no-owner", "--no-privileges", f"--schema={schema}", str(file)]
    with database.engine.connect() as connection:
        number = connection.scalar(text("SELECT oid FROM pg_namespace WHERE nspname = :schema"), {"schema": schema})
    try:
        was_there = _move_aside(database, schema, aside)
        progress("restoring", 0, None)
        _run(command, database.url)
        with database.engine.begin() as connection:
            lift_timeouts(connection)
            if not copied.rows.items() <= _rows(connection, schema).items():
                raise BackupProblem(f"pg_restore ended without an error, and hasn't restored all rows of {file}")
            # a restored database knows nothing yet of what its tables are like
            connection.execute(text("ANALYZE"))
            if not was_there:
                connection.execute(text(f'DROP SCHEMA "{aside}" CASCADE'))
    except BaseException:
        _move_back(database, number, schema, aside)
        raise
    return was_there


def _move_aside(database: Database, schema: str, aside: str) -> bool:
    """Leave an empty schema in its place; whether it held anything."""
    with database.engine.begin() as connection:
        lift_timeouts(connection)
        refuse_in_use(connection)
        was_there = bool(_rows(connection, schema))
        connection.execute(text(f'ALTER SCHEMA "{schema}" RENAME TO "{aside}"'))
        connection.execute(text(f'CREATE SCHEMA "{schema}"'))
    database.engine.dispose()
    return was_there


def _move_back(database: Database, number: int, schema: str, aside: str) -> None:
    """Undo it, if the schema of this number was moved; one that was left there would be an empty database."""
    with undisturbed(), database.engine.begin() as connection:
        lift_timeouts(connection)
        is_called = connection.scalar(text("SELECT nspname FROM pg_namespace WHERE oid = :number"), {"number": number})
        if is_called == aside:
            # the server may be at what a program began that was ended, such as an index, and holds the schema for it
            connection.execute(END_RESTORING)
            connection.execute(text(f'DROP SCHEMA "{schema}" CASCADE'))
            connection.execute(text(f'ALTER SCHEMA "{aside}" RENAME TO "{schema}"'))


def refuse_in_use(connection: Connection) -> None:
    """Raise BackupProblem while others are connected to the database."""
    query = text(
        "SELECT coalesce(nullif(application_name, ''), 'a program without a name'), count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' GROUP BY 1"
    )
    others = ", ".join(f"{name} ({count})" for name, count in connection.execute(query))
    if others:
        raise BackupProblem(f"the database is in use by {others}; stop the bot and whatever else is connected first")


@contextmanager
def _snapshot(database: Database) -> Iterator[Connection]:
    """One moment's view of the database, which pg_dump then shares."""
    reading = database.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with reading.connect() as connection:
        # it has nothing to do while pg_dump has
        lift_timeouts(connection)
        yield connection


def _rows(connection: Connection, schema: str) -> Mapping[str, int]:
    names = connection.execute(
        text("SELECT tablename FROM pg_tables WHERE schemaname = :schema ORDER BY 1"), {"schema": schema}
    )
    return {
        name: connection.execute(text(f'SELECT count(*) FROM "{schema}"."{name}"')).scalar_one()  # noqa: S608
        for name in names.scalars().all()
    }


@contextmanager
def _watched(target: Path, progress: Progress) -> Iterator[None]:
    done = threading.Event()

    def watch() -> None:
        while not done.wait(LOOK_AGAIN_S):
            progress("copying", target.stat().st_size if target.exists() else 0, None)

    watcher = threading.Thread(target=watch, name="progress")
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupProblem(
            f"{name} isn't installed here; install PostgreSQL's client programs (apt-get install postgresql-client), "
            "or let the database's own container do it: docs/operations.md has the command lines (Backup, Restore)"
        )
    return found


def _run(command: list[str], url: URL) -> None:
    where, added = for_programs(url)
    done = subprocess.run(  # noqa: S603  # PostgreSQL's own programs, their arguments in a list
        [*command, f"--dbname={where}"],
        env=os.environ | added,
        # nobody is there to be asked for a password
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise BackupProblem(_explained(done.stderr))


def _explained(said: str) -> str:
    versions = re.search(r"server version: (\d+)\S*.*?pg_dump version: (\d+)", said, re.DOTALL)
    if versions:
        return (
            f"pg_dump {versions[2]} can't copy from PostgreSQL {versions[1]}; "
            f"install the client programs of version {versions[1]}, and put them first into PATH"
        )
    return _last_line(said)


def _last_line(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1] if lines else "it didn't say why"
