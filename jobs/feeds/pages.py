"""From an entry to its article: the page where it gives more, the feed's own content where it doesn't."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import aiohttp

from jobs.feeds.fetch import PAGE_BYTES, PAGE_TYPES, Failed, Fetched, fetch
from jobs.feeds.parsed import NO_PAGE
from jobs.feeds.problems import FeedProblem
from jobs.feeds.reading import Own, own_text, read_page
from jobs.feeds.text import canonical, fit, one_line
from jobs.feeds.workers import Workers
from storage.articles import NewArticle
from storage.entries import Entry
from storage.feed_options import PLAIN, FeedOptions
from summaries.types import Extraction

ENOUGH_WORDS = 150
"""A feed's own content of this length is an article, and doesn't wait for a page that fails."""
FIRST_WAIT = timedelta(minutes=5)
MOST_ATTEMPTS = 4
"""The page is tried over three and a half hours: after 5, 30 and 180 minutes once more."""

_PASSING = {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524}
_READABLE = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain:
    problem: str
    next_try_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    problem: str


Settled = NewArticle | TryAgain | GiveUp


async def read_entry(
    client: aiohttp.ClientSession, workers: Workers, entry: Entry, *, now: datetime, options: FeedOptions = PLAIN
) -> Settled:
    """Fetch the entry's page, extract its article, and settle what becomes of the entry. `options` are its feed's."""
    page = await _page(client, workers, entry, now=now, options=options)
    try:
        own = await workers.run(own_text, entry.content, entry.title, entry.feed_language)
    except FeedProblem:
        own = Own(text="", language=None)
    return settle(entry, page, own, now=now)


def settle(entry: Entry, page: Extraction | Failed, own: Own, *, now: datetime) -> Settled:
    """The entry's article, or when to try again, or why there is none. Pure."""
    own_words = len(own.text.split())
    if isinstance(page, Failed):
        if own_words < ENOUGH_WORDS and entry.attempts + 1 < MOST_ATTEMPTS and _may_pass(page):
            wait = max(FIRST_WAIT * 6**entry.attempts, page.retry_after or timedelta(0))
            return TryAgain(problem=page.problem, next_try_at=now + min(wait, timedelta(days=1)))
        if not own_words:
            return GiveUp(problem=page.problem)
        return _article(entry, None, own, now=now)
    if not own_words and not page.text:
        return GiveUp(problem="neither the page nor the feed holds a text")
    return _article(entry, page, own, now=now)


async def _page(
    client: aiohttp.ClientSession, workers: Workers, entry: Entry, *, now: datetime, options: FeedOptions
) -> Extraction | Failed:
    url = entry.url
    if not entry.full_article:
        return Failed(
            problem="the feed holds no text of its own for it, and its pages are not to be read", refused=True
        )
    if NO_PAGE in url:
        return Failed(problem="the feed gives no address for it", refused=True)
    fetched = await fetch(
        client, url, now=now, accept=PAGE_TYPES, most_bytes=PAGE_BYTES, options=options, home=entry.feed_url
    )
    if not isinstance(fetched, Fetched):
        return fetched if isinstance(fetched, Failed) else Failed(problem="the page came without a body")
    media_type = fetched.content_type.partition(";")[0].strip().lower()
    if media_type and media_type not in _READABLE:
        return Failed(problem=f"the page is no text but {media_type}", status=fetched.status, refused=True)
    if _is_front_page(fetched.url) and not _is_front_page(url):
        return Failed(problem="the page leads to the site's front page", status=404)
    try:
        return await workers.run(read_page, fetched.body, fetched.url, fetched.content_type)
    except FeedProblem as problem:
        # the machine may have been busy: it is tried again like a page that didn't answer
        return Failed(problem=str(problem))


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query


def _may_pass(failed: Failed) -> bool:
    """Whether the same page may well be there later."""
    return not failed.refused and (failed.status is None or failed.status in _PASSING)


def _article(entry: Entry, page: Extraction | None, own: Own, *, now: datetime) -> NewArticle:
    if page is not None and len(page.text.split()) >= len(own.text.split()):
        text, language = page.text, page.language or own.language
    else:
        text, language = own.text, own.language or (page.language if page else None)
    said = page or Extraction(url=entry.url, title="", text="")
    published_at = entry.published_at or said.published_at or entry.seen_at
    return NewArticle(
        url=canonical(said.url) if len(said.url) <= 2000 else entry.url,
        title=entry.title or one_line(said.title) or one_line(text, 100),
        text=fit(text),
        source=_source(said, entry),
        published_at=min(published_at, now),
        fetched_at=now,
        language=language,
        author=entry.author or (one_line(said.author, 100) if said.author else None),
        image=entry.image or said.image,
    )


def _source(page: Extraction, entry: Entry) -> str:
    """The outlet's name as its page has it, the feed's title where that is but the host's."""
    host = urlsplit(page.url).netloc
    named = page.site and page.site.lower().removeprefix("www.") not in host.lower()
    return one_line((page.site if named else None) or entry.feed_title or host, 100)
