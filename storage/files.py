"""The file of an SQLite database while it is in use: still there, still the same, and with room to grow."""

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from storage.trouble import Trouble, damaged, trouble_of

ROOM = 32 * 2**20
"""Bytes that have to be free before a full disk counts as one with room again."""

RECONNECT = {Trouble.READ_ONLY, Trouble.DAMAGED, Trouble.AWAY}
"""What a connection may owe to the moment in which it was made."""


class FileTrouble(Exception):
    """What was found on the file itself; the message is one line, with the way out."""

    def __init__(self, trouble: Trouble, words: str) -> None:
        super().__init__(words)
        self.trouble = trouble


class DatabaseFile:
    """The file that an engine's connections have open. It is never made here: a lost one would come back empty."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._path = Path(str(engine.url.database))
        self._identity: tuple[int, int] | None = None
        self._saved: Path | None = None
        event.listen(engine, "do_connect", self._connect)
        event.listen(engine, "handle_error", _reconnect)

    def look(self) -> None:
        """Raise FileTrouble where the file isn't the one that was opened; that one is saved beside it if it can be."""
        if self._identity is None or self._identity == self._found():
            return
        if self._saved is None and not self._path.exists():
            self._saved = self._save()
        if self._saved is None:
            raise FileTrouble(
                Trouble.GONE,
                f"the database file {self._path} was removed or replaced while it was in use; stop the bot, "
                "put the file back or restore a backup (newsdigest db restore FILE), and start it again",
            )
        raise FileTrouble(
            Trouble.GONE,
            f"the database file {self._path} was removed while it was in use; what it held was saved: "
            f"stop the bot, run newsdigest db restore {self._saved}, and start it again",
        )

    def forget(self) -> None:
        """All connections are closed: the next one may find another file."""
        self._identity = self._saved = None

    def has_room(self) -> bool:
        try:
            return shutil.disk_usage(self._path.parent).free >= ROOM
        except OSError:
            return False

    def read_all(self, connection: Connection) -> None:
        """Raise FileTrouble where the file is still damaged."""
        (found,) = connection.exec_driver_sql("PRAGMA quick_check(1)").one()
        if found != "ok":
            raise FileTrouble(Trouble.DAMAGED, damaged(self._path, found.splitlines()[-1]))

    def _connect(self, _dialect: Any, _record: Any, _args: Any, options: dict[str, Any]) -> sqlite3.Connection:
        address = f"file:{quote(str(self._path.absolute()))}?mode=rw"
        connection: sqlite3.Connection = sqlite3.connect(address, **options, uri=True)
        if self._identity is None:
            self._identity = self._found()
        return connection

    def _found(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def _save(self) -> Path | None:
        """What is still open has all that the removed file held, for as long as it is open."""
        to = self._path.with_name(f"{self._path.name}.saved")
        if not isinstance(self._engine.pool, QueuePool) or self._engine.pool.checkedin() == 0 or to.exists():
            return None
        with suppress(sqlite3.Error, OSError, DBAPIError), closing(sqlite3.connect(to)) as copy:
            to.chmod(0o600)
            pooled = self._engine.raw_connection()
            try:
                assert isinstance(pooled.driver_connection, sqlite3.Connection)
                pooled.driver_connection.backup(copy)
            finally:
                pooled.close()
            copy.execute("PRAGMA journal_mode = DELETE")
            return to
        return None


def _reconnect(context: ExceptionContext) -> None:
    error = context.sqlalchemy_exception
    if isinstance(error, DBAPIError) and trouble_of(error) in RECONNECT:
        context.is_disconnect = True
