"""What processes that send by one token tell one another, on a real PostgreSQL."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL, text

from bot.comparing_notes import comparing_notes, read, written
from jobs.clock import utc_now
from jobs.limits import Answered, Limiter, Notice, RateLimits, Throttle
from jobs.recalling import Asked, asked_before
from storage import liveness
from storage.database import Database
from storage.errors import DatabaseTrouble
from storage.notices import LONGEST, tell

CHATS = st.integers(-(2**53), 2**53)
NOTICES = st.one_of(
    st.builds(Answered, CHATS, st.booleans(), st.integers(0, 10**6)),
    st.builds(Throttle, st.floats(0, 10**6), st.none() | CHATS),
)


@asynccontextmanager
async def a_process(database: Database) -> AsyncIterator[Limiter]:
    limiter = Limiter(RateLimits(per_second=10))
    async with comparing_notes(database, limiter):
        await until(lambda: _listeners(database) > 0)
        yield limiter


@asynccontextmanager
async def two_processes(database: Database) -> AsyncIterator[tuple[Limiter, Limiter]]:
    async with a_process(database) as first, a_process(database) as second:
        await until(lambda: _listeners(database) == 2)
        yield first, second


def _listeners(database: Database) -> int:
    with database.aside() as connection:
        # it listens once that is the last thing that it said
        asked = "SELECT count(*) FROM pg_stat_activity WHERE application_name = :name AND query LIKE 'LISTEN%'"
        return int(connection.scalar(text(f"{asked} AND state = 'idle'"), {"name": "newsdigest notices"}) or 0)


async def until(came: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not await asyncio.to_thread(came):  # noqa: ASYNC110 - what is waited for is another process's
            await asyncio.sleep(0.02)


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_what_others_answer_leaves_less_for_the_outbox(shared: Database) -> None:
    async with two_processes(shared) as (bot, sender):
        at = now()
        for person in range(100):
            bot.answer(person, group=False, now=at)
        await until(lambda: sender.ready_at(at) >= at + 9)
        assert bot.ready_at(at) < at + 10.5, "its own are counted once"


async def test_when_telegram_asks_one_to_wait_all_do(shared: Database) -> None:
    async with two_processes(shared) as (bot, sender):
        at = now()
        sender.throttle(600, now=at)
        await until(lambda: bot.throttled_for(at) > 500)
        bot.hold(-7, 600, now=at)
        await until(lambda: sender.held_for(-7, at) > 500)


async def test_who_begins_knows_how_long_telegram_asked_the_others_to_wait(database_with_tables: Database) -> None:
    before, after = Limiter(RateLimits(per_second=10)), Limiter(RateLimits(per_second=10))
    async with comparing_notes(database_with_tables, before):
        at = now()
        before.hold(-7, 600, now=at)
        before.throttle(300, now=at)
    async with comparing_notes(database_with_tables, after):
        assert after.throttled_for(now()) == pytest.approx(300, abs=100)
        assert after.held_for(-7, now()) == pytest.approx(600, abs=100)
        assert after.rate(now()) == pytest.approx(9)


async def test_it_is_kept_while_the_process_goes_on(database_with_tables: Database) -> None:
    limiter = Limiter(RateLimits(per_second=10))
    async with comparing_notes(database_with_tables, limiter):
        limiter.throttle(300, now=now())
        await until(lambda: bool(asked_before(database_with_tables, now=utc_now())))


async def test_it_is_kept_at_once(database_with_tables: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.comparing_notes.GATHER_S", 600)
    limiter = Limiter(RateLimits(per_second=10))
    async with comparing_notes(database_with_tables, limiter):
        limiter.throttle(300, now=now())
        await until(lambda: bool(asked_before(database_with_tables, now=utc_now())))


@dataclass
class Ear:
    """While it is not `open`, no process comes to listen."""

    open: asyncio.Event
    database: Database

    async def shut(self) -> None:
        """End the connections by which they listen."""
        self.open.clear()
        with self.database.aside() as connection:
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name"
            connection.execute(text(ended), {"name": "newsdigest notices"})
        await until(lambda: _listeners(self.database) == 0)


@pytest.fixture
def ear(shared: Database, monkeypatch: pytest.MonkeyPatch) -> Ear:
    ear = Ear(asyncio.Event(), shared)
    ear.open.set()
    connect = liveness.connect

    async def when_open(url: URL, name: str) -> psycopg.AsyncConnection:
        await ear.open.wait()
        return await connect(url, name)

    monkeypatch.setattr("storage.liveness.connect", when_open)
    monkeypatch.setattr("bot.comparing_notes.RETRY_S", 0.02)
    return ear


async def test_a_pause_that_was_told_while_a_process_could_not_hear_is_known_once_it_listens_anew(
    shared: Database, ear: Ear
) -> None:
    async with two_processes(shared) as (bot, sender):
        await ear.shut()
        at = now()
        bot.throttle(600, now=at)
        bot.hold(-7, 600, now=at)
        await until(lambda: len(asked_before(shared, now=utc_now())) == 2)
        assert sender.throttled_for(at) == 0
        ear.open.set()
        await until(lambda: sender.throttled_for(at) > 500 and sender.held_for(-7, at) > 500)
        assert sender.throttled_for(at) < 700, "no longer than Telegram said"


async def test_a_pause_that_is_told_while_a_process_looks_up_those_before_is_known_too(
    shared: Database, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, told = threading.Event(), threading.Event()

    def slowly(database: Database, *, now: datetime) -> list[Asked]:
        asked = asked_before(database, now=now)
        looked.set()
        told.wait(20)
        return asked

    async with two_processes(shared) as (bot, sender):
        monkeypatch.setattr("bot.comparing_notes.asked_before", slowly)
        await ear.shut()
        ear.open.set()
        await until(looked.is_set)
        at = now()
        bot.throttle(600, now=at)
        await until(lambda: bool(asked_before(shared, now=utc_now())))
        told.set()
        await until(lambda: sender.throttled_for(at) > 500)


@pytest.mark.parametrize("trouble", [DatabaseTrouble("away"), RuntimeError("unforeseen")])
async def test_what_could_not_be_looked_up_is_tried_again(
    trouble: Exception, shared: Database, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries, well = list[datetime](), threading.Event()

    def at_last(database: Database, *, now: datetime) -> list[Asked]:
        if not well.is_set():
            tries.append(now)
            raise trouble
        return asked_before(database, now=now)

    async with two_processes(shared) as (bot, sender):
        monkeypatch.setattr("bot.comparing_notes.asked_before", at_last)
        await ear.shut()
        at = now()
        bot.throttle(600, now=at)
        await until(lambda: bool(asked_before(shared, now=utc_now())))
        ear.open.set()
        await until(lambda: len(tries) > 4)
        assert sender.throttled_for(at) == 0
        well.set()
        await until(lambda: sender.throttled_for(at) > 500)


async def test_a_lost_connection_is_made_anew(shared: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.comparing_notes.RETRY_S", 0.02)
    async with two_processes(shared) as (bot, sender):
        with shared.aside() as connection:
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name"
            connection.execute(text(ended), {"name": "newsdigest notices"})
        await until(lambda: _listeners(shared) == 2)
        at = now()
        bot.throttle(600, now=at)
        await until(lambda: sender.throttled_for(at) > 500)


async def test_what_is_not_understood_harms_nobody(shared: Database) -> None:
    async with two_processes(shared) as (bot, sender):
        with shared.write() as session:
            tell(session, "newsdigest_limits", ["nonsense", "[]", '{"by":"x","notices":[["dance",1,2]]}'])
        at = now()
        bot.throttle(600, now=at)
        await until(lambda: sender.throttled_for(at) > 500)


@given(st.lists(NOTICES, max_size=250))
def test_notices_are_read_as_they_were_written_but_by_who_wrote_them(notices: list[Notice]) -> None:
    texts = list(written(notices, by="a"))
    assert all(len(each.encode()) <= LONGEST for each in texts)
    assert [notice for each in texts for notice in read(each, but="b")] == notices
    assert [notice for each in texts for notice in read(each, but="a")] == []


async def test_no_word_is_under_way_any_more_when_a_process_ends(shared: Database) -> None:
    begun, over, lines = asyncio.Event(), threading.Event(), []
    loop = asyncio.get_running_loop()

    def slowly(session: object, channel: str, notices: object) -> None:
        loop.call_soon_threadsafe(begun.set)
        over.wait(20)
        lines.append("told")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("bot.comparing_notes.tell", slowly)
        async with a_process(shared) as bot:
            bot.answer(1, group=False, now=now())
            await begun.wait()
            loop.call_later(0.2, over.set)
    assert lines == ["told"]
