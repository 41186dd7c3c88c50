"""From what a person typed to a feed: the address made whole, fetched, and searched for feeds where it is a page."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp

from jobs.feeds.fetch import Failed, Fetched, fetch, web_address
from jobs.feeds.links import feed_links
from jobs.feeds.parse import parse_feed
from jobs.feeds.parsed import ParsedFeed
from jobs.feeds.problems import FeedProblem
from jobs.feeds.workers import Workers
from storage.entries import NewEntry

NEWEST = 3

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_FEED_SCHEME = re.compile(r"feed:(?://)?(?=https?:)|feed://", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPreview:
    """A feed as it is shown before it is saved: `kind` is its format, `entries` its newest three."""

    url: str
    title: str
    language: str | None
    kind: str
    entries: tuple[NewEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feed and the address to keep for it: where permanent redirects lead, but not where temporary ones do."""

    url: str
    feed: ParsedFeed


async def probe(client: aiohttp.ClientSession, address: str, *, now: datetime, workers: Workers) -> FeedPreview:
    """The feed at `address`, or that the page there names. Raises FeedProblem with the reason and the way out."""
    found = await find_feed(client, workers, address, now=now)
    return FeedPreview(
        url=found.url,
        title=found.feed.title,
        language=found.feed.language,
        kind=found.feed.kind,
        entries=newest(found.feed.entries, NEWEST),
    )


async def find_feed(client: aiohttp.ClientSession, workers: Workers, address: str, *, now: datetime) -> Found:
    """As `probe`, with all of the feed."""
    fetched = await _fetch_either(client, typed_addresses(address), now=now)
    try:
        return await _read(workers, fetched)
    except FeedProblem as problem:
        candidates = await workers.run(feed_links, fetched.body, fetched.url)
        if not candidates:
            raise FeedProblem(_way_out(str(problem), fetched)) from problem
    return await _first_feed(client, workers, candidates, now=now)


def typed_addresses(typed: str) -> tuple[str, ...]:
    """What a typed address can mean, the likeliest first: without a scheme https, then http.

    Raises FeedProblem where it is no web address.
    """
    address = _FEED_SCHEME.sub("", typed.strip().strip("<>").strip())
    if not address or any(sign.isspace() for sign in address):
        raise FeedProblem("this is not a web address; one looks like https://example.org/news.xml")
    wholes = (address,) if _SCHEME.match(address) else (f"https://{address}", f"http://{address}")
    for whole in wholes:
        host = web_address(whole).host or ""
        if "." not in host and ":" not in host and host != "localhost":
            raise FeedProblem("this is not a web address; one looks like https://example.org/news.xml")
    return wholes


def newest(entries: tuple[NewEntry, ...], count: int) -> tuple[NewEntry, ...]:
    """The newest entries first; those without a date after the others, in the feed's order."""
    oldest = datetime.min.replace(tzinfo=UTC)
    return tuple(sorted(entries, key=lambda entry: entry.published_at or oldest, reverse=True)[:count])


async def _fetch_either(client: aiohttp.ClientSession, addresses: tuple[str, ...], *, now: datetime) -> Fetched:
    """The first of the addresses that answers; http is tried only where https made no connection."""
    problem = ""
    for address in addresses:
        fetched = await fetch(client, address, now=now)
        if isinstance(fetched, Fetched):
            return fetched
        assert isinstance(fetched, Failed)  # without validators nothing is unchanged
        problem = problem or fetched.problem
        if fetched.status is not None or fetched.refused:
            break
    raise FeedProblem(problem)


async def _first_feed(
    client: aiohttp.ClientSession, workers: Workers, candidates: tuple[str, ...], *, now: datetime
) -> Found:
    problems = []
    for candidate in candidates:
        fetched = await fetch(client, candidate, now=now)
        try:
            if isinstance(fetched, Fetched):
                return await _read(workers, fetched)
            assert isinstance(fetched, Failed)
            problems.append(fetched.problem)
        except FeedProblem as problem:
            problems.append(str(problem))
    raise FeedProblem(f"this page names a feed, but that can't be read: {problems[0]}")


async def _read(workers: Workers, fetched: Fetched) -> Found:
    feed = await workers.run(parse_feed, fetched.body, url=fetched.url, content_type=fetched.content_type)
    return Found(url=fetched.moved_to or fetched.asked, feed=feed)


def _way_out(problem: str, fetched: Fetched) -> str:
    if "web page" in problem:
        return f"{problem}, and it names no feed; look for a link called RSS or Feed on the site"
    return problem
