"""One check of one feed: fetched, parsed by a worker, decided on, and written down."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import aiohttp

from jobs.feeds.fetch import Failed, Fetched, Unchanged, Validators, fetch
from jobs.feeds.parse import parse_feed
from jobs.feeds.plan import MOST_ENTRIES, Parsed, Plan, plan
from jobs.feeds.problems import FeedProblem
from jobs.feeds.timing import PlanLimits
from jobs.feeds.workers import Workers
from storage.database import Database
from storage.entries import add_entries, has_entries, known_guids, known_urls, skip_entries
from storage.feed_moves import move_feed
from storage.feed_options import FeedOptions
from storage.feeds import Feed, record_check

log = logging.getLogger(__name__)

Result = Parsed | Unchanged | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchReport:
    """Feeds checked, how many of them were unchanged or failed, and the new entries they brought."""

    checked: int = 0
    unchanged: int = 0
    failed: int = 0
    entries: int = 0


async def check_feed(
    database: Database,
    client: aiohttp.ClientSession,
    workers: Workers,
    feed: Feed,
    *,
    options: FeedOptions,
    now: datetime,
    limits: PlanLimits,
) -> FetchReport:
    """Check the feed and write down what came of it. Nothing raises: whatever one feed does, the others go on."""
    try:
        result = await _result(client, workers, feed, options, now=now)
        return await asyncio.to_thread(_record, database, feed, result, now, limits)
    except Exception as error:  # the loop's boundary
        log.exception("Checking feed %d failed", feed.id)
        failed = Failed(problem=f"newsdigest failed on it ({type(error).__name__}); its log says more")
        return await asyncio.to_thread(_record, database, feed, failed, now, limits)


async def _result(
    client: aiohttp.ClientSession, workers: Workers, feed: Feed, options: FeedOptions, *, now: datetime
) -> Result:
    validators = Validators(etag=feed.etag, last_modified=feed.last_modified)
    fetched = await fetch(client, feed.url, now=now, validators=validators, options=options)
    if not isinstance(fetched, Fetched):
        return fetched
    body_hash = sha256(fetched.body).hexdigest()
    if body_hash == feed.body_hash:
        return Unchanged(validators=fetched.validators, fresh_for=fetched.fresh_for, moved_to=fetched.moved_to)
    try:
        parsed = await workers.run(parse_feed, fetched.body, url=fetched.url, content_type=fetched.content_type)
    except FeedProblem as problem:
        return Failed(problem=str(problem), status=fetched.status)
    return Parsed(
        feed=parsed,
        validators=fetched.validators,
        body_hash=body_hash,
        fresh_for=fetched.fresh_for,
        moved_to=fetched.moved_to,
    )


def _record(database: Database, feed: Feed, result: Result, now: datetime, limits: PlanLimits) -> FetchReport:
    decided = _decide(database, feed, result, now, limits)
    with database.write() as session:
        added = add_entries(session, feed.id, decided.entries, now=now)
        skip_entries(session, feed.id, decided.skipped, now=now)
        record_check(session, feed.id, decided.check)
        if decided.move_to:
            move_feed(session, feed.id, decided.move_to)
            log.info("Feed %d has moved for good, to %s", feed.id, decided.move_to)
    return FetchReport(
        checked=1, unchanged=isinstance(result, Unchanged), failed=isinstance(result, Failed), entries=added
    )


def _decide(database: Database, feed: Feed, result: Result, now: datetime, limits: PlanLimits) -> Plan:
    if not isinstance(result, Parsed):
        return plan(feed, result, now=now, limits=limits)
    with database.read() as session:
        entries = result.feed.entries[:MOST_ENTRIES]
        guids = known_guids(session, feed.id, [entry.guid for entry in entries])
        urls = known_urls(session, feed.id, [entry.url for entry in entries])
        first = not has_entries(session, feed.id)
    return plan(feed, result, known=guids | urls, first=first, now=now, limits=limits)
