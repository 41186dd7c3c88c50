"""Many rows at once, politely: so many in flight in all, so many to one host, and no longer than a chunk may take."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from jobs.feeds.checking.timing import PlanLimits

log = logging.getLogger(__name__)

Row = TypeVar("Row")
Report = TypeVar("Report")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLimits:
    """How much at once: `in_flight` requests in all and `per_host` to one host, `batch` rows and `seconds` a chunk.

    What a chunk doesn't come to stays due for the next.
    """

    plan: PlanLimits = field(default_factory=PlanLimits)
    in_flight: int = 50
    per_host: int = 2
    batch: int = 200
    seconds: float = 120

    @property
    def lease(self) -> timedelta:
        """How long the rows of a chunk are one worker's: until it must be through with them, or gone."""
        return timedelta(seconds=self.seconds + 30)

    @property
    def of_a_host(self) -> int:
        """How many rows of one host a chunk has: one that answers slowly must not hold up the others for long."""
        return 10 * self.per_host


async def each(
    rows: Sequence[Row],
    work: Callable[[Row], Awaitable[Report]],
    *,
    url: Callable[[Row], str],
    limits: FeedLimits,
    in_flight: asyncio.Semaphore | None = None,
    ended: Callable[[], bool] = lambda: False,
) -> list[Report]:
    """Do `work` for every row, whose request goes to `url`, within the limits; returns what was done in time.

    Chunks that are worked on at the same time have one `in_flight`. Nothing more is begun once it has `ended`.
    """
    in_flight = in_flight or asyncio.Semaphore(limits.in_flight)
    hosts: dict[str | None, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(limits.per_host))
    reports: list[Report] = []

    async def one(row: Row) -> None:
        # the host's turn first: a slow host's queue must not hold places that others could use
        async with hosts[urlsplit(url(row)).hostname], in_flight:
            if not ended():
                reports.append(await work(row))

    try:
        async with asyncio.timeout(limits.seconds), asyncio.TaskGroup() as tasks:
            for row in rows:
                tasks.create_task(one(row))
    except TimeoutError:
        log.warning("%d of %d rows were left for later", len(rows) - len(reports), len(rows))
    return reports
