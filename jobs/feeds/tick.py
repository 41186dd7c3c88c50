"""The two ticks for feeds: check those that are due, and turn new entries into articles of stories.

Shells: they fetch, hand the bytes to workers, and write what the pure deciders answer. One feed's or page's failure is
recorded on its row and touches no other.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import aiohttp

from jobs.feeds.articles.file_entry import ReadReport, file_entry
from jobs.feeds.articles.stories import StoryDesk
from jobs.feeds.checking.batch import FeedLimits, each
from jobs.feeds.checking.check import FetchReport, Ledger, check_feed
from jobs.feeds.fetching.robots import Robots
from jobs.feeds.workers import Workers
from storage.address_key import address_key
from storage.database import Database
from storage.entries import Entry, due_entries
from storage.feed_options import PLAIN, FeedOptions, options_of
from storage.feeds import Feed, due_feeds

__all__ = ["FeedLimits", "FetchReport", "ReadReport", "check_due_feeds", "read_due_entries"]


async def check_due_feeds(
    database: Database,
    client: aiohttp.ClientSession,
    *,
    now: datetime,
    limits: FeedLimits,
    workers: Workers,
) -> FetchReport:
    """Check every feed that is due and write down what came of it; `workers` do the parsing."""
    due, options = await asyncio.to_thread(_due_feeds, database, now, limits.batch)

    async with Ledger(database, now=now, limits=limits.plan) as ledger:

        async def check(feed: Feed) -> FetchReport:
            own = options.get(feed.id, PLAIN)
            return await check_feed(ledger, client, workers, feed, options=own, now=now)

        reports = await each(due, check, url=lambda feed: feed.url, limits=limits)
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
) -> ReadReport:
    """Fetch the pages of entries that are due, and file their articles with `desk`; `workers` do the extracting.

    Without `robots` no site's robots.txt is asked for.
    """
    due, options = await asyncio.to_thread(_due_entries, database, now, limits.batch)
    if not due:
        return ReadReport()
    await desk.catch_up(now=now)

    async def read(entry: Entry) -> ReadReport:
        own = options.get(entry.feed_id, PLAIN)
        return await file_entry(database, client, desk, workers, entry, options=own, now=now, robots=robots)

    reports = await each(due, read, url=lambda entry: entry.url, limits=limits)
    return ReadReport(
        articles=sum(report.articles for report in reports),
        updated=sum(report.updated for report in reports),
        copies=sum(report.copies for report in reports),
        waiting=sum(report.waiting for report in reports),
        failed=sum(report.failed for report in reports),
    )


def _due_feeds(database: Database, now: datetime, limit: int) -> tuple[list[Feed], dict[int, FeedOptions]]:
    with database.read() as session:
        due = due_feeds(session, now=now, limit=limit)
        return due, options_of(session, [feed.id for feed in due])


def _due_entries(database: Database, now: datetime, limit: int) -> tuple[list[Entry], dict[int, FeedOptions]]:
    with database.read() as session:
        due = _one_a_page(due_entries(session, now=now, limit=limit))
        return due, options_of(session, {entry.feed_id for entry in due})


def _one_a_page(due: Sequence[Entry]) -> list[Entry]:
    """The first of the entries that lead to one page: the others find its article there at the next tick."""
    return list({entry.article_id or address_key(entry.url): entry for entry in reversed(due)}.values())[::-1]
