"""A pause that Telegram asked for is no fault of who keeps still, whichever process was asked."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.comparing_notes import comparing_notes
from bot.connecting import make_bot
from bot.settings import Settings
from bot.watch.figures import Figures
from bot.watch.gauges import Gauges
from bot.watch.health import Vitals, faults
from bot.watch.watch import Watch
from jobs.limits import Limiter
from storage.database import Database
from storage.standing import Backlog, Waiting
from tests.bot.conftest import TOKEN

PATIENCE = timedelta(minutes=15)
NOTHING = Waiting(number=0)
HOUR_S = 3600


@asynccontextmanager
async def a_process(database: Database, watch: Watch) -> AsyncIterator[Limiter]:
    limiter = make_bot(Settings.model_validate({"token": TOKEN}), watch).limiter
    async with comparing_notes(database, limiter):
        yield limiter


def now() -> float:
    return asyncio.get_running_loop().time()


async def until(came: Callable[[], bool], again: Callable[[], None]) -> None:
    """Nobody who doesn't listen yet hears of it: it is said `again` until it came."""
    async with asyncio.timeout(20):
        while not came():
            again()
            await asyncio.sleep(0.05)


def found(watch: Watch, times, *, waits: timedelta) -> list[str]:
    """The faults of a sender that sends nothing, while messages have waited for so long."""
    due = Waiting(number=7, oldest=times.now - waits)
    backlog = Backlog(digests=NOTHING, deliveries=due, feeds=NOTHING, entries=NOTHING, updates=NOTHING, pending=7)
    watch.signs.ready = True
    vitals = Vitals(at=times.seconds, now=times.now, signs=watch.signs, backlog=backlog)
    return [fault.part for fault in faults(vitals, patience=PATIENCE)]


def paused_seconds(watch: Watch, database: Database, times) -> float:
    gauges = Gauges(Figures(database, times.clock, times.second), watch.signs, tuple, times.clock)
    families = {family.name: family for family in gauges.collect()}
    return families["newsdigest_sender_paused_seconds"].samples[0].value


async def test_a_sender_that_keeps_still_since_a_bot_was_asked_to_wait_is_well(shared, watch, times, no_settings):
    async with a_process(shared, Watch()) as bot, a_process(shared, watch) as sender:
        with watch.signs.sends():
            await until(lambda: sender.throttled_for(now()) > 0, lambda: bot.throttle(HOUR_S, now=now()))
            assert paused_seconds(watch, shared, times) == pytest.approx(HOUR_S, abs=60)
            times.go_on(timedelta(minutes=50))
            assert found(watch, times, waits=timedelta(minutes=50)) == []
            times.go_on(timedelta(minutes=26))
            assert found(watch, times, waits=timedelta(minutes=76)) == ["sender"], "the pause is over, and patience too"


async def test_a_sender_that_began_in_a_pause_which_others_were_asked_for_is_well(database, watch, times, no_settings):
    async with a_process(database, Watch()) as before:
        before.throttle(HOUR_S, now=now())
    async with a_process(database, watch):
        with watch.signs.sends():
            assert paused_seconds(watch, database, times) == pytest.approx(HOUR_S, abs=60)
            times.go_on(timedelta(minutes=50))
            assert found(watch, times, waits=timedelta(minutes=50)) == []
