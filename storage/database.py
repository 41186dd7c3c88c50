"""Opening a database, and sessions on it.

SQLite by default: write-ahead log, foreign keys on, a busy time-out, and `BEGIN IMMEDIATE` for writers, since a
reader that turns into a writer under WAL fails at once with "database is locked" instead of waiting
(https://www.sqlite.org/isolation.html). PostgreSQL by URL with psycopg 3.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from storage import liveness
from storage.errors import DatabaseTrouble, DatabaseUnreachable
from storage.files import DatabaseFile, FileTrouble
from storage.lines import Lines
from storage.migration_files import newest
from storage.older_versions import application_name
from storage.trouble import Condition, Trouble, explain, trouble_of

__all__ = ["Database", "Session", "explained", "is_missing_file", "make_folder", "parse_url", "refuse_missing"]

BUSY_TIMEOUT_S = 10

A_WRITE = "UPDATE alembic_version SET version_num = version_num"
A_LOCK = "SELECT version_num FROM alembic_version FOR KEY SHARE SKIP LOCKED"
"""Writes as well, and waits for no migration."""

A_MEGABYTE = """
    CREATE TEMPORARY TABLE newsdigest_room ON COMMIT DROP AS SELECT repeat('.', 1000) FROM generate_series(1, 1000)
"""
"""A server whose disk is full may still write to what its files have room for: only something new tells."""

MAY_ADD = "SELECT has_database_privilege(current_database(), 'TEMPORARY')"

LARGEST_LOG = 64 * 2**20
"""Bytes that SQLite's write-ahead log keeps on the disk when all of it has gone into the file."""


class Database:
    """One engine; `read()` and `write()` give a session that is one transaction."""

    def __init__(self, url: str) -> None:
        """Prepare an engine for `url`; nothing connects yet. Raises DatabaseUnreachable for a malformed URL."""
        self.url = parse_url(url)
        self.engine = create_engine(
            self.url,
            pool_pre_ping=self.url.get_backend_name() != "sqlite",
            # else an error's text, and so the log, has the values: logins, people's words
            hide_parameters=True,
            # what the server's operator sees of it, unless the URL names it otherwise
            connect_args=_arguments(self.url),
        )
        self.condition = Condition()
        self.lines = Lines()
        self._file: DatabaseFile | None = None
        if self.engine.dialect.name == "sqlite":
            self._file = DatabaseFile(self.engine)
            _tune_sqlite(self.engine)
        else:
            liveness.watched(self.engine)
            self.lines.watch(self.engine)
        self.shared = self.engine.dialect.name == "postgresql"
        """Whether several processes may work on it; an SQLite file is one process's at a time."""
        self._writers = self.engine.execution_options(write=True)
        self._turn = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads; what it changed is rolled back. Raises DatabaseTrouble."""
        with self._minded(), Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits at the end, or rolls back when the block raises. Raises DatabaseTrouble."""
        with self._minded(), self._in_turn(), Session(self._writers) as session, session.begin():
            yield session

    @contextmanager
    def aside(self) -> Iterator[Connection]:
        """A connection outside any transaction, for locks that are held for long: an open transaction would keep the
        database from cleaning up. Raises DatabaseTrouble.
        """
        with self._minded(), self.engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def _minded(self) -> Iterator[None]:
        """Tell trouble from other errors, and remember it."""
        cuts = self.lines.cuts
        try:
            if self._file is not None:
                self._file.look()
            yield
        except DBAPIError as error:
            trouble = trouble_of(error, self.url)
            if trouble is None:
                raise
            words = explain(self.url, error)
            if self.condition.trouble is trouble and self.lines.cuts != cuts:
                # its connection was ended from here, for a reason that is known
                words = self.condition.words or words
            self.condition.failed(trouble, words)
            raise DatabaseTrouble(words) from error
        except FileTrouble as met:
            self.condition.failed(met.trouble, str(met))
            raise DatabaseTrouble(str(met)) from None

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Let this process's writers wait for one another here.

        SQLite has one writer, and who waits for it there looks again ever more rarely: it misses one free moment after
        another while others come and go. Other processes are waited for there all the same.
        """
        mine = self.engine.dialect.name == "sqlite" and self._turn.acquire(timeout=BUSY_TIMEOUT_S)
        try:
            yield
        finally:
            if mine:
                self._turn.release()

    def try_out(self) -> bool:
        """Whether it can be read and written to now; `condition` knows it then."""
        try:
            if self.condition.trouble is Trouble.FULL and self._file is not None and not self._file.has_room():
                return False
            with self.write() as session:
                if self._file is not None and self.condition.trouble is Trouble.DAMAGED:
                    self._file.read_all(session.connection())
                session.execute(text(A_LOCK if self.shared else A_WRITE))
                if self.shared and self.condition.trouble is Trouble.FULL and session.scalar(text(MAY_ADD)):
                    session.execute(text(A_MEGABYTE))
        except DatabaseTrouble:
            return False
        self.condition.works()
        return True

    def ping(self) -> None:
        """Raise DatabaseUnreachable, with the way out, when no connection can be made."""
        with explained(self.url), self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        self.engine.dispose()
        if self._file is not None:
            self._file.forget()


def _arguments(url: URL) -> dict[str, object]:
    """What a connection is to know that the URL doesn't say."""
    if url.get_backend_name() == "sqlite":
        return {}
    usual = {**liveness.CLIENT, "fallback_application_name": application_name(newest())}
    return {name: value for name, value in usual.items() if name not in url.query}


