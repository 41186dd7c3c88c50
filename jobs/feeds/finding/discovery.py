"""From what a person typed to feeds: the address itself, or the feeds of the site that it leads to.

A few requests, one after another, are all that a site sees of this, and they end with the first good answer: the
site's feeds by rule (`sites.py`), the page and the feeds it names (`links.py`), the site's front page in the same way,
then the paths where feeds usually are.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp

from jobs.feeds.fetching.fetch import Failed, Fetched, fetch
from jobs.feeds.finding.addresses import typed_addresses, typed_login
from jobs.feeds.finding.found import FeedPreview, Found, best_first, of_comments, preview_of, same
from jobs.feeds.finding.links import feed_links
from jobs.feeds.finding.sites import known_feeds, likely_feeds
from jobs.feeds.parsing.parse import parse_feed
from jobs.feeds.problems import FeedProblem
from jobs.feeds.workers import Workers
from storage.feed_options import FeedOptions

MOST_OFFERED = 5
MOST_REQUESTS = 20
"""For one address, redirects aside."""
LONGEST_SECONDS = 90.0
"""Somebody waits: what was found until then is all."""

_ROOT_PATHS = (
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feeds/posts/default",
    "/feed.json",
)
_FOLDER_PATHS = ("/feed", "/index.xml", "/rss.xml")
_FEED_MAY_BE_NEAR = {403, 404, 406, 410}
"""A page that answers so may belong to a site whose feed is open: walls stand before pages more often than feeds."""
_LEAVE_ALONE = {None, 429, 503}


async def discover(
    client: aiohttp.ClientSession, address: str, *, now: datetime, workers: Workers
) -> tuple[FeedPreview, ...]:
    """The feeds that `address` leads to, the best first, each read and none twice; one where it is a feed's own.

    Raises FeedProblem with the reason and the way out.
    """
    found = await _find(client, workers, address, now=now, most=MOST_OFFERED)
    return tuple(preview_of(each, now=now) for each in found)


async def find_feed(client: aiohttp.ClientSession, workers: Workers, address: str, *, now: datetime) -> Found:
    """The first good feed that `address` leads to, all of it. Raises FeedProblem with the reason and the way out."""
    return (await _find(client, workers, address, now=now, most=1))[0]


def usual_addresses(url: str) -> tuple[str, ...]:
    """Where a site's feeds usually are: by the shape of the page's path, in its first folder, at the root."""
    parts = urlsplit(url)
    site = f"{parts.scheme}://{parts.netloc}"
    folder = parts.path.removeprefix("/").partition("/")[0]
    # with a dot in it the path is a file's
    in_folder = _FOLDER_PATHS if folder and "." not in folder and not folder.startswith("@") else ()
    return (
        *likely_feeds(url),
        *(f"{site}/{folder}{path}" for path in in_folder),
        *(f"{site}{path}" for path in _ROOT_PATHS),
    )


async def _find(
    client: aiohttp.ClientSession, workers: Workers, address: str, *, now: datetime, most: int
) -> tuple[Found, ...]:
    address, login = typed_login(address)
    wholes = typed_addresses(address)
    search = _Search(client, workers, now, most, wholes[0], FeedOptions(login=login))
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            await search.take(known_feeds(wholes[0]))
            if not search.good and search.silent:
                raise FeedProblem(search.problems[0])
            if not search.good:
                await search.open(wholes)
    except TimeoutError:
        if not search.good:
            raise FeedProblem("this site answers too slowly to be searched; give its feed's own address") from None
    news = [found for found in search.good if not of_comments(found)]
    return best_first(news or search.good, page=search.page, now=now)[:most]


@dataclass(slots=True)
class _Search:
    """One search: what was asked, and what came of it."""

    client: aiohttp.ClientSession
    workers: Workers
    now: datetime
    most: int
    home: str
    options: FeedOptions
    """A typed login goes to the host that it was typed for, and to no other."""
    page: str = ""
    good: list[Found] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    """Hosts that didn't answer, or asked for a rest."""

    async def open(self, typed: tuple[str, ...]) -> None:
        """Look at what was typed: a feed, a page, or a page of a site that has feeds elsewhere."""
        opened = await self._first_answer(typed)
        self.problems.clear()
        if isinstance(opened, Failed):
            if opened.status not in _FEED_MAY_BE_NEAR:
                raise FeedProblem(opened.problem)
            self.page, problem = typed[0], opened.problem
        else:
            self.page = opened.url
            try:
                self.good.append(await self._read(opened))
            except FeedProblem as reason:
                problem = str(reason)
            else:
                return
            await self._take_links(opened)
            if self.problems:
                problem = f"this page names a feed, but that can't be read: {self.problems[0]}"
            elif "web page" in problem:
                problem += ", and it names no feed; look for a link called RSS or Feed on the site"
        await self._guess()
        if not self.good:
            raise FeedProblem(problem)

    async def take(self, candidates: Iterable[str], *, enough: int | None = None) -> None:
        """Keep those that are feeds, none twice, until there are enough."""
        for candidate in candidates:
            if self._news() >= (enough or self.most):
                return
            answer = await self._ask(candidate)
            if answer is None:
                continue
            try:
                found = await self._read(answer)
            except FeedProblem as problem:
                self.problems.append(str(problem))
            else:
                if not any(same(found, other) for other in self.good):
                    self.good.append(found)

    async def _guess(self) -> None:
        """Go on where nothing is named, or only feeds of comments."""
        parts = urlsplit(self.page)
        front = f"{parts.scheme}://{parts.netloc}/"
        if not self._news() and (answer := await self._ask(front)):
            await self._take_links(answer)
        await self.take(usual_addresses(self.page), enough=1)

    async def _take_links(self, page: Fetched) -> None:
        await self.take(await self.workers.run(feed_links, page.body, page.url))

    def _news(self) -> int:
        return sum(not of_comments(found) for found in self.good)

    async def _first_answer(self, typed: tuple[str, ...]) -> Fetched | Failed:
        """The first address that answers; http is tried only where https made no connection."""
        failed = []
        for address in typed:
            self.asked.add(address)
            self.home = address
            outcome = await fetch(self.client, address, now=self.now, options=self.options)
            if isinstance(outcome, Fetched):
                self.asked.add(outcome.url)
                return outcome
            assert isinstance(outcome, Failed)  # without validators nothing is unchanged
            failed.append(outcome)
            if outcome.status is not None or outcome.refused:
                break
        return failed[0] if failed[-1].status is None else failed[-1]

    async def _ask(self, address: str) -> Fetched | None:
        """The answer of an address that wasn't asked yet, while asking is polite."""
        host = urlsplit(address).netloc
        if address in self.asked or host in self.silent or len(self.asked) >= MOST_REQUESTS:
            return None
        self.asked.add(address)
        outcome = await fetch(self.client, address, now=self.now, options=self.options, home=self.home)
        if isinstance(outcome, Fetched):
            return outcome
        assert isinstance(outcome, Failed)
        self.problems.append(outcome.problem)
        if outcome.status in _LEAVE_ALONE and not outcome.refused:
            self.silent.add(host)
        return None

    async def _read(self, fetched: Fetched) -> Found:
        feed = await self.workers.run(parse_feed, fetched.body, url=fetched.url, content_type=fetched.content_type)
        return Found(url=fetched.moved_to or fetched.asked, feed=feed)
