"""The log says once that health turned bad, and once that it is good again."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.settings import Settings
from bot.watch.health import Fault
from bot.watch.serving import watching
from bot.watch.turns import Turns
from storage.trouble import Trouble

SENDER = Fault(part="sender", says="Telegram has taken none for 18 minutes")
LATER = Fault(part="sender", says="Telegram has taken none for 19 minutes")
POLLING = Fault(part="polling", says="Telegram has handed out no messages for 16 minutes")
DATABASE = Fault(part="database", says="the database has not answered for 5 seconds")


@pytest.fixture
def turns(times, caplog) -> Turns:
    caplog.set_level(logging.INFO, "bot.watch.turns")
    return Turns(times.second)


def test_each_turn_is_said_once(turns, times, caplog):
    for faults in ([], [SENDER], [LATER], [LATER, POLLING], [POLLING], [], []):
        turns.seen(faults)
        times.go_on(timedelta(minutes=1))
    assert caplog.messages == [
        "Not well: sender: Telegram has taken none for 18 minutes",
        "Not well: polling: Telegram has handed out no messages for 16 minutes",
        "Well again, after 4 minutes",
    ]


def test_what_a_standstill_says_by_itself_is_not_said_twice(turns, caplog):
    turns.seen([DATABASE], told_by_others=["database"])
    turns.seen([])
    assert caplog.messages == []


def test_a_database_that_first_hung_and_then_failed_is_well_when_it_works(turns, caplog):
    turns.seen([DATABASE])
    turns.seen([DATABASE], told_by_others=["database"])
    turns.seen([])
    assert caplog.messages == [f"Not well: database: {DATABASE.says}", "Well again, after 0 seconds"]


async def said(caplog, words: str) -> None:
    while True:
        if any(message.startswith(words) for message in caplog.messages):
            return
        await asyncio.sleep(0.01)


@pytest.mark.usefixtures("no_settings", "turns")
async def test_a_process_that_nobody_asks_says_it_too(watch, database, times, monkeypatch, caplog):
    monkeypatch.setattr("bot.watch.serving.LOOK_S", 0.01)
    watch.signs.ready = True
    watch.signs.polling = watch.signs.new()
    database.condition.failed(Trouble.FULL, "the disk is full; make room")
    async with asyncio.timeout(60), watching(watch, Settings(), database, times.clock):
        times.go_on(timedelta(minutes=16))
        await said(caplog, f"Not well: polling: {POLLING.says}")
        watch.signs.polling = watch.signs.new()
        database.condition.works()
        await said(caplog, "Well again")
    assert [message for message in caplog.messages if "database" in message] == []
