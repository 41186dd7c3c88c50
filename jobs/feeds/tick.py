"""The two halves of the work on feeds, a chunk each: check those that are due, and turn new entries into articles.

Shells: they fetch, hand the bytes to workers, and write what the pure deciders answer. One feed's or page's failure is
recorded on its row and touches no other.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from jobs.feeds.articles.file_entry import ReadReport, file_entry
from jobs.feeds.articles.stories import StoryDesk
from jobs.feeds.checking.batch import FeedLimits, each
from jobs.feeds.checking.check import FetchReport, Ledger, check_feed
from jobs.feeds.fetching.robots import Robots
from jobs.feeds.workers import Workers
from storage.address_key import address_key
from storage.database import Database, Session
from storage.entries import Entry
from storage.feed_options import PLAIN, FeedOptions, options_of
from storage.feeds import Feed
from storage.leases import Share, give_back_entries, give_back_feeds, lease_entries, lease_feeds

__all__ = ["FeedLimits", "FetchReport", "ReadReport", "Turn", "check_due_feeds", "read_due_entries"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the chunks of one process share: how many rows are `in_flight`, and whether it `ended`."""

    in_flight: asyncio.Semaphore | None = None
    ended: Callable[[], bool] = lambda: False


async def check_due_feeds(
    database: Database,
    client: aiohttp.ClientSession,
    *,
    now: datetime,
    limits: FeedLimits,
    workers: Workers,
    turn: Turn = Turn(),
) -> FetchReport:
    """Check a chunk of the feeds that are due and write down what came of it; `workers` do the parsing."""
    due, options = await asyncio.to_thread(_take_feeds, database, now, limits)
    left = {feed.id for feed in due}
    if not due:
        return FetchReport()
    try:
        async with Ledger(database, now=now, limits=limits.plan) as ledger:

            async def check(feed: Feed) -> FetchReport:
                own = options.get(feed.id, PLAIN)
                report = await check_feed(ledger, client, workers, feed, options=own, now=now)
                left.discard(feed.id)
                return report

            reports = await each(
                due, check, url=lambda feed: feed.url, limits=limits, in_flight=turn.in_flight, ended=turn.ended
            )
    finally:
        await _give_back(database, give_back_feeds, left)
    return FetchReport(
        checked=sum(report.checked for report in reports),
        unchanged=sum(report.unchanged for report in reports),
        failed=sum(report.failed for report in reports),
        entries=sum(report.entries for report in reports),
    )


async def read_due_entries(
    database: Database,
    client: aiohttp.ClientSession,
    desk: StoryDesk,
    *,
    now: datetime,
    limits: FeedLimits,
    workers: Workers,
    robots: Robots | None = None,
    turn: Turn = Turn(),
) -> ReadReport:
    """Fetch the pages of a chunk of the entries that are due, and file their articles with `desk`; `workers` do the
    extracting.

    Without `robots` no site's robots.txt is asked for.
    """
    due, options = await asyncio.to_thread(_take_entries, database, now, limits)
    left = {entry.id for entry in due}
    if not due:
        return ReadReport()
    try:
        await desk.catch_up(now=now)

        async def read(entry: Entry) -> ReadReport:
            own = options.get(entry.feed_id, PLAIN)
            report = await file_entry(database, client, desk, workers, entry, options=own, now=now, robots=robots)
            log.debug("Entry %d of feed %d: %s", entry.id, entry.feed_id, _came_to(report))
            left.discard(entry.id)
            return report

        reports = await each(
            _one_a_page(due),
            read,
            url=lambda entry: entry.url,
            limits=limits,
            in_flight=turn.in_flight,
            ended=turn.ended,
        )
    finally:
        await _give_back(database, give_back_entries, left)
    return ReadReport(
        articles=sum(report.articles for report in reports),
        updated=sum(report.updated for report in reports),
        copies=sum(report.copies for report in reports),
        waiting=sum(report.waiting for report in reports),
        failed=sum(report.failed for report in reports),
    )


def _take_feeds(database: Database, now: datetime, limits: FeedLimits) -> tuple[list[Feed], dict[int, FeedOptions]]:
    with database.write() as session:
        due = lease_feeds(session, _share(now, limits), now=now)
        return due, options_of(session, [feed.id for feed in due])


def _take_entries(database: Database, now: datetime, limits: FeedLimits) -> tuple[list[Entry], dict[int, FeedOptions]]:
    with database.write() as session:
        due = lease_entries(session, _share(now, limits), now=now)
        return due, options_of(session, {entry.feed_id for entry in due})


def _share(now: datetime, limits: FeedLimits) -> Share:
    return Share(until=now + limits.lease, limit=limits.batch, of_a_host=limits.of_a_host)


async def _give_back(
    database: Database, give_back: Callable[[Session, Collection[int]], None], ids: Collection[int]
) -> None:
    """Leave to others what wasn't come to, also where the process ends."""

    def write() -> None:
        with database.write() as session:
            give_back(session, ids)

    if ids:
        await asyncio.to_thread(write)


def _came_to(report: ReadReport) -> str:
    """Of one entry, in words."""
    came = {
        "read": report.articles,
        "in new words": report.updated,
        "known already": report.copies,
        "to be tried again": report.waiting,
        "failed": report.failed,
    }
    return ", ".join(words for words, number in came.items() if number) or "nothing"


def _one_a_page(due: Sequence[Entry]) -> list[Entry]:
    """The first of the entries that lead to one page: the others find its article there in the next chunk."""
    return list({entry.article_id or address_key(entry.url): entry for entry in reversed(due)}.values())[::-1]
