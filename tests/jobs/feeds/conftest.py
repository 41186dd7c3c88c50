"""A site on loopback that answers as a test tells it to, and a client that may reach it and nothing else."""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from jobs.feeds.client import FetchSettings, open_client
from jobs.feeds.guard import AddressRules
from jobs.feeds.workers import Workers
from storage.database import Database
from storage.schema import upgrade

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SITE = "127.0.0.2"
"""The site's own loopback address, the only one allowed: 127.0.0.1 stands for the operator's private machines."""


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


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/news.sqlite3")
    upgrade(made)
    yield made
    made.close()


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
