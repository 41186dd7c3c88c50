"""A pause with an end ends by itself."""

from datetime import UTC, datetime, time, timedelta

import pytest

from jobs.digests.by_hour.scheduled import make_due_digests
from jobs.digests.limits import DigestLimits
from jobs.pauses import end_pauses
from storage import schedules
from storage.database import Database
from storage.preferences import set_preferences
from storage.schedules import Schedule

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def now() -> datetime:
    """A Monday, 07:00 in Vienna."""
    return datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


def paused(database: Database, chat_id: int, *, until: datetime | None) -> None:
    with database.write() as session:
        schedules.pause(session, chat_id, until=until)


def found(database: Database, chat_id: int) -> Schedule:
    with database.read() as session:
        schedule = schedules.schedule(session, chat_id)
    assert schedule is not None
    return schedule


def test_a_schedule_goes_on_with_the_first_hour_after_its_pause(database, world, now) -> None:
    chat = world.chat(world.topic())  # daily at 08:00
    paused(database, chat, until=now + 3 * DAY)
    assert end_pauses(database, now=now + 3 * DAY - HOUR) == 0
    assert end_pauses(database, now=now + 3 * DAY) == 1
    assert end_pauses(database, now=now + 3 * DAY) == 0
    running = found(database, chat)
    assert (running.paused, running.resume_at, running.next_run_at) == (False, None, now + 3 * DAY + HOUR)


def test_a_pause_until_the_very_hour_of_a_digest_has_that_digest(database, world, now) -> None:
    chat = world.chat(world.topic())
    paused(database, chat, until=now + DAY + HOUR)
    end_pauses(database, now=now + DAY + HOUR)
    assert found(database, chat).next_run_at == now + DAY + HOUR


def test_a_digest_missed_while_nothing_ran_comes_at_once_when_the_pause_is_found_ended(database, world, now) -> None:
    sea = world.topic()
    chat = world.chat(sea)
    world.publish(sea, "Harbour Post", "Ferry runs aground", "The night ferry ran aground off Selskerry on Monday.")
    paused(database, chat, until=now + DAY)
    back = now + 4 * DAY
    assert make_due_digests(database, now=back, limits=DigestLimits()) == 0
    end_pauses(database, now=back)
    assert [make_due_digests(database, now=back, limits=DigestLimits()) for _ in range(2)] == [1, 0], "one, not four"


def test_a_pause_that_ends_in_quiet_hours_has_its_digest_when_they_are_over(database, world, now) -> None:
    chat = world.chat(world.topic())
    with database.write() as session:
        set_preferences(session, chat, quiet_from=time(22), quiet_until=time(9))
    paused(database, chat, until=now)  # 07:00; the digest of 08:00 waits for 09:00
    end_pauses(database, now=now)
    assert found(database, chat).next_run_at == now + 2 * HOUR


def test_a_pause_without_an_end_stays(database, world, now) -> None:
    chat = world.chat(world.topic())
    paused(database, chat, until=None)
    assert end_pauses(database, now=now + 365 * DAY) == 0
    assert found(database, chat).paused


def test_weekdays_and_the_readers_clock_hold_after_a_pause(database, world, now) -> None:
    chat = world.chat(world.topic())
    with database.write() as session:
        schedules.set_schedule(
            session, chat, times=(time(8),), weekdays=frozenset({6}), zone="Europe/Vienna", next_run_at=now
        )
    paused(database, chat, until=now + 25 * DAY)  # the clock springs forward on the Sunday after, 29 March
    end_pauses(database, now=now + 25 * DAY)
    assert found(database, chat).next_run_at == datetime(2026, 3, 29, 6, 0, tzinfo=UTC)
