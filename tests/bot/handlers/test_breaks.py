"""/pause and /resume: breaks with an end and without."""

from datetime import UTC, datetime

import pytest

from bot.taps.core import LARGEST
from bot.taps.schedule import PauseFor
from jobs.pauses import end_pauses


@pytest.fixture
async def reader(world, sam):
    """Sam follows a topic."""
    world.add_topics("World")
    await sam.ask("/sub world")
    return sam


async def test_a_break_lasts_until_it_is_ended(world, reader):
    paused = await reader.ask("/pause")
    assert paused.text.startswith("Paused. Nothing comes until you say /resume.")
    assert (world.schedule(reader.id).paused, world.schedule(reader.id).resume_at) == (True, None)
    world.clock.forward(days=3)
    card = await reader.press(paused, "Resume")
    assert "Next: tomorrow at 08:00." in card.text
    assert not world.schedule(reader.id).paused
    assert world.schedule(reader.id).next_run_at == datetime(2031, 3, 7, 6, 0, tzinfo=UTC)


async def test_a_break_in_words_says_when_it_ends_and_what_comes_then(world, reader):
    paused = await reader.ask("/pause until monday")
    assert paused.text == (
        "Paused. The break ends on 10 March at 00:00.\n"
        "Your next digest comes on 10 March at 08:00.\n"
        "Sooner: /resume. /latest still works."
    )
    assert world.schedule(reader.id).resume_at == datetime(2031, 3, 9, 22, 0, tzinfo=UTC)
    assert "Paused: the break ends on 10 March at 00:00." in (await reader.ask("/schedule")).text
    assert "The break ends on 10 March at 00:00; sooner with /resume" in (await reader.ask("/list")).text


async def test_the_first_digest_after_a_break_waits_for_the_end_of_quiet_hours(reader):
    await reader.ask("/schedule 06:00")
    await reader.ask("/quiet 22:00 07:00")
    assert "Your next digest comes on Wednesday at 07:00." in (await reader.ask("/pause until wednesday")).text


async def test_a_break_ends_by_itself(world, reader):
    await reader.ask("/pause 3d")
    world.clock.forward(days=3, seconds=1)
    assert end_pauses(world.database, now=world.clock()) == 1
    assert "Next: tomorrow at 08:00." in (await reader.ask("/schedule")).text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<b>soon</b>", "I didn't understand “<b>soon</b>”."),
        ("until 25:00", "“25:00” is no time of day."),
        ("until 31 february", "There is no such day: “31 february”."),
        ("3m", "“3m” could be read in two ways."),
        ("3d until monday", "“3d until monday” has two ends."),
        ("5 years", "“5 years” is longer than a year."),
        ("\u202euntil", "I found no end in that."),
    ],
)
async def test_words_that_are_not_understood_are_named_with_examples(world, reader, written, said):
    answer = await reader.ask(f"/pause {written}")
    assert answer.text.startswith(said)
    assert answer.text.endswith("For example: /pause 3d or /pause until monday")
    assert not world.schedule(reader.id).paused


async def test_the_card_asks_for_how_long(world, reader):
    question = await reader.press(await reader.ask("/schedule"), "⏸ Pause")
    assert question.buttons == ["1 day", "3 days", "1 week", "2 weeks", "Until I resume", "‹ Back"]
    assert not world.schedule(reader.id).paused
    paused = await reader.press(question, "3 days")
    assert paused.text.startswith("Paused. The break ends on Thursday at 14:00.")
    assert world.schedule(reader.id).resume_at == datetime(2031, 3, 6, 12, 0, tzinfo=UTC)


async def test_a_break_without_an_end_may_get_one_and_one_with_an_end_lose_it(world, reader):
    paused = await reader.ask("/pause")
    await reader.press(paused, "1 week")
    assert world.schedule(reader.id).resume_at == datetime(2031, 3, 10, 12, 0, tzinfo=UTC)
    await reader.ask("/pause")
    assert world.schedule(reader.id).resume_at is None


async def test_a_forged_length_changes_nothing(world, reader):
    card = await reader.ask("/schedule")
    for days in (0, 367, LARGEST):
        assert "older message" in await reader.forge(card, PauseFor(days))
    assert not world.schedule(reader.id).paused


async def test_resume_names_the_next_hour_also_when_nothing_was_paused(reader):
    assert (await reader.ask("/resume")).text.startswith("On again.\nYour digest comes every day at 08:00")


async def test_there_is_nothing_to_pause_for_who_follows_nothing(world, sam):
    world.add_topics("World")
    assert "You follow no topics yet" in (await sam.ask("/pause")).text
    assert "You follow no topics yet" in (await sam.ask("/resume")).text


async def test_a_group_pauses_from_afar(world, sam):
    world.add_topics("Harbour")
    group = await sam.create_group("Rowers", "supergroup")
    await sam.next_message()
    await sam.ask("/sub harbour", group)
    world.aim_at(sam.id, group)
    paused = await sam.ask("/pause 1 week")
    assert paused.text.startswith("⚙️ For Rowers\n\nPaused.")
    await sam.press(paused, "Resume")
    assert not world.schedule(group).paused
