"""A clock that all processes of a run read, and that can be put forward or back, and made to run faster.

It is a file in memory: (real time, shown time, seconds shown a real second). Of two copies the first byte says which
holds, so that a reader never sees half of a change.
"""

import mmap
import struct
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

FORM = struct.Struct("ddd")
SLOTS = (8, 8 + FORM.size)
SIZE = 8 + 2 * FORM.size


class SharedClock:
    """Call it for the time it shows. Only one process may set it."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), SIZE)

    @classmethod
    def create(cls, path: Path, shows: datetime) -> Self:
        path.write_bytes(bytes(SIZE))
        clock = cls(path)
        clock.set(shows)
        return clock

    def __call__(self) -> datetime:
        real, shown, rate = FORM.unpack_from(self._memory, SLOTS[self._memory[0]])
        return datetime.fromtimestamp(shown + (time.time() - real) * rate, UTC)

    def set(self, shows: datetime, *, rate: float = 1.0) -> None:
        """Show this time from now on, and so many seconds a second."""
        slot = 1 - self._memory[0]
        FORM.pack_into(self._memory, SLOTS[slot], time.time(), shows.timestamp(), rate)
        self._memory[0] = slot

    def run_at(self, rate: float) -> None:
        """Go on from what it shows, at another rate."""
        self.set(self(), rate=rate)

    def close(self) -> None:
        self._memory.close()
