"""What a clock that ran ahead left in the tables."""

from datetime import time, timedelta

from storage import schedules, wrong_clock

YEAR, HOUR = timedelta(days=365), timedelta(hours=1)


def test_a_schedule_that_covers_next_year_is_found_and_brought_back(database, rows, now):
    early, late = rows.chat(1), rows.chat(2)
    with database.write() as session:
        for chat_id, until in ((early, now), (late, now + YEAR)):
            schedules.set_schedule(
                session, chat_id, times=(time(8),), weekdays=frozenset(range(7)), zone="UTC", next_run_at=now
            )
            schedules.move_schedule_on(session, chat_id, due_at=now, next_run_at=until + HOUR, covered_until=until)
        assert wrong_clock.is_any_after(session, now + HOUR)
        [found] = wrong_clock.told_after(session, now + HOUR, limit=10)
        assert found.chat_id == late
        wrong_clock.bring_schedule_back(session, late, next_run_at=now + HOUR)
        assert not wrong_clock.is_any_after(session, now + HOUR)
        brought = schedules.schedule(session, late)
    assert brought is not None
    assert (brought.next_run_at, brought.covered_until) == (now + HOUR, None)


def test_nothing_is_ahead_where_nothing_is_there(database, now):
    with database.write() as session:
        assert not wrong_clock.is_any_after(session, now)
        wrong_clock.bring_news_back(session, now, now=now)
        wrong_clock.bring_work_back(session, now=now, checks_after=now, tries_after=now)
