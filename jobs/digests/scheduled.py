"""Making the digests that are due.

A digest, its deliveries and the schedule's next run are written in one transaction, some chats at a time, after all
computing is done. What changed meanwhile leaves nothing behind: a schedule that was moved on or paused, a chat that was
told something else.
"""

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from jobs.courtesy import NOBODY_WAITS, Courtesy
from jobs.digests.batch import Batch, Plan
from jobs.digests.composing import Composer, Composing, Order
from jobs.digests.keeping import Copy, Printed, keep_copies
from jobs.digests.limits import DigestLimits
from jobs.digests.presenter import PLAIN, Presenter
from storage import digests, schedules
from storage.database import Database, Session
from storage.errors import StorageError

BATCH = 500
WRITTEN_AT_ONCE = 100
SECONDS = 1.0
"""So long at about a batch is computed before it is written."""
PUT_OFF = timedelta(minutes=5)

Item = TypeVar("Item")

log = logging.getLogger(__name__)


def make_due_digests(
    database: Database,
    *,
    now: datetime,
    limits: DigestLimits,
    presenter: Presenter = PLAIN,
    courtesy: Courtesy = NOBODY_WAITS,
    composing: Composing | None = None,
) -> int:
    """Make the digest of every chat whose hour has come; returns how many were made.

    Several processes may do this at once on one PostgreSQL database: each takes a share of the chats at a time.
    """
    with database.read() as session:
        shares = schedules.due_shares(session, now=now)
    if not shares:
        return 0
    composing = composing or Composer(database, courtesy)
    run = _Run(database, composing, now, limits, presenter, courtesy)
    made = 0
    for share in shares:
        with schedules.having_share(database, share) as mine:
            made += run.make(share) if mine else 0
    composing.rest()
    return made


@dataclass(frozen=True, slots=True)
class _Run:
    database: Database
    composing: Composing
    now: datetime
    limits: DigestLimits
    presenter: Presenter
    courtesy: Courtesy

    def make(self, share: int) -> int:
        with self.database.read() as session:
            due = [chat_id for _, chat_id in sorted(schedules.due_chats(session, share, now=self.now))]
        waiting = deque(some_of(due, BATCH))
        return sum(self._write(batch, waiting) for batch in self._batches(waiting))

    def _batches(self, waiting: deque[Sequence[int]]) -> Iterator[Batch]:
        """What is to be written for the chats that wait, some at a time; the next ones are computed meanwhile."""
        under_way = self._begin(waiting)
        while under_way:
            try:
                batch = self.composing.finish()
            except StorageError:
                # no chat's digest can be made now, and none is put off for it
                raise
            except Exception:  # one chat's digest must not hold up the others'
                self._part(under_way, waiting)
                batch = Batch()
            if batch.left:
                waiting.appendleft(batch.left)
            under_way = self._begin(waiting)
            yield batch

    def _begin(self, waiting: deque[Sequence[int]]) -> Sequence[int]:
        """The next chats, which are under way then; none where none wait, or the process ends."""
        if not waiting or self.courtesy.ended:
            return ()
        chat_ids = tuple(waiting.popleft())
        self.composing.begin(
            Order(
                chat_ids=chat_ids,
                now=self.now,
                until=self.now,
                limits=self.limits,
                presenter=self.presenter,
                seconds=SECONDS,
            )
        )
        return chat_ids

    def _write(self, batch: Batch, waiting: deque[Sequence[int]]) -> int:
        made = 0
        for plans in self.courtesy.between(some_of(batch.plans, WRITTEN_AT_ONCE)):
            try:
                with self.database.write() as session:
                    made += _write(session, plans, batch.prints, now=self.now)
            except StorageError:
                raise
            except Exception:
                self._part([plan.move.chat_id for plan in plans], waiting)
        return made

    def _part(self, chat_ids: Sequence[int], waiting: deque[Sequence[int]]) -> None:
        """Called where something went wrong with some chats: that it is only with the one that is to blame."""
        if len(chat_ids) > 1:
            middle = len(chat_ids) // 2
            waiting.extendleft((chat_ids[middle:], chat_ids[:middle]))
            return
        if self.courtesy.ended:
            # what it was computed in was ended with all the rest
            return
        log.exception("No digest for chat %d; next try in %s", chat_ids[0], PUT_OFF)
        with self.database.write() as session:
            schedules.put_off(session, chat_ids[0], now=self.now, until=self.now + PUT_OFF)


def _write(session: Session, plans: Sequence[Plan], prints: Sequence[Printed], *, now: datetime) -> int:
    """Write what still holds of these plans; returns how many digests were made."""
    told = digests.hold_chats(session, [plan.move.chat_id for plan in plans])
    holding = [plan for plan in plans if plan.last is None or plan.last == told[plan.move.chat_id]]
    moved = schedules.move_schedules_on(session, [plan.move for plan in holding])
    copies = [
        Copy(chat_id=plan.move.chat_id, printed=prints[plan.printed], replies=plan.replies)
        for plan in holding
        if plan.printed is not None and plan.move.chat_id in moved
    ]
    return len(keep_copies(session, copies, now=now))


def some_of(many: Sequence[Item], most: int) -> Iterator[Sequence[Item]]:
    return (many[start : start + most] for start in range(0, len(many), most))
