"""Making the digests that are due.

A digest, its deliveries and the schedule's next run are written in one transaction, after all computing is done. What
changed meanwhile leaves nothing behind: a schedule that was moved on or paused, a chat that was told something else.
"""

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jobs.digests.gathering import gather
from jobs.digests.keeping import Edition, keep
from jobs.digests.limits import DigestLimits
from jobs.digests.presenter import PLAIN, Presenter
from jobs.schedule import next_run
from storage import chats, digests, schedules
from storage.database import Database
from storage.digests import DigestKind
from storage.schedules import Schedule

BATCH = 200
PUT_OFF = timedelta(minutes=5)

log = logging.getLogger(__name__)


def make_due_digests(database: Database, *, now: datetime, limits: DigestLimits, presenter: Presenter = PLAIN) -> int:
    """Make the digest of every chat whose hour has come; returns how many were made."""
    made = 0
    with database.read() as session:
        due = schedules.due_schedules(session, now=now, limit=BATCH)
    for schedule in due:
        try:
            made += make_scheduled(database, schedule, now=now, limits=limits, presenter=presenter)
        except Exception:  # one chat's digest must not hold up the others'; it is due again in a while
            log.exception("No digest for chat %d; next try in %s", schedule.chat_id, PUT_OFF)
            with database.write() as session:
                schedules.move_schedule_on(
                    session, schedule.chat_id, due_at=schedule.next_run_at, next_run_at=now + PUT_OFF
                )
    return made


def make_scheduled(
    database: Database, schedule: Schedule, *, now: datetime, limits: DigestLimits, presenter: Presenter = PLAIN
) -> bool:
    """Make one chat's due digest; False where there was nobody to make it for, or it is not due any more.

    Also where the chat asked for news meanwhile, which this digest would tell again: then it is still due.
    """
    zone = ZoneInfo(schedule.zone)
    since = _since(schedule, now=now, limits=limits)
    with database.read() as session:
        last = digests.last_digest(session, schedule.chat_id)
        chat = chats.chat(session, schedule.chat_id)
        subscribed = chats.subscribed_topics(session, schedule.chat_id)
        digest = gather(session, schedule.chat_id, subscribed, since=since, until=now, zone=zone, limits=limits)
    edition = Edition(
        chat_id=schedule.chat_id,
        kind=DigestKind.SCHEDULED,
        digest=digest,
        language=chat.language if chat else None,
    )
    following = next_run(schedule.times, schedule.weekdays, zone, now)
    with database.write() as session:
        if digests.last_digest(session, schedule.chat_id) != last:
            return False
        mine = schedules.move_schedule_on(
            session,
            schedule.chat_id,
            due_at=schedule.next_run_at,
            next_run_at=following,
            covered_until=now,
        )
        if not mine or not subscribed:
            return False
        return keep(session, edition, presenter=presenter, now=now)


def _since(schedule: Schedule, *, now: datetime, limits: DigestLimits) -> datetime:
    if schedule.covered_until is None:
        return now - limits.lookback
    return max(schedule.covered_until, now - limits.longest_recap)
