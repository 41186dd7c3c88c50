"""Messages of the bot's admins to many chats.

draft → sending → done | cancelled. While one is `sending`, its deliveries are put into the outbox some at a time, so
that no transaction holds up the others; which chats have theirs already, the outbox itself knows.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, case, delete, func, select, update
from sqlalchemy.orm import Session, aliased

from storage.audiences import receivers
from storage.deliveries import DeliveryState
from storage.rows import as_record, insert_for
from storage.tables import BroadcastRow, ChatRow, DeliveryRow

PRIORITY = 20
"""Behind answers and digests."""

WITHDRAWN = "the broadcast was cancelled"
"""The problem of deliveries that were cancelled with it."""


class BroadcastState(StrEnum):
    DRAFT = "draft"
    SENDING = "sending"
    CANCELLED = "cancelled"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """`html` is Telegram HTML; only chats that follow `topic_id` and read `language` get it, where these are given.

    The message `report_message` in the chat with the number `report_chat` shows how far it has come.
    """

    id: int
    html: str
    topic_id: int | None
    language: str | None
    state: BroadcastState
    created_by: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    report_chat: int | None
    report_message: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What became of a broadcast's messages. `ahead` aren't in the outbox yet, `pending` are.

    `blocked` are chats that were found to be gone, `withdrawn` those that it was cancelled for, `unknown` may have
    arrived.
    """

    ahead: int = 0
    pending: int = 0
    sent: int = 0
    blocked: int = 0
    withdrawn: int = 0
    failed: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        return self.ahead + self.pending + self.ended

    @property
    def ended(self) -> int:
        return self.sent + self.blocked + self.withdrawn + self.failed + self.unknown


