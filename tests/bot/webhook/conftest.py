"""Several bots, each in a process of its own or in this one, behind a small load balancer."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.app import Part, run
from bot.settings import POSTED_PATH, Settings
from bot.webhook.receiving import SECRET
from demo.botapi.server import LocalBotApi
from storage import updates
from storage.database import Database

PATIENCE_S = 60


class Balancer:
    """Passes requests on to the bots that are ready, in turn; `passed` are the ports that each path was passed on to.

    Who can't be reached is passed over, as every balancer does it.
    """

    def __init__(self) -> None:
        self.ports: list[int] = []
        self.passed: dict[str, list[int]] = {}
        self._turn = count()

    async def pass_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        async with aiohttp.ClientSession() as session:
            for _ in self.ports:
                port = self.ports[next(self._turn) % len(self.ports)]
                try:
                    if await self.asked(port, session) != 200:
                        continue
                    address = f"http://127.0.0.1:{port}{request.path}"
                    async with session.request(request.method, address, data=body, headers=request.headers) as answer:
                        self.passed.setdefault(request.path, []).append(port)
                        return web.Response(status=answer.status, body=await answer.read())
                except aiohttp.ClientConnectionError:
                    continue
        raise web.HTTPBadGateway

    async def asked(self, port: int, session: aiohttp.ClientSession) -> int:
        async with session.get(f"http://127.0.0.1:{port}/ready") as answer:
            return answer.status


@pytest_asyncio.fixture
async def balancer() -> AsyncIterator[Balancer]:
    yield Balancer()


@pytest_asyncio.fixture
async def public_url(balancer: Balancer) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", balancer.pass_on)
    server = TestServer(app)
    await server.start_server()
    yield str(server.make_url("")).rstrip("/")
    await server.close()


@pytest.fixture
def alone(in_a_file: Database) -> Database:
    """For one process."""
    return in_a_file


@pytest.fixture
def settings_for(no_settings: Path, api: LocalBotApi, public_url: str, balancer: Balancer) -> Callable[..., Settings]:
    """The settings of one more bot behind the balancer."""

    def make(database: Database, **others: object) -> Settings:
        port = unused_port()
        balancer.ports.append(port)
        values: dict[str, object] = {
            "token": api.token,
            "bot_api_url": api.base_url,
            "database_url": database.url.render_as_string(hide_password=False),
            "public_url": public_url,
            "listen_port": port,
            "webhook": True,
        }
        return Settings.model_validate(values | others)

    return make


async def until(so: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what nothing tells of."""
    async with asyncio.timeout(PATIENCE_S):
        while not await so():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def waiting(database: Database, number: int) -> None:
    """Wait until so many updates are under way. An answer comes before it is written down that there was one."""

    def count() -> bool:
        with database.read() as session:
            return updates.count_unhandled(session) == number

    await until(lambda: asyncio.to_thread(count))


class Bot:
    """One in this process."""

    def __init__(self, settings: Settings) -> None:
        self.port = settings.listen_port
        self.stop = asyncio.Event()
        self.task = asyncio.create_task(run(settings, stop=self.stop, parts={Part.BOT}))

    async def is_ready(self) -> bool:
        if self.task.done():
            await self.task
        async with aiohttp.ClientSession() as session:
            try:
                async with session.get(f"http://127.0.0.1:{self.port}/ready") as answer:
                    return answer.status == 200
            except aiohttp.ClientConnectionError:
                return False

    async def is_unready(self) -> bool:
        return not await self.is_ready()


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Bot]:
    """It runs, and has its webhook where it has one; at the end it is told to stop, and has to."""
    bot = Bot(settings)
    try:
        if settings.webhook:
            await until(bot.is_ready)
        yield bot
        bot.stop.set()
        async with asyncio.timeout(PATIENCE_S):
            await bot.task
    finally:
        bot.task.cancel()


QUICK = """
import sys
from datetime import timedelta
from bot.webhook import desk
desk.LEASE, desk.RENEWED_AFTER_S = timedelta(seconds=2), 0.5
from bot.cli import main
main()
"""
"""A bot whose claims end soon after it was killed."""


@asynccontextmanager
async def process(settings: Settings, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """`newsdigest bot`, that is ready."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("NEWSDIGEST_")}
    token = settings.token
    assert token is not None
    ours = {
        "NEWSDIGEST_TOKEN": token.get_secret_value(),
        "NEWSDIGEST_BOT_API_URL": settings.bot_api_url,
        "NEWSDIGEST_DATABASE_URL": settings.database_url,
        "NEWSDIGEST_PUBLIC_URL": settings.public_url or "",
        "NEWSDIGEST_LISTEN_PORT": str(settings.listen_port),
        "NEWSDIGEST_WEBHOOK": "true",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-c", QUICK, "bot", cwd=folder, env=inherited | ours, stderr=asyncio.subprocess.PIPE
    )
    assert started.stderr
    try:
        async with asyncio.timeout(PATIENCE_S):
            said = b""
            while b"is ready" not in said:
                line = await started.stderr.readline()
                assert line, said
                said += line
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.communicate()


def written(user: int, text: str) -> dict[str, object]:
    """A command in somebody's private chat, as Telegram posts it."""
    chat = {"id": user, "type": "private", "first_name": "Robin"}
    sender = {"id": user, "is_bot": False, "first_name": "Robin", "language_code": "en"}
    entity = {"type": "bot_command", "offset": 0, "length": len(text)}
    return {"message_id": 1, "date": 1_700_000_000, "chat": chat, "from": sender, "text": text, "entities": [entity]}


async def post(port: int, update: object, secret: str | None) -> int:
    headers = {} if secret is None else {SECRET: secret}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{port}{POSTED_PATH}", data=json.dumps(update), headers=headers) as answer,
    ):
        return answer.status
