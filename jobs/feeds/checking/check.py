"""One check of one feed: fetched, parsed by a worker, decided on, and written down."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from types import TracebackType
from typing import Self

import aiohttp

from jobs.feeds.checking.leases import missed, slowed
from jobs.feeds.checking.plan import MOST_ENTRIES, Parsed, Plan, plan
from jobs.feeds.checking.revising import Known
from jobs.feeds.checking.timing import PlanLimits
from jobs.feeds.fetching.fetch import Failed, Fetched, Unchanged, Validators, fetch
from jobs.feeds.parsing.hubs import agreed
from jobs.feeds.parsing.parse import parse_feed
from jobs.feeds.problems import FeedProblem
from jobs.feeds.workers import Workers
from storage.database import Database, Session
from storage.entries import add_entries, has_entries, skip_entries
from storage.errors import StorageError
from storage.feed_moves import move_feed
from storage.feed_options import FeedOptions
from storage.feeds import Feed, record_check
from storage.revisions import known_entries, revise_entries
from storage.websub import Lease, doubt_hub, finish_delivery, leases_of, name_hubs

log = logging.getLogger(__name__)

MOST_TOGETHER = 25
"""Checks in one transaction, which others wait for."""

Result = Parsed | Unchanged | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchReport:
    """Feeds checked, how many of them were unchanged or failed, and the new entries they brought."""

    checked: int = 0
    unchanged: int = 0
    failed: int = 0
    entries: int = 0


class Ledger:
    """Writes down what came of checks, those that come in while it writes together in one transaction.

    Each transaction costs the disk's time; and SQLite lets one writer in at once, while the others look again and
    again whether it is their turn. A check has come to its end when it is written: what a crash takes with it is still
    due. An asynchronous context manager; leaving it waits for what is being written.
    """

    def __init__(self, database: Database, *, now: datetime, limits: PlanLimits) -> None:
        self._database = database
        self._now = now
        self._limits = limits
        self._waiting: deque[tuple[Feed, Result, asyncio.Future[FetchReport]]] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            await self._writer

    async def record(self, feed: Feed, result: Result) -> FetchReport:
        """Write it down; raises what the database raises."""
        written: asyncio.Future[FetchReport] = asyncio.get_running_loop().create_future()
        self._waiting.append((feed, result, written))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        return await written

    async def _write(self) -> None:
        while self._waiting:
            together = [self._waiting.popleft() for _ in range(min(MOST_TOGETHER, len(self._waiting)))]
            try:
                await self._write_down(together)
            except Exception:  # whose fault it is shows when each is written alone
                for each in together:
                    try:
                        await self._write_down([each])
                    except Exception as error:  # its check is told, which knows what to do
                        _settle(each[2], error)

    async def _write_down(self, together: Sequence[tuple[Feed, Result, asyncio.Future[FetchReport]]]) -> None:
        checks = [(feed, result) for feed, result, _ in together]
        reports = await asyncio.to_thread(_record, self._database, checks, self._now, self._limits)
        for (_, _, written), report in zip(together, reports, strict=True):
            _settle(written, report)


def _settle(written: asyncio.Future[FetchReport], outcome: FetchReport | Exception) -> None:
    if written.done():
        return  # its check was cancelled meanwhile
    if isinstance(outcome, Exception):
        written.set_exception(outcome)
    else:
        written.set_result(outcome)


async def check_feed(
    ledger: Ledger,
    client: aiohttp.ClientSession,
    workers: Workers,
    feed: Feed,
    *,
    options: FeedOptions,
    now: datetime,
) -> FetchReport:
    """Check the feed and write down what came of it. Nothing raises: whatever one feed does, the others go on."""
    try:
        result = await _result(client, workers, feed, options, now=now)
        report = await ledger.record(feed, result)
        came = result.problem if isinstance(result, Failed) else f"{report.entries} new entries"
        log.debug("Feed %d was checked: %s", feed.id, "unchanged" if report.unchanged else came)
        return report
    except StorageError:
        # the database's trouble is all feeds', and no fault of this one
        raise
    except Exception as error:  # the loop's boundary
        log.exception("Checking feed %d failed", feed.id)
        failed = Failed(problem=f"newsdigest failed on it ({type(error).__name__}); its log says more")
        return await ledger.record(feed, failed)


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
        # where a temporary redirect leads may be elsewhere each time
        named=agreed(fetched.named, parsed.named, feed.url),
    )


def _record(
    database: Database, checks: Sequence[tuple[Feed, Result]], now: datetime, limits: PlanLimits
) -> list[FetchReport]:
    with database.read() as session:
        leases = leases_of(session, [feed.id for feed, _ in checks])
        plans = [
            _slowed(_decide(session, feed, result, now, limits), feed, leases.get(feed.id), now, limits)
            for feed, result in checks
        ]
    with database.write() as session:
        return [
            _carry_out(session, feed, result, decided, lease=leases.get(feed.id), now=now)
            for (feed, result), decided in zip(checks, plans, strict=True)
        ]


def _carry_out(
    session: Session, feed: Feed, result: Result, decided: Plan, *, lease: Lease | None, now: datetime
) -> FetchReport:
    added = add_entries(session, feed.id, decided.entries, now=now)
    skip_entries(session, feed.id, decided.skipped, now=now)
    revise_entries(session, decided.revised, now=now)
    if isinstance(result, Parsed) and result.pushed:
        # what a hub sends says nothing about the feed's address: its next check stands
        finish_delivery(session, feed.id, body_hash=result.body_hash, now=now)
        return FetchReport(checked=1, entries=added)
    record_check(session, feed.id, decided.check)
    if isinstance(result, Parsed) and (result.named.hubs or lease):
        name_hubs(session, feed.id, hubs=result.named.hubs, topic=result.named.self_url, now=now)
    if lease is not None and missed(lease, entries=added, now=now):
        doubt_hub(session, lease.id)
    if decided.move_to:
        move_feed(session, feed.id, decided.move_to)
        log.info("Feed %d has moved for good, to %s", feed.id, decided.move_to)
    return FetchReport(
        checked=1, unchanged=isinstance(result, Unchanged), failed=isinstance(result, Failed), entries=added
    )


def _slowed(decided: Plan, feed: Feed, lease: Lease | None, now: datetime, limits: PlanLimits) -> Plan:
    return replace(decided, check=slowed(decided.check, feed, lease, now=now, limits=limits))


def _decide(session: Session, feed: Feed, result: Result, now: datetime, limits: PlanLimits) -> Plan:
    if not isinstance(result, Parsed):
        return plan(feed, result, now=now, limits=limits)
    if not has_entries(session, feed.id):
        return plan(feed, result, first=True, now=now, limits=limits)
    known = Known.of(known_entries(session, feed.id, result.feed.entries[:MOST_ENTRIES]))
    return plan(feed, result, known=known, now=now, limits=limits)
