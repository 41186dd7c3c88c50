"""What hubs send, on its way to the database: read by a worker like any feed that was fetched, and written like one.

It waits in memory, bounded in number and size; that it came stands in the database, so that a feed whose delivery got
lost, by a crash say, is asked itself.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from hashlib import sha256
from types import TracebackType
from typing import Self

from jobs.clock import Clock
from jobs.feeds.checking.check import Ledger
from jobs.feeds.checking.leases import useless_until
from jobs.feeds.checking.plan import Parsed
from jobs.feeds.checking.timing import PlanLimits
from jobs.feeds.fetching.fetch import Validators
from jobs.feeds.parsing.parse import parse_feed
from jobs.feeds.problems import FeedProblem
from jobs.feeds.workers import Workers
from storage.database import Database
from storage.feeds import Feed
from storage.websub import Lease, ask_feed_itself, receive_delivery

log = logging.getLogger(__name__)

MOST_WAITING = 100
MOST_BYTES = 32 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a hub sent for a feed; its signature was right."""

    lease: Lease
    feed: Feed
    body: bytes = field(repr=False)
    content_type: str = ""


class Inbox:
    """Takes deliveries and reads them; an asynchronous context manager, and leaving it drops what isn't read."""

    def __init__(self, database: Database, workers: Workers, *, limits: PlanLimits, clock: Clock) -> None:
        self._database = database
        self._workers = workers
        self._limits = limits
        self._clock = clock
        self._reading: dict[asyncio.Task[None], Delivery] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._reading:
            task.cancel()
        await asyncio.gather(*self._reading, return_exceptions=True)

    async def take(self, delivery: Delivery) -> None:
        """Write down that it came, and begin to read it; what there is no room for leads to its feed instead."""
        # a hub that got no answer sends the same again, and so may somebody who listened
        if delivery.body and sha256(delivery.body).hexdigest() == delivery.lease.body_hash:
            return
        await asyncio.to_thread(self._receive, delivery)
        if not self._has_room(delivery):
            await asyncio.to_thread(self._ask_itself, delivery)
            return
        task = asyncio.create_task(self._read(delivery))
        self._reading[task] = delivery
        task.add_done_callback(self._reading.pop)

    def _has_room(self, delivery: Delivery) -> bool:
        waiting = self._reading.values()
        # one of a feed: no hub fills it all, and that something waits to be read is said of that one
        if any(other.feed.id == delivery.feed.id for other in waiting):
            return False
        size = sum(len(other.body) for other in waiting) + len(delivery.body)
        return len(waiting) < MOST_WAITING and size <= MOST_BYTES

    async def _read(self, delivery: Delivery) -> None:
        try:
            if not await self._keep(delivery):
                await asyncio.to_thread(self._ask_itself, delivery)
        except Exception:  # the loop's boundary; that something came is known, so the feed is asked itself soon
            log.exception("Reading what a hub sent for feed %d failed", delivery.feed.id)

    async def _keep(self, delivery: Delivery) -> bool:
        """Whether there was something in it."""
        feed = delivery.feed
        try:
            parsed = await self._workers.run(
                parse_feed, delivery.body, url=feed.url, content_type=delivery.content_type
            )
        except FeedProblem:
            return False
        if not parsed.entries:
            return False
        body_hash = sha256(delivery.body).hexdigest()
        result = Parsed(feed=parsed, validators=Validators(), body_hash=body_hash, pushed=True)
        async with Ledger(self._database, now=self._clock(), limits=self._limits) as ledger:
            report = await ledger.record(feed, result)
        if report.entries:
            log.info("A hub sent %d new entries of feed %d", report.entries, feed.id)
        return True

    def _receive(self, delivery: Delivery) -> None:
        with self._database.write() as session:
            receive_delivery(session, delivery.lease.id, now=self._clock())

    def _ask_itself(self, delivery: Delivery) -> None:
        with self._database.write() as session:
            ask_feed_itself(session, delivery.feed.id, at=useless_until(delivery.feed, now=self._clock()))
