"""The outbox's loop, with a real database and a sender that does what a test tells it."""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from jobs import deliver
from jobs.clock import utc_now
from jobs.deliver import Answers, Outbox
from jobs.limits import Limiter, RateLimits
from jobs.outcomes import ChatGone, ChatMoved, DeliveryProblem, MaybeSent, NotSent, Refused, Throttled
from jobs.settling import settle
from storage import chats, deliveries, digests
from storage.chat_admins import is_remembered, remember_admin
from storage.database import Database, Session
from storage.deliveries import Delivery, DeliveryState, NewDelivery
from storage.digests import DigestKind
from storage.trouble import Trouble

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
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
        async with asyncio.timeout(30), self.changed:
            await self.changed.wait_for(condition)


@pytest.fixture
def telegram() -> FakeTelegram:
    return FakeTelegram()


async def always() -> bool:
    return True


@asynccontextmanager
async def running(
    database: Database, telegram: FakeTelegram, limits: RateLimits = FAST, *, answers: Answers = always
) -> AsyncIterator[Outbox]:
    outbox = Outbox(database, telegram, Limiter(limits), utc_now, answers=answers)
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


def put_for_each(database: Database, *texts: str, priority: int = 0, first: int = 100) -> None:
    """Each of them for a chat of its own."""
    for number, text in enumerate(texts):
        put(database, text, telegram_id=first + number, priority=priority)


def put_digest(database: Database, *parts: str, telegram_id: int = 4242) -> None:
    now = utc_now()
    with database.write() as session:
        chat, _ = chats.meet_chat(session, telegram_id=telegram_id, kind="private", title="", now=now)
        digest_id = digests.add_digest(
            session, chat_id=chat.id, kind=DigestKind.SCHEDULED, since=now, until=now, stories=[], now=now
        )
        new = [
            NewDelivery(dedup_key=f"digest:{part}", chat_id=chat.id, html=html, digest_id=digest_id, part=part)
            for part, html in enumerate(parts)
        ]
        deliveries.enqueue(session, new, now=now)


def claims(database: Database) -> deliveries.Claims:
    with database.read() as session:
        return deliveries.under_way(session)


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


@pytest.mark.parametrize("problem", [Throttled(0.1), NotSent("502"), MaybeSent("no answer")])
async def test_a_digest_whose_first_part_is_tried_again_arrives_whole_and_in_order(
    database: Database, telegram: FakeTelegram, problem: DeliveryProblem
) -> None:
    put_digest(database, "first", "second", "third")
    telegram.problems["first"] = [problem]
    async with running(database, telegram):
        await telegram.until(lambda: len(telegram.taken) == 3)
    assert [text for _, text in telegram.taken] == ["first", "second", "third"]


async def test_a_digest_whose_first_part_was_interrupted_arrives_whole_and_in_order(
    database: Database, telegram: FakeTelegram
) -> None:
    put_digest(database, "first", "second")
    with database.write() as session:
        (first, _) = deliveries.due(session, now=utc_now(), limit=9)
        deliveries.claim_all(session, [first], now=utc_now())
    async with running(database, telegram):
        await telegram.until(lambda: len(telegram.taken) == 2)
    assert [text for _, text in telegram.taken] == ["first", "second"]


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
    with database.write() as session:
        remember_admin(session, 4242, -7, now=utc_now())
    telegram.problems["a"] = [ChatMoved(-1007)]
    async with running(database, telegram):
        await telegram.until(lambda: bool(telegram.taken))
    assert telegram.taken == [(-1007, "a")]
    with database.read() as session:
        assert is_remembered(session, 4242, -1007, since=LONG_AGO), "who set it up still does"


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

    outbox = Outbox(database, send, Limiter(FAST), utc_now)
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
    put_for_each(database, "a", "b")
    telegram.hold = asyncio.Event()
    with closing(Away(database)) as away:
        async with running(away, telegram):
            await telegram.until(lambda: len(telegram.attempts) == 2)
            away.times = 2
            telegram.hold.set()
            async with asyncio.timeout(30):
                while states(database) != {"sent": 2}:  # noqa: ASYNC110 - the database rings no bell
                    await asyncio.sleep(0.02)
    assert len(telegram.attempts) == 2


