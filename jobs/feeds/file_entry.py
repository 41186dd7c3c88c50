"""One entry on its way to an article: led to one that is known, or read, and filed into a story."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from jobs.feeds.fetch import Failed
from jobs.feeds.pages import GiveUp, Settled, TryAgain, read_entry, settle
from jobs.feeds.reading import Own
from jobs.feeds.stories import StoryDesk
from jobs.feeds.workers import Workers
from storage.articles import article_at
from storage.database import Database
from storage.entries import Entry, fail_entry, finish_entry, retry_entry
from storage.feed_options import FeedOptions

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """Entries that became new articles, led to known ones, wait for another try, or failed."""

    articles: int = 0
    copies: int = 0
    waiting: int = 0
    failed: int = 0


async def file_entry(
    database: Database,
    client: aiohttp.ClientSession,
    desk: StoryDesk,
    workers: Workers,
    entry: Entry,
    *,
    options: FeedOptions,
    now: datetime,
) -> ReadReport:
    """Read the entry and write down what came of it. Nothing raises: whatever one page does, the others go on."""
    try:
        if await asyncio.to_thread(_join_known, database, entry):
            return ReadReport(copies=1)
        settled = await read_entry(client, workers, entry, now=now, options=options)
        return await _record_entry(database, desk, entry, settled, now=now)
    except Exception as error:  # the loop's boundary
        log.exception("Reading entry %d failed", entry.id)
        fault = Failed(problem=f"newsdigest failed on it ({type(error).__name__}); its log says more")
        settled = settle(entry, fault, Own(text="", language=None), now=now)
        return await _record_entry(database, desk, entry, settled, now=now)


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
