"""The two ticks for feeds: check those that are due, and turn new entries into articles of stories.

Shells: they fetch, hand the bytes to workers, and write what the pure deciders answer. One feed's or page's failure is
recorded on its row and touches no other.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TypeVar
from urllib.parse import urlsplit

import aiohttp

from jobs.feeds.fetch import Failed, Fetched, Unchanged, Validators, fetch
from jobs.feeds.pages import GiveUp, Settled, TryAgain, read_entry, settle
from jobs.feeds.parse import parse_feed
from jobs.feeds.plan import MOST_ENTRIES, Parsed, Plan, PlanLimits, plan
from jobs.feeds.problems import FeedProblem
from jobs.feeds.reading import Own
from jobs.feeds.stories import StoryDesk
from jobs.feeds.workers import Workers
from storage.articles import article_at
from storage.database import Database
from storage.entries import (
    Entry,
    add_entries,
    due_entries,
    fail_entry,
    finish_entry,
    has_entries,
    known_guids,
    known_urls,
    retry_entry,
    skip_entries,
)
from storage.feeds import Feed, due_feeds, record_check

log = logging.getLogger(__name__)

T = TypeVar("T", Feed, Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLimits:
    """How much at once: `in_flight` requests in all and `per_host` to one host, `batch` rows and `seconds` a tick.

    What a tick doesn't come to stays due for the next.
    """

    plan: PlanLimits = field(default_factory=PlanLimits)
    in_flight: int = 50
    per_host: int = 2
    batch: int = 500
    seconds: float = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchReport:
    """Feeds checked, how many of them were unchanged or failed, and the new entries they brought."""

    checked: int = 0
    unchanged: int = 0
    failed: int = 0
    entries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """Entries that became new articles, led to known ones, wait for another try, or failed."""

    articles: int = 0
    copies: int = 0
    waiting: int = 0
    failed: int = 0


async def check_due_feeds(
    database: Database,
    client: aiohttp.ClientSession,
    *,
    now: datetime,
    limits: FeedLimits,
    workers: Workers,
) -> FetchReport:
    """Check every feed that is due and write down what came of it; `workers` do the parsing."""
    due = await asyncio.to_thread(_due_feeds, database, now, limits.batch)

    async def check(feed: Feed) -> FetchReport:
        try:
            result = await _result(client, workers, feed, now=now)
            return await asyncio.to_thread(_record_feed, database, feed, result, now, limits.plan)
        except Exception as error:  # the loop's boundary: whatever one feed does, the others go on
            log.exception("Checking feed %d failed", feed.id)
            failed = Failed(problem=f"newsdigest failed on it ({type(error).__name__}); its log says more")
            return await asyncio.to_thread(_record_feed, database, feed, failed, now, limits.plan)

    reports = await _each(due, check, host=lambda feed: feed.url, limits=limits)
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
) -> ReadReport:
    """Fetch the pages of entries that are due, and file their articles with `desk`; `workers` do the extracting."""
    due = await asyncio.to_thread(_due_entries, database, now, limits.batch)
    if not due:
        return ReadReport()
    await desk.catch_up(now=now)

    async def read(entry: Entry) -> ReadReport:
        try:
            if await asyncio.to_thread(_join_known, database, entry):
                return ReadReport(copies=1)
            settled = await read_entry(client, workers, entry, now=now)
            return await _record_entry(database, desk, entry, settled, now=now)
        except Exception as error:  # the loop's boundary, as above
            log.exception("Reading entry %d failed", entry.id)
            fault = Failed(problem=f"newsdigest failed on it ({type(error).__name__}); its log says more")
            settled = settle(entry, fault, Own(text="", language=None), now=now)
            return await _record_entry(database, desk, entry, settled, now=now)

    reports = await _each(due, read, host=lambda entry: entry.url, limits=limits)
    return ReadReport(
        articles=sum(report.articles for report in reports),
        copies=sum(report.copies for report in reports),
        waiting=sum(report.waiting for report in reports),
        failed=sum(report.failed for report in reports),
    )


Report = TypeVar("Report", FetchReport, ReadReport)


async def _each(
    rows: Sequence[T],
    work: Callable[[T], Awaitable[Report]],
    *,
    host: Callable[[T], str],
    limits: FeedLimits,
) -> list[Report]:
    """Do `work` for every row within the limits; what isn't done in time is left for the next tick."""
    in_flight = asyncio.Semaphore(limits.in_flight)
    hosts: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(limits.per_host))
    reports: list[Report] = []

    async def one(row: T) -> None:
        # the host's turn first: a slow host's queue must not hold places that others could use
        async with hosts[urlsplit(host(row)).netloc], in_flight:
            reports.append(await work(row))

    try:
        async with asyncio.timeout(limits.seconds), asyncio.TaskGroup() as tasks:
            for row in rows:
                tasks.create_task(one(row))
    except TimeoutError:
        log.warning("%d of %d rows were left for the next tick", len(rows) - len(reports), len(rows))
    return reports


