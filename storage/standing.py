"""How things stand: what waits and since when, what came of deliveries, how feeds and chats are.

For whoever watches the bot, as often as every few seconds: each figure is a step in an index or a stretch of one, and
none reads a text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.chats import ChatState, count_chats
from storage.delays import Delay, recent_delay
from storage.deliveries import DeliveryState
from storage.entries import is_entry_due
from storage.feeds import is_feed_due
from storage.schedules import of_the_due
from storage.soundness import size_of
from storage.statistics import FeedHealth, count_due, feed_health, priorities
from storage.tables import DeliveryRow, EntryRow, FeedRow, ScheduleRow, UpdateRow

RECENT = timedelta(days=1)
"""Of how long the delay from publication to digest is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """So many are due, the first of them since `oldest`; None where none is."""

    number: int
    oldest: datetime | None = None

    def age(self, now: datetime) -> timedelta:
        """How long the first has been due; no time where none is."""
        return max(now - self.oldest, timedelta()) if self.oldest else timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What is due and not done yet: digests to be made, messages to be sent, feeds to be checked, articles to be read,
    and updates that Telegram posted to be handled, since they came.

    A message that could not be sent is due again some minutes later, and counts from then; `pending` counts these too.
    """

    digests: Waiting
    deliveries: Waiting
    feeds: Waiting
    entries: Waiting
    updates: Waiting
    pending: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`deliveries` and `chats` are numbers by state, each state named; `bytes` is the database's size on its disk.

    All messages that were ever sent are too many to be counted so often: of them it is those due in the last day.
    """

    backlog: Backlog
    deliveries: Mapping[str, int]
    chats: Mapping[str, int]
    feeds: FeedHealth
    bytes: int


def backlog(session: Session, *, now: datetime) -> Backlog:
    """What is due by now."""
    digests = of_the_due(select(func.count(), func.min(ScheduleRow.next_run_at)), now)
    deliveries = select(func.count(), func.min(DeliveryRow.not_before)).where(
        DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.not_before <= now
    )
    feeds = select(func.count(), func.min(FeedRow.next_check_at)).where(is_feed_due(now))
    entries = select(func.count(), func.min(EntryRow.next_try_at)).where(is_entry_due(now))
    updates = (
        select(func.count(), func.min(UpdateRow.received_at)).select_from(UpdateRow).where(UpdateRow.done_at.is_(None))
    )
    pending = select(func.count()).where(DeliveryRow.state == DeliveryState.PENDING)
    due = [session.execute(query).one() for query in (digests, deliveries, feeds, entries, updates)]
    return Backlog(
        pending=session.scalar(pending) or 0,
        **{
            name: Waiting(number=number, oldest=oldest)
            for name, (number, oldest) in zip(
                ("digests", "deliveries", "feeds", "entries", "updates"), due, strict=True
            )
        },
    )


def standing(session: Session, *, now: datetime) -> Standing:
    """All of it."""
    waiting = backlog(session, now=now)
    return Standing(
        backlog=waiting,
        deliveries=_deliveries(session, now=now) | {DeliveryState.PENDING: waiting.pending},
        chats=dict.fromkeys(ChatState, 0) | count_chats(session),
        feeds=feed_health(session),
        bytes=size_of(session),
    )


def delay(session: Session, *, now: datetime) -> Delay:
    """How long it took, in the last day, from an article's publication until it was told."""
    return recent_delay(session, since=now - RECENT, now=now)


def _deliveries(session: Session, *, now: datetime) -> dict[str, int]:
    # those that wait are counted already
    few = [state for state in DeliveryState if state not in {DeliveryState.SENT, DeliveryState.PENDING}]
    query = select(DeliveryRow.state, func.count()).where(DeliveryRow.state.in_(few)).group_by(DeliveryRow.state)
    sent = DeliveryState.SENT
    lately = sum(
        count_due(session, sent, priority, since=now - RECENT, until=now) for priority in priorities(session, sent)
    )
    return dict.fromkeys(DeliveryState, 0) | dict(session.execute(query).all()) | {sent: lately}
