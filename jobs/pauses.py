"""Ending pauses that were given an end."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jobs.schedule import QuietHours, first_run, instant
from storage import schedules
from storage.database import Database, Session
from storage.preferences import Preferences, preferences_of
from storage.schedules import Schedule

BATCH = 500


def days_later(now: datetime, days: int, zone: ZoneInfo) -> datetime:
    """When a pause of so many days ends that begins now: as the clock in `zone` shows the same again."""
    here = now.astimezone(zone)
    return instant(here.date() + timedelta(days=days), here.time(), zone)


def end_pauses(database: Database, *, now: datetime) -> int:
    """Let every schedule go on whose pause was to end by now; returns how many.

    The next digest is the first since that end, not since `now`: one that was due while nothing ran is due at once. It
    covers the pause as any other absence.
    """
    with database.read() as session:
        ended = schedules.ended_pauses(session, now=now, limit=BATCH)
    if not ended:
        return 0
    with database.write() as session:
        wanted = preferences_of(session, [schedule.chat_id for schedule in ended])
        return sum(_end(session, schedule, wanted[schedule.chat_id]) for schedule in ended)


def _end(session: Session, schedule: Schedule, wanted: Preferences) -> bool:
    assert schedule.resume_at is not None
    zone, quiet = ZoneInfo(schedule.zone), QuietHours(wanted.quiet_from, wanted.quiet_until)
    following = first_run(schedule.times, schedule.weekdays, zone, schedule.resume_at, quiet)
    return schedules.end_pause(session, schedule.chat_id, resume_at=schedule.resume_at, next_run_at=following)
