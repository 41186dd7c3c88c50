"""The bot as a whole with a public address: a hub sends what a feed has new, and it is an article without a poll."""

import asyncio
import hmac
import logging
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.app import run
from bot.opening import open_database
from bot.settings import Settings
from bot.web import CannotListen
from demo.botapi.server import LocalBotApi
from jobs.clock import utc_now
from storage import feeds, topics
from storage.database import Database
from storage.entries import due_entries
from storage.websub import Lease, leases_of


class Site:
    """A feed and its hub."""

    def __init__(self) -> None:
        self.polls = 0
        self.asked: list[dict[str, str]] = []
        self.base = ""
        self.calls: set[asyncio.Task[None]] = set()

    def rss(self, *names: str) -> str:
        items = "".join(f"<item><title>{name}</title><link>{self.base}/{name}</link></item>" for name in names)
        return (
            '<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>Harbour</title>'
            f'<a:link rel="hub" href="{self.base}/hub"/>{items}</channel></rss>'
        )

    async def feed(self, _request: web.Request) -> web.Response:
        self.polls += 1
        return web.Response(text=self.rss("one"), content_type="application/rss+xml")

    async def hub(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        task = asyncio.create_task(self.ask_back(form))
        self.calls.add(task)
        task.add_done_callback(self.calls.discard)
        return web.Response(status=202)

    async def ask_back(self, form: dict[str, str]) -> None:
        query = {"hub.challenge": "c", "hub.lease_seconds": "86400"} | {
            name: form[name] for name in ("hub.mode", "hub.topic")
        }
        async with aiohttp.ClientSession() as http, http.get(form["hub.callback"], params=query) as answer:
            assert await answer.text() == "c"


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    made, app = Site(), web.Application()
    app.add_routes([web.get("/feed", made.feed), web.post("/hub", made.hub)])
    async with TestServer(app) as server:
        made.base = str(server.make_url("")).rstrip("/")
        yield made


@pytest.fixture
def settings(api: LocalBotApi, no_settings: Path) -> Settings:
    port = unused_port()
    return Settings.model_validate(
        {
            "token": api.token,
            "bot_api_url": api.base_url,
            "database_url": f"sqlite:///{no_settings}/bot.sqlite3",
            "allowed_networks": ("127.0.0.0/8",),
            "tick_seconds": 0.1,
            "public_url": f"http://127.0.0.1:{port}/",
            "listen_port": port,
        }
    )


@pytest.fixture
def database(settings: Settings, site: Site) -> Database:
    database = open_database(settings, utc_now)
    with database.write() as session:
        topic = topics.add_topic(session, slug="sea", name="The sea", now=utc_now())
        feed = feeds.add_feed(session, url=f"{site.base}/feed", title="", language=None, now=utc_now())
        assert topic
        topics.link_feed(session, topic.id, feed.id)
    return database


def lease(database: Database) -> Lease | None:
    with database.read() as session:
        return leases_of(session, [1]).get(1)


def is_live(database: Database) -> bool:
    found = lease(database)
    return found is not None and found.live_until is not None


def titles(database: Database) -> set[str]:
    with database.read() as session:
        return {entry.title for entry in due_entries(session, now=utc_now().replace(year=2100), limit=9)}


async def test_what_a_hub_sends_is_there_without_a_poll_and_a_restart_keeps_the_lease(settings, site, database, caplog):
    stop = asyncio.Event()
    with caplog.at_level(logging.INFO):
        running = asyncio.create_task(run(settings, stop=stop))
        await until(lambda: is_live(database))
        polls, body = site.polls, site.rss("two").encode()
        form = site.asked[0]
        signature = hmac.new(form["hub.secret"].encode(), body, "sha256").hexdigest()
        headers = {"X-Hub-Signature": f"sha256={signature}"}
        async with aiohttp.ClientSession() as http, http.post(form["hub.callback"], data=body, headers=headers) as got:
            assert got.status == 202
        await until(lambda: "two" in titles(database))
        assert site.polls == polls
        stop.set()
        await running
        stop.clear()
        before = lease(database)
        running = asyncio.create_task(run(settings, stop=stop))
        await until(lambda: caplog.text.count("is ready") == 2)
        stop.set()
        await running
    assert lease(database) == before
    assert len(site.asked) == 1
    assert form["hub.secret"] not in caplog.text
    assert form["hub.callback"].rsplit("/", 1)[1] not in caplog.text
    database.close()


async def test_without_a_public_address_nothing_listens_and_feeds_are_polled_as_ever(settings, site, database):
    for public in (settings, settings.model_copy(update={"public_url": None})):
        stop = asyncio.Event()
        running = asyncio.create_task(run(public, stop=stop))
        await until(lambda wanted=public.public_url is not None: is_live(database) == wanted)
        stop.set()
        await running
    found = lease(database)
    assert found
    assert (found.base, found.hubs) == (None, (f"{site.base}/hub",))
    database.close()


async def test_a_port_that_is_taken_is_said_in_one_line(settings, database):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", settings.listen_port))
        taken.listen()
        with pytest.raises(CannotListen, match="NEWSDIGEST_LISTEN_PORT"):
            await run(settings, stop=asyncio.Event())
    database.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in somebody else's code
            await asyncio.sleep(0.02)
