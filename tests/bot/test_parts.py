"""The parts of newsdigest as processes of their own, on a real PostgreSQL, against the local Bot API."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select, text
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.output import WRONG_INPUT
from bot.parts.sending import GRACE_S
from demo.botapi.client import User
from demo.botapi.faults import Fault, Kind
from demo.botapi.server import LocalBotApi
from jobs.clock import utc_now
from storage import chats, deliveries
from storage.database import Database
from storage.deliveries import DeliveryState, NewDelivery
from storage.posts import tell_sender
from storage.tables import DeliveryRow

PATIENCE_S = 60


class Process:
    """`newsdigest PART`, and what it says."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.said: list[str] = []

    async def says(self, words: str) -> None:
        """Wait for a line with these words in it."""
        assert self._process.stderr is not None
        async with asyncio.timeout(PATIENCE_S):
            while not any(words in line for line in self.said):
                line = await self._process.stderr.readline()
                assert line, f"it ended without {words!r}: {self.said}"
                self.said.append(line.decode())

    def kill(self) -> None:
        self._process.kill()

    async def stop(self) -> str:
        """Ask it to end, and wait; all that it said."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE_S):
            _, rest = await self._process.communicate()
        return "".join(self.said) + rest.decode()


@asynccontextmanager
async def started(part: str, database: Database, api: LocalBotApi, folder: Path) -> AsyncIterator[Process]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("NEWSDIGEST_")}
    ours = {
        "NEWSDIGEST_TOKEN": api.token,
        "NEWSDIGEST_BOT_API_URL": api.base_url,
        "NEWSDIGEST_DATABASE_URL": database.url.render_as_string(hide_password=False),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    process = Process(
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.cli", part, cwd=folder, env=inherited | ours, stderr=asyncio.subprocess.PIPE
        )
    )
    try:
        yield process
    finally:
        await process.stop()


def put(database: Database, key: str, telegram_id: int) -> None:
    """A message for somebody, and a ring for the sender."""
    with database.write() as session:
        chat, _ = chats.meet_chat(session, telegram_id=telegram_id, kind="private", title="", now=utc_now())
        deliveries.enqueue(session, [NewDelivery(dedup_key=key, chat_id=chat.id, html=key)], now=utc_now())
        tell_sender(session)


END_OF_THE_POST = """
    SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE datname = current_database() AND locktype = 'advisory' AND granted AND objsubid = 1
    AND (classid::bigint << 32) | objid::bigint = hashtextextended('newsdigest sender', 0)
"""


async def until_sent(database: Database, number: int) -> None:
    """Wait until so many messages are marked as sent, and there are no others."""
    async with asyncio.timeout(PATIENCE_S):
        while states(database) != {DeliveryState.SENT: number}:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


def states(database: Database) -> dict[str, int]:
    with database.read() as session:
        return deliveries.count_deliveries(session)


@dataclass
class Cluster:
    """A bot, a sender at its post and one that stands by, and a reader who has begun the bot."""

    reader: User
    bot: Process
    first: Process
    second: Process


@pytest_asyncio.fixture
async def cluster(api: LocalBotApi, shared: Database, tmp_path: Path) -> AsyncIterator[Cluster]:
    async with User(api.base_url) as reader, AsyncExitStack() as stack:
        bot = await stack.enter_async_context(started("bot", shared, api, tmp_path))
        first = await stack.enter_async_context(started("sender", shared, api, tmp_path))
        for process in (bot, first):
            await process.says("is ready")
        await reader.send("/start")
        await reader.next_message()
        second = await stack.enter_async_context(started("sender", shared, api, tmp_path))
        await second.says("Another process is the sender; standing by")
        yield Cluster(reader, bot, first, second)


async def test_a_sender_that_is_killed_has_its_work_taken_over_by_the_one_that_stood_by(shared, cluster):
    put(shared, "one", cluster.reader.id)
    await cluster.reader.wait_for(lambda message: message.text == "one")
    await until_sent(shared, 1)
    cluster.first.kill()
    await cluster.second.says("This process is the sender now")
    put(shared, "two", cluster.reader.id)
    await cluster.reader.wait_for(lambda message: message.text == "two")
    for process in (cluster.bot, cluster.second):
        assert "Traceback" not in await process.stop()
    assert states(shared) == {DeliveryState.SENT: 2}


async def test_a_sender_that_lost_its_post_and_not_its_life_is_waited_for(api, shared, cluster):
    reader = cluster.reader
    # it arrives at once, and Telegram's answer comes when a dead sender would not be waited for any more
    slow = Fault(kind=Kind.DELIVERED_SLOW, method="sendMessage", chat=reader.id, seconds=GRACE_S + 6)
    api.faults.add(slow)
    put(shared, "one", reader.id)
    await reader.wait_for(lambda message: message.text == "one")
    with shared.read() as session:
        assert session.scalars(text(END_OF_THE_POST)).all() == [True]
    await cluster.second.says("This process is the sender now")
    put(shared, "two", reader.id)
    await until_sent(shared, 2)
    with shared.read() as session:
        assert session.scalars(select(DeliveryRow.attempts)).all() == [1, 1]


@pytest.mark.parametrize("part", ["bot", "worker", "sender"])
def test_a_part_alone_is_refused_on_sqlite_with_the_way_out(part, no_settings):
    shown = CliRunner().invoke(app, [part])
    assert shown.exit_code == WRONG_INPUT
    assert f"newsdigest {part} is a part of several processes, and an SQLite file is for one" in shown.stderr
    assert "newsdigest run is all parts in one" in shown.stderr
    assert not list(no_settings.iterdir())
