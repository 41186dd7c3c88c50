"""/quiet: hours in which nothing comes, by buttons and by words."""

from datetime import UTC, datetime, time

import pytest

from bot.taps.schedule import SetQuiet


@pytest.fixture
async def reader(world, sam):
    """Sam follows a topic."""
    world.add_topics("World")
    await sam.ask("/sub world")
    return sam


def quiet_of(world, chat, thread=0):
    chosen = world.preferences(chat, thread)
    return (chosen.quiet_from, chosen.quiet_until)


async def test_words_set_them_and_what_is_due_then_is_said(world, reader):
    await reader.ask("/schedule 06:00 18:00")
    card = await reader.ask("/quiet 22:00 07:00")
    assert card.text.startswith("Quiet hours\n🌙 Quiet 22:00 – 07:00: what is due then comes at 07:00.\nBy Kyiv time.")
    assert quiet_of(world, reader.id) == (time(22), time(7))
    world.clock.forward(hours=5)
    schedule = await reader.ask("/schedule 06:00 18:00")
    assert "next tomorrow at 07:00, after your quiet hours." in schedule.text
    assert world.schedule(reader.id).next_run_at == datetime(2031, 3, 4, 5, 0, tzinfo=UTC)


async def test_the_next_digest_moves_with_them_and_back(world, reader):
    await reader.ask("/quiet 07:00 09:30")
    assert "Next: tomorrow at 09:30, after your quiet hours." in (await reader.ask("/schedule")).text
    await reader.ask("/quiet off")
    card = await reader.ask("/schedule")
    assert "Next: tomorrow at 08:00." in card.text
    assert "🌙" not in card.text


async def test_what_is_due_already_stays_due(world, reader):
    world.clock.time = datetime(2031, 3, 4, 6, 0, 20, tzinfo=UTC)
    await reader.ask("/quiet 22:00 07:00")
    assert world.schedule(reader.id).next_run_at == datetime(2031, 3, 4, 6, 0, tzinfo=UTC)


async def test_usual_ones_are_one_tap_and_others_two(world, reader):
    card = await reader.press(await reader.ask("/schedule"), "🌙 Quiet hours")
    assert card.buttons == [
        *("22:00 – 07:00", "23:00 – 08:00", "00:00 – 08:00", "00:00 – 10:00"),
        *("From 22:00 …", "Until 07:00 …", "✓ Never quiet", "‹ Back"),
    ]
    card = await reader.press(card, "23:00 – 08:00")
    assert quiet_of(world, reader.id) == (time(23), time(8))
    begin = await reader.press(card, "From")
    assert ("✓ 23" in begin.buttons, "08" in begin.buttons) == (True, False)
    card = await reader.press(begin, "21")
    end = await reader.press(card, "Until")
    card = await reader.press(end, "06")
    assert quiet_of(world, reader.id) == (time(21), time(6))
    await reader.press(card, "Never quiet")
    assert quiet_of(world, reader.id) == (None, None)


async def test_midnight_is_an_hour_like_others(world, reader):
    card = await reader.press(await reader.ask("/quiet"), "00:00 – 08:00")
    assert card.text.splitlines()[1] == "🌙 Quiet 00:00 – 08:00: what is due then comes at 08:00."
    assert quiet_of(world, reader.id) == (time(0), time(8))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("22:00", "I need two times"),
        ("22:00 25:00", "“25:00” is no time of day."),
        ("8 8", "That begins and ends at the same time"),
        ("<i>nights</i> 7", "I didn't understand “<i>nights</i>”."),
        ("\u202enight", "I didn't understand “night”."),
    ],
)
async def test_words_that_are_not_understood_are_named_with_an_example(world, reader, written, said):
    answer = await reader.ask(f"/quiet {written}")
    assert answer.text.startswith(said)
    assert "For example: /quiet 22:00 07:00\nNone: /quiet off" in answer.text
    assert quiet_of(world, reader.id) == (None, None)


async def test_forged_hours_change_nothing(world, reader):
    card = await reader.ask("/quiet")
    assert "older message" in await reader.forge(card, SetQuiet(24 * 60, 7))
    assert quiet_of(world, reader.id) == (None, None)


async def test_each_forum_topic_and_each_group_has_its_own(world, sam):
    forum = await sam.create_forum("Club")
    await sam.next_message()
    thread = await sam.open_topic(forum, "News")
    await sam.ask("/quiet 22 7", forum, thread=thread, as_chat=True)
    assert quiet_of(world, forum, thread) == (time(22), time(7))
    world.aim_at(sam.id, forum)
    card = await sam.ask("/quiet 23 6")
    assert card.text.startswith("⚙️ For Club\n\nQuiet hours")
    assert quiet_of(world, forum) == (time(23), time(6))
    await sam.press(card, "Never quiet")
    assert (quiet_of(world, forum), quiet_of(world, forum, thread)) == ((None, None), (time(22), time(7)))


async def test_a_channel_is_set_up_by_what_is_posted_there(world, sam):
    channel = await sam.create_channel("Harbour news")
    assert (await sam.ask("/quiet 22:00 07:00", channel)).text.startswith("Quiet hours")
    assert quiet_of(world, channel) == (time(22), time(7))
