"""The sender's loop: take rate tokens, claim as many deliveries, commit, send, mark.

One transaction marks what was sent and claims what goes next, so that a thousand messages a second need no thousand
commits. A crash between "claim" and "mark" leaves rows `sending`; each is sent once more at the next start. So the
number of messages that can come twice is bounded by how many are under way, which is what the rate and Telegram's
latency need (`jobs.limits.most_in_flight`), and none is lost.
"""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from jobs.choosing import GROUPS, Choice, Shares
from jobs.clock import Clock
from jobs.limits import Earlier, Limiter, most_in_flight
from jobs.outcomes import DeliveryProblem, MaybeSent, NotSent, Throttled
from jobs.recalling import Asked, asked_before, recall, sent_before
from jobs.settling import Finished, Settlement, record_all, settle
from jobs.troubles import Troubles
from storage import deliveries
from storage.database import Database, Session
from storage.deliveries import Delivery, DeliveryState
from storage.errors import DatabaseTrouble
from summaries.markup import shown_characters

Send = Callable[[Delivery], Awaitable[int]]
"""Sends one message and returns its number in the chat; raises a `jobs.outcomes.DeliveryProblem`."""

Answers = Callable[[], Awaitable[bool]]
"""Whether Telegram answers at all, asked by what does no harm."""

TURN_S = 0.05
"""The least time between two transactions, so that what ends or may go in the meantime shares one."""

SOON_S = 0.05
"""What ended is marked together with the next claim if that comes so soon."""

DATABASE_AWAY = 1.0
"""Seconds until the next try to read or mark where the database is locked, full or gone for a while."""

PATIENCE_AT_THE_END_S = 15.0
"""How long to try to mark what was sent when the database is away and the process ends; what isn't is sent again."""

RENEWED_AFTER_S = 2.0
"""Who stops says so often what is still on its way: another one may have its post already."""

IDLE = 5.0
"""Seconds between looks at an empty outbox, for what another process put there."""

USUAL_LATENCY_S, SLOWEST_LATENCY_S = 0.1, 2.0

SPARE, CLOGGED = 8, 32
"""How many more messages than can go are read, at first and then, to find some whose chats are free."""

MOST_PUT_OFF = 2000

log = logging.getLogger(__name__)


async def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Turn:
    """One transaction's work: what ended, how many may be claimed, when it is."""

    finished: list[Finished]
    room: int
    under_way: frozenset[int]
    now: float
    at: datetime


class UnderWay(NamedTuple):
    """A claim: to which Telegram chat, which attempt it is, and when it was made."""

    telegram_id: int
    attempt: int
    since: float


