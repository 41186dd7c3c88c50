"""Deliveries: the outbox. One row is one message that a chat is to get exactly once, as far as Telegram allows.

pending → sending → sent | failed | unknown | cancelled. A row that is found `sending` after a crash may or may not
have arrived: it is sent once more, and is `unknown` after `MOST_RESENDS`. What waits is read by an index of its own,
priority by priority, so that a million rows that aren't due yet, or whose chats had a message just now, cost nothing.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from storage import waiting
from storage.bulk import Ready, insert_ready, ready
from storage.rows import as_records, columns_of, values_of
from storage.tables import DeliveryRow

MOST_RESENDS = 5
"""After so many interruptions a message may be what ends the sender. Until then each is sent once more, lest several
crashes in a row lose what was under way in all of them."""


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


_NEW = (
    "dedup_key", "digest_id", "chat_id", "part", "html", "buttons", "priority", "state", "attempts", "resends",
    "not_before", "created_at", "reply_to", "preview", "silent",
)  # fmt: skip
"""What a row has from the beginning, in the table's order."""

Buttons = Sequence[Sequence[tuple[str, str]]]

Claims = frozenset[tuple[int, datetime | None]]
"""Deliveries by id, each with when its sender last said that it is on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """One part for one chat. The same `dedup_key` is never kept twice; lower priority goes first.

    `buttons` under it are rows of (label, callback data). It answers the chat's message `reply_to`, shows the preview
    of the address `preview` above its text, and makes no sound where it is `silent`.
    """

    dedup_key: str
    chat_id: int
    html: str
    part: int = 0
    priority: int = 0
    digest_id: int | None = None
    buttons: Buttons = ()
    reply_to: int | None = None
    preview: str | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A row with its destination; `attempts` counts this one when it is claimed.

    It is `blocked` while an earlier part of its digest is unfinished: parts keep their order.
    """

    id: int
    chat_id: int
    telegram_id: int
    thread_id: int
    kind: str
    html: str
    attempts: int
    resends: int
    buttons: Buttons = ()
    reply_to: int | None = None
    preview: str | None = None
    silent: bool = False
    blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LastPart:
    """The last message of a digest, but for answers to earlier ones, as it waits to be sent."""

    id: int
    chat_id: int
    html: str
    not_before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPart:
    """A digest's message as it was sent; `message_id` is its number in the chat."""

    html: str
    message_id: int
    preview: str | None


def sent_part(session: Session, digest_id: int, part: int) -> SentPart | None:
    """One message of a digest, None where it wasn't sent."""
    query = select(DeliveryRow).where(DeliveryRow.digest_id == digest_id, DeliveryRow.part == part)
    row = session.scalar(query)
    if row is None or row.message_id is None:
        return None
    return SentPart(html=row.html, message_id=row.message_id, preview=row.preview)


def enqueue(session: Session, deliveries: Sequence[NewDelivery], *, now: datetime) -> int:
    """Put messages into the outbox, in this order; returns how many were not there already."""
    usual = {"state": DeliveryState.PENDING, "attempts": 0, "resends": 0, "not_before": now, "created_at": now}
    rows: list[Ready] = []
    for delivery in deliveries:
        values = usual | values_of(delivery) | {"buttons": [list(row) for row in delivery.buttons] or None}
        rows.append(ready(session, DeliveryRow, _NEW, values))
    return insert_ready(session, DeliveryRow, _NEW, rows, unless_there="dedup_key")


def count_waiting(session: Session, *, priority: int, at_most: int) -> int:
    """How many messages wait that go no later than those of this priority; it isn't counted further than `at_most`."""
    waiting_ones = select(DeliveryRow.id).where(waiting.PENDING, DeliveryRow.priority <= priority)
    return session.scalar(select(func.count()).select_from(waiting_ones.limit(at_most).subquery())) or 0


def waits_since(session: Session, *, priority: int, skip: int) -> datetime | None:
    """When the message came into the outbox that waits behind so many others of this priority; None where none does."""
    waiting_ones = select(DeliveryRow.created_at).where(waiting.PENDING, DeliveryRow.priority == priority)
    return session.scalar(waiting_ones.order_by(DeliveryRow.not_before, DeliveryRow.id).offset(skip).limit(1))


def sent_last(session: Session, *, priority: int, skip: int) -> datetime | None:
    """When the message was sent that so many others of this priority followed; None where there weren't as many."""
    sent = select(DeliveryRow.sent_at).where(DeliveryRow.state == DeliveryState.SENT, DeliveryRow.priority == priority)
    return session.scalar(sent.order_by(DeliveryRow.not_before.desc()).offset(skip).limit(1))


