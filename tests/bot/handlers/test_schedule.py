"""/schedule by buttons and by words, and zones by name and by place."""

from datetime import UTC, datetime, time

import pytest

from bot.taps.schedule import SetDays, SetHour, SetZone
from demo.botapi.client import User
from jobs.schedule import EVERY_DAY, HOURLY, WEEKEND, WORKING_DAYS


@pytest.fixture
async def reader(world, sam):
    """Sam follows a topic."""
    world.add_topics("World")
    await sam.ask("/sub world")
    return sam


async def test_the_card_shows_days_hours_zone_and_the_next_digest(reader):
    card = await reader.ask("/schedule")
    assert "every day: 08:00\nKyiv time (now 14:00)\n\nNext: tomorrow at 08:00." in card.text
    assert card.buttons == ["🕗 Hours", "📅 Days", "🌍 Time zone", "🌙 Quiet hours", "⏸ Pause", "‹ Back"]
    assert (await reader.press(card, "Back")).text.startswith("Settings")


async def test_words_change_hours_days_and_zone_at_once(world, reader):
    answer = await reader.ask("/schedule 07:30 18:00 Europe/Berlin mon-fri")
    assert answer.text.startswith(
        "Your digest comes Monday to Friday at 07:30 and 18:00 (Berlin time); next today at 18:00."
    )
    schedule = world.schedule(reader.id)
    assert (schedule.times, schedule.weekdays) == ((time(7, 30), time(18)), WORKING_DAYS)
    assert schedule.next_run_at == datetime(2031, 3, 3, 17, 0, tzinfo=UTC)


async def test_what_the_words_leave_out_stays(world, reader):
    await reader.ask("/schedule 07:30 weekends Lisbon")
    await reader.ask("/schedule 21")
    schedule = world.schedule(reader.id)
    assert (schedule.times, schedule.weekdays, schedule.zone) == ((time(21),), WEEKEND, "Europe/Lisbon")


async def test_words_that_are_not_understood_are_named_with_an_example(world, reader):
    answer = await reader.ask("/schedule 8:00 <tomorow>")
    assert answer.text == "I didn't understand “<tomorow>”.\nFor example: /schedule 07:30 18:00 Kyiv mon-fri"
    assert "Did you mean Berlin" in (await reader.ask("/schedule 8 Berln")).text
    assert "no time of day" in (await reader.ask("/schedule 25:00")).text
    assert "summer time" in (await reader.ask("/schedule 8 UTC+2")).text
    assert "two time zones" in (await reader.ask("/schedule Berlin Tokyo")).text
    assert "no hour, no day and no city" in (await reader.ask("/schedule at ,")).text
    assert world.schedule(reader.id).times == (time(8),)


async def test_who_follows_nothing_may_set_hours_and_is_told_what_is_missing(world, sam):
    world.add_topics("World")
    assert "You follow no topics yet" in (await sam.ask("/schedule 9")).text


async def test_hours_are_switched_one_by_one_and_the_last_one_stays(world, reader):
    hours = await reader.press(await reader.ask("/schedule"), "🕗 Hours")
    assert [len(row) for row in hours.rows] == [4, 4, 4, 4, 4, 4, 1, 1]
    hours = await reader.press(hours, "18")
    assert world.schedule(reader.id).times == (time(8), time(18))
    hours = await reader.press(hours, "✓ 08")
    assert world.schedule(reader.id).times == (time(18),)
    assert await reader.toast(hours, "✓ 18") == "Your digest needs at least one hour. For a break, use /pause."
    assert world.schedule(reader.id).times == (time(18),)


async def test_a_minute_of_ones_own_has_a_button_too(world, reader):
    card = await reader.ask("/schedule 07:30 18:00")
    hours = await reader.press(card, "🕗 Hours")
    assert hours.buttons[24:] == ["✓ 07:30", "Every full hour", "‹ Back"]
    await reader.press(hours, "✓ 07:30")
    assert world.schedule(reader.id).times == (time(18),)


async def test_days_come_as_presets_and_one_by_one(world, reader):
    days = await reader.press(await reader.ask("/schedule"), "Days")
    assert days.buttons[:3] == ["✓ Daily", "Mon – Fri", "Sat – Sun"]
    days = await reader.press(days, "Mon – Fri")
    assert world.schedule(reader.id).weekdays == WORKING_DAYS
    days = await reader.press(days, "✓ Wed")
    assert world.schedule(reader.id).weekdays == WORKING_DAYS - {2}
    card = await reader.press(days, "Back")
    assert "on Mon, Tue, Thu and Fri: 08:00" in card.text


async def test_the_last_day_stays(world, reader):
    await reader.ask("/schedule sunday")
    days = await reader.press(await reader.ask("/schedule"), "Days")
    assert await reader.toast(days, "✓ Sun") == "Your digest needs at least one day. For a break, use /pause."
    assert world.schedule(reader.id).weekdays == frozenset({6})


