"""A clock that ran ahead, and is right again."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from jobs.digests.by_hour.scheduled import PUT_OFF, make_due_digests
from jobs.digests.limits import DigestLimits
from jobs.schedule import HOURLY, QuietHours, next_run
from jobs.wrong_clock import LONGEST_WAIT, LOOKS_EVERY_S, PATIENCE_S, WrongClock
from storage import preferences, schedules
from storage.schedules import Schedule
from storage.tables import ArticleRow, DeliveryRow, DigestRow, FeedRow

DAY, HOUR, YEAR = timedelta(days=1), timedelta(hours=1), timedelta(days=365)
LATER = PATIENCE_S + LOOKS_EVERY_S


@pytest.fixture
def wrong_clock(database) -> WrongClock:
    return WrongClock(database, longest_check=timedelta(hours=2))


def schedule_of(database, chat: int) -> Schedule:
    with database.read() as session:
        schedule = schedules.schedule(session, chat)
    assert schedule is not None
    return schedule


def digests_of(database, chat: int) -> list[datetime]:
    with database.read() as session:
        return list(session.scalars(select(DigestRow.until).where(DigestRow.chat_id == chat).order_by(DigestRow.id)))


def told_next_year(database, world, now: datetime) -> int:
    """A chat that got its digest while the clock was a year ahead, and a story that came in then."""
    sea = world.topic()
    chat = world.chat(sea)
    world.publish(sea, "Harbour Post", "Ferry runs aground", "The night ferry ran aground off Selskerry on Monday.")
    assert make_due_digests(database, now=now + YEAR, limits=DigestLimits()) == 1
    return chat


def test_a_chat_that_was_told_of_next_year_is_told_tomorrow_again(database, world, now, wrong_clock) -> None:
    chat = told_next_year(database, world, now)
    assert make_due_digests(database, now=now + DAY, limits=DigestLimits()) == 0
    assert wrong_clock.look(now=now, seconds=0) == 0
    assert wrong_clock.look(now=now + HOUR, seconds=LATER) == 1
    schedule = schedule_of(database, chat)
    assert (schedule.next_run_at, schedule.covered_until) == (now + DAY, None)
    assert make_due_digests(database, now=now + DAY, limits=DigestLimits()) == 1
    assert digests_of(database, chat) == [now + YEAR, now + DAY]


@pytest.mark.parametrize("ahead", [YEAR, 3 * DAY])
def test_a_chat_in_its_quiet_hours_while_the_clock_was_ahead_misses_nothing(
    database, world, now, wrong_clock, ahead
) -> None:
    """It was told nothing then: its window still begins where it did."""
    sea = world.topic()
    quiet = world.chat(sea, telegram_id=1)
    world.chat(sea, telegram_id=2)  # is told, as others are
    make_due_digests(database, now=now, limits=DigestLimits())
    with database.write() as session:
        preferences.set_preferences(session, quiet, quiet_from=time(6), quiet_until=time(11))
    make_due_digests(database, now=now + ahead, limits=DigestLimits())
    assert schedule_of(database, quiet).next_run_at == now + ahead + 3 * HOUR
    wrong_clock.look(now=now, seconds=0)
    assert wrong_clock.look(now=now + HOUR, seconds=LATER) == 2
    schedule = schedule_of(database, quiet)
    assert (schedule.next_run_at, schedule.covered_until) == (now + 3 * HOUR, now)


def test_a_chat_that_was_put_off_till_next_year_is_tried_tomorrow_where_nobody_else_was_told(
    database, world, now, wrong_clock
) -> None:
    chat = world.chat(world.topic())
    with database.write() as session:
        schedules.put_off(session, chat, now=now, until=now + YEAR)
    wrong_clock.look(now=now, seconds=0)
    assert wrong_clock.look(now=now + HOUR, seconds=LATER) == 1
    assert schedule_of(database, chat).next_run_at == now + DAY


def test_every_chat_is_looked_at_where_they_are_more_than_a_batch(
    database, world, now, wrong_clock, monkeypatch
) -> None:
    monkeypatch.setattr("jobs.wrong_clock.BATCH", 2)
    chats = [world.chat(telegram_id=number) for number in range(1, 6)]
    with database.write() as session:
        for chat in chats:
            # the first ones are due when they should be
            until = now + DAY if chat in chats[:3] else now + YEAR
            schedules.put_off(session, chat, now=now, until=until)
    wrong_clock.look(now=now, seconds=0)
    assert wrong_clock.look(now=now + HOUR, seconds=LATER) == 2
    assert {schedule_of(database, chat).next_run_at for chat in chats} == {now + DAY}


def test_news_checks_and_messages_of_next_year_are_this_years(database, world, now, wrong_clock) -> None:
    told_next_year(database, world, now)
    with database.write() as session:
        session.scalars(select(ArticleRow)).one().fetched_at = now + YEAR
        session.scalars(select(FeedRow)).one().next_check_at = now + YEAR
        assert session.scalars(select(DeliveryRow)).one().not_before == now + YEAR
    wrong_clock.look(now=now, seconds=0)
    wrong_clock.look(now=now + HOUR, seconds=LATER)
    with database.read() as session:
        assert session.scalars(select(ArticleRow)).one().fetched_at == now + HOUR
        assert session.scalars(select(FeedRow)).one().next_check_at == now + HOUR
        assert session.scalars(select(DeliveryRow)).one().not_before == now + HOUR


def test_a_machine_that_begins_in_the_past_and_is_put_right_changes_nothing(database, world, now, wrong_clock) -> None:
    chat = told_next_year(database, world, now)
    for seconds in range(0, int(PATIENCE_S), 60):
        assert wrong_clock.look(now=now + timedelta(seconds=seconds), seconds=seconds) == 0
    for seconds in range(int(PATIENCE_S), int(LATER), 60):
        assert wrong_clock.look(now=now + YEAR + HOUR, seconds=seconds) == 0
    assert schedule_of(database, chat).covered_until == now + YEAR


def test_what_is_put_off_by_right_is_left_alone(database, world, now, wrong_clock) -> None:
    told_next_year(database, world, now)
    with database.write() as session:
        session.scalars(select(FeedRow)).one().next_check_at = now + 2 * DAY
        session.scalars(select(DeliveryRow)).one().not_before = now + DAY
    wrong_clock.look(now=now, seconds=0)
    wrong_clock.look(now=now + HOUR, seconds=LATER)
    with database.read() as session:
        assert session.scalars(select(FeedRow)).one().next_check_at == now + 2 * DAY
        assert session.scalars(select(DeliveryRow)).one().not_before == now + DAY


def test_a_chat_that_rests_or_was_put_off_by_right_is_left_alone(database, world, now, wrong_clock) -> None:
    told_next_year(database, world, now)
    resting, failed = world.chat(telegram_id=1), world.chat(telegram_id=2)
    with database.write() as session:
        schedules.pause(session, resting, until=now + 30 * DAY)
        schedules.set_schedule(
            session, failed, times=HOURLY, weekdays=frozenset(range(7)), zone="UTC", next_run_at=now + HOUR
        )
        schedules.put_off(session, failed, now=now + HOUR, until=now + HOUR + PUT_OFF)
    before = [schedule_of(database, chat) for chat in (resting, failed)]
    wrong_clock.look(now=now, seconds=0)
    assert wrong_clock.look(now=now + HOUR - timedelta(seconds=1), seconds=LATER) == 1
    assert [schedule_of(database, chat) for chat in (resting, failed)] == before


def test_no_digest_is_as_far_ahead_as_what_a_wrong_clock_leaves(now) -> None:
    """Weekly ones, put off by the longest quiet hours, where summer time begins and ends."""
    zone, quiet = ZoneInfo("Europe/Vienna"), QuietHours(time(0, 1), time(0))
    moments = [now + timedelta(hours=3 * step) for step in range(8 * 365)]
    furthest = max(next_run((time(0, 1),), frozenset({6}), zone, at, quiet) - at for at in moments)
    assert 7 * DAY - 3 * HOUR < furthest < LONGEST_WAIT


def test_a_clock_that_is_right_is_looked_at_ten_minutes_later_again(database, world, now, wrong_clock) -> None:
    world.chat(world.topic())
    make_due_digests(database, now=now, limits=DigestLimits())
    for minutes in range(120):
        assert wrong_clock.look(now=now + timedelta(minutes=minutes), seconds=60.0 * minutes) == 0
