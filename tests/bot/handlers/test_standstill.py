"""The database fails under the running bot: people hear it, nothing of theirs is lost, and it goes on by itself."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

LATER = "My database is out of reach right now. You will get your answer as soon as it works again."

pytestmark = pytest.mark.usefixtures("_impatient")


@pytest.fixture
def _impatient(monkeypatch):
    monkeypatch.setattr("bot.errors.SOON_S", 0.1)
    monkeypatch.setattr("jobs.standstill.LOOK_S", 0.05)
    monkeypatch.setattr("jobs.standstill.TRY_S", 0.1)


@contextmanager
def without_its_file(world) -> Iterator[None]:
    """Somebody moves the database away, and back."""
    file = Path(world.database.url.database)
    file.rename(file.with_name("elsewhere"))
    try:
        yield
    finally:
        file.with_name("elsewhere").rename(file)


async def test_who_writes_meanwhile_hears_it_and_is_answered_when_it_works_again(world, sam):
    await sam.ask("/start")
    with without_its_file(world):
        assert (await sam.ask("/list")).text == LATER
    assert await sam.wait_for(lambda message: "You follow no topics" in message.text)


async def test_what_comes_meanwhile_stays_with_telegram_and_is_answered_in_its_order(world, sam, robin):
    await sam.ask("/start")
    with without_its_file(world):
        assert (await sam.ask("/list")).text == LATER
        await asyncio.sleep(0.3)  # whoever is asked for messages now would have them
        await robin.send("/help")
        await sam.send("/help")
        assert len(world.api.state.updates.pending) == 2
    listed = await sam.wait_for(lambda message: "You follow no topics" in message.text)
    helped = await sam.wait_for(lambda message: "/latest" in message.text)
    assert listed.id < helped.id
    assert await robin.wait_for(lambda message: "/latest" in message.text)


async def test_who_taps_a_button_meanwhile_gets_an_alert(world, sam):
    world.add_topics("Sea")
    card = await sam.ask("/topics")
    with without_its_file(world):
        assert await sam.toast(card, "Sea") == LATER
    assert "✓ Sea" in (await sam.next_edit()).buttons
    assert world.followed(sam.id) == ["Sea"]


async def test_it_is_said_once_and_that_it_is_over(world, sam, caplog):
    await sam.ask("/start")
    with without_its_file(world):
        await sam.ask("/list")
        await asyncio.sleep(0.5)  # five tries
    await sam.wait_for(lambda message: "You follow no topics" in message.text)
    said = [record.getMessage() for record in caplog.records if record.name == "jobs.standstill"]
    assert len(said) == 2
    assert said[0].startswith("The database fails: the database file")
    assert "newsdigest db restore" in said[0]
    assert said[1].startswith("The database works again")
    assert "Traceback" not in caplog.text