class Outbox:
    """Sends what the database holds for sending, until it is stopped."""

    def __init__(
        self, database: Database, send: Send, limiter: Limiter, clock: Clock, *, answers: Answers = _always
    ) -> None:
        self._database = database
        self._send = send
        self._limiter = limiter
        self._clock = clock
        self._troubles = Troubles(answers, limiter, wake=self.wake, clock=self._now)
        self._shares = Shares()
        self._wake = asyncio.Event()
        self._stopping = False
        self._gives_up_at = math.inf
        self._sending: dict[int, UnderWay] = {}
        """By delivery, all that a crash would leave in doubt."""
        self._renewed_at = -math.inf
        self._finished: list[Finished] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._latency = USUAL_LATENCY_S
        self._doubtful: list[datetime] = []
        """When rows were claimed by transactions of which nobody knows whether they were committed."""

    def wake(self) -> None:
        """There is something new to send: don't wait for the next look."""
        self._wake.set()

    def stop(self, *, patience: float = PATIENCE_AT_THE_END_S) -> None:
        """Claim nothing more; `run` returns when what is in flight is marked, or could not be for so many seconds."""
        self._stopping = True
        self._gives_up_at = min(self._gives_up_at, self._now() + patience)
        self._wake.set()

    @property
    def in_flight(self) -> int:
        """Messages that are claimed and not yet marked: so many a crash at this moment could send twice."""
        return len(self._sending)

    async def run(self) -> None:
        """Send until `stop` is called."""
        recovered = False
        while not self._stopping or self._sending:
            self._wake.clear()
            turned_at = self._now()
            try:
                if not recovered:
                    await self._begin()
                    recovered = True
                wait = await self._turn()
            except Exception as error:  # the loop outlives a database that is away for a while
                if not isinstance(error, DatabaseTrouble):  # which is said by `jobs.standstill`
                    log.exception("The outbox could not be read; next try in %g s", DATABASE_AWAY)
                if self._gives_up():
                    break
                await asyncio.sleep(DATABASE_AWAY)
                continue
            if not self._stopping or self._sending:
                await self._sleep(min(wait, RENEWED_AFTER_S) if self._stopping else wait)
                await asyncio.sleep(turned_at + TURN_S - self._now())
        self._troubles.end()

    async def _turn(self) -> float:
        """Mark what ended and start sending what may go; the seconds until there may be more to do."""
        now = self._now()
        if self._stopping and now - self._renewed_at >= RENEWED_AFTER_S:
            await asyncio.to_thread(self._renew)
            self._renewed_at = now
        room = self._room(now)
        if not room and self._finished and self._limiter.ready_at(now) - now < SOON_S and not self._stopping:
            await asyncio.sleep(self._limiter.ready_at(now) - now)
            now = self._now()
            room = self._room(now)
        if not room and not self._finished:
            return self._until_room(now)
        under_way = frozenset(each.telegram_id for each in self._sending.values())
        turn = Turn(self._finished, room, under_way, now, self._clock())
        self._finished = []
        try:
            claimed, wait = await asyncio.to_thread(self._transact, turn)
        except BaseException:
            self._finished[:0] = turn.finished
            self._doubtful.append(turn.at)
            raise
        self._doubtful.clear()
        self._forget(turn.finished)
        for delivery in claimed:
            self._start(delivery)
        if room > len(claimed):
            self._limiter.rest(now)
            return wait
        return self._until_room(self._now())

    def _room(self, now: float) -> int:
        """How many messages may be claimed now."""
        most = most_in_flight(self._limiter.rate(now), self._latency)
        # what has ended is marked by the transaction that claims
        under_way = len(self._sending) - len(self._finished)
        allowed = min(self._limiter.allowed(now), most - under_way)
        # a server whose disk is full may still take claims, and then no marks
        if allowed <= 0 or self._stopping or self._database.condition.trouble is not None:
            return 0
        return allowed if self._troubles.are_over() else 0

    def _until_room(self, now: float) -> float:
        if (wait := self._limiter.ready_at(now) - now) > 0:
            return wait
        if self._database.condition.trouble is not None:
            return DATABASE_AWAY
        # where it is not the rate that is waited for, something that ends wakes the loop
        return 0.0 if self._room(now) else IDLE

    def _forget(self, finished: list[Finished]) -> None:
        """These are marked; how long they took decides how many may be under way."""
        now = self._now()
        for each in finished:
            since = self._sending.pop(each.delivery.id).since
            self._latency += (min(now - since, SLOWEST_LATENCY_S) - self._latency) / 16

    def _start(self, delivery: Delivery) -> None:
        now = self._now()
        self._sending[delivery.id] = UnderWay(delivery.telegram_id, delivery.attempts, now)
        if (pause := self._limiter.throttled_for(now)) > 0:
            # Telegram asked to wait while this was being claimed
            settlement = settle(Throttled(pause), delivery, now=self._clock())
            self._finished.append(Finished(delivery, settlement))
            self._wake.set()
            return
        group = delivery.kind in GROUPS
        self._limiter.take(delivery.telegram_id, group=group, now=now, characters=shown_characters(delivery.html))
        task = asyncio.create_task(self._deliver(delivery), name=f"delivery {delivery.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        outcome: int | Settlement
        try:
            outcome = await self._send(delivery)
        except DeliveryProblem as problem:
            outcome = settle(problem, delivery, now=self._clock())
            self._note(problem)
            level = logging.INFO if outcome.again_at or outcome.chat_gone else logging.WARNING
            log.log(level, "Delivery %d to chat %d: %s", delivery.id, delivery.chat_id, outcome.problem)
        except Exception as error:  # one message's surprise must not stop the others; its row says what happened
            log.exception("Delivery %d failed in an unforeseen way", delivery.id)
            outcome = Settlement(problem=f"{type(error).__name__} while sending", ends=DeliveryState.FAILED)
        else:
            self._troubles.went_well()
        self._finished.append(Finished(delivery, outcome))
        self._wake.set()

    def _note(self, problem: DeliveryProblem) -> None:
        """What a problem means for all other messages."""
        match problem:
            case Throttled():
                self._limiter.throttle(problem.retry_after, now=self._now())
            case NotSent() | MaybeSent():
                self._troubles.note()
            case _:
                self._troubles.went_well()

    async def _begin(self) -> None:
        """Know what an earlier sender did, and finish what it began."""
        asked, sent = await asyncio.to_thread(self._recover)
        self._limiter.recall(sent, now=self._now())
        if (left := recall(self._limiter, asked, now=self._now())) > 0:
            log.warning("Telegram asked to wait: nothing is sent for another %.0f seconds", left)

    def _recover(self) -> tuple[list[Asked], list[Earlier]]:
        asked = asked_before(self._database, now=self._clock())
        # those that nobody marked, too: they may have been sent
        sent = sent_before(self._database, self._limiter, now=self._clock())
        with self._database.write() as session:
            again, lost = deliveries.recover(session, now=self._clock())
        if again or lost:
            log.warning("Interrupted while sending: %d messages go out once more, %d stay unknown", again, lost)
        return asked, sent

    def _transact(self, turn: Turn) -> tuple[list[Delivery], float]:
        """Mark, claim, commit; returns what is claimed, and after how many seconds more may be due."""
        with self._database.write() as session:
            if self._doubtful:
                deliveries.release(session, claimed_at=self._doubtful, but=tuple(self._sending))
            record_all(session, turn.finished, now=turn.at)
            if not turn.room:
                return [], IDLE
            choice, clogged = self._choose(session, turn)
            # where all that had room goes, it's the rate that is waited for
            wait = 0.0 if clogged or choice.is_full else _wait(session, choice, turn)
            return deliveries.claim_all(session, choice.picked, now=turn.at), wait

    def _renew(self) -> None:
        with self._database.write() as session:
            attempts = {one: each.attempt for one, each in self._sending.items()}
            deliveries.renew(session, attempts, now=self._clock())

    def _choose(self, session: Session, turn: Turn) -> tuple[Choice, bool]:
        """What goes now, and whether messages of chats that rest stood in the way and were put off."""
        choice = Choice(turn.room)
        if of_the_oldest := self._shares.of_the_oldest(turn.room):
            oldest = deliveries.due(session, now=turn.at, limit=of_the_oldest + SPARE, oldest_first=True)
            choice.consider(oldest, self._limiter, turn.under_way, now=turn.now, room=of_the_oldest)
        of_the_oldest = len(choice.picked)
        clogged = False
        for spare in (SPARE, CLOGGED):
            limit = turn.room + spare
            found = deliveries.due(session, now=turn.at, limit=limit)
            choice.consider(found, self._limiter, turn.under_way, now=turn.now)
            clogged = len(found) == limit and not choice.is_full
            if not clogged:
                break
        if clogged:
            # all of theirs, so that they keep their order
            theirs = deliveries.due_in_chats(session, choice.crowded, now=turn.at, limit=MOST_PUT_OFF)
            choice.consider(theirs, self._limiter, turn.under_way, now=turn.now)
            until = {one: turn.at + timedelta(seconds=at - turn.now) for one, at in choice.resting.items()}
            deliveries.put_off(session, until)
        self._shares.count(len(choice.picked), of_the_oldest)
        return choice, clogged

    def _gives_up(self) -> bool:
        if self._now() < self._gives_up_at:
            return False
        log.error("%d messages could not be marked; at the next start they go out once more", len(self._sending))
        return True

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._wake.wait()


def _wait(session: Session, choice: Choice, turn: Turn) -> float:
    """Seconds until something may go that couldn't go now."""
    waits = [at - turn.now for at in choice.resting.values()]
    if (next_at := deliveries.next_pending_at(session, after=turn.at)) is not None:
        waits.append((next_at - turn.at).total_seconds())
    return min(IDLE, max(0.01, min(waits, default=IDLE)))
