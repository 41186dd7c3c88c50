"""The sender's loop: take a rate token, claim a delivery, commit, send, mark.

A crash between "send" and "mark" leaves a row `sending`; it is sent once more at the next start. So the number of
messages that can come twice is bounded by `in_flight`, and none is lost.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from jobs.clock import Clock
from jobs.limits import Limiter, RateLimits
from jobs.outcomes import ChatGone, ChatMoved, DeliveryProblem, MaybeSent, NotSent, Throttled
from storage import chats, deliveries
from storage.database import Database, Session
from storage.deliveries import Delivery, DeliveryState
from storage.errors import DatabaseTrouble

Send = Callable[[Delivery], Awaitable[int]]
"""Sends one message and returns its number in the chat; raises a `jobs.outcomes.DeliveryProblem`."""

IN_FLIGHT = 4
"""Enough for 30 messages a second at 130 ms each; also the most that a crash can send twice."""

DATABASE_AWAY = 1.0
"""Seconds until the next try to read or mark where the database is locked, full or gone for a while."""

IDLE = 5.0
"""Seconds between looks at an empty outbox, for what another process put there."""

LONGEST_BACK_OFF = timedelta(minutes=5)

Outcome = TypeVar("Outcome")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What becomes of a delivery that was not sent: its new state, or another try at `again_at`."""

    problem: str
    ends: DeliveryState | None = None
    again_at: datetime | None = None
    resend: bool = False
    pause_s: float = 0.0
    chat_gone: bool = False
    moved_to: int | None = None


def settle(problem: DeliveryProblem, delivery: Delivery, *, now: datetime) -> Settlement:
    """Decide by the kind of problem and how often this delivery was tried."""
    text = str(problem)
    back_off = min(timedelta(seconds=2 ** min(delivery.attempts, 10)), LONGEST_BACK_OFF)
    match problem:
        case Throttled():
            pause = timedelta(seconds=problem.retry_after)
            return Settlement(problem=text, again_at=now + pause, pause_s=problem.retry_after)
        case ChatGone():
            return Settlement(problem=text, ends=DeliveryState.CANCELLED, chat_gone=True)
        case ChatMoved():
            return Settlement(problem=text, again_at=now, moved_to=problem.new_telegram_id)
        case NotSent():
            return Settlement(problem=text, again_at=now + back_off, pause_s=1.0)
        case MaybeSent() if delivery.resends == 0:
            return Settlement(problem=text, again_at=now + back_off, resend=True)
        case MaybeSent():
            return Settlement(problem=text, ends=DeliveryState.UNKNOWN)
        case _:
            return Settlement(problem=text, ends=DeliveryState.FAILED)


def record(session: Session, delivery: Delivery, settlement: Settlement) -> None:
    """Write a settlement on the delivery's row and its chat's."""
    if settlement.moved_to is not None:
        chats.rekey_chat(session, delivery.telegram_id, settlement.moved_to)
    if settlement.chat_gone:
        chats.deactivate_chat(session, delivery.telegram_id, reason=settlement.problem)
    if settlement.ends is not None:
        deliveries.mark_ended(session, delivery.id, settlement.ends, problem=settlement.problem)
    elif settlement.again_at is not None:
        mark = deliveries.mark_resend if settlement.resend else deliveries.mark_pending
        mark(session, delivery.id, not_before=settlement.again_at, problem=settlement.problem)


