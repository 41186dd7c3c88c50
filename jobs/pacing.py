"""Work that takes the longer the more there is, and so is done ever more rarely."""

import asyncio
from collections.abc import Awaitable, Callable

SHARE = 1 / 20
"""Of the time, at most."""


class Paced:
    """Done when it is `wanted`, in at most a twentieth of the time."""

    def __init__(self, work: Callable[[], Awaitable[bool]]) -> None:
        self._work = work
        """Says whether it was done: another process may be at it."""
        self.wanted = False
        self._not_before = 0.0
        self._lock = asyncio.Lock()

    async def run(self) -> None:
        """Do it if it is wanted and its time has come; who comes while it is under way waits for its end."""
        loop = asyncio.get_running_loop()
        async with self._lock:
            started = loop.time()
            if self.wanted and started >= self._not_before:
                self.wanted = done = False
                try:
                    done = await self._work()
                finally:
                    # somebody may have come to want it meanwhile
                    self.wanted |= not done
                    ended = loop.time()
                    self._not_before = ended + (1 / SHARE - 1) * (ended - started)