async def test_nothing_is_sent_while_the_database_is_known_to_fail_though_it_would_take_a_claim(
    database: Database, telegram: FakeTelegram
) -> None:
    put(database, "a")
    database.condition.failed(Trouble.FULL, "full")
    async with running(database, telegram):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await telegram.until(lambda: bool(telegram.attempts))
        database.condition.works()
        await telegram.until(lambda: len(telegram.taken) == 1)
    assert states(database) == {"sent": 1}


@pytest.mark.parametrize(("patience", "becomes"), [(math.inf, "sent"), (0.05, "sending")])
async def test_who_stops_tries_to_mark_what_was_sent_for_as_long_as_it_has_patience(
    database: Database, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch, patience: float, becomes: str
) -> None:
    monkeypatch.setattr(deliver, "DATABASE_AWAY", 0.02)
    put(database, "a")
    telegram.hold = asyncio.Event()
    with closing(Away(database)) as away:
        outbox = Outbox(away, telegram, Limiter(FAST), utc_now)
        task = asyncio.create_task(outbox.run())
        await telegram.until(lambda: len(telegram.attempts) == 1)
        away.times = 10 if becomes == "sent" else 10**9
        outbox.stop(patience=patience)
        telegram.hold.set()
        async with asyncio.timeout(30):
            await task
    assert states(database) == {becomes: 1}


async def test_who_stops_says_again_and_again_what_is_on_its_way(
    database: Database, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "RENEWED_AFTER_S", 0.02)
    put(database, "a")
    telegram.hold = asyncio.Event()
    async with running(database, telegram) as outbox:
        await telegram.until(lambda: len(telegram.attempts) == 1)
        outbox.stop()
        for _ in range(2):
            said = claims(database)
            async with asyncio.timeout(30):
                while claims(database) == said:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        telegram.hold.set()
    assert states(database) == {"sent": 1}


class Forgetful(Database):
    """A database that commits, and then breaks off before it says so, as often as it is told."""

    def __init__(self, database: Database, times: int) -> None:
        super().__init__(str(database.url))
        self.times = times

    @contextmanager
    def write(self) -> Iterator[Session]:
        with super().write() as session:
            yield session
            claimed = deliveries.count_deliveries(session).get("sending")
        if claimed and self.times:
            self.times -= 1
            raise TimeoutError("server closed the connection unexpectedly")


async def test_a_claim_that_was_committed_though_it_failed_is_taken_back_and_sent_once(
    database: Database, telegram: FakeTelegram
) -> None:
    put_for_each(database, "a", "b")
    with closing(Forgetful(database, times=1)) as forgetful:
        async with running(forgetful, telegram):
            await telegram.until(lambda: len(telegram.taken) == 2)
    assert sorted(telegram.attempts) == ["a", "b"]
    assert states(database) == {"sent": 2}


async def test_no_more_are_under_way_than_the_rate_needs_and_stopping_finishes_them(
    database: Database, telegram: FakeTelegram
) -> None:
    put_for_each(database, *(str(n) for n in range(20)))
    telegram.hold = asyncio.Event()
    outbox = Outbox(database, telegram, Limiter(RateLimits(per_second=40)), utc_now)
    task = asyncio.create_task(outbox.run())
    # 40 a second, each taking a tenth of one, six tenths more and a spare
    await telegram.until(lambda: len(telegram.attempts) == 8)
    assert states(database)["sending"] == outbox.in_flight == 8
    outbox.stop()
    telegram.hold.set()
    await task
    assert states(database) == {"sent": 8, "pending": 12}


async def test_a_chat_gets_one_message_after_the_other_and_holds_up_nobody(
    database: Database, telegram: FakeTelegram
) -> None:
    put(database, *(f"many {n}" for n in range(60)))
    put(database, "one", telegram_id=77)
    async with running(database, telegram, RateLimits(per_second=1000)):
        await telegram.until(lambda: len(telegram.taken) == 2)
    assert telegram.taken == [(4242, "many 0"), (77, "one")]


