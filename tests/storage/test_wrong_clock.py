"""What a clock that ran ahead left in the tables."""

from datetime import datetime, time, timedelta

from storage import schedules, wrong_clock
from storage.database import Session

YEAR, HOUR = timedelta(days=365), timedelta(hours=1)


def schedule(session: Session, chat_id: int, *, due: datetime, covered_until: datetime) -> None:
    schedules.set_schedule(
        session, chat_id, times=(time(8),), weekdays=frozenset(range(7)), zone="UTC", next_run_at=covered_until
    )
    schedules.move_schedule_on(session, chat_id, due_at=covered_until, next_run_at=due, covered_until=covered_until)


def test_a_schedule_that_covers_next_year_is_found_and_brought_back(database, rows, now):
    early, late = rows.chat(1), rows.chat(2)
    with database.write() as session:
        for chat_id, until in ((early, now), (late, now + YEAR)):
            schedule(session, chat_id, due=until + HOUR, covered_until=until)
        assert wrong_clock.is_any_after(session, now + HOUR, due_after=now + 2 * YEAR)
        [found] = wrong_clock.schedules_ahead(session, now + HOUR, beyond=0, limit=10)
        assert found.chat_id == late
        wrong_clock.bring_schedule_back(session, late, next_run_at=now + HOUR, covered_until=None)
        assert not wrong_clock.is_any_after(session, now + HOUR, due_after=now + HOUR)
        brought = schedules.schedule(session, late)
    assert brought is not None
    assert (brought.next_run_at, brought.covered_until) == (now + HOUR, None)


def test_a_schedule_that_is_due_next_year_is_found_unless_a_pause_holds_it(database, rows, now):
    put_off, paused = rows.chat(1), rows.chat(2)
    with database.write() as session:
        for chat_id in (put_off, paused):
            schedule(session, chat_id, due=now + YEAR, covered_until=now)
        schedules.pause(session, paused, until=now + YEAR)
        [found] = wrong_clock.schedules_ahead(session, now + HOUR, beyond=0, limit=10)
        assert found.chat_id == put_off
        assert not wrong_clock.schedules_ahead(session, now + HOUR, beyond=put_off, limit=10)
        assert wrong_clock.is_any_after(session, now + HOUR, due_after=now + HOUR)
        wrong_clock.bring_schedule_back(session, put_off, next_run_at=now + HOUR, covered_until=now)
        assert not wrong_clock.is_any_after(session, now + HOUR, due_after=now + HOUR)


def test_nothing_is_ahead_where_nothing_is_there(database, now):
    with database.write() as session:
        assert not wrong_clock.is_any_after(session, now, due_after=now)
        wrong_clock.bring_news_back(session, now, now=now)
        wrong_clock.bring_work_back(session, now=now, checks_after=now, tries_after=now)
