"""Readers' searches for feeds, kept within bounds: each asks a stranger's server up to twenty times, on our account.

Kept in this process alone: with several, each reader has so many searches in each at the most.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

AT_ONCE = 10
"""All readers' together, so that feeds and articles are fetched meanwhile."""
MOST = 20
WITHIN = timedelta(minutes=10)

Found = TypeVar("Found")


class Searches:
    """One at a time for each asker, whose next one ends the one before, and at most `MOST` of them `WITHIN` a while."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._running: dict[int, asyncio.Task[Any]] = {}
        self._begun: dict[int, list[datetime]] = {}

    def allows(self, asker: int, *, now: datetime) -> bool:
        """Whether this asker may begin another one; it is counted when they may."""
        self._begun = {
            who: recent
            for who, begun in self._begun.items()
            if (recent := [moment for moment in begun if moment > now - WITHIN])
        }
        begun = self._begun.setdefault(asker, [])
        if len(begun) >= MOST:
            return False
        begun.append(now)
        return True

    async def run(self, asker: int, search: Callable[[], Awaitable[Found]]) -> Found | None:
        """What the search finds or raises; None where its asker gave it up meanwhile."""
        self.give_up(asker)
        task = asyncio.create_task(self._in_turn(search))
        self._running[asker] = task
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            task.cancel()
            raise
        finally:
            if self._running.get(asker) is task:
                del self._running[asker]
        return None if task.cancelled() else task.result()

    def give_up(self, asker: int) -> None:
        """End the search that goes on for this asker, if there is one."""
        if task := self._running.pop(asker, None):
            task.cancel()

    async def _in_turn(self, search: Callable[[], Awaitable[Found]]) -> Found:
        async with self._turn:
            return await search()
