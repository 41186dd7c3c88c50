"""The outbox as a whole, from its rows to the local Bot API and its bad weather: what becomes of each message."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.connecting import make_bot
from bot.sender import TelegramSender
from bot.settings import Settings
from demo.botapi.client import User
from demo.botapi.faults import FORBIDDEN
from demo.botapi.server import LocalBotApi
from jobs.deliver import Outbox
from jobs.limits import Limiter, RateLimits
from storage import chats, deliveries
from storage.database import Database
from storage.deliveries import NewDelivery
from storage.tables import DeliveryRow

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
FASTER = 30
"""Back-offs are seconds and minutes: the outbox's clock runs, nobody waits."""

REFUSED = (
    "chat not found",
    "need administrator rights in the channel chat",
    "TOPIC_CLOSED",
    "message thread not found",
    "message is too long",
    "not enough rights to send text messages to the chat",
)


@dataclass
class Post:
    """A database and a Bot API, and somebody who reads what comes."""

    database: Database
    api: LocalBotApi
    reader: User
    began: float

    def now(self) -> datetime:
        return START + timedelta(seconds=FASTER * (time.monotonic() - self.began))

    def put(self, *texts: str, chat: int | None = None, kind: str = "private") -> None:
        with self.database.write() as session:
            known, _ = chats.meet_chat(session, telegram_id=chat or self.reader.id, kind=kind, title="", now=self.now())
            new = [NewDelivery(dedup_key=f"{known.id}:{text}", chat_id=known.id, html=text) for text in texts]
            deliveries.enqueue(session, new, now=self.now())

    def rows(self) -> list[tuple[str, str | None]]:
        with self.database.read() as session:
            return [
                (state, problem)
                for state, problem in session.execute(
                    select(DeliveryRow.state, DeliveryRow.problem).order_by(DeliveryRow.id)
                )
            ]

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        bot = make_bot(Settings.model_validate({"token": self.api.token, "bot_api_url": self.api.base_url}))
        sender = TelegramSender(bot.transport, bot.base_url)
        limiter = Limiter(RateLimits(per_second=100, chat_interval=0.0))
        outbox = Outbox(self.database, sender, limiter, self.now, answers=sender.answers)
        await bot.transport.initialize()
        task = asyncio.create_task(outbox.run())
        try:
            yield
        finally:
            outbox.stop()
            await task
            await bot.transport.shutdown()

    async def send_all(self) -> list[tuple[str, str | None]]:
        """Send until nothing waits; what became of the messages."""
        async with self.sending(), asyncio.timeout(20):
            while any(state in {"pending", "sending"} for state, _ in self.rows()):  # noqa: ASYNC110
                await asyncio.sleep(0.02)  # the database rings no bell
        return self.rows()


@pytest_asyncio.fixture
async def post(api: LocalBotApi, no_settings: Path, file_with_tables: Path) -> AsyncIterator[Post]:
    file = no_settings / "news.sqlite3"
    shutil.copy(file_with_tables, file)
    database = Database(f"sqlite:///{file}")
    async with User(api.base_url) as reader:
        await reader.send("/start")
        yield Post(database, api, reader, time.monotonic())
    database.close()


@pytest.mark.parametrize("reason", FORBIDDEN)
async def test_a_chat_that_is_gone_gets_nothing_more_until_it_is_back(post: Post, reason: str) -> None:
    post.put("a", "b")
    post.api.faults.forbid(reason, method="sendMessage")
    assert await post.send_all() == [("cancelled", reason), ("cancelled", reason)]
    with post.database.write() as session:
        gone = chats.find_chat(session, post.reader.id)
        assert gone is not None
        assert (gone.state, gone.reason) == ("inactive", reason)
        chats.reactivate_chat(session, post.reader.id, now=post.now())
    post.put("c")
    assert (await post.send_all())[-1] == ("sent", None)
    assert (await post.reader.next_message()).text == "c"


@pytest.mark.parametrize("reason", REFUSED)
async def test_a_message_that_is_refused_ends_with_telegrams_words_and_the_next_one_goes(
    post: Post, reason: str
) -> None:
    post.put("a", "b")
    post.api.faults.refuse(reason, method="sendMessage")
    assert await post.send_all() == [("failed", reason), ("sent", None)]


async def test_a_group_that_became_a_supergroup_gets_its_message_there(post: Post) -> None:
    group = await post.reader.create_group("Rowers")
    post.put("Ferry & tide", chat=group, kind="group")
    moved = await post.reader.migrate(group)
    assert await post.send_all() == [("sent", None)]
    with post.database.read() as session:
        assert chats.find_chat(session, group) is None
        assert chats.find_chat(session, moved) is not None


async def test_markup_that_nobody_can_read_arrives_as_text(post: Post) -> None:
    post.put("<p>Ferry</p> &amp; tide")
    assert await post.send_all() == [("sent", None)]
    assert (await post.reader.next_message()).text == "Ferry & tide"


@pytest.mark.parametrize("status", [500, 502])
async def test_a_server_in_trouble_is_tried_again(post: Post, status: int) -> None:
    post.put("a")
    post.api.faults.break_down(status, method="sendMessage", times=2)
    assert await post.send_all() == [("sent", None)]
    assert texts(post) == ["a"]


async def test_a_server_that_is_away_gets_everything_once_when_it_is_back(post: Post) -> None:
    post.put("a", "b", "c")
    await post.api.refuse()
    async with post.sending():
        async with asyncio.timeout(20):
            while not any(problem for _, problem in post.rows()):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert {state for state, _ in post.rows()} <= {"pending", "sending"}
        await post.api.accept()
        async with asyncio.timeout(20):
            while {state for state, _ in post.rows()} != {"sent"}:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    assert sorted(texts(post)) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("delivered", "times", "state", "arrived"),
    [(True, 1, "sent", 2), (False, 1, "sent", 1), (True, 2, "unknown", 2), (False, 2, "unknown", 0)],
)
async def test_a_message_whose_answer_is_lost_goes_once_more_and_is_unknown_after_that(
    post: Post, delivered: bool, times: int, state: str, arrived: int
) -> None:
    post.put("a")
    post.api.faults.drop(delivered=delivered, method="sendMessage", times=times)
    [(ended, problem)] = await post.send_all()
    assert ended == state
    assert problem is None or problem.startswith("the answer was lost")
    assert texts(post) == ["a"] * arrived


async def test_a_flood_loses_nothing_and_keeps_to_what_telegram_asked_for(post: Post) -> None:
    post.put("a", "b")
    post.api.faults.flood(1, method="sendMessage")
    began = time.monotonic()
    assert await post.send_all() == [("sent", None), ("sent", None)]
    assert time.monotonic() - began >= 1
    assert sorted(texts(post)) == ["a", "b"]


def texts(post: Post) -> list[str]:
    """All that came to the reader."""
    chat = post.api.state.chats[post.reader.id]
    return [message.body["text"] for message in chat.messages.values() if message.author != post.reader.id]
