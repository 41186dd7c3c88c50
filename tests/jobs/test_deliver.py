"""The outbox's loop, with a real database and a sender that does what a test tells it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import datetime, timedelta

import pytest

from jobs.clock import utc_now
from jobs.deliver import Outbox, settle
from jobs.limits import RateLimits
from jobs.outcomes import ChatGone, ChatMoved, DeliveryProblem, MaybeSent, NotSent, Refused, Throttled
from storage import chats, deliveries
from storage.database import Database, Session
from storage.deliveries import Delivery, DeliveryState, NewDelivery

FAST = RateLimits(per_second=1000, chat_interval=0.0)


class FakeTelegram:
    """Answers each message with the next of the problems given for its text, then takes it."""

    def __init__(self) -> None:
        self.problems: dict[str, list[DeliveryProblem]] = {}
        self.taken: list[tuple[int, str]] = []
        self.attempts: list[str] = []
        self.changed = asyncio.Condition()
        self.hold: asyncio.Event | None = None

    async def __call__(self, delivery: Delivery) -> int:
        self.attempts.append(delivery.html)
        async with self.changed:
            self.changed.notify_all()
        if self.hold is not None:
            await self.hold.wait()
        problems = self.problems.get(delivery.html, [])
        try:
            if problems:
                raise problems.pop(0)
            self.taken.append((delivery.telegram_id, delivery.html))
        finally:
            async with self.changed:
                self.changed.notify_all()
        return len(self.taken)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(condition)


@pytest.fixture
def telegram() -> FakeTelegram:
    return FakeTelegram()


@asynccontextmanager
async def running(database: Database, telegram: FakeTelegram, limits: RateLimits = FAST) -> AsyncIterator[Outbox]:
    outbox = Outbox(database, telegram, limits, utc_now)
    task = asyncio.create_task(outbox.run())
    try:
        yield outbox
    finally:
        outbox.stop()
        await task


def put(database: Database, *texts: str, telegram_id: int = 4242, priority: int = 0) -> None:
    now = utc_now()
    with database.write() as session:
        chat, _ = chats.meet_chat(session, telegram_id=telegram_id, kind="private", title="", now=now)
        new = [NewDelivery(dedup_key=f"{chat.id}:{t}", chat_id=chat.id, html=t, priority=priority) for t in texts]
        deliveries.enqueue(session, new, now=now)


def states(database: Database) -> dict[str, int]:
    with database.read() as session:
        return deliveries.count_deliveries(session)


async def test_what_waits_is_sent_and_marked(database: Database, telegram: FakeTelegram) -> None:
    put(database, "a", "b", "c")
    async with running(database, telegram):
        await telegram.until(lambda: len(telegram.taken) == 3)
    assert sorted(text for _, text in telegram.taken) == ["a", "b", "c"]
    assert states(database) == {"sent": 3}


async def test_a_new_message_goes_out_when_the_outbox_is_woken(database: Database, telegram: FakeTelegram) -> None:
    async with running(database, telegram) as outbox:
        put(database, "a")
        outbox.wake()
        await telegram.until(lambda: len(telegram.taken) == 1)
    assert states(database) == {"sent": 1}


async def test_too_many_requests_pause_everybody_and_lose_nothing(database: Database, telegram: FakeTelegram) -> None:
    put(database, "a")
    put(database, "b", telegram_id=77)
    telegram.problems["a"] = [Throttled(0.3)]
    telegram.problems["b"] = [Throttled(0.2)]
    async with running(database, telegram):
        await telegram.until(lambda: len(telegram.taken) == 2)
    assert states(database) == {"sent": 2}


async def test_a_blocked_chat_is_left_alone_and_the_others_go_on(database: Database, telegram: FakeTelegram) -> None:
    put(database, "a")
    put(database, "b", telegram_id=77)
    telegram.problems["a"] = [ChatGone("bot was blocked by the user")]
    async with running(database, telegram):
        await telegram.until(lambda: len(telegram.attempts) == 2 and len(telegram.taken) == 1)
    assert telegram.taken == [(77, "b")]
    assert states(database) == {"cancelled": 1, "sent": 1}
    with database.read() as session:
        blocked = chats.find_chat(session, 4242)
    assert blocked is not None
    assert (blocked.state, blocked.reason) == ("inactive", "bot was blocked by the user")


async def test_a_group_that_moved_gets_its_message_at_its_new_number(
    database: Database, telegram: FakeTelegram
) -> None:
    put(database, "a", telegram_id=-7)
    telegram.problems["a"] = [ChatMoved(-1007)]
    async with running(database, telegram):
        await telegram.until(lambda: bool(telegram.taken))
    assert telegram.taken == [(-1007, "a")]


async def test_a_message_that_telegram_never_takes_is_marked_failed_with_its_reason(
    database: Database, telegram: FakeTelegram
) -> None:
    put(database, "a", "b")
    telegram.problems["a"] = [Refused("TOPIC_CLOSED")]
    async with running(database, telegram):
        await telegram.until(lambda: len(telegram.taken) == 1)
    assert states(database) == {"failed": 1, "sent": 1}


async def test_an_unforeseen_error_ends_one_message_and_not_the_loop(
    database: Database, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    put(database, "a", "b")

    async def send(delivery: Delivery) -> int:
        if delivery.html == "a":
            raise ZeroDivisionError
        return await telegram(delivery)

    outbox = Outbox(database, send, FAST, utc_now)
    task = asyncio.create_task(outbox.run())
    await telegram.until(lambda: len(telegram.taken) == 1)
    outbox.stop()
    await task
    assert states(database) == {"failed": 1, "sent": 1}
    assert "ZeroDivisionError" in caplog.text


class Away(Database):
    """A database that can't be written for as many times as it is told."""

    def __init__(self, database: Database, times: int = 0) -> None:
        super().__init__(str(database.url))
        self.times = times

    @contextmanager
    def write(self) -> Iterator[Session]:
        if self.times:
            self.times -= 1
            raise TimeoutError("database is locked")
        with super().write() as session:
            yield session


