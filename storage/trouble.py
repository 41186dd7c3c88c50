"""What can go wrong with a database while it is in use, told from the driver's errors.

An error that is nobody's mistake in a statement is trouble: a full disk, a lock, a damaged file, a server that is away.
Deadlocks, constraints and statements that can't be read are not.
"""

import shutil
import sqlite3
import time
from enum import StrEnum
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from storage.addresses import shown


class Trouble(StrEnum):
    LOCKED = "locked"
    FULL = "full"
    READ_ONLY = "read-only"
    DAMAGED = "damaged"
    GONE = "gone"
    """The file was removed or replaced while it was in use."""
    AWAY = "away"


SQLITE = {
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_PERM: Trouble.READ_ONLY,
    sqlite3.SQLITE_IOERR: Trouble.AWAY,
    sqlite3.SQLITE_CANTOPEN: Trouble.AWAY,
    sqlite3.SQLITE_PROTOCOL: Trouble.LOCKED,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
}
"""By primary result code (https://www.sqlite.org/rescode.html)."""

# https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRES_AWAY = ("08", "28", "3D", "53", "57P", "58")
POSTGRES_FULL = ("53100",)
NO_SPACE = "No space left on device"
POSTGRES_READ_ONLY = ("25006",)
POSTGRES_DAMAGED = ("XX001", "XX002")


NO_ROOM = 2**20
"""Where fewer bytes than that are free, a file's trouble is that: SQLite tells it of some of its files only."""


def trouble_of(error: DBAPIError, url: URL | None = None) -> Trouble | None:
    """What kind of trouble the error tells of, on the database of this URL; None where it is about the statement."""
    trouble = trouble_in(error.orig)
    if trouble is None and error.connection_invalidated and not isinstance(error.orig, sqlite3.Error):
        return Trouble.AWAY
    if trouble is Trouble.AWAY and url is not None and url.get_backend_name() == "sqlite" and _is_full(url):
        return Trouble.FULL
    return trouble


def trouble_in(cause: BaseException | None) -> Trouble | None:
    """The same of a driver's own error."""
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)
        return None if code is None else SQLITE.get(code & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state is None:
        # no answer came from a server at all, or a connection was refused, whose state the driver doesn't tell
        if not isinstance(cause, psycopg.OperationalError):
            return None
        return Trouble.FULL if NO_SPACE in str(cause) else Trouble.AWAY
    if state in POSTGRES_FULL:
        return Trouble.FULL
    if state in POSTGRES_READ_ONLY:
        return Trouble.READ_ONLY
    if state in POSTGRES_DAMAGED:
        return Trouble.DAMAGED
    return Trouble.AWAY if state.startswith(POSTGRES_AWAY) else None


def explain(url: URL, error: DBAPIError) -> str:
    """The driver's error as one line for the operator, with the way out."""
    reason = str(error.orig).strip().splitlines()[0] if error.orig else "no reason given"
    if url.get_backend_name() == "sqlite":
        return _explain_file(str(url.database), reason, trouble_of(error, url))
    trouble = trouble_of(error)
    if trouble is None and getattr(error.orig, "sqlstate", None) is None:
        # the server wasn't asked at all, as with an option in the URL that there isn't
        trouble = Trouble.AWAY
    return explain_server(url, trouble, reason)


def explain_server(url: URL, trouble: Trouble | None, reason: str) -> str:
    """The same, where it is PostgreSQL."""
    where = shown(url)
    match trouble:
        case Trouble.FULL:
            return f"the disk of {where} is full ({reason}); make room on it"
        case Trouble.READ_ONLY:
            return f"{where} takes no changes ({reason}); point the URL to the primary server, or let it take them"
        case Trouble.DAMAGED:
            return f"{where} is damaged ({reason}); stop the bot and restore a backup: newsdigest db restore FILE"
        case None:
            return f"{where} refuses it ({reason}); look at the rights of this role and at the timeouts set for it"
        case _:
            return f"no connection to {where} ({reason}); check that it runs and that the URL is right"


def full(file: object) -> str:
    return f"the disk with the database file {file} is full; make room on it"


def damaged(file: object, reason: str) -> str:
    return (
        f"the database file {file} is damaged ({reason}); stop the bot and restore a backup: newsdigest db restore FILE"
    )


def _explain_file(file: str, reason: str, trouble: Trouble | None) -> str:
    match trouble:
        case Trouble.LOCKED:
            return f"the database file {file} is locked by another program; end that one, or wait until it is done"
        case Trouble.FULL:
            return full(file)
        case Trouble.READ_ONLY:
            return f"the database file {file} can't be written to ({reason}); make it and its folder writable"
        case Trouble.DAMAGED:
            return damaged(file, reason)
        case _:
            return (
                f"the database file {file} can't be used ({reason}); "
                "check that it and its folder are writable, or restore a backup"
            )


def _is_full(url: URL) -> bool:
    try:
        return shutil.disk_usage(Path(str(url.database)).parent).free < NO_ROOM
    except OSError:
        return False


class Condition:
    """Whether the database works, as far as this process has met it. Any thread may say so.

    `findings` counts how often it was found to fail, or to work again: what was read under another number says little
    of now. In seconds of `time.monotonic` it failed last from `failed_from` to `failed_at`.
    """

    def __init__(self) -> None:
        self._met: tuple[Trouble, str] | None = None
        self.findings = 0
        self.failed_from: float | None = None
        self.failed_at: float | None = None

    @property
    def trouble(self) -> Trouble | None:
        return self._met[0] if self._met else None

    @property
    def words(self) -> str:
        """The trouble in one line, with the way out; empty without one."""
        return self._met[1] if self._met else ""

    def failed(self, trouble: Trouble, words: str) -> None:
        self.failed_at = time.monotonic()
        if self._met is None:
            self.failed_from = self.failed_at
        self._met = trouble, words
        self.findings += 1

    def still_fails(self) -> None:
        """It was tried, and nothing new was met."""
        self.failed_at = time.monotonic()

    def works(self) -> None:
        """It was tried, and works."""
        self._met = None
        self.findings += 1
