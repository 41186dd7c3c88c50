"""One entry on its way to an article: led to one that is known, or read, and filed into a story.

One that its feed revised has an article already, which is read again and put in its new words.
"""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import datetime

import aiohttp

from jobs.feeds.articles.pages import GiveUp, Made, Postpone, Settled, TryAgain, read_entry, settle
from jobs.feeds.articles.reading import Own
from jobs.feeds.articles.stories import CLOSED, StoryDesk
from jobs.feeds.fetching.fetch import Failed
from jobs.feeds.fetching.robots import Robots
from jobs.feeds.workers import Workers
from storage.address_key import address_key
from storage.articles import NewArticle, StoredArticle, article, article_behind, count_reading, is_closed
from storage.database import Database
from storage.entries import Entry, fail_entry, finish_entry, postpone_entry, retry_entry
from storage.errors import StorageError
from storage.feed_options import FeedOptions

log = logging.getLogger(__name__)


MOST_OF = 0.5
"""What a feed's own content has to hold of the words that a page gave before, to take their place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """Entries that became new articles, put known ones in new words, led to known ones, wait, or failed."""

    articles: int = 0
    updated: int = 0
    copies: int = 0
    waiting: int = 0
    failed: int = 0

    @property
    def any(self) -> bool:
        """Whether it came to one at all."""
        return self.articles + self.updated + self.copies + self.waiting + self.failed > 0


async def file_entry(
    database: Database,
    client: aiohttp.ClientSession,
    desk: StoryDesk,
    workers: Workers,
    entry: Entry,
    *,
    options: FeedOptions,
    now: datetime,
    robots: Robots | None = None,
) -> ReadReport:
    """Read the entry and write down what came of it. Nothing raises: whatever one page does, the others go on."""
    try:
        joined = await asyncio.to_thread(_join_known, database, entry, now)
        if joined is not None:
            return joined
        settled = await read_entry(client, workers, entry, now=now, options=options, robots=robots)
        return await _record(database, desk, entry, settled, now=now)
    except StorageError:
        # the database's trouble is all entries', and no fault of this one
        raise
    except Exception as error:  # the loop's boundary
        log.exception("Reading entry %d failed", entry.id)
        fault = Failed(problem=f"newsdigest failed on it ({type(error).__name__}); its log says more")
        settled = settle(entry, fault, Own(text="", language=None), now=now)
        return await _record(database, desk, entry, settled, now=now)


def _join_known(database: Database, entry: Entry, now: datetime) -> ReadReport | None:
    """Lead the entry to the article at its address, where another feed brought it before.

    A revised one is done with where its article was read since then, for another feed's sake.
    """
    with database.read() as session:
        if entry.article_id is None:
            known = article_behind(session, entry.url)
        else:
            known = article(session, entry.article_id)
            if known and (known.read_at is None or entry.revised_at is None or known.read_at < entry.revised_at):
                known = None
        closed = known is not None and entry.private and is_closed(session, known.id)
    if known is None:
        return None
    with database.write() as session:
        if closed:
            fail_entry(session, entry.id, problem=CLOSED)
            return ReadReport(failed=1)
        finish_entry(session, entry.id, article_id=known.id, as_of=now)
    return ReadReport(copies=1)


async def _record(
    database: Database, desk: StoryDesk, entry: Entry, settled: Settled | Postpone, *, now: datetime
) -> ReadReport:
    match settled:
        case Made():
            return await _file(database, desk, entry, settled, now=now)
        case GiveUp() if entry.article_id is not None:
            await asyncio.to_thread(_leave, database, entry, entry.article_id, settled.problem, now)
            return ReadReport(copies=1)
        case _:
            await asyncio.to_thread(_put_off, database, entry, settled)
            return ReadReport(waiting=not isinstance(settled, GiveUp), failed=isinstance(settled, GiveUp))


async def _file(database: Database, desk: StoryDesk, entry: Entry, made: Made, *, now: datetime) -> ReadReport:
    before = await asyncio.to_thread(_article_of, database, entry)
    if before is None:
        added = await desk.file(entry, made.article, now=now, problem=made.problem)
        return ReadReport(articles=added, copies=not added)
    if entry.private and address_key(made.article.url) != address_key(before.url):
        await asyncio.to_thread(_leave, database, entry, before.id, "its page leads to another article now", now)
        return ReadReport(copies=1)
    updated = await desk.revise(entry.id, before, _coherent(before, made), now=now, problem=made.problem)
    return ReadReport(updated=updated, copies=not updated)


def _article_of(database: Database, entry: Entry) -> StoredArticle | None:
    if entry.article_id is None:
        return None
    with database.read() as session:
        return article(session, entry.article_id)


def _coherent(before: StoredArticle, made: Made) -> NewArticle:
    """The new title with a text that goes with it: a teaser takes no page's place that couldn't be read again."""
    if made.problem is None or len(made.article.text.split()) >= MOST_OF * len(before.text.split()):
        return made.article
    return replace(made.article, text=before.text, language=before.language)


def _leave(database: Database, entry: Entry, article_id: int, problem: str, now: datetime) -> None:
    """The article stays in its old words, and is not read again at once."""
    with database.write() as session:
        count_reading(session, article_id, now=now)
        finish_entry(session, entry.id, article_id=article_id, problem=problem, as_of=now)


def _put_off(database: Database, entry: Entry, settled: TryAgain | Postpone | GiveUp) -> None:
    with database.write() as session:
        match settled:
            case TryAgain():
                retry_entry(session, entry.id, problem=settled.problem, next_try_at=settled.next_try_at)
            case Postpone():
                postpone_entry(session, entry.id, until=settled.until)
            case GiveUp():
                fail_entry(session, entry.id, problem=settled.problem)