async def test_zones_are_offered_by_what_their_clocks_show_around_the_chats_own(world, reader):
    zones = await reader.press(await reader.ask("/schedule"), "Time zone")
    assert "✓ Kyiv · 14:00" in zones.buttons
    later = await reader.press(zones, "Later")
    assert all(int(label.partition(" · ")[2][:2]) >= 14 for label in later.buttons[:8])
    card = await reader.press(await reader.press(later, "Earlier"), "Kyiv")
    assert "Kyiv time" in card.text


async def test_a_reader_of_a_language_at_home_in_one_zone_sees_it_first(world, robin):
    world.add_topics("World")
    async with User(world.api.base_url, await robin.new_user("Kenji", language_code="ja")) as kenji:
        await kenji.send("/schedule")
        await kenji.tap(await kenji.next_message(), "タイムゾーン")
        zones = await kenji.next_edit()
        assert "✓ 東京 · 21:00" in zones.buttons
        await kenji.tap(zones, "東京")
        assert "東京時間（今は21:00）" in (await kenji.next_edit()).text
    assert world.schedule(kenji.id).zone == "Asia/Tokyo"


async def test_forged_hours_days_and_zones_change_nothing(world, reader):
    card = await reader.ask("/schedule")
    await reader.forge(card, SetHour(24 * 60, True))
    await reader.forge(card, SetDays(1 << 9))
    assert await reader.forge(card, SetZone("Mars/Olympus")) == "I don't know this time zone. Please choose another."
    schedule = world.schedule(reader.id)
    assert (schedule.times, schedule.weekdays, schedule.zone) == ((time(8),), EVERY_DAY, "Europe/Kyiv")


async def test_every_full_hour_is_one_button_and_back(world, reader):
    hours = await reader.press(await reader.ask("/schedule"), "🕗 Hours")
    hours = await reader.press(hours, "Every full hour")
    assert (hours.text.splitlines()[1], world.schedule(reader.id).times) == ("every full hour", HOURLY)
    assert world.schedule(reader.id).next_run_at == datetime(2031, 3, 3, 13, 0, tzinfo=UTC)
    await reader.press(hours, "✓ Every full hour")
    assert world.schedule(reader.id).times == (time(8),)


async def test_hours_are_understood_in_the_readers_language(world, robin):
    world.add_topics("World")
    olena = await robin.new_user("Olena", language_code="uk")
    async with User(world.api.base_url, olena) as reader:
        await reader.send("/schedule щодня о 8 і 18:30 Рим")
        await reader.next_message()
    schedule = world.schedule(olena)
    assert (schedule.times, schedule.zone) == ((time(8), time(18, 30)), "Europe/Rome")


async def test_a_place_is_asked_about_before_the_clock_follows_it(world, reader):
    await reader.send_location(35.68, 139.69)
    question = await reader.next_message()
    assert question.text == (
        "It is Tokyo time (now 21:00) there.\n"
        "Shall your digest go by that? Now it goes by Kyiv time (now 14:00).\n"
        "I don't keep the place."
    )
    assert world.schedule(reader.id).zone == "Europe/Kyiv"
    assert "Tokyo time (now 21:00)" in (await reader.press(question, "Yes")).text
    assert world.schedule(reader.id).zone == "Asia/Tokyo"


async def test_a_place_that_was_declined_changes_nothing(world, reader):
    await reader.send_location(35.68, 139.69)
    card = await reader.press(await reader.next_message(), "No")
    assert "Kyiv time" in card.text
    assert world.schedule(reader.id).zone == "Europe/Kyiv"


async def test_a_place_where_the_clock_is_the_same_or_unknown_asks_nothing(reader):
    await reader.send_location(50.45, 30.52)
    same = await reader.next_message()
    assert (same.text, same.buttons) == (
        "It is Kyiv time (now 14:00) there, which your digest goes by already.",
        [],
    )
    await reader.send_location(-48.8, -123.4)
    assert (await reader.next_message()).text.startswith("I know no time zone for that place. Name a city instead")


async def test_a_place_sent_from_afar_is_about_the_group_for_its_admins_alone(world, sam, robin):
    group = await sam.create_group("Rowers", "supergroup", members=[robin.id])
    await sam.next_message()
    world.aim_at(sam.id, group)
    await sam.send_location(35.68, 139.69)
    question = await sam.next_message()
    assert question.text.startswith("⚙️ For Rowers")
    await sam.press(question, "Yes")
    assert world.schedule(group).zone == "Asia/Tokyo"
    world.aim_at(robin.id, group)
    await robin.send_location(48.86, 2.35)
    assert "Only this group's admins may change that." in (await robin.next_message(chat=robin.id)).text


async def test_places_sent_into_a_group_are_its_members_own_affair(world, sam):
    group = await sam.create_group("Rowers", "supergroup")
    await sam.next_message()
    await sam.send_location(35.68, 139.69, group)
    await sam.silence()


async def test_a_schedule_is_set_from_afar(world, sam):
    group = await sam.create_group("Rowers", "supergroup")
    await sam.next_message()
    world.aim_at(sam.id, group)
    assert (await sam.ask("/schedule 18:00 Lisbon")).text.startswith(
        "⚙️ For Rowers\n\nYour digest comes every day at 18:00"
    )
    assert world.schedule(group).times == (time(18),)
