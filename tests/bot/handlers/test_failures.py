"""When a handler fails: who met it gets a reference, and the owners hear of it under the same one."""

import re

from sqlalchemy import text

from bot.i18n.texts import texts_in
from bot.texts import talk


async def test_the_owner_hears_of_a_failure_once_an_hour_with_its_place_and_reference(world, robin, sam):
    await robin.ask("/start")
    await sam.ask("/start")
    with world.database.write() as session:
        session.execute(text("DROP TABLE schedules"))
    apology = await sam.ask("/schedule")
    reference = re.search(r"Reference: ([0-9A-F]{6})", apology.text)
    assert reference
    notice = await robin.next_message()
    assert f"reference {reference[1]}" in notice.text
    assert re.search(r"OperationalError \w+/[\w/]+\.py:\d+", notice.text)
    await sam.ask("/schedule")
    await robin.silence()
    world.clock.forward(hours=1)
    await sam.ask("/schedule")
    assert "Something failed" in (await robin.next_message()).text


async def test_an_apology_repeats_nothing_of_what_was_written(world, sam):
    await sam.ask("/start")
    with world.database.write() as session:
        session.execute(text("DROP TABLE schedules"))
    apology = await sam.ask("/schedule 07:30 Kyiv")
    assert "Reference" in apology.text
    assert "Kyiv" not in apology.text


async def test_an_apology_is_in_the_language_that_was_chosen(world, sam):
    await sam.ask("/lang de")
    with world.database.write() as session:
        session.execute(text("DROP TABLE schedules"))
    reference = re.search(r"[0-9A-F]{6}", apology := (await sam.ask("/schedule")).text)
    assert reference
    assert apology == talk.apology(texts_in("de"), reference[0])
