"""Making the digests that are due.

A digest, its deliveries and the schedule's next run are written in one transaction, after all computing is done. What
changed meanwhile leaves nothing behind: a schedule that was moved on or paused, a chat that was told something else.
"""

import logging
from collections import Counter
from datetime import datetime, timedelta

from jobs.courtesy import NOBODY_WAITS, Courtesy
from jobs.digests.addressing import addressed
from jobs.digests.gathering import Request, gather, shelf_of
from jobs.digests.keeping import keep, lay_out
from jobs.digests.limits import DigestLimits
from jobs.digests.pages import Edition
from jobs.digests.presenter import PLAIN, Presenter
from jobs.digests.recipient import Recipient, recipient
from jobs.schedule import after_quiet, is_quiet, next_run
from storage import digests, schedules
from storage.database import Database, Session
from storage.digests import DigestKind
from storage.errors import StorageError
from storage.preferences import WhenNothing
from storage.schedules import Schedule
from storage.shelves import Shelf

BATCH = 1000
PUT_OFF = timedelta(minutes=5)
MANY = 8
"""So many digests of the same hours are worth reading what all topics carried in them."""

log = logging.getLogger(__name__)


def make_due_digests(
    database: Database,
    *,
    now: datetime,
    limits: DigestLimits,
    presenter: Presenter = PLAIN,
    courtesy: Courtesy = NOBODY_WAITS,
) -> int:
    """Make the digest of every chat whose hour has come, one after another; returns how many were made."""
    made = 0
    with database.read() as session:
        due = schedules.due_schedules(session, now=now, limit=BATCH)
        alike = Counter(_since(schedule, now=now, limits=limits) for schedule in due)
        shelves = {since: shelf_of(session, since=since, until=now) for since, n in alike.items() if n >= MANY}
    for schedule in courtesy.between(due):
        shelf = shelves.get(_since(schedule, now=now, limits=limits))
        try:
            made += make_scheduled(database, schedule, now=now, limits=limits, presenter=presenter, shelf=shelf)
        except StorageError:
            # no chat's digest can be made now, and none is put off for it
            raise
        except Exception:  # one chat's digest must not hold up the others'; it is due again in a while
            log.exception("No digest for chat %d; next try in %s", schedule.chat_id, PUT_OFF)
            _put_off(database, schedule, until=now + PUT_OFF)
    return made


def make_scheduled(
    database: Database,
    schedule: Schedule,
    *,
    now: datetime,
    limits: DigestLimits,
    presenter: Presenter = PLAIN,
    shelf: Shelf | None = None,
) -> bool:
    """Make one chat's due digest; False where there is none to send, or it is not due any more.

    In quiet hours it is put off until their end. Where the chat asked for news meanwhile, which this digest would tell
    again, it is still due.
    """
    with database.read() as session:
        last = digests.last_digest(session, schedule.chat_id)
        found = recipient(session, schedule.chat_id)
        if found is None:
            return False
        quiet, zone = found.quiet, found.zone
        edition = None
        if not is_quiet(now, quiet, zone) and found.topics:
            edition = _edition(session, found, schedule, now=now, limits=limits, shelf=shelf)
    if is_quiet(now, quiet, zone):
        _put_off(database, schedule, until=after_quiet(now, quiet, zone))
        return False
    laid_out = lay_out(edition, presenter) if edition else []
    following = next_run(schedule.times, schedule.weekdays, zone, now, quiet)
    with database.write() as session:
        if digests.hold_chat(session, schedule.chat_id) != last:
            return False
        mine = schedules.move_schedule_on(
            session,
            schedule.chat_id,
            due_at=schedule.next_run_at,
            next_run_at=following,
            covered_until=now,
        )
        if not mine or edition is None:
            return False
        return keep(session, edition, laid_out, presenter=presenter, now=now)


def _edition(
    session: Session, chat: Recipient, schedule: Schedule, *, now: datetime, limits: DigestLimits, shelf: Shelf | None
) -> Edition | None:
    """What the chat is to be sent; None where nothing happened and it doesn't want to hear that."""
    since = _since(schedule, now=now, limits=limits)
    request = Request(recipient=chat, topics=chat.topics, since=since, until=now)
    gathered = gather(session, request, limits=limits, shelf=shelf)
    if not gathered.digest.stories and chat.preferences.when_nothing is WhenNothing.SILENT:
        return None
    return addressed(session, chat, DigestKind.SCHEDULED, gathered.digest, picture=gathered.picture, limits=limits)


def _since(schedule: Schedule, *, now: datetime, limits: DigestLimits) -> datetime:
    if schedule.covered_until is None:
        return now - limits.lookback
    return max(schedule.covered_until, now - limits.longest_recap)


def _put_off(database: Database, schedule: Schedule, *, until: datetime) -> None:
    with database.write() as session:
        schedules.move_schedule_on(session, schedule.chat_id, due_at=schedule.next_run_at, next_run_at=until)