def draft_broadcast(
    session: Session,
    *,
    html: str,
    by: int,
    now: datetime,
    topic_id: int | None = None,
    language: str | None = None,
) -> Broadcast:
    row = BroadcastRow(
        html=html,
        topic_id=topic_id,
        language=language,
        state=BroadcastState.DRAFT,
        created_by=by,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return _record(row)


def change_draft(
    session: Session, broadcast_id: int, *, html: str, topic_id: int | None, language: str | None
) -> Broadcast | None:
    """None where it is no draft any more."""
    row = _locked(session, broadcast_id)
    if row is None or row.state != BroadcastState.DRAFT:
        return None
    row.html, row.topic_id, row.language = html, topic_id, language
    session.flush()
    return _record(row)


def discard_draft(session: Session, broadcast_id: int) -> bool:
    """False where it is no draft any more."""
    statement = (
        delete(BroadcastRow)
        .where(BroadcastRow.id == broadcast_id, BroadcastRow.state == BroadcastState.DRAFT)
        .returning(BroadcastRow.id)
    )
    return session.execute(statement).first() is not None


def broadcast(session: Session, broadcast_id: int) -> Broadcast | None:
    row = session.get(BroadcastRow, broadcast_id)
    return _record(row) if row else None


def list_broadcasts(session: Session, *, limit: int, offset: int = 0) -> list[Broadcast]:
    """The newest first."""
    query = select(BroadcastRow).order_by(BroadcastRow.id.desc()).limit(limit).offset(offset)
    return [_record(row) for row in session.scalars(query)]


def sending_broadcasts(session: Session) -> list[Broadcast]:
    """The oldest first."""
    query = select(BroadcastRow).where(BroadcastRow.state == BroadcastState.SENDING).order_by(BroadcastRow.id)
    return [_record(row) for row in session.scalars(query)]


def start_broadcast(
    session: Session,
    broadcast_id: int,
    *,
    now: datetime,
    report_chat: int | None = None,
    report_message: int | None = None,
) -> Broadcast | None:
    """Let it go out to all who belong to its audience now; None where it is no draft any more."""
    row = _locked(session, broadcast_id)
    if row is None or row.state != BroadcastState.DRAFT:
        return None
    row.state, row.started_at = BroadcastState.SENDING, now
    row.report_chat, row.report_message = report_chat, report_message
    session.flush()
    return _record(row)


def enqueue_chunk(session: Session, broadcast_id: int, *, limit: int, now: datetime) -> int:
    """Put the next of its messages into the outbox; returns how many: none when all are there, or it was cancelled."""
    row = _locked(session, broadcast_id)
    if row is None or row.state != BroadcastState.SENDING:
        return 0
    chats = session.scalars(_ahead(row).order_by(func.min(ChatRow.id)).limit(limit)).all()
    values = [
        {
            "dedup_key": f"broadcast:{row.id}:{chat_id}",
            "broadcast_id": row.id,
            "chat_id": chat_id,
            "part": 0,
            "html": row.html,
            "priority": PRIORITY,
            "state": DeliveryState.PENDING,
            "attempts": 0,
            "resends": 0,
            "not_before": now,
            "created_at": now,
        }
        for chat_id in chats
    ]
    if values:
        statement = insert_for(session, DeliveryRow).on_conflict_do_nothing(index_elements=["dedup_key"])
        session.execute(statement, values)
    return len(values)


def finish_broadcast(session: Session, broadcast_id: int, *, now: datetime) -> bool:
    """Let it be done where nothing of it is left to send; whether this ended it."""
    row = _locked(session, broadcast_id)
    if row is None or row.state != BroadcastState.SENDING:
        return False
    found = progress(session, broadcast_id)
    if found.ahead or found.pending:
        return False
    row.state, row.ended_at = BroadcastState.DONE, now
    session.flush()
    return True


def cancel_broadcast(session: Session, broadcast_id: int, *, now: datetime) -> int | None:
    """Send no more of it; returns how many waited in the outbox, None where it isn't being sent.

    What is on its way arrives.
    """
    row = _locked(session, broadcast_id)
    if row is None or row.state != BroadcastState.SENDING:
        return None
    statement = (
        update(DeliveryRow)
        .where(DeliveryRow.broadcast_id == broadcast_id, DeliveryRow.state == DeliveryState.PENDING)
        .values(state=DeliveryState.CANCELLED, problem=WITHDRAWN)
        .returning(DeliveryRow.id)
    )
    withdrawn = len(session.execute(statement).all())
    row.state, row.ended_at = BroadcastState.CANCELLED, now
    session.flush()
    return withdrawn


def call_off(session: Session, topic_ids: Collection[int], *, now: datetime) -> None:
    """These topics go for good: drop the drafts for those who follow them, and send no more of what is being sent.

    Without its topic a broadcast would be for everybody.
    """
    query = select(BroadcastRow.id, BroadcastRow.state).where(BroadcastRow.topic_id.in_(topic_ids))
    for broadcast_id, state in session.execute(query).all():
        if state == BroadcastState.DRAFT:
            discard_draft(session, broadcast_id)
        else:
            cancel_broadcast(session, broadcast_id, now=now)


def progress(session: Session, broadcast_id: int) -> Progress:
    """How far it has come."""
    withdrawn = case((DeliveryRow.problem == WITHDRAWN, 1), else_=0)
    query = (
        select(DeliveryRow.state, withdrawn, func.count())
        .where(DeliveryRow.broadcast_id == broadcast_id)
        .group_by(DeliveryRow.state, withdrawn)
    )
    found: dict[tuple[str, bool], int] = {}
    for state, is_withdrawn, number in session.execute(query):
        found[state, bool(is_withdrawn) and state == DeliveryState.CANCELLED] = number
    by_state = {state: sum(n for (one, _), n in found.items() if one == state) for state in DeliveryState}
    row = session.get(BroadcastRow, broadcast_id)
    ahead = 0
    if row is not None and row.state == BroadcastState.SENDING:
        ahead = session.scalar(select(func.count()).select_from(_ahead(row).subquery())) or 0
    return Progress(
        ahead=ahead,
        pending=by_state[DeliveryState.PENDING] + by_state[DeliveryState.SENDING],
        sent=by_state[DeliveryState.SENT],
        blocked=found.get((DeliveryState.CANCELLED, False), 0),
        withdrawn=found.get((DeliveryState.CANCELLED, True), 0),
        failed=by_state[DeliveryState.FAILED],
        unknown=by_state[DeliveryState.UNKNOWN],
    )


def _ahead(row: BroadcastRow) -> Select[int]:
    """Those who were there when it began, and have no message of it in the outbox."""
    reached = aliased(ChatRow)
    served = (
        select(reached.telegram_id)
        .join(DeliveryRow, DeliveryRow.chat_id == reached.id)
        .where(DeliveryRow.broadcast_id == row.id)
    )
    query = receivers(topic_id=row.topic_id, language=row.language)
    return query.where(ChatRow.created_at <= row.started_at, ChatRow.telegram_id.not_in(served))


def _locked(session: Session, broadcast_id: int) -> BroadcastRow | None:
    # against another replica that starts, cancels or enqueues the same one
    query = select(BroadcastRow).where(BroadcastRow.id == broadcast_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def _record(row: BroadcastRow) -> Broadcast:
    return as_record(Broadcast, row, state=BroadcastState(row.state))
