"""The robots.txt of the hosts that pages are fetched from (RFC 9309): asked once a day, and obeyed at each redirect."""

import asyncio
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from weakref import WeakValueDictionary

import aiohttp
from aiohttp import ClientHandlerType, ClientMiddlewareType, ClientRequest, ClientResponse
from yarl import URL

from jobs.feeds.fetching.body import ACCEPTED_ENCODINGS, Body
from jobs.feeds.fetching.failures import REDIRECTS, error_in_words, refusal_in, status_in_words
from jobs.feeds.fetching.own_request import proxy_of
from jobs.feeds.fetching.robots_txt import Ruling, ruling
from jobs.feeds.fetching.turns import Turns
from jobs.feeds.problems import FeedProblem, PageDisallowed
from jobs.feeds.workers import Workers
from storage.feed_options import PLAIN, FeedOptions

MOST_BYTES = 500 * 2**10
"""What has to be read of one at the least (RFC 9309, section 2.5); of a longer one the beginning counts."""
GOOD_FOR = timedelta(days=1)
ASKED_AGAIN_AFTER = timedelta(minutes=30)
"""Where it couldn't be had."""
MOST_RULINGS = 1000
LONGEST_DELAY = timedelta(minutes=1)
"""What is honoured of a Crawl-delay: a news site's page that is had a day late is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    text: str
    until: datetime
    problem: str = ""
    """Why it couldn't be had: then nothing may be fetched for now."""


class Robots:
    """One a process. It asks through the same client, and so behind the same guard, as pages are fetched with.

    Of what it was told it keeps up to `most_kept` bytes, those that were needed last. Where it is not `paced` no
    host's wish for time between two pages is heard.
    """

    def __init__(
        self, client: aiohttp.ClientSession, workers: Workers, *, most_kept: int = 16 * 2**20, paced: bool = True
    ) -> None:
        self._client = client
        self._workers = workers
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._most_kept = most_kept
        self._paced = paced
        self._size = 0
        self._rulings: OrderedDict[tuple[str, datetime], Ruling] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._turns = Turns()

    async def turn(self, url: str, page: int, *, now: datetime, options: FeedOptions = PLAIN) -> datetime | None:
        """When the page is to be fetched, where its host asks for time between two; None for now.

        Raises FeedProblem where it is not to be fetched at all.
        """
        found = await self.check(url, now=now, options=options)
        if not found.delay or not self._paced:
            return None
        delay = min(timedelta(seconds=min(found.delay, 1e6)), LONGEST_DELAY)
        return self._turns.take(_origin(url), page, delay, now=now)

    def gate(self, *, now: datetime, options: FeedOptions = PLAIN) -> ClientMiddlewareType:
        """Lets requests through that robots.txt allows, redirected ones too, and raises FeedProblem for the others."""

        async def pass_on(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
            await self.check(str(request.url), now=now, options=options)
            return await handler(request)

        return pass_on

    async def check(self, url: str, *, now: datetime, options: FeedOptions = PLAIN) -> Ruling:
        """What the host's robots.txt says of the page. Raises PageDisallowed, FeedProblem where it can't be had."""
        kept = await self._robots_txt(url, now=now, options=options)
        if kept.problem:
            raise FeedProblem(kept.problem)
        found = await self._ruling(kept, url)
        if not found.allowed:
            raise PageDisallowed("the site's robots.txt asks that this page is not fetched")
        return found

    async def _ruling(self, kept: _Kept, url: str) -> Ruling:
        if not kept.text:
            return Ruling(allowed=True)
        # a page is asked about before its turn and once more on its way
        known = self._rulings.get((url, kept.until))
        if known is None:
            known = self._rulings[url, kept.until] = await self._workers.run(ruling, kept.text, url)
            if len(self._rulings) > MOST_RULINGS:
                self._rulings.popitem(last=False)
        return known

    async def _robots_txt(self, url: str, *, now: datetime, options: FeedOptions) -> _Kept:
        origin = _origin(url)
        # a proxy may stand in another country, which gets another answer
        name = f"{options.proxy or ''} {origin}"
        async with self._locks.setdefault(name, asyncio.Lock()):
            kept = self._kept.get(name)
            if kept is None or kept.until <= now:
                kept = await self._ask(origin, now=now, options=options)
                self._keep(name, kept)
            self._kept.move_to_end(name)
            return kept

    def _keep(self, name: str, kept: _Kept) -> None:
        self._size += _size(kept) - _size(self._kept.get(name))
        self._kept[name] = kept
        while self._size > self._most_kept and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._size -= _size(oldest)

    async def _ask(self, origin: str, *, now: datetime, options: FeedOptions) -> _Kept:
        proxy, proxy_login = proxy_of(options)
        try:
            request = self._client.get(
                URL(f"{origin}/robots.txt"),
                headers={"Accept": "text/plain, */*;q=0.1", "Accept-Encoding": ACCEPTED_ENCODINGS},
                max_redirects=REDIRECTS + 1,
                proxy=proxy,
                proxy_auth=proxy_login,
            )
            async with request as response:
                if response.status == HTTPStatus.TOO_MANY_REQUESTS or response.status >= 500:
                    return _out_of_reach(status_in_words(response.status), now)
                text = await _text(response) if response.status < 300 else ""
        except (aiohttp.TooManyRedirects, aiohttp.InvalidURL):
            text = ""
        except (aiohttp.ClientError, TimeoutError, OSError, UnicodeError, FeedProblem) as error:
            if refusal := refusal_in(error):
                raise refusal from error
            return _out_of_reach(error_in_words(error, seconds=self._client.timeout.total), now)
        return _Kept(text=text, until=now + GOOD_FOR)


async def _text(response: aiohttp.ClientResponse) -> str:
    """The body, as far as it is to be read."""
    encodings = [encoding.strip() for encoding in response.headers.get("Content-Encoding", "").lower().split(",")]
    body = Body(encodings, MOST_BYTES)
    # past the bound, or where its compression breaks off, what came by then is what there is
    with suppress(FeedProblem):
        async for chunk in response.content.iter_any():
            body.add(chunk)
    return body.whole().decode("utf-8-sig", "replace")


def _out_of_reach(why: str, now: datetime) -> _Kept:
    problem = f"the site's robots.txt can't be had for now, so its pages are left alone: {why}"
    return _Kept(text="", until=now + ASKED_AGAIN_AFTER, problem=problem)


def _origin(url: str) -> str:
    return str(URL(url).origin())


def _size(kept: _Kept | None) -> int:
    # a host that has none costs its name, too
    return len(kept.text) + 500 if kept else 0