def last_parts(
    session: Session, *, priority: int, until: datetime, after: tuple[datetime, int] | None, limit: int
) -> list[LastPart]:
    """Those that have waited since `until` or before, in the order in which they go, behind the one that may go from
    the moment `after` on and has that id. Those that were tried in vain since then are `last_parts_put_off`."""
    query = _last_parts(priority).where(DeliveryRow.not_before <= until, DeliveryRow.created_at <= until)
    if after is not None:
        at, number = after
        same = (DeliveryRow.not_before == at) & (DeliveryRow.id > number)
        query = query.where(DeliveryRow.not_before >= at, (DeliveryRow.not_before > at) | same)
    return as_records(LastPart, session.execute(query.limit(limit)))


def last_parts_put_off(session: Session, *, priority: int, until: datetime, limit: int) -> list[LastPart]:
    """Those that have waited since `until` or before, and were tried in vain since then."""
    query = _last_parts(priority).where(DeliveryRow.not_before > until, DeliveryRow.created_at <= until)
    return as_records(LastPart, session.execute(query.limit(limit)))


def _last_parts(priority: int) -> Select[Any]:
    later = aliased(DeliveryRow)
    followed = (
        select(later.id)
        .where(later.digest_id == DeliveryRow.digest_id, later.part > DeliveryRow.part, later.reply_to.is_(None))
        .exists()
    )
    return (
        select(*columns_of(LastPart, DeliveryRow))
        .where(waiting.PENDING, DeliveryRow.priority == priority)
        .where(DeliveryRow.digest_id.is_not(None), DeliveryRow.reply_to.is_(None), ~followed)
        .order_by(DeliveryRow.not_before, DeliveryRow.id)
    )


def reword(session: Session, texts: Mapping[int, str]) -> None:
    """Give messages that still wait, by id, another text."""
    if texts:
        values = [{"delivery": one, "text": html} for one, html in texts.items()]
        session.connection().execute(waiting.rewording(), values)


def is_any_of(session: Session, *, priority: int, since: datetime, until: datetime) -> bool:
    """Whether a message of this priority was to go out from the one moment on and before the other."""
    some = select(DeliveryRow.id).where(
        DeliveryRow.state.in_(list(DeliveryState)),
        DeliveryRow.priority == priority,
        DeliveryRow.not_before >= since,
        DeliveryRow.not_before < until,
    )
    return session.scalar(some.limit(1)) is not None


def due(session: Session, *, now: datetime, limit: int, oldest_first: bool = False) -> list[Delivery]:
    """What may go out now, the lowest priority number first, and within it what waits longest.

    `oldest_first` begins with the priority whose first message waits longest. Two senders on PostgreSQL never see the
    same row; SQLite has one writer anyway.
    """
    priorities: Iterator[int] = waiting.priorities(session)
    if oldest_first:
        priorities = (priority for _, priority in sorted(waiting.first_of_each(session)))
    found: list[Delivery] = []
    for priority in priorities:
        found.extend(map(_delivery, waiting.of_priority(session, priority, now=now, limit=limit - len(found))))
        if len(found) >= limit:
            break
    return found


def due_in_chats(session: Session, telegram_ids: Collection[int], *, now: datetime, limit: int) -> list[Delivery]:
    """What may go out now to these chats, in the same order."""
    return [_delivery(row) for row in waiting.in_chats(session, telegram_ids, now=now, limit=limit)]


def claim_all(session: Session, chosen: Sequence[Delivery], *, now: datetime) -> list[Delivery]:
    """Mark what `due` gave in this transaction as `sending`."""
    if not chosen:
        return []
    session.connection().execute(waiting.claiming(), {"chosen": [delivery.id for delivery in chosen], "now": now})
    return [replace(delivery, attempts=delivery.attempts + 1) for delivery in chosen]


def claim(session: Session, *, now: datetime) -> Delivery | None:
    """Take the next message that may go out now, whichever chat it is for; None when there is none."""
    free = [delivery for delivery in due(session, now=now, limit=100) if not delivery.blocked]
    claimed = claim_all(session, free[:1], now=now)
    return claimed[0] if claimed else None


def put_off(session: Session, until: Mapping[int, datetime]) -> None:
    """Let these messages, by id, wait until then."""
    if until:
        values = [{"delivery": one, "until": at} for one, at in until.items()]
        session.connection().execute(waiting.putting_off(), values)


def mark_all_sent(session: Session, messages: Mapping[int, int], *, now: datetime) -> None:
    """By delivery the number of its message in the chat."""
    if messages:
        values = [{"delivery": one, "message": number, "now": now} for one, number in messages.items()]
        session.connection().execute(waiting.marking_sent(), values)


