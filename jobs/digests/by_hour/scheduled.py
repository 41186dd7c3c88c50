"""Making the digests that are due.

A digest, its deliveries and the schedule's next run are written in one transaction, some chats at a time, after all
computing is done. What changed meanwhile leaves nothing behind: a schedule that was moved on or paused, a chat that was
told something else, stories whose articles were sorted anew. Whoever is still due then has its digest made at the next
look.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b

from jobs.clock import Clock
from jobs.courtesy import NOBODY_WAITS, Courtesy
from jobs.digests.by_hour.batch import Batch, Plan
from jobs.digests.by_hour.composing import Composer, Composing, ComposingWontStart, Order
from jobs.digests.by_hour.lateness import Line, line_before
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.keeping import Copy, Printed, keep_copies
from jobs.digests.messages.presenter import PLAIN, Presenter
from jobs.digests.messages.standing import Standing
from storage import digests, schedules
from storage.database import Database, Session
from storage.digests import Ledger
from storage.errors import StorageError
from storage.rows import some_at_a_time

BATCH = 500
WRITTEN_AT_ONCE = 100
SECONDS = 1.0
"""So long at about a batch is computed before it is written."""
PUT_OFF = timedelta(minutes=5)
AHEAD = timedelta(minutes=5)
"""So long before the hour what many chats will have in common is made."""
FRESH = timedelta(minutes=10)
"""So long it is used."""
SAMPLE = 5000
"""So many of the chats are looked at for it: what is common is common among these too."""
AHEAD_SECONDS = 60.0
COUNTS_EVERY = timedelta(minutes=1)
"""So often it is counted anew what waits to be sent: meanwhile much of it goes."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

log = logging.getLogger(__name__)


class Ahead:
    """What was made before the hour, by the moment of which it tells. One a process; its owner keeps it between runs,
    beside what it was made in."""

    def __init__(self) -> None:
        self.until: datetime | None = None

    def is_fresh(self, now: datetime) -> bool:
        return self.until is not None and self.until <= now <= self.until + FRESH

    def spoil(self) -> None:
        """Stories were sorted anew: what was made is of no use any more."""
        self.until = None


def make_due_digests(
    database: Database,
    *,
    now: datetime,
    limits: DigestLimits,
    presenter: Presenter = PLAIN,
    courtesy: Courtesy = NOBODY_WAITS,
    composing: Composing | None = None,
    ahead: Ahead | None = None,
    clock: Clock | None = None,
) -> int:
    """Make the digest of every chat whose hour has come; returns how many were made.

    Several processes may do this at once on one PostgreSQL database: each takes a share of the chats at a time. Their
    order is another one each day. Where the hour of very many comes soon, what these have in common is made now, as of
    now, and kept `ahead`; what each of them gets is for their settings to say when their hour comes. `clock` says how
    late it has become while they are made, `now` as long as that takes where there is none.
    """
    composing = composing or Composer(database, courtesy)
    ahead = ahead or Ahead()
    with database.read() as session:
        shares = schedules.due_shares(session, now=now)
        due = schedules.count_due(session, after=LONG_AGO, until=now, at_most=limits.many) if shares else 0
    prepared = ahead.until if due >= limits.many and ahead.is_fresh(now) else None
    run = _Run(database, composing, now, prepared or now, limits, presenter, courtesy, ahead, clock or (lambda: now))
    made = 0
    for share in _shuffled(shares, now.date()):
        with schedules.having_share(database, share) as mine:
            made += run.make(share) if mine else 0
    if shares:
        composing.rest(but=ahead.until if ahead.is_fresh(now) and prepared is None else None)
    _look_ahead(run)
    return made


def _look_ahead(run: "_Run") -> None:
    """Make what the chats have in common whose hour comes soon, where they are many."""
    ahead, hour, many = run.ahead, run.now + AHEAD, run.limits.many
    with run.database.read() as session:
        if ahead.is_fresh(run.now) or schedules.count_due(session, after=run.now, until=hour, at_most=many) < many:
            return
        chats = schedules.some_due(session, after=run.now, until=hour, at_most=SAMPLE)
    ahead.until = run.now
    replace(run, now=hour, until=run.now).compose_only(chats, seconds=AHEAD_SECONDS)


def _shuffled(shares: Sequence[int], day: date) -> list[int]:
    """The shares in the order of that day. Pure."""
    return sorted(shares, key=lambda share: _lot(share, day))


def _in_turn(due: Iterable[tuple[datetime, int]], day: date) -> list[int]:
    """The chats, the longest due first, and those of one moment in the order of that day. Pure."""
    return [chat_id for _, chat_id in sorted(due, key=lambda each: (each[0], _lot(each[1], day)))]


def _lot(number: int, day: date) -> bytes:
    # not a checksum such as CRC-32, by which who is beside whom on one day is so on the others, too
    return blake2b(b"%d:%d" % (day.toordinal(), number), digest_size=8).digest()


