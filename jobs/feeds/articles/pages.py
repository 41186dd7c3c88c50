"""From an entry to its article: the page where it gives more, the feed's own content where it doesn't."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import aiohttp

from jobs.feeds.articles.belief import bare, is_believed
from jobs.feeds.articles.own_address import is_front_page, onward, own_address
from jobs.feeds.articles.reading import Own, Page, own_text, read_page
from jobs.feeds.fetching.fetch import PAGE_BYTES, PAGE_TYPES, Failed, Fetched, fetch
from jobs.feeds.fetching.robots import Robots
from jobs.feeds.parsing.parsed import NO_PAGE
from jobs.feeds.problems import AddressRefused, FeedProblem
from jobs.feeds.redirectors import is_sealed
from jobs.feeds.text import fit, one_line
from jobs.feeds.workers import Workers
from storage.address_key import address_key
from storage.articles import NewArticle
from storage.entries import Entry
from storage.feed_options import PLAIN, FeedOptions
from summaries.types import Extraction

ENOUGH_WORDS = 150
"""A feed's own content of this length is an article, and doesn't wait for a page that fails."""
FIRST_WAIT = timedelta(minutes=5)
MOST_ATTEMPTS = 4
"""The page is tried over three and a half hours: after 5, 30 and 180 minutes once more."""

MOST_PAGES = 4
"""A page that leads on to another one, and so on."""

_PASSING = {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524}
_READABLE = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The entry's article. `problem` is why it is made of the feed's own content, where that is for want of a page."""

    article: NewArticle
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain:
    problem: str
    next_try_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Postpone:
    """The site asks for time between two pages; this one's moment is `until`."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    problem: str


Settled = Made | TryAgain | GiveUp


async def read_entry(
    client: aiohttp.ClientSession,
    workers: Workers,
    entry: Entry,
    *,
    now: datetime,
    options: FeedOptions = PLAIN,
    robots: Robots | None = None,
) -> Settled | Postpone:
    """Fetch the entry's page, extract its article, and settle what becomes of the entry. `options` are its feed's.

    Without `robots` no site's robots.txt is asked for.
    """
    page: Extraction | Failed | None = _no_page(entry)
    if page is None and robots is not None:
        try:
            until = await robots.turn(entry.url, entry.id, now=now, options=options)
        except FeedProblem as problem:
            page = Failed(problem=str(problem), refused=isinstance(problem, AddressRefused))
        else:
            if until is not None:
                return Postpone(until=until)
    if page is None:
        page = await _article_of(client, workers, entry, now=now, options=options, robots=robots)
    try:
        own = await workers.run(own_text, entry.content, entry.title, entry.feed_language)
    except FeedProblem:
        own = Own(text="", language=None)
    return settle(entry, page, own, now=now)


def settle(entry: Entry, page: Extraction | Failed, own: Own, *, now: datetime) -> Settled:
    """The entry's article, or when to try again, or why there is none. Pure."""
    if not all(is_believed(entry, url) for url in (entry.url, entry.url if isinstance(page, Failed) else page.url)):
        entry, own = bare(entry), Own(text="", language=None)
    own_words = len(own.text.split())
    if isinstance(page, Failed):
        if own_words < ENOUGH_WORDS and entry.attempts + 1 < MOST_ATTEMPTS and _may_pass(page):
            wait = max(FIRST_WAIT * 6**entry.attempts, page.retry_after or timedelta(0))
            return TryAgain(problem=page.problem, next_try_at=now + min(wait, timedelta(days=1)))
        if not own_words:
            return GiveUp(problem=page.problem)
        wanted = entry.full_article and NO_PAGE not in entry.url
        return Made(article=_article(entry, None, own, now=now), problem=page.problem if wanted else None)
    if not own_words and not page.text:
        return GiveUp(problem="neither the page nor the feed holds a text")
    return Made(article=_article(entry, page, own, now=now))


def _no_page(entry: Entry) -> Failed | None:
    """Why the entry has no page to be fetched, where it has none."""
    if not entry.full_article:
        return Failed(
            problem="the feed holds no text of its own for it, and its pages are not to be read", refused=True
        )
    if NO_PAGE in entry.url:
        return Failed(problem="the feed gives no address for it", refused=True)
    if is_sealed(entry.url):
        return Failed(
            problem="Google News doesn't say where this leads; follow the outlet's own feed instead", refused=True
        )
    return None


async def _article_of(
    client: aiohttp.ClientSession,
    workers: Workers,
    entry: Entry,
    *,
    now: datetime,
    options: FeedOptions,
    robots: Robots | None,
) -> Extraction | Failed:
    """The article behind the entry's address, under its own, by way of pages that only lead on."""
    visited: list[str] = []
    target: str | None = entry.url
    found: Page | Failed = Failed(problem="its pages lead on and on")
    gate = robots.gate(now=now, options=options) if robots else None
    while target is not None and len(visited) < MOST_PAGES:
        visited.append(target)
        found = await _page(client, workers, target, now=now, options=options, home=entry.feed_url, gate=gate)
        if isinstance(found, Failed):
            return found
        here = found.article.url
        target = None if found.article.text else onward(found.pointers, visited=[*visited, here])
    assert isinstance(found, Page)
    return replace(found.article, url=_address(entry, found, visited))


async def _page(
    client: aiohttp.ClientSession,
    workers: Workers,
    url: str,
    *,
    now: datetime,
    options: FeedOptions,
    home: str,
    gate: aiohttp.ClientMiddlewareType | None,
) -> Page | Failed:
    fetched = await fetch(
        client, url, now=now, accept=PAGE_TYPES, most_bytes=PAGE_BYTES, options=options, home=home, gate=gate
    )
    if not isinstance(fetched, Fetched):
        return fetched if isinstance(fetched, Failed) else Failed(problem="the page came without a body")
    media_type = fetched.content_type.partition(";")[0].strip().lower()
    if media_type and media_type not in _READABLE:
        return Failed(problem=f"the page is no text but {media_type}", status=fetched.status, refused=True)
    if is_front_page(fetched.url) and not is_front_page(url):
        return Failed(problem="the page leads to the site's front page", status=404)
    try:
        return await workers.run(read_page, fetched.body, fetched.url, fetched.content_type)
    except FeedProblem as problem:
        # the machine may have been busy: it is tried again like a page that didn't answer
        return Failed(problem=str(problem))


def _address(entry: Entry, page: Page, visited: list[str]) -> str:
    """The article's own address, with the place in its page where the entry names one."""
    address = own_address(page.pointers, visited=visited, found_at=page.article.url) or entry.url
    place = _place(entry)
    return f"{address}#{place}" if place and "#" not in address else address


def _place(entry: Entry) -> str:
    """The fragment by which the entry stands apart from others on its page."""
    return address_key(entry.url).partition("#")[2]


def _may_pass(failed: Failed) -> bool:
    """Whether the same page may well be there later."""
    return not failed.refused and (failed.status is None or failed.status in _PASSING)


def _article(entry: Entry, page: Extraction | None, own: Own, *, now: datetime) -> NewArticle:
    shared = _place(entry) != "" and own.text != ""
    if page is not None and not shared and len(page.text.split()) >= len(own.text.split()):
        text, language = page.text, page.language or own.language
    else:
        text, language = own.text, own.language or (page.language if page else None)
    said = page or Extraction(url=entry.url, title="", text="")
    published_at = entry.published_at or said.published_at or entry.seen_at
    return NewArticle(
        url=said.url,
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