async def test_a_database_that_is_away_at_the_start_delays_the_outbox(
    database: Database, telegram: FakeTelegram
) -> None:
    put(database, "a")
    with closing(Away(database, times=1)) as away:
        async with running(away, telegram):
            await telegram.until(lambda: len(telegram.taken) == 1)
    assert states(database) == {"sent": 1}


async def test_what_was_sent_is_marked_as_soon_as_the_database_is_back(
    database: Database, telegram: FakeTelegram
) -> None:
    put(database, "a", "b")
    telegram.hold = asyncio.Event()
    with closing(Away(database)) as away:
        async with running(away, telegram):
            await telegram.until(lambda: len(telegram.attempts) == 2)
            away.times = 2
            telegram.hold.set()
            async with asyncio.timeout(10):
                while states(database) != {"sent": 2}:  # noqa: ASYNC110 - the database rings no bell
                    await asyncio.sleep(0.02)
    assert len(telegram.attempts) == 2


async def test_stopping_finishes_what_is_in_flight_and_starts_nothing_new(
    database: Database, telegram: FakeTelegram
) -> None:
    put(database, *(str(n) for n in range(20)))
    telegram.hold = asyncio.Event()
    outbox = Outbox(database, telegram, FAST, utc_now)
    task = asyncio.create_task(outbox.run())
    await telegram.until(lambda: len(telegram.attempts) == 4)  # the most in flight at once
    outbox.stop()
    telegram.hold.set()
    await task
    assert len(telegram.taken) <= 5
    assert states(database) == {"sent": len(telegram.taken), "pending": 20 - len(telegram.taken)}


async def test_a_message_interrupted_by_a_crash_goes_out_at_the_next_start(
    database: Database, telegram: FakeTelegram
) -> None:
    put(database, "a")
    with database.write() as session:
        assert deliveries.claim(session, now=utc_now()) is not None
    async with running(database, telegram):
        await telegram.until(lambda: len(telegram.taken) == 1)
    assert states(database) == {"sent": 1}


@pytest.mark.parametrize(
    ("problem", "attempts", "resends", "expected"),
    [
        (NotSent("503"), 1, 0, (None, 2, False)),
        (NotSent("503"), 4, 0, (None, 16, False)),
        (NotSent("503"), 99, 0, (None, 300, False)),  # never gives up
        (MaybeSent("read time-out"), 1, 0, (None, 2, True)),
        (MaybeSent("read time-out"), 2, 1, (DeliveryState.UNKNOWN, None, False)),
        (Refused("chat not found"), 1, 0, (DeliveryState.FAILED, None, False)),
        (ChatGone("blocked"), 1, 0, (DeliveryState.CANCELLED, None, False)),
        (Throttled(17), 1, 0, (None, 17, False)),
    ],
)
def test_what_each_problem_means_for_a_delivery(
    now: datetime,
    problem: DeliveryProblem,
    attempts: int,
    resends: int,
    expected: tuple[DeliveryState | None, float | None, bool],
) -> None:
    delivery = Delivery(
        id=1, chat_id=1, telegram_id=1, thread_id=0, kind="private", html="", attempts=attempts, resends=resends
    )
    settlement = settle(problem, delivery, now=now)
    again_in = settlement.again_at and (settlement.again_at - now) / timedelta(seconds=1)
    assert (settlement.ends, again_in, settlement.resend) == expected
