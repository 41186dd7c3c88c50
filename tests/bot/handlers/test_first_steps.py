"""From /start to the first digest in three taps: a topic, on to the hours, an hour."""

from datetime import time, timedelta

import pytest

from bot.taps.core import LARGEST
from bot.taps.first_steps import FirstAsIs, FirstHour, FirstHours, FirstZone, FirstZones
from demo.botapi.client import User
from storage import schedules, topics

STORY = "The ferry struck the breakwater on Monday. Nine people were hurt. Divers look at the hull."


@pytest.fixture
def harbour(world):
    """A topic with something new in it."""
    (topic,) = world.add_topics("Harbour")
    world.publish(topic, "Ferry strikes breakwater", STORY)
    return topic


async def hours(person):
    """The first steps as far as the hours."""
    chosen = await person.press(await person.ask("/start"), "Harbour")
    return await person.press(chosen, "Next")


async def test_three_taps_bring_the_first_digest_and_one_message_changes_meanwhile(world, sam, harbour):
    asked = await hours(sam)
    assert asked.text == ("You follow Harbour.\n\nWhen shall the digest come?\nKyiv time: it is 14:00 now. Right?")
    assert asked.buttons == [
        "07:00", "08:00", "12:00", "18:00", "20:00", "Another hour", "🌍 Not 14:00 here?", "‹ Back",
    ]  # fmt: skip
    await sam.tap(asked, "18:00")
    done = await sam.wait_for(lambda message: message.id == asked.id)
    assert done.text == (
        "You follow Harbour.\nYour digest comes every day at 18:00 (Kyiv time); next today at 18:00.\n\n"
        "The first one is on its way."
    )
    assert done.buttons == ["🕗 Hours", "🌍 Time zone", "Topics"]
    await world.all_sent()
    assert any("Ferry strikes breakwater" in message.text for message in await sam.messages())
    assert world.schedule(sam.id).times == (time(18),)


async def test_who_taps_the_hour_twice_gets_the_first_digest_once(world, sam, harbour):
    asked = await hours(sam)
    for _ in range(2):
        await sam.forge(asked, FirstHour(8 * 60))
    await world.all_sent()
    told = [message for message in await sam.messages() if "Ferry strikes" in message.text]
    card = next(message for message in await sam.messages() if message.id == asked.id)
    assert len(told) == 1
    assert card.text.endswith("The first one is on its way.")


async def test_where_nothing_is_new_the_first_digest_comes_at_its_hour(world, sam):
    world.add_topics("Harbour")
    done = await sam.press(await hours(sam), "07:00")
    assert "next tomorrow at 07:00." in done.text
    assert done.text.endswith("There is nothing new in it right now; the first one comes then.")


async def test_any_full_hour_can_be_chosen(world, sam):
    world.add_topics("Harbour")
    every = await sam.press(await hours(sam), "Another hour")
    assert every.buttons[:2] == ["00:00", "01:00"]
    assert len(every.buttons) == 25
    await sam.press(every, "05:00")
    assert world.schedule(sam.id).times == (time(5),)


async def test_the_zone_is_guessed_from_the_language_and_can_be_changed(world, robin):
    world.add_topics("Harbour")
    async with User(world.api.base_url, await robin.new_user("Aiko", language_code="ja")) as aiko:
        await aiko.send("/start")
        await aiko.tap(await aiko.next_message(), "Harbour")
        await aiko.tap(await aiko.next_edit(), "次へ")
        asked = await aiko.next_edit()
        assert "21:00" in asked.text
        await aiko.tap(asked, "🌍")
        zones = await aiko.next_edit()
        assert "✓ 東京 · 21:00" in zones.buttons
        await aiko.tap(zones, "ソウル")
        assert "🌍" in (await aiko.next_edit()).buttons[6]
    assert world.schedule(aiko.id).zone == "Asia/Seoul"


async def test_the_hours_of_the_first_topic_are_offered_as_they_are(world, sam):
    (topic,) = world.add_topics("Harbour")
    with world.database.write() as session:
        topics.change_topic(session, topic.id, times=(time(6, 30), time(17)), weekdays=frozenset(range(5)))
    asked = await hours(sam)
    assert asked.buttons[0] == "Monday to Friday: 06:30 and 17:00"
    done = await sam.press(asked, "Monday to Friday")
    assert "Monday to Friday at 06:30 and 17:00" in done.text
    current = world.schedule(sam.id)
    assert (current.times, current.weekdays) == ((time(6, 30), time(17)), frozenset(range(5)))


