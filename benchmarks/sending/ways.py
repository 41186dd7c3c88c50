"""The ways to send that are compared: each sends `count` messages to as many chats, and says what it used."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url
from telegram import LinkPreviewOptions
from telegram.error import RetryAfter, TimedOut
from telegram.ext import AIORateLimiter, BaseRateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.sender import TelegramSender
from bot.transport import Transport
from jobs.clock import utc_now
from jobs.deliver import Outbox
from jobs.limits import Limiter, RateLimits
from storage import chats, deliveries
from storage.database import Database
from storage.deliveries import DeliveryState, NewDelivery
from storage.schema import upgrade

TOKEN = "7000000001:benchmark-token-opens-nothing"
TEXT = "<b>Ferry strike ends</b>\n" + "The boats leave again at eight, said the harbour office. " * 8
CHUNK = 2000
LOOK_S = 0.05

Way = Callable[[str, float, int], Coroutine[Any, Any, tuple[float, int]]]
"""From the Bot API's address, the messages a second that may go and how many go: CPU seconds, how many were lost."""


def through_the_outbox(database_url: str | None = None) -> Way:
    """All that newsdigest does: claim, send, mark, with every transaction on the disk."""

    async def send(base_url: str, rate: float, count: int) -> tuple[float, int]:
        with tempfile.TemporaryDirectory() as folder:
            database = Database(database_url or f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
            try:
                await asyncio.to_thread(_fill, database, count)
                async with _transport() as transport:
                    sender = TelegramSender(transport, f"{base_url}{TOKEN}")
                    limiter = Limiter(RateLimits(per_second=rate))
                    outbox = Outbox(database, sender, limiter, utc_now, answers=sender.answers)
                    return await _timed_outbox(database, outbox)
            finally:
                database.close()

    return send


async def _timed_outbox(database: Database, outbox: Outbox) -> tuple[float, int]:
    cpu = time.process_time()
    running = asyncio.create_task(outbox.run())
    while await asyncio.to_thread(_left, database):  # noqa: ASYNC110 - the database rings no bell
        await asyncio.sleep(LOOK_S * 10)
    outbox.stop()
    await running
    return time.process_time() - cpu, _counts(database).get(DeliveryState.UNKNOWN, 0)


async def over_the_transport(base_url: str, rate: float, count: int) -> tuple[float, int]:
    """The sender alone, without a database and without a limit: what a request costs."""
    async with _transport() as transport:
        sender = TelegramSender(transport, f"{base_url}{TOKEN}")
        messages = iter(_deliveries(count))
        cpu = time.process_time()

        async def work() -> None:
            for message in messages:
                await sender(message)

        await asyncio.gather(*(work() for _ in range(_at_once(rate))))
        return time.process_time() - cpu, 0


def by_python_telegram_bot(*, limited: bool) -> Way:
    """`Bot.send_message` over its usual transport; `limited` by its own AIORateLimiter, else as fast as it can."""

    async def send(base_url: str, rate: float, count: int) -> tuple[float, int]:
        limiter: BaseRateLimiter[int] | None = None
        if limited:
            limiter = AIORateLimiter(overall_max_rate=rate, overall_time_period=1, max_retries=1)
        request = HTTPXRequest(connection_pool_size=256, pool_timeout=60)
        bot = ExtBot(TOKEN, base_url=base_url, request=request, rate_limiter=limiter)
        preview, lost, chats_ahead = LinkPreviewOptions(is_disabled=True), 0, iter(range(1, count + 1))

        async def work() -> None:
            nonlocal lost
            for chat in chats_ahead:
                try:
                    await bot.send_message(chat, TEXT, parse_mode="HTML", link_preview_options=preview)
                except (TimedOut, RetryAfter):
                    lost += 1

        await request.initialize()
        try:
            cpu = time.process_time()
            await asyncio.gather(*(work() for _ in range(_at_once(rate))))
            return time.process_time() - cpu, lost
        finally:
            await request.shutdown()

    return send


def _at_once(rate: float) -> int:
    """As many as the rate needs where an answer takes a tenth of a second."""
    return max(4, round(rate / 10))


@asynccontextmanager
async def _transport() -> AsyncIterator[Transport]:
    transport = Transport()
    await transport.initialize()
    try:
        yield transport
    finally:
        await transport.shutdown()


def _deliveries(count: int) -> list[deliveries.Delivery]:
    return [
        deliveries.Delivery(
            id=n, chat_id=n, telegram_id=n, thread_id=0, kind="private", html=TEXT, attempts=1, resends=0
        )
        for n in range(1, count + 1)
    ]


def _fill(database: Database, count: int) -> None:
    """As many messages to as many chats, due now; a database that was filled before is emptied of its messages."""
    upgrade(database)
    now = datetime.now(UTC)
    for begin in range(0, count, CHUNK):
        with database.write() as session:
            new = []
            for number in range(begin + 1, min(begin + CHUNK, count) + 1):
                chat, _ = chats.meet_chat(session, telegram_id=number, kind="private", title="", now=now)
                key = f"{now.timestamp()}:{number}"
                new.append(NewDelivery(dedup_key=key, chat_id=chat.id, html=TEXT, priority=10))
            deliveries.enqueue(session, new, now=now)


def _left(database: Database) -> int:
    counts = _counts(database)
    return counts.get(DeliveryState.PENDING, 0) + counts.get(DeliveryState.SENDING, 0)


def _counts(database: Database) -> dict[str, int]:
    with database.read() as session:
        return deliveries.count_deliveries(session)


def kind_of(database_url: str | None) -> str:
    return "SQLite" if database_url is None or make_url(database_url).get_backend_name() == "sqlite" else "PostgreSQL"