async def test_the_chats_other_messages_come_when_it_is_free_again(database: Database, telegram: FakeTelegram) -> None:
    put(database, *(f"{n:02}" for n in range(40)))
    async with running(database, telegram, RateLimits(per_second=20, chat_interval=0.01)):
        await telegram.until(lambda: len(telegram.taken) >= 8)
    assert [text for _, text in telegram.taken[:8]] == [f"{n:02}" for n in range(8)]


async def test_a_long_message_counts_for_more_in_its_chat_and_the_addresses_of_its_links_do_not(
    database: Database, telegram: FakeTelegram
) -> None:
    linked = f'<a href="https://quay.example/{"a" * 3000}">Ferry</a> &amp; tide'
    put(database, linked, telegram_id=1)
    put(database, "tide " * 819, telegram_id=2)
    limiter = Limiter(RateLimits(per_second=1000, chat_interval=100))
    outbox = Outbox(database, telegram, limiter, utc_now)
    task, now = asyncio.create_task(outbox.run()), asyncio.get_running_loop().time()
    await telegram.until(lambda: len(telegram.taken) == 2)
    outbox.stop()
    await task
    assert [round(limiter.free_at(chat) - now, -2) for chat in (1, 2)] == [100, 200]


async def test_who_waits_longest_gets_a_tenth_however_much_is_more_urgent(
    database: Database, telegram: FakeTelegram
) -> None:
    put_for_each(database, *(f"broadcast {n}" for n in range(20)), priority=20)
    put_for_each(database, *(f"digest {n}" for n in range(40)), priority=10, first=500)
    async with running(database, telegram, RateLimits(per_second=40)):
        await telegram.until(lambda: len(telegram.taken) >= 30)
    broadcasts = [text for _, text in telegram.taken[:30] if text.startswith("broadcast")]
    assert 1 <= len(broadcasts) <= 6
    assert broadcasts[0] == "broadcast 0"


async def test_a_success_does_not_end_a_pause_that_telegram_asked_for(
    database: Database, telegram: FakeTelegram
) -> None:
    put_for_each(database, "a", "b")
    telegram.hold = asyncio.Event()
    telegram.problems["a"] = [Throttled(3600)]
    limiter = Limiter(FAST)
    outbox = Outbox(database, telegram, limiter, utc_now)
    task = asyncio.create_task(outbox.run())
    await telegram.until(lambda: len(telegram.attempts) == 2)
    telegram.hold.set()
    await telegram.until(lambda: len(telegram.taken) == 1)
    put(database, "c", telegram_id=5)
    outbox.wake()
    async with asyncio.timeout(30):
        while states(database) != {"sent": 1, "pending": 2}:  # noqa: ASYNC110 - the database rings no bell
            await asyncio.sleep(0.02)
    assert limiter.throttled_for(asyncio.get_running_loop().time()) > 3500
    outbox.stop()
    await task


async def test_while_telegram_answers_nothing_no_other_message_is_risked(
    database: Database, telegram: FakeTelegram
) -> None:
    put_for_each(database, *"abcdefgh")
    for text in "abcdefgh":
        telegram.problems[text] = [MaybeSent("the answer was lost")]
    asked: list[bool] = []

    async def answers() -> bool:
        # away for the first time, and then all is well
        asked.append(True)
        for problems in telegram.problems.values():
            problems.clear()
        return len(asked) > 1

    async with running(database, telegram, RateLimits(per_second=8), answers=answers):
        await telegram.until(lambda: len(telegram.taken) == 8)
    assert len(asked) >= 2
    # those that were on their way, and not one more, went twice
    assert len(telegram.attempts) <= 8 + 4
    assert states(database) == {"sent": 8}


async def test_a_surprise_while_telegram_is_asked_stops_nothing_for_good(
    database: Database, telegram: FakeTelegram
) -> None:
    put(database, "a")
    telegram.problems["a"] = [MaybeSent("the answer was lost")]
    surprises: list[Exception] = [RuntimeError("Session is closed")]

    async def answers() -> bool:
        if surprises:
            raise surprises.pop()
        return True

    async with running(database, telegram, answers=answers):
        await telegram.until(lambda: len(telegram.taken) == 1)
    assert not surprises


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
