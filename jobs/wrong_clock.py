"""Mending what a clock that ran ahead left behind, once it is right again.

A machine may begin with a wrong clock, or get one for a while: chats then are told of next year's hours, or put off
until then, and would hear nothing until next year. Whether the clock was wrong then or is wrong now can't be told at
once. A machine that begins in the past is put right within minutes, so nothing is touched before an hour of it.
"""

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jobs.schedule import QuietHours, next_run
from storage import wrong_clock
from storage.database import Database, Session
from storage.preferences import Preferences, preferences_of
from storage.schedules import Schedule

SLACK = timedelta(minutes=5)
"""So much the clocks of several machines may differ."""

LOOKS_EVERY_S = 600.0
PATIENCE_S = 3600.0

BATCH = 500

LONGEST_WAIT = timedelta(days=9)
"""More than any digest is ahead: a week, a day of quiet hours, and what summer time adds to them."""

LONGEST_TRY = timedelta(days=2)
"""Twice what an article, and many times what a message, is put off at the most."""

SKIPPED = timedelta(days=3)
"""So much a feed's hours and days without news, and its spreading, add to its longest wait."""

log = logging.getLogger(__name__)


class WrongClock:
    """Looks now and then whether the database is ahead of the clock. One a process, kept by its owner between looks."""

    def __init__(self, database: Database, *, longest_check: timedelta) -> None:
        self._database = database
        self._longest_check = max(longest_check, timedelta(days=1))
        self._looked_at = -LOOKS_EVERY_S
        self._seen_at: float | None = None

    def look(self, *, now: datetime, seconds: float) -> int:
        """Bring back what is ahead, where it has been for an hour; returns how many chats' schedules that concerned.

        `seconds` are of a monotonic clock.
        """
        if seconds - self._looked_at < LOOKS_EVERY_S:
            return 0
        self._looked_at = seconds
        with self._database.read() as session:
            found = wrong_clock.is_any_after(session, now + SLACK, due_after=now + LONGEST_WAIT)
        if not found:
            self._seen_at = None
            return 0
        if self._seen_at is None:
            self._seen_at = seconds
            log.warning(
                "The database has times after now: the clock is wrong, or was; mended in an hour if it stays so"
            )
        if seconds - self._seen_at < PATIENCE_S:
            return 0
        self._seen_at = None
        return self._bring_back(now)

    def _bring_back(self, now: datetime) -> int:
        chats = self._bring_schedules_back(now)
        checks_after = now + self._longest_check * 1.1 + SKIPPED
        with self._database.write() as session:
            wrong_clock.bring_news_back(session, now + SLACK, now=now)
            wrong_clock.bring_work_back(session, now=now, checks_after=checks_after, tries_after=now + LONGEST_TRY)
        log.warning("The clock was ahead: %d chats are told by the right one again", chats)
        return chats

    def _bring_schedules_back(self, now: datetime) -> int:
        chats, seen = 0, 0
        while True:
            with self._database.write() as session:
                schedules = wrong_clock.schedules_ahead(session, now + SLACK, beyond=seen, limit=BATCH)
                if not schedules:
                    return chats
                seen = schedules[-1].chat_id
                wanted = preferences_of(session, [schedule.chat_id for schedule in schedules])
                chats += sum(_bring_schedule_back(session, each, wanted[each.chat_id], now) for each in schedules)


def _bring_schedule_back(session: Session, schedule: Schedule, wanted: Preferences, now: datetime) -> bool:
    """Whether it was to be: most are due when they should be."""
    quiet = QuietHours(wanted.quiet_from, wanted.quiet_until)
    following = next_run(schedule.times, schedule.weekdays, ZoneInfo(schedule.zone), now, quiet)
    covered_until = schedule.covered_until
    if covered_until is not None and covered_until > now + SLACK:
        covered_until = None
    elif schedule.next_run_at <= following + SLACK:
        return False
    # who was only put off while the clock was ahead was told nothing then, and misses nothing now
    wrong_clock.bring_schedule_back(
        session,
        schedule.chat_id,
        next_run_at=min(schedule.next_run_at, following),
        covered_until=covered_until,
    )
    return True
