"""What is found at an address and what is wrong with it: for `newsdigest feeds check`, which keeps nothing."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp

from jobs.feeds.fetching.fetch import Failed, Fetched, Outcome, Unchanged, fetch
from jobs.feeds.parsing.parse import parse_feed
from jobs.feeds.parsing.parsed import ParsedFeed
from jobs.feeds.problems import FeedProblem
from jobs.feeds.workers import Workers, WorkerWontStart

log = logging.getLogger(__name__)

FEED_TYPES = ("xml", "rss", "atom", "rdf", "json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """`format` is a word such as rss20, atom10 or json11; `entries` are counted as they stand in the feed.

    `problems` are sentences; with `readable`, newsdigest reads the feed in spite of them.
    """

    url: str
    status: int | None = None
    format: str | None = None
    title: str = ""
    entries: int = 0
    encoding: str | None = None
    problems: tuple[str, ...] = ()
    readable: bool = False


@dataclass(slots=True)
class Examination:
    """Looks at feeds, `in_flight` at once and `per_host` of them at one host."""

    client: aiohttp.ClientSession
    workers: Workers
    now: datetime
    in_flight: int = 50
    per_host: int = 2
    _turn: asyncio.Semaphore = field(init=False)
    _hosts: dict[str, asyncio.Semaphore] = field(init=False)

    def __post_init__(self) -> None:
        self._turn = asyncio.Semaphore(self.in_flight)
        self._hosts = defaultdict(lambda: asyncio.Semaphore(self.per_host))

    async def of_all(self, addresses: Sequence[str]) -> AsyncIterator[Examined]:
        """What is found at each address, in their order."""
        tasks = [asyncio.create_task(self._of_one(address)) for address in addresses]
        try:
            for task in tasks:
                yield await task
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _of_one(self, address: str) -> Examined:
        # the host's turn first: a slow host's queue must not hold places that others could use
        async with self._hosts[_host(address)], self._turn:
            try:
                return await self._looked_at(address)
            except WorkerWontStart:
                raise
            except Exception as error:  # the loop's boundary: whatever one feed does, the others are looked at
                log.debug("Looking at %s failed", address, exc_info=True)
                return Examined(url=address, problems=(f"newsdigest failed on it ({type(error).__name__})",))

    async def _looked_at(self, address: str) -> Examined:
        outcome = await fetch(self.client, address, now=self.now, whatever_status=True)
        match outcome:
            case Failed(body=b""):
                return Examined(url=address, status=outcome.status, problems=(outcome.problem,))
            case Unchanged():
                problem = "the server says that nothing changed (304), though it was not asked that"
                return Examined(url=address, status=HTTPStatus.NOT_MODIFIED, problems=(problem,))
        return await self._read(address, outcome)

    async def _read(self, address: str, outcome: Fetched | Failed) -> Examined:
        refusals = (outcome.problem,) if isinstance(outcome, Failed) else ()
        url, kind = (outcome.url, outcome.content_type) if isinstance(outcome, Fetched) else (address, "")
        try:
            feed = await self.workers.run(parse_feed, outcome.body, url=url, content_type=kind)
        except FeedProblem as problem:
            problems = refusals or (str(problem),)
            return Examined(url=address, status=outcome.status, problems=problems)
        return Examined(
            url=address,
            status=outcome.status,
            format=feed.format,
            title=feed.title,
            entries=feed.listed,
            encoding=feed.encoding,
            problems=(*refusals, *_flaws(feed, outcome)),
            readable=not refusals,
        )


def _flaws(feed: ParsedFeed, outcome: Outcome) -> tuple[str, ...]:
    flaws = [*feed.flaws] if feed.listed else [*feed.flaws, "it has no entries"]
    if isinstance(outcome, Fetched):
        kind = outcome.content_type.partition(";")[0].strip().lower()
        if not any(word in kind for word in FEED_TYPES):
            flaws.append(f"it is served as {kind}" if kind else "it is served without a type")
        if outcome.moved_to:
            flaws.append(f"it has moved for good to {outcome.moved_to}")
    return tuple(flaws)


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
