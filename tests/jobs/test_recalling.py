"""A sender that begins, or takes over, keeps to what was before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from jobs.clock import utc_now
from jobs.deliver import Outbox
from jobs.limits import Limiter, RateLimits, Throttle
from jobs.recalling import asked_before, kept, recall, sent_before
from storage import chats, deliveries
from storage.database import Database
from storage.deliveries import Delivery, NewDelivery
from storage.throttles import keep_throttles

GROUP, ROBIN = -4243, 4242
AS_USUAL = RateLimits()


@pytest.fixture
def database(database_with_tables: Database) -> Database:
    return database_with_tables


class Taken:
    """What was sent, and when by the loop's clock."""

    def __init__(self) -> None:
        self.texts: dict[str, float] = {}
        self.any = asyncio.Event()

    async def __call__(self, delivery: Delivery) -> int:
        self.texts[delivery.html] = now()
        self.any.set()
        return len(self.texts)


def now() -> float:
    return asyncio.get_running_loop().time()


@asynccontextmanager
async def a_sender(database: Database, limiter: Limiter | None = None) -> AsyncIterator[Taken]:
    taken = Taken()
    outbox = Outbox(database, taken, limiter or Limiter(AS_USUAL), utc_now)
    task = asyncio.create_task(outbox.run())
    try:
        async with asyncio.timeout(60):
            yield taken
    finally:
        outbox.stop()
        await task


def put(database: Database, *texts: str, to: int = ROBIN) -> None:
    kind = "private" if to > 0 else "supergroup"
    with database.write() as session:
        chat, _ = chats.meet_chat(session, telegram_id=to, kind=kind, title="", now=utc_now())
        new = [NewDelivery(dedup_key=f"{to}:{text}", chat_id=chat.id, html=text) for text in texts]
        deliveries.enqueue(session, new, now=utc_now())


def sent_to_the_group(database: Database, number: int, *, ago: timedelta) -> None:
    put(database, *(f"{ago}: {each}" for each in range(number)), to=GROUP)
    with database.write() as session:
        waiting = deliveries.due(session, now=utc_now(), limit=number)
        assert len(waiting) == number
        deliveries.claim_all(session, waiting, now=utc_now() - ago)
        deliveries.mark_all_sent(session, {each.id: each.id for each in waiting}, now=utc_now() - ago)


def telegram_asked(database: Database, seconds: float, *, ago: float = 0, chat: int | None = None) -> None:
    at = utc_now() - timedelta(seconds=ago)
    with database.write() as session:
        keep_throttles(session, [kept(Throttle(seconds, chat), speed=0.9, at=at)], now=at)


async def test_a_group_that_had_its_twenty_in_this_minute_waits_for_the_next_and_holds_up_nobody(
    database: Database,
) -> None:
    sent_to_the_group(database, 20, ago=timedelta(seconds=1))
    put(database, "the 21st", to=GROUP)
    put(database, "for Robin")
    limiter = Limiter(AS_USUAL)
    async with a_sender(database, limiter) as taken:
        await taken.any.wait()
        assert set(taken.texts) == {"for Robin"}
        assert 0 < limiter.free_at(GROUP) - now() <= 60


async def test_a_group_with_room_in_its_minute_gets_its_message(database: Database) -> None:
    sent_to_the_group(database, 20, ago=timedelta(minutes=2))
    sent_to_the_group(database, 19, ago=timedelta(seconds=5))
    put(database, "the 20th", to=GROUP)
    async with a_sender(database) as taken:
        await taken.any.wait()
        assert set(taken.texts) == {"the 20th"}


async def test_what_was_sent_after_now_holds_up_nobody(database: Database) -> None:
    sent_to_the_group(database, 20, ago=-timedelta(hours=1))
    put(database, "the clock was put back", to=GROUP)
    async with a_sender(database) as taken:
        await taken.any.wait()


def test_who_comes_back_to_the_post_counts_what_it_sent_itself_once(database: Database) -> None:
    sent_to_the_group(database, 15, ago=timedelta(seconds=5))
    limiter = Limiter(AS_USUAL)
    for at in (100.0, 101.0):
        limiter.recall(sent_before(database, limiter, now=utc_now()), now=at)
    assert limiter.free_at(GROUP) < 101


def test_a_full_minute_of_groups_makes_nobody_wait_but_them(database: Database) -> None:
    sent_to_the_group(database, 500, ago=timedelta(seconds=20))
    limiter = Limiter(AS_USUAL)
    limiter.answer(ROBIN, group=False, now=99.9)
    limiter.recall(sent_before(database, limiter, now=utc_now()), now=100)
    assert limiter.ready_at(100) < 100.1


async def test_nothing_goes_before_a_pause_that_telegram_wanted_is_over(database: Database) -> None:
    put(database, "later")
    until = now() + 2
    telegram_asked(database, 600, ago=598)
    async with a_sender(database) as taken:
        await taken.any.wait()
    # two clocks may go a little apart
    assert taken.texts["later"] > until - 0.05


def test_a_kept_pause_lasts_for_what_is_left_of_it_and_then_it_goes_on_more_slowly(database: Database) -> None:
    telegram_asked(database, 600, ago=100)
    limiter = Limiter(AS_USUAL)
    left = recall(limiter, asked_before(database, now=utc_now()), now=1000)
    assert left == pytest.approx(500, abs=60)
    assert limiter.allowed(1000 + left - 0.1) == 0
    assert limiter.allowed(1000 + left + 0.01) == 1
    assert limiter.rate(1000 + left) == pytest.approx(28 * 0.9)


def test_one_that_is_over_slows_down_what_comes_next(database: Database) -> None:
    telegram_asked(database, 20, ago=50)
    limiter = Limiter(AS_USUAL)
    assert recall(limiter, asked_before(database, now=utc_now()), now=1000) == 0
    assert 28 * 0.9 < limiter.rate(1000) < 28
    assert limiter.allowed(1000) == 1


async def test_a_clock_that_was_put_back_makes_nobody_wait_for_longer_than_telegram_said(database: Database) -> None:
    telegram_asked(database, 0.5, ago=-7200)
    telegram_asked(database, 0.5, ago=-7200, chat=ROBIN)
    put(database, "soon")
    async with a_sender(database) as taken:
        await taken.any.wait()
    assert all(each.left < 0 for each in asked_before(database, now=utc_now() + timedelta(seconds=1)))


async def test_a_chat_that_is_held_waits_alone(database: Database) -> None:
    telegram_asked(database, 600, chat=GROUP)
    put(database, "held", to=GROUP)
    put(database, "for Robin")
    limiter = Limiter(AS_USUAL)
    async with a_sender(database, limiter) as taken:
        await taken.any.wait()
        assert set(taken.texts) == {"for Robin"}
        assert limiter.held_for(GROUP, now()) > 500
