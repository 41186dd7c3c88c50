"""Deliveries: the outbox. One row is one message that a chat is to get exactly once, as far as Telegram allows.

pending → sending → sent | failed | unknown | cancelled. A row that is found `sending` after a crash may or may not
have arrived: it is sent once more, and is `unknown` after that.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from storage.rows import insert_for, values_of
from storage.tables import ChatRow, DeliveryRow


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


Buttons = Sequence[Sequence[tuple[str, str]]]


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
    """A claimed row with its destination."""

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
    """Put messages into the outbox; returns how many were not there already."""
    if not deliveries:
        return 0
    usual = {
        "state": DeliveryState.PENDING,
        "attempts": 0,
        "resends": 0,
        "not_before": now,
        "created_at": now,
    }
    rows = [
        usual | values_of(delivery) | {"buttons": [list(row) for row in delivery.buttons] or None}
        for delivery in deliveries
    ]
    statement = insert_for(session, DeliveryRow).on_conflict_do_nothing(index_elements=["dedup_key"])
    return len(session.execute(statement.returning(DeliveryRow.id), rows).all())


def claim(session: Session, *, now: datetime, busy_chats: Collection[int] = ()) -> Delivery | None:
    """Take the next message that may go out now, and mark it `sending`; None when there is none.

    `busy_chats` are Telegram ids that had a message too recently. Parts of one digest keep their order: a part waits
    while an earlier one of its digest is unfinished.
    """
    earlier = aliased(DeliveryRow)
    unfinished = (
        select(earlier.id)
        .where(earlier.digest_id == DeliveryRow.digest_id, earlier.part < DeliveryRow.part)
        .where(earlier.state.in_([DeliveryState.PENDING, DeliveryState.SENDING]))
        .exists()
    )
    query = (
        select(DeliveryRow, ChatRow)
        .join(ChatRow, ChatRow.id == DeliveryRow.chat_id)
        .where(DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.not_before <= now, ~unfinished)
        .order_by(DeliveryRow.priority, DeliveryRow.not_before, DeliveryRow.id)
        .limit(1)
        # two senders on PostgreSQL never wait for each other's row; SQLite has one writer anyway
        .with_for_update(of=DeliveryRow, skip_locked=True)
    )
    if busy_chats:
        query = query.where(ChatRow.telegram_id.not_in(busy_chats))
    found = session.execute(query).first()
    if found is None:
        return None
    row, chat = found
    row.state, row.claimed_at, row.attempts = DeliveryState.SENDING, now, row.attempts + 1
    session.flush()
    return Delivery(
        id=row.id,
        chat_id=chat.id,
        telegram_id=chat.telegram_id,
        thread_id=chat.thread_id,
        kind=chat.kind,
        html=row.html,
        attempts=row.attempts,
        resends=row.resends,
        buttons=tuple(tuple((label, data) for label, data in line) for line in row.buttons or ()),
        reply_to=row.reply_to,
        preview=row.preview,
        silent=row.silent,
    )


def mark_sent(session: Session, delivery_id: int, *, now: datetime, message_id: int) -> None:
    _mark(session, delivery_id, state=DeliveryState.SENT, sent_at=now, message_id=message_id, problem=None)


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


def recover(session: Session, *, now: datetime, claimed_before: datetime) -> tuple[int, int]:
    """Rows left `sending` since before that time go out once more, or are `unknown` if that was done already.

    Returns both counts.
    """
    left = (DeliveryRow.state == DeliveryState.SENDING) & (DeliveryRow.claimed_at <= claimed_before)
    lost = session.execute(
        update(DeliveryRow)
        .where(left, DeliveryRow.resends > 0)
        .values(state=DeliveryState.UNKNOWN, problem="interrupted twice while sending")
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


def is_any_sending(session: Session) -> bool:
    """Whether a message is claimed and not marked: on its way, or left so by a crash."""
    return session.scalar(select(DeliveryRow.id).where(DeliveryRow.state == DeliveryState.SENDING).limit(1)) is not None


def next_pending_at(session: Session) -> datetime | None:
    """When the next waiting message may go out, if any waits."""
    query = select(func.min(DeliveryRow.not_before)).where(DeliveryRow.state == DeliveryState.PENDING)
    return session.scalar(query)


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


def _mark(session: Session, delivery_id: int, **values: object) -> None:
    session.execute(update(DeliveryRow).where(DeliveryRow.id == delivery_id).values(**values))
