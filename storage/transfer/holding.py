"""Whether another program has an SQLite file open: a bot that was left running, most likely."""

import fcntl
import struct
import sys
from pathlib import Path

from storage.sqlite_copies import SHARED_FIRST, SHARED_SIZE


def holder(file: Path) -> int | None:
    """The number of a process that has the file open, 0 for one that can't be seen from here, None for nobody.

    Not to be asked while this process has the file open: it would lose its own locks
    (https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
    """
    with file.open("rb") as opened:
        kind, process = _unpacked(fcntl.fcntl(opened, fcntl.F_GETLK, _packed(fcntl.F_WRLCK)))
    return None if kind == fcntl.F_UNLCK else max(process, 0)


# `struct flock`, which each system orders in its own way
if sys.platform == "darwin":
    _LAYOUT = "@qqihh"

    def _packed(kind: int) -> bytes:
        return struct.pack(_LAYOUT, SHARED_FIRST, SHARED_SIZE, 0, kind, 0)

    def _unpacked(lock: bytes) -> tuple[int, int]:
        _, _, process, kind, _ = struct.unpack(_LAYOUT, lock)
        return kind, process
else:
    _LAYOUT = "@hhqqi4x"

    def _packed(kind: int) -> bytes:
        return struct.pack(_LAYOUT, kind, 0, SHARED_FIRST, SHARED_SIZE, 0)

    def _unpacked(lock: bytes) -> tuple[int, int]:
        kind, _, _, _, process = struct.unpack(_LAYOUT, lock)
        return kind, process