class Outbox:
    """Sends what the database holds for sending, until it is stopped."""

    def __init__(self, database: Database, send: Send, limits: RateLimits, clock: Clock) -> None:
        self._database = database
        self._send = send
        self._limiter = Limiter(limits)
        self._clock = clock
        self._wake = asyncio.Event()
        self._stopping = False
        self._in_flight: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """There is something new to send: don't wait for the next look."""
        self._wake.set()

    def stop(self) -> None:
        """Claim nothing more; `run` returns when what is in flight is marked."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Send until `stop` is called."""
        recovered = False
        while not self._stopping:
            self._wake.clear()
            try:
                if not recovered:
                    await asyncio.to_thread(self._recover)
                    recovered = True
                wait = await self._step()
            except DatabaseTrouble:
                # that it fails is said by `jobs.standstill`
                wait = DATABASE_AWAY
            except Exception:  # the loop outlives a database that is away for a while
                log.exception("The outbox could not be read; next try in %g s", DATABASE_AWAY)
                wait = DATABASE_AWAY
            if wait > 0:
                await self._sleep(wait)
        if self._in_flight:
            await asyncio.wait(self._in_flight)

    async def _step(self) -> float:
        """Start sending one message, or return the seconds until there may be one to send."""
        now = self._now()
        if (ready_at := self._limiter.ready_at()) > now:
            return ready_at - now
        if len(self._in_flight) >= IN_FLIGHT:
            await asyncio.wait(self._in_flight, return_when=asyncio.FIRST_COMPLETED)
            return 0
        busy = self._limiter.busy_chats(now)
        delivery = await asyncio.to_thread(self._claim, tuple(busy))
        if delivery is None:
            return await asyncio.to_thread(self._idle_for, min(busy.values(), default=now + IDLE) - now)
        group = delivery.kind in {"group", "supergroup"}
        self._limiter.take(delivery.telegram_id, group=group, now=now)
        task = asyncio.create_task(self._deliver(delivery), name=f"delivery {delivery.id}")
        self._in_flight.add(task)
        task.add_done_callback(self._in_flight.discard)
        return 0

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            await self._send_one(delivery)
        finally:
            self._wake.set()

    async def _send_one(self, delivery: Delivery) -> None:
        try:
            message_id = await self._send(delivery)
        except DeliveryProblem as problem:
            settlement = settle(problem, delivery, now=self._clock())
        except Exception as error:  # one message's surprise must not stop the others; its row says what happened
            log.exception("Delivery %d failed in an unforeseen way", delivery.id)
            reason = f"{type(error).__name__} while sending"
            settlement = Settlement(problem=reason, ends=DeliveryState.FAILED)
        else:
            await self._mark(self._mark_sent, delivery, message_id)
            return
        self._limiter.pause(settlement.pause_s, now=self._now())
        level = logging.INFO if settlement.again_at or settlement.chat_gone else logging.WARNING
        log.log(level, "Delivery %d to chat %d: %s", delivery.id, delivery.chat_id, settlement.problem)
        await self._mark(self._record, delivery, settlement)

    async def _mark(self, write: Callable[[Delivery, Outcome], None], delivery: Delivery, outcome: Outcome) -> None:
        """Write what came of a delivery, however long the database is away: unmarked, it would be sent again."""
        while True:
            try:
                await asyncio.to_thread(write, delivery, outcome)
            except DatabaseTrouble:
                if self._stopping:
                    return
                await asyncio.sleep(DATABASE_AWAY)
            except Exception:  # whatever the database says: giving up here would send the message twice
                log.exception("Delivery %d could not be marked; next try in %g s", delivery.id, DATABASE_AWAY)
                if self._stopping:
                    return
                await asyncio.sleep(DATABASE_AWAY)
            else:
                return

    def _recover(self) -> None:
        now = self._clock()
        with self._database.write() as session:
            again, lost = deliveries.recover(session, now=now, claimed_before=now)
        if again or lost:
            log.warning("Interrupted while sending: %d messages go out once more, %d stay unknown", again, lost)

    def _claim(self, busy: tuple[int, ...]) -> Delivery | None:
        with self._database.write() as session:
            return deliveries.claim(session, now=self._clock(), busy_chats=busy)

    def _idle_for(self, at_most: float) -> float:
        with self._database.read() as session:
            next_at = deliveries.next_pending_at(session)
        if next_at is None:
            return IDLE
        wait = (next_at - self._clock()).total_seconds()
        # what is due already waits for its chat, or for an earlier part that is in flight and will wake the loop
        return min(IDLE, wait if wait > 0 else max(at_most, 0.01))

    def _mark_sent(self, delivery: Delivery, message_id: int) -> None:
        with self._database.write() as session:
            deliveries.mark_sent(session, delivery.id, now=self._clock(), message_id=message_id)

    def _record(self, delivery: Delivery, settlement: Settlement) -> None:
        with self._database.write() as session:
            record(session, delivery, settlement)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return
