"""A job: what is looked after again and again. It does what is due, and nothing else.

Its halves differ in who may do them: the `tick`, and what comes `after`, one process at a time; a `chunk` as many as
there are workers. What is due stands in the database: one that never came to its end costs nothing but time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

Tick = Callable[[], Awaitable[object]]

Chunk = Callable[[], Awaitable[bool]]
"""Does some of what is due; whether it was any, so that there may be more."""


class Queue(StrEnum):
    """What a worker can be told to do, and nothing else."""

    FETCH = "fetch"
    DIGEST = "digest"
    HOUSE = "house"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`tick`, then `chunk` until nothing is left, then `after`, each `every` so often.

    `waiting` says into about how many chunks that what is due falls; `at_once` is how many of them one process does at
    the same time.
    """

    name: str
    queue: Queue
    every: timedelta
    tick: Tick | None = None
    after: Tick | None = None
    chunk: Chunk | None = None
    waiting: Callable[[], Awaitable[int]] | None = None
    at_once: int = 1

    async def go_round(self) -> None:
        """All of it, in this process."""
        if self.tick is not None:
            await self.tick()
        if self.chunk is not None:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(self.at_once):
                    tasks.create_task(self.go_on())
        if self.after is not None:
            await self.after()

    async def go_on(self, *, seconds: float | None = None) -> None:
        """Chunk after chunk, until nothing is left or the time is over: then it is others' turn."""
        assert self.chunk is not None
        loop = asyncio.get_running_loop()
        until = None if seconds is None else loop.time() + seconds
        while await self.chunk() and (until is None or loop.time() < until):
            pass


Watched = Callable[[Job, Tick], Tick]
"""Wraps a job's round, for whoever watches."""


def unwatched(_job: Job, run: Tick) -> Tick:
    return run
