"""A site on loopback that answers as a test tells it to, and a client that may reach it and nothing else."""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from jobs.feeds.articles.stories import StoryDesk
from jobs.feeds.checking.timing import PlanLimits
from jobs.feeds.fetching.client import FetchSettings, open_client
from jobs.feeds.fetching.guard import AddressRules
from jobs.feeds.fetching.robots import Robots
from jobs.feeds.tick import FeedLimits, FetchReport, ReadReport, check_due_feeds, read_due_entries
from jobs.feeds.workers import Workers
from storage.articles import StoredArticle, articles_since
from storage.database import Database
from storage.entries import Entry, due_entries
from storage.feeds import Feed, add_feed, feed_at
from storage.topics import add_topic, link_feed, topic_called

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SITE = "127.0.0.2"
"""The site's own loopback address, the only one allowed: 127.0.0.1 stands for the operator's private machines."""


LIMITS = FeedLimits(plan=PlanLimits(shortest=timedelta(minutes=10), longest=timedelta(hours=2), first_entries=3))


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass
class Site:
    """What it answers stands in `pages` by path: a body, or a handler for more; `requests` are those it got."""

    base: str
    pages: dict[str, str | bytes | Handler] = field(default_factory=dict)
    requests: list[web.Request] = field(default_factory=list)

    def url(self, path: str) -> str:
        return self.base + path

    def asked(self, path: str) -> int:
        return Counter(request.path for request in self.requests)[path]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        page = self.pages.get(request.path)
        if page is None:
            return web.Response(status=404)
        if callable(page):
            return await page(request)
        body = page.encode() if isinstance(page, str) else page
        kind = "text/html" if body.lstrip()[:9].lower() == b"<!doctype" else "application/xml"
        return web.Response(body=body, content_type=kind)


@asynccontextmanager
async def _serve(address: str, answer: Handler) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, address, 0).start()
    try:
        yield f"http://{address}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[Site]:
    made = Site(base="")
    async with _serve(SITE, made.answer) as made.base:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    rules = AddressRules(allowed=(ip_network(f"{SITE}/32"),))
    async with open_client(FetchSettings(contact="ops@digest.example", rules=rules, total_seconds=5)) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def workers() -> AsyncIterator[Workers]:
    async with Workers(1) as made:
        yield made


@dataclass
class Private:
    """A machine that nobody may reach, on 127.0.0.1 and ::1: it counts connections, whatever comes over them."""

    port: int
    connections: int = 0


@pytest_asyncio.fixture(loop_scope="session")
async def private() -> AsyncIterator[Private]:
    made = Private(port=0)

    async def connected(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        made.connections += 1
        writer.close()

    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(await asyncio.start_server(connected, "127.0.0.1", 0))
        made.port = server.sockets[0].getsockname()[1]
        if socket.has_ipv6:
            with suppress(OSError):  # a machine without IPv6 has one address less to protect
                await stack.enter_async_context(await asyncio.start_server(connected, "::1", made.port))
        yield made


@dataclass
class Ticks:
    """A database, and the ticks run on it; `workers` and `desk` are those of one running process."""

    database: Database
    client: aiohttp.ClientSession
    workers: Workers
    now: datetime
    desk: StoryDesk
    limits: FeedLimits = LIMITS
    robots: Robots | None = None

    def follow(self, *urls: str) -> list[int]:
        """Add feeds to a topic, due at once."""
        with self.database.write() as session:
            topic = topic_called(session, "sea") or add_topic(session, slug="sea", name="Sea", now=self.now)
            assert topic is not None
            feeds = [add_feed(session, url=url, title="", language=None, now=self.now) for url in urls]
            for feed in feeds:
                link_feed(session, topic.id, feed.id)
        return [feed.id for feed in feeds]

    async def check(self, at: datetime | None = None, limits: FeedLimits | None = None) -> FetchReport:
        return await check_due_feeds(
            self.database, self.client, now=at or self.now, limits=limits or self.limits, workers=self.workers
        )

    async def read(self, at: datetime | None = None) -> ReadReport:
        return await read_due_entries(
            self.database,
            self.client,
            self.desk,
            now=at or self.now,
            limits=self.limits,
            workers=self.workers,
            robots=self.robots,
        )

    def feed(self, url: str) -> Feed:
        with self.database.read() as session:
            found = feed_at(session, url)
        assert found is not None
        return found

    def pending(self, at: datetime | None = None) -> list[Entry]:
        with self.database.read() as session:
            return due_entries(session, now=at or self.now, limit=100)

    def articles(self) -> list[StoredArticle]:
        with self.database.read() as session:
            return articles_since(session, self.now - timedelta(days=30))


@pytest.fixture
def ticks(database, client, workers, now):
    return Ticks(database, client, workers, now, StoryDesk(database))