class _Queue:
    """What waits to be sent while a share is made: counted now and then, and what is made meanwhile."""

    def __init__(self, count: Callable[[], Line], clock: Clock) -> None:
        self._count = count
        self._clock = clock
        self._counted = count()
        self._made = 0

    @property
    def line(self) -> Line:
        counted = self._counted
        return replace(counted, at=self._clock(), length=counted.length + self._made)

    def add(self, messages: int) -> None:
        """They are about to be written."""
        self._made += messages

    def look(self) -> None:
        """All that was added is written."""
        if self._clock() - self._counted.at >= COUNTS_EVERY:
            self._counted, self._made = self._count(), 0


@dataclass(frozen=True, slots=True)
class _Run:
    """`until` is what the digests tell of: `now`, or when they were prepared."""

    database: Database
    composing: Composing
    now: datetime
    until: datetime
    limits: DigestLimits
    presenter: Presenter
    courtesy: Courtesy
    ahead: Ahead
    clock: Clock
    ledger: Ledger = field(default_factory=Ledger)
    standing: Standing = field(default_factory=Standing)

    def make(self, share: int) -> int:
        with self.database.read() as session:
            due = _in_turn(schedules.due_chats(session, share, now=self.now), self.now.date())
        waiting, queue, made = deque(some_at_a_time(due, BATCH)), _Queue(self._line, self.clock), 0
        for batch in self._batches(waiting, queue):
            made += self._write(batch, waiting)
            queue.look()
        return made

    def _line(self) -> Line:
        with self.database.read() as session:
            return line_before(session, at=self.clock(), limits=self.limits)

    def compose_only(self, chat_ids: Sequence[int], *, seconds: float) -> None:
        """Compute their digests, as far as the time goes, and write nothing."""
        until = time.monotonic() + seconds
        waiting = deque(some_at_a_time(chat_ids, BATCH))
        try:
            while time.monotonic() < until and self._begin(waiting, Line(at=self.clock())):
                if left := self.composing.finish().left:
                    waiting.appendleft(left)
        except StorageError:
            raise
        except Exception:  # when their hour comes, they are computed all the same
            log.exception("Digests could not be prepared")

    def _batches(self, waiting: deque[Sequence[int]], queue: "_Queue") -> Iterator[Batch]:
        """What is to be written for the chats that wait, some at a time; the next ones are computed meanwhile."""
        under_way = self._begin(waiting, queue.line)
        while under_way:
            try:
                batch = self.composing.finish()
            except (StorageError, ComposingWontStart):
                # no chat's digest can be made now, and none is put off for it
                raise
            except Exception:  # one chat's digest must not hold up the others'
                self._part(under_way, waiting)
                batch = Batch()
            if batch.left:
                waiting.appendleft(batch.left)
            queue.add(batch.messages)
            under_way = self._begin(waiting, queue.line)
            yield batch

    def _begin(self, waiting: deque[Sequence[int]], line: Line) -> Sequence[int]:
        """The next chats, which are under way then; none where none wait, or the process ends."""
        if not waiting or self.courtesy.ended:
            return ()
        chat_ids = tuple(waiting.popleft())
        self.composing.begin(
            Order(
                chat_ids=chat_ids,
                now=self.now,
                until=self.until,
                limits=self.limits,
                presenter=self.presenter,
                seconds=SECONDS,
                line=line,
            )
        )
        return chat_ids

    def _write(self, batch: Batch, waiting: deque[Sequence[int]]) -> int:
        made = 0
        for plans in self.courtesy.between(some_at_a_time(batch.plans, WRITTEN_AT_ONCE)):
            try:
                with self.database.write() as session:
                    made += self._keep(session, plans, batch.prints)
            except StorageError:
                raise
            except Exception:
                self._part([plan.move.chat_id for plan in plans], waiting)
        return made

    def _keep(self, session: Session, plans: Sequence[Plan], prints: Sequence[Printed]) -> int:
        """Write what still holds of these plans; returns how many digests were made."""
        told = digests.hold_chats(session, [plan.move.chat_id for plan in plans])
        holding = [plan for plan in plans if plan.last is None or plan.last == told[plan.move.chat_id]]
        named = {plan.printed for plan in holding if plan.printed is not None}
        if outdated := self.standing.outdated(session, [prints[place] for place in named]):
            self.ahead.spoil()
            spoiled = {id(printed) for printed in outdated}
            holding = [plan for plan in holding if plan.printed is None or id(prints[plan.printed]) not in spoiled]
        moved = schedules.move_schedules_on(session, [plan.move for plan in holding])
        copies = [
            Copy(chat_id=plan.move.chat_id, printed=prints[plan.printed], replies=plan.replies)
            for plan in holding
            if plan.printed is not None and plan.move.chat_id in moved
        ]
        return len(keep_copies(session, copies, now=self.clock(), ledger=self.ledger))

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
            schedules.put_off(session, chat_ids[0], now=self.now, until=self.clock() + PUT_OFF)