async def test_a_second_topic_leaves_the_hours_alone(world, sam):
    _, second = world.add_topics("Harbour", "Markets")
    with world.database.write() as session:
        topics.change_topic(session, second.id, times=(time(6, 30),))
    await sam.ask("/sub harbour")
    await sam.ask("/sub markets")
    assert world.schedule(sam.id).times == (time(8),)


async def test_a_schedule_chosen_before_the_first_topic_stays(world, sam):
    world.add_topics("Harbour")
    await sam.ask("/schedule 21 Lisbon")
    await sam.press(await sam.ask("/start"), "Harbour")
    assert (world.schedule(sam.id).times, world.schedule(sam.id).zone) == ((time(21),), "Europe/Lisbon")


async def test_who_chooses_an_hour_is_no_longer_paused(world, sam):
    world.add_topics("Harbour")
    asked = await hours(sam)
    with world.database.write() as session:
        schedules.pause(session, world.chat(sam.id).id)
    assert "Your digest comes every day at 08:00" in (await sam.press(asked, "08:00")).text
    assert not world.schedule(sam.id).paused


async def test_after_a_pause_that_ends_so_the_next_hour_counts_not_one_that_passed(world, sam):
    world.add_topics("Harbour")
    asked = await hours(sam)
    with world.database.write() as session:
        chat = world.chat(sam.id).id
        schedules.bring_forward(session, chat, now=world.clock() - timedelta(days=3))
        schedules.pause(session, chat)
    await sam.forge(asked, FirstAsIs())
    assert not world.schedule(sam.id).paused
    assert world.schedule(sam.id).next_run_at > world.clock()


async def test_back_leads_to_the_topics_and_on_again(world, sam):
    world.add_topics("Harbour")
    back = await sam.press(await hours(sam), "‹ Back")
    assert back.buttons == ["✓ Harbour", "Next ›"]


async def test_without_a_topic_there_is_no_hour_to_choose(world, sam):
    world.add_topics("Harbour")
    welcome = await sam.ask("/start")
    for tap in (FirstHours(False), FirstHour(480)):
        assert await sam.forge(welcome, tap) == "Choose a topic first."
    assert world.followed(sam.id) == []


@pytest.mark.parametrize("tap", [FirstHour(24 * 60), FirstHour(LARGEST), FirstZone("Mars/Base"), FirstZones(10**9)])
async def test_forged_hours_and_zones_do_no_harm(world, sam, tap):
    world.add_topics("Harbour")
    asked = await hours(sam)
    await sam.forge(asked, tap)
    assert (world.schedule(sam.id).times, world.schedule(sam.id).zone) == ((time(8),), "Europe/Kyiv")


async def test_in_a_group_only_its_admins_choose_the_hour_and_the_digest_comes_there(world, sam, robin, harbour):
    group = await sam.create_group("Rowers", "supergroup", members=[robin.id])
    await sam.next_message()
    chosen = await sam.press(await sam.ask("/start", group), "Harbour")
    asked = await sam.press(chosen, "Next")
    assert await robin.toast(asked, "07:00") == "Only this group's admins may change that."
    await sam.tap(asked, "07:00")
    digest = await sam.wait_for(lambda message: "Ferry strikes breakwater" in message.text)
    assert digest.chat == group
    assert world.schedule(group).times == (time(7),)


async def test_a_forum_topic_gets_its_own_first_digest(world, sam, harbour):
    forum = await sam.create_forum("Club")
    await sam.next_message()
    thread = await sam.open_topic(forum, "News")
    asked = await sam.press(await sam.press(await sam.ask("/start", forum, thread=thread), "Harbour"), "Next")
    await sam.tap(asked, "07:00")
    digest = await sam.wait_for(lambda message: "Ferry strikes breakwater" in message.text)
    assert digest.raw["message_thread_id"] == thread
    assert (world.followed(forum, thread), world.followed(forum)) == (["Harbour"], [])