async def _result(
    client: aiohttp.ClientSession, workers: Workers, feed: Feed, *, now: datetime
) -> Parsed | Unchanged | Failed:
    validators = Validators(etag=feed.etag, last_modified=feed.last_modified)
    fetched = await fetch(client, feed.url, now=now, validators=validators)
    if not isinstance(fetched, Fetched):
        return fetched
    body_hash = sha256(fetched.body).hexdigest()
    if body_hash == feed.body_hash:
        return Unchanged(validators=fetched.validators, fresh_for=fetched.fresh_for)
    try:
        parsed = await workers.run(parse_feed, fetched.body, url=fetched.url, content_type=fetched.content_type)
    except FeedProblem as problem:
        return Failed(problem=str(problem), status=fetched.status)
    return Parsed(feed=parsed, validators=fetched.validators, body_hash=body_hash, fresh_for=fetched.fresh_for)


def _due_feeds(database: Database, now: datetime, limit: int) -> list[Feed]:
    with database.read() as session:
        return due_feeds(session, now=now, limit=limit)


def _record_feed(
    database: Database, feed: Feed, result: Parsed | Unchanged | Failed, now: datetime, limits: PlanLimits
) -> FetchReport:
    decided = _decide(database, feed, result, now, limits)
    with database.write() as session:
        added = add_entries(session, feed.id, decided.entries, now=now)
        skip_entries(session, feed.id, decided.skipped, now=now)
        record_check(session, feed.id, decided.check)
    return FetchReport(
        checked=1, unchanged=isinstance(result, Unchanged), failed=isinstance(result, Failed), entries=added
    )


def _decide(
    database: Database, feed: Feed, result: Parsed | Unchanged | Failed, now: datetime, limits: PlanLimits
) -> Plan:
    if not isinstance(result, Parsed):
        return plan(feed, result, now=now, limits=limits)
    with database.read() as session:
        entries = result.feed.entries[:MOST_ENTRIES]
        guids = known_guids(session, feed.id, [entry.guid for entry in entries])
        urls = known_urls(session, feed.id, [entry.url for entry in entries])
        first = not has_entries(session, feed.id)
    return plan(feed, result, known=guids | urls, first=first, now=now, limits=limits)


def _due_entries(database: Database, now: datetime, limit: int) -> list[Entry]:
    with database.read() as session:
        return due_entries(session, now=now, limit=limit)


def _join_known(database: Database, entry: Entry) -> bool:
    """Lead the entry to the article at its address, where another feed brought it before."""
    with database.read() as session:
        known = article_at(session, entry.url)
    if known is None:
        return False
    with database.write() as session:
        finish_entry(session, entry.id, article_id=known.id)
    return True


async def _record_entry(
    database: Database, desk: StoryDesk, entry: Entry, settled: Settled, *, now: datetime
) -> ReadReport:
    match settled:
        case TryAgain() | GiveUp():
            await asyncio.to_thread(_record_problem, database, entry, settled)
            return ReadReport(waiting=isinstance(settled, TryAgain), failed=isinstance(settled, GiveUp))
        case article:
            added = await desk.file(entry.id, article, now=now)
            return ReadReport(articles=added, copies=not added)


def _record_problem(database: Database, entry: Entry, settled: TryAgain | GiveUp) -> None:
    with database.write() as session:
        if isinstance(settled, TryAgain):
            retry_entry(session, entry.id, problem=settled.problem, next_try_at=settled.next_try_at)
        else:
            fail_entry(session, entry.id, problem=settled.problem)
