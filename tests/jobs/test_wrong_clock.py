"""A clock that ran ahead, and is right again."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from jobs.digests.by_hour.scheduled import make_due_digests
from jobs.digests.limits import DigestLimits
from jobs.wrong_clock import LOOKS_EVERY_S, PATIENCE_S, WrongClock
from storage import schedules
from storage.tables import ArticleRow, DeliveryRow, DigestRow, FeedRow

DAY, HOUR, YEAR = timedelta(days=1), timedelta(hours=1), timedelta(days=365)
LATER = PATIENCE_S + LOOKS_EVERY_S


@pytest.fixture
def wrong_clock(database) -> WrongClock:
    return WrongClock(database, longest_check=timedelta(hours=2))


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
    with database.read() as session:
        schedule = schedules.schedule(session, chat)
    assert schedule is not None
    assert (schedule.next_run_at, schedule.covered_until) == (now + DAY, None)
    assert make_due_digests(database, now=now + DAY, limits=DigestLimits()) == 1
    assert digests_of(database, chat) == [now + YEAR, now + DAY]


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
    with database.read() as session:
        schedule = schedules.schedule(session, chat)
    assert schedule is not None
    assert schedule.covered_until == now + YEAR


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


def test_a_clock_that_is_right_is_looked_at_ten_minutes_later_again(database, world, now, wrong_clock) -> None:
    world.chat(world.topic())
    make_due_digests(database, now=now, limits=DigestLimits())
    for minutes in range(120):
        assert wrong_clock.look(now=now + timedelta(minutes=minutes), seconds=60.0 * minutes) == 0
