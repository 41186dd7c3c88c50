"""One process a database file: SQLite has nothing by which a second one could tell what the first is at."""

import asyncio
import errno
import fcntl
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from storage.database import Database, make_folder
from storage.errors import DatabaseUnreachable
from storage.trouble import full

LOOK_S = 0.5

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


@asynccontextmanager
async def used_alone(database: Database, *, stop: asyncio.Event, waiting: Callable[[str], None]) -> AsyncIterator[bool]:
    """Wait until no other process works on the SQLite file, and keep others from it until the block ends.

    False where `stop` came first. Calls `waiting` once, with the other's process number, where there is one. PostgreSQL
    is for many. Raises DatabaseUnreachable where the lock's file, beside the database's, can't be made.
    """
    if database.shared:
        yield True
        return
    make_folder(database.url)
    file = _file_of(database)
    try:
        lock = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise _unusable(database, file, error) from error
    try:
        try:
            mine = await _wait(lock, stop, waiting)
        except OSError as error:
            raise _unusable(database, file, error) from error
        yield mine
    finally:
        # whose lock this is ends with it; the file stays, since another process may wait on it
        os.close(lock)


def is_used(database: Database) -> bool:
    """Whether a process works on this SQLite file."""
    try:
        lock = os.open(_file_of(database), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _file_of(database: Database) -> Path:
    return Path(f"{database.url.database}.lock")


def _unusable(database: Database, file: Path, error: OSError) -> DatabaseUnreachable:
    if error.errno in NO_ROOM:
        return DatabaseUnreachable(full(database.url.database))
    return DatabaseUnreachable(
        f"{file} can't be written ({error.strerror}); check that the database's folder is writable"
    )


async def _wait(lock: int, stop: asyncio.Event, waiting: Callable[[str], None]) -> bool:
    said = False
    while not stop.is_set():
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not said:
                waiting(os.pread(lock, 20, 0).decode(errors="replace").strip() or "unknown")
                said = True
            try:
                await asyncio.wait_for(stop.wait(), LOOK_S)
            except TimeoutError:
                continue
        else:
            os.ftruncate(lock, 0)
            os.pwrite(lock, str(os.getpid()).encode(), 0)
            return True
    return False