def parse_url(url: str) -> URL:
    """The URL with the driver this project uses. Raises DatabaseUnreachable when it names another database."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        # not shown: what couldn't be read may hold a password
        raise DatabaseUnreachable(
            "this is no database URL; write sqlite:///path/to/file.sqlite3 or postgresql://user:password@host/name"
        ) from None
    if backend in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        if parsed.database in {None, "", ":memory:"}:
            raise DatabaseUnreachable("an SQLite database needs a file: sqlite:///path/to/file.sqlite3")
        return parsed.set(drivername="sqlite")
    raise DatabaseUnreachable(f"{backend!r} is not supported; use sqlite:///… or postgresql://…")


def is_missing_file(database: Database) -> bool:
    """Whether this is an SQLite database whose file isn't there yet."""
    file = database.url.database
    # a path that may not be looked at counts as not there
    return database.url.get_backend_name() == "sqlite" and file is not None and not os.path.exists(file)


def refuse_missing(database: Database) -> None:
    """Raise DatabaseUnreachable where the file isn't there: it is made by who begins with it, not by who asks."""
    if is_missing_file(database):
        raise DatabaseUnreachable(
            f"there is no database {Path(str(database.url.database)).absolute()}; run this where yours lies, or name "
            "it by NEWSDIGEST_DATABASE_URL; newsdigest db upgrade makes a new one"
        )


def make_folder(url: URL) -> None:
    """Make the folder that an SQLite file will lie in."""
    if url.get_backend_name() == "sqlite" and url.database:
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnreachable(f"the folder of {url.database} can't be made: {error.strerror}") from error


def make_file(url: URL) -> None:
    """Make the file of an SQLite database, with its folder, unless it is there; for its owner alone to read.

    Nothing else makes it: a database that is lost must not come back empty.
    """
    make_folder(url)
    if url.get_backend_name() == "sqlite" and url.database:
        try:
            Path(url.database).touch(mode=0o600)
        except OSError as error:
            raise DatabaseUnreachable(f"the file {url.database} can't be made: {error.strerror}") from error


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turn the driver's errors, a corrupt or a read-only file's too, into one clear line."""
    try:
        yield
    except DBAPIError as error:
        raise DatabaseUnreachable(explain(url, error)) from error


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        # the driver's own BEGIN comes too late for BEGIN IMMEDIATE: it is switched off and sent below
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        # with WAL a crash of the process loses nothing at NORMAL; a power cut may lose the last commits,
        # which for the outbox means messages sent twice: FULL costs one fsync a commit
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_S * 1000}")
        # a backup holds the log; what it grew to meanwhile is given back to the disk
        cursor.execute(f"PRAGMA journal_size_limit = {LARGEST_LOG}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