def is_claimed(session: Session, delivery: Delivery) -> bool:
    """Whether it is still on its way by this very claim: another sender may have taken over meanwhile."""
    query = select(DeliveryRow.id).where(DeliveryRow.id == delivery.id, DeliveryRow.attempts == delivery.attempts)
    return session.scalar(query.where(DeliveryRow.state == DeliveryState.SENDING)) is not None


def mark_sent(session: Session, delivery_id: int, *, now: datetime, message_id: int) -> None:
    mark_all_sent(session, {delivery_id: message_id}, now=now)


def mark_pending(session: Session, delivery_id: int, *, not_before: datetime, problem: str) -> None:
    """Not sent for sure: again from `not_before` on."""
    _mark(session, delivery_id, state=DeliveryState.PENDING, not_before=not_before, problem=problem)


def mark_resend(session: Session, delivery_id: int, *, not_before: datetime, problem: str) -> None:
    """Perhaps sent: once more from `not_before` on, and this is counted."""
    _mark(
        session,
        delivery_id,
        state=DeliveryState.PENDING,
        not_before=not_before,
        problem=problem,
        resends=DeliveryRow.resends + 1,
    )


def mark_ended(session: Session, delivery_id: int, state: DeliveryState, *, problem: str) -> None:
    """`failed`, `unknown` or `cancelled`, with the reason."""
    _mark(session, delivery_id, state=state, problem=problem)


def recover(session: Session, *, now: datetime) -> tuple[int, int]:
    """Rows that an earlier sender left `sending` go out once more, or are `unknown` after `MOST_RESENDS`.

    Returns both counts. There is one sender a token, so nobody else has them under way.
    """
    left = DeliveryRow.state == DeliveryState.SENDING
    lost = session.execute(
        update(DeliveryRow)
        .where(left, DeliveryRow.resends >= MOST_RESENDS)
        .values(state=DeliveryState.UNKNOWN, problem="interrupted again and again while sending")
        .returning(DeliveryRow.id)
    ).all()
    again = session.execute(
        update(DeliveryRow)
        .where(left)
        .values(
            state=DeliveryState.PENDING,
            not_before=now,
            resends=DeliveryRow.resends + 1,
            problem="interrupted while sending",
        )
        .returning(DeliveryRow.id)
    ).all()
    return len(again), len(lost)


def release(session: Session, *, claimed_at: Collection[datetime], but: Collection[int]) -> int:
    """Undo claims whose transactions may have been committed though they failed; `but` are those under way."""
    statement = (
        update(DeliveryRow)
        .where(DeliveryRow.state == DeliveryState.SENDING, DeliveryRow.claimed_at.in_(claimed_at))
        .where(DeliveryRow.id.not_in(but))
        .values(state=DeliveryState.PENDING)
        .returning(DeliveryRow.id)
    )
    return len(session.execute(statement).all())


def under_way(session: Session) -> Claims:
    """What is claimed and not marked: on its way, or left so by a crash."""
    query = select(DeliveryRow.id, DeliveryRow.claimed_at).where(DeliveryRow.state == DeliveryState.SENDING)
    return frozenset((one, at) for one, at in session.execute(query))


def renew(session: Session, attempts: Mapping[int, int], *, now: datetime) -> None:
    """Say that these claims, by id with their attempts, are still somebody's."""
    mine = tuple_(DeliveryRow.id, DeliveryRow.attempts).in_(list(attempts.items()))
    claimed = update(DeliveryRow).where(DeliveryRow.state == DeliveryState.SENDING, mine)
    session.execute(claimed.values(claimed_at=now))


def next_pending_at(session: Session, *, after: datetime | None = None) -> datetime | None:
    """When the next waiting message may go out, of those that may not before `after`; None where none waits."""
    return min((at for at, _ in waiting.first_of_each(session, after)), default=None)


def last_enqueued_at(session: Session, key_prefix: str) -> datetime | None:
    """When a message whose `dedup_key` begins so was last put into the outbox."""
    query = select(func.max(DeliveryRow.created_at)).where(
        DeliveryRow.dedup_key.startswith(key_prefix, autoescape=True)
    )
    return session.scalar(query)


def count_deliveries(session: Session) -> dict[str, int]:
    """How many deliveries there are in each state."""
    query = select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state)
    return dict(session.execute(query).all())


def _delivery(row: Any) -> Delivery:
    values = row._asdict()
    values["buttons"] = tuple(tuple((label, data) for label, data in line) for line in values["buttons"] or ())
    return Delivery(**values)


def _mark(session: Session, delivery_id: int, **values: object) -> None:
    session.execute(update(DeliveryRow).where(DeliveryRow.id == delivery_id).values(**values))
