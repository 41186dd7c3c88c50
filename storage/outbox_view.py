"""The outbox as an operator looks at it: what waits, and what didn't arrive, the newest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from storage import waiting
from storage.deliveries import DeliveryState
from storage.tables import ChatRow, DeliveryRow

PROBLEMS = (DeliveryState.UNKNOWN, DeliveryState.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What waits with one priority: `due` may go now, the first of it since `since`; `retried` failed before."""

    priority: int
    pending: int
    due: int
    retried: int
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A message that ended badly, or wasn't sent yet for the reason in `problem`; `at` is its last try.

    The log names it by `id`, and its chat by `chat_id`; Telegram knows the chat by `telegram_id`.
    """

    id: int
    state: str
    at: datetime | None
    chat_id: int
    telegram_id: int
    thread_id: int
    kind: str
    priority: int
    attempts: int
    problem: str


def queues(session: Session, *, now: datetime) -> list[Queue]:
    """The most urgent first."""
    found = []
    for priority in waiting.priorities(session):
        pending = waiting.PENDING & (DeliveryRow.priority == priority)
        is_due = DeliveryRow.not_before <= now
        due, since = session.execute(
            select(func.count(), func.min(DeliveryRow.not_before)).where(pending, is_due)
        ).one()
        count = select(func.count()).select_from(DeliveryRow).where(pending)
        found.append(
            Queue(
                priority=priority,
                pending=session.scalar(count) or 0,
                due=due,
                retried=session.scalar(count.where(DeliveryRow.attempts > 0)) or 0,
                since=since,
            )
        )
    return found


def count_troubles(session: Session, *, since: datetime) -> dict[str, int]:
    """By state how many failed, or may have arrived or not, of those last tried since then."""
    last_try = func.coalesce(DeliveryRow.claimed_at, DeliveryRow.created_at)
    query = select(DeliveryRow.state, func.count()).where(DeliveryRow.state.in_(PROBLEMS), last_try >= since)
    return dict(session.execute(query.group_by(DeliveryRow.state)).all())


def newest_troubles(session: Session, state: DeliveryState | None, *, limit: int) -> list[Trouble]:
    """Those in this state; without one what failed, what may have arrived, and what waits after a failed try."""
    query = _troubles().order_by(DeliveryRow.id.desc()).limit(limit)
    if state is not None:
        query = query.where(DeliveryRow.state == state)
    else:
        retried = waiting.PENDING & (DeliveryRow.attempts > 0)
        query = query.where(or_(DeliveryRow.state.in_(PROBLEMS), retried))
    return [Trouble(**row._asdict()) for row in session.execute(query)]


def _troubles() -> Select[int, str, datetime | None, int, int, int, str, int, int, str]:
    return select(
        DeliveryRow.id,
        DeliveryRow.state,
        DeliveryRow.claimed_at.label("at"),
        DeliveryRow.chat_id,
        ChatRow.telegram_id,
        ChatRow.thread_id,
        ChatRow.kind,
        DeliveryRow.priority,
        DeliveryRow.attempts,
        func.coalesce(DeliveryRow.problem, "").label("problem"),
    ).join(ChatRow, ChatRow.id == DeliveryRow.chat_id)
