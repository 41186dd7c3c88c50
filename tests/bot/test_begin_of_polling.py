"""A bot that can't begin to ask for messages, since Telegram doesn't remove the webhook: it says so, tries on, and ends
when it is told to.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import unused_port
from sqlalchemy import text

from bot.app import ALL, Part, run
from bot.connecting import TokenRefused
from bot.parts import updates
from bot.settings import Settings
from demo.botapi.client import User
from demo.botapi.faults import Fault, Kind
from demo.botapi.server import LocalBotApi
from storage.database import Database

REMOVAL = "deleteWebhook"
"""What polling begins with."""

PATIENCE_S = 30

NO_LONGER_POLLER = """
    SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE datname = current_database() AND locktype = 'advisory' AND granted AND objsubid = 1
    AND (classid::bigint << 32) | objid::bigint = hashtextextended('newsdigest poller', 0)
"""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """It tries again at once."""
    monkeypatch.setattr(updates, "RETRY_S", 0.01)


@pytest.fixture
def settings(no_settings: Path, api: LocalBotApi) -> Settings:
    values = {
        "token": api.token,
        "bot_api_url": api.base_url,
        "database_url": f"sqlite:///{no_settings}/bot.sqlite3",
        "watch_port": unused_port(),
    }
    return Settings.model_validate(values)


@asynccontextmanager
async def running(settings: Settings, parts: frozenset[Part] = ALL) -> AsyncIterator[asyncio.Task[None]]:
    """At the end it is told to stop and has to."""
    stop = asyncio.Event()
    task = asyncio.create_task(run(settings, stop=stop, parts=parts))
    try:
        yield task
        stop.set()
        async with asyncio.timeout(PATIENCE_S):
            await task
    finally:
        task.cancel()


async def test_it_says_so_once_and_is_stopped_all_the_same(api, settings, log_stream):
    api.faults.break_down(500, method=REMOVAL, times=None)
    async with running(settings):
        await until(lambda: api.faults.happened[Kind.SERVER_ERROR] > 3)
    said = log_stream.getvalue()
    assert said.count("Telegram can't be reached (Internal Server Error); trying on") == 1
    assert said.rstrip().endswith("Stopped")
    assert "Traceback" not in said
    left = {task.get_name() for task in asyncio.all_tasks()}
    assert not left & {"poller", "asking for updates"}


async def test_it_is_stopped_while_telegram_does_not_answer(api, settings):
    api.faults.slow_down(PATIENCE_S * 2, method=REMOVAL)
    async with running(settings):
        await until(lambda: bool(api.faults.happened))


async def test_it_is_not_well_until_telegram_answers_and_then_it_answers_people(api, settings, caplog):
    caplog.set_level(logging.INFO)
    api.faults.break_down(500, method=REMOVAL, times=None)
    settings = settings.model_copy(update={"health_minutes": 0.005})
    async with running(settings), User(api.base_url) as reader:
        await reader.send("/help")
        await eventually(lambda: says(settings, "Telegram has handed out no messages for"))
        await eventually(lambda: says(settings, ": Internal Server Error"))
        api.faults.clear()
        assert "/latest" in (await reader.next_message()).text
    assert "Telegram answers again, after" in caplog.text


async def test_a_token_that_was_revoked_before_it_began_is_refused_in_one_line(api, settings, log_stream):
    unknown = Fault(kind=Kind.REFUSAL, method=REMOVAL, status=401, description="Unauthorized", times=None)
    api.faults.add(unknown)
    async with asyncio.timeout(PATIENCE_S):
        with pytest.raises(TokenRefused, match="doesn't know this NEWSDIGEST_TOKEN"):
            await run(settings, stop=asyncio.Event())
    assert "Traceback" not in log_stream.getvalue()


async def test_who_loses_the_post_meanwhile_gives_it_up_and_begins_when_it_has_it_again(
    api, settings, shared: Database, caplog
):
    caplog.set_level(logging.INFO)
    api.faults.break_down(500, method=REMOVAL, times=None)
    settings = settings.model_copy(update={"database_url": shared.url.render_as_string(hide_password=False)})
    async with running(settings, frozenset({Part.BOT})), User(api.base_url) as reader:
        await until(lambda: "can't be reached" in caplog.text)
        with shared.read() as session:
            assert session.scalars(text(NO_LONGER_POLLER)).all() == [True]
        await until(lambda: "The poller lost its connection to the database" in caplog.text)
        api.faults.clear()
        await until(lambda: "This process is the poller now" in caplog.text)
        await reader.send("/help")
        assert "/latest" in (await reader.next_message()).text


async def says(settings: Settings, words: str) -> bool:
    """Whether `/healthz` does, of what isn't well."""
    address = f"http://127.0.0.1:{settings.watch_port}/healthz"
    try:
        async with aiohttp.ClientSession() as session, session.get(address) as answer:
            return answer.status == 503 and words in await answer.text()
    except aiohttp.ClientConnectionError:
        return False


async def until(condition: Callable[[], bool]) -> None:
    async def so() -> bool:
        return condition()

    await eventually(so)


async def eventually(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await condition():  # noqa: ASYNC110 - what is waited for happens in somebody else's code
            await asyncio.sleep(0.02)
