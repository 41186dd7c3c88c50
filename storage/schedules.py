"""Schedules: when each chat's digest is due. The engine only ticks; what is due stands here."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.chats import ChatState
from storage.rows import as_record
from storage.tables import ChatRow, ScheduleRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Local `times` on `weekdays` (0 is Monday) in an IANA `zone`; `covered_until` ended the last window.

    `resume_at` is when a pause ends by itself; None for one that lasts until it is ended, and without a pause.
    """

    chat_id: int
    times: tuple[time, ...]
    weekdays: frozenset[int]
    zone: str
    paused: bool
    next_run_at: datetime
    covered_until: datetime | None
    resume_at: datetime | None = None


def schedule(session: Session, chat_id: int) -> Schedule | None:
    row = session.get(ScheduleRow, chat_id)
    return as_record(Schedule, row) if row else None


def set_schedule(
    session: Session,
    chat_id: int,
    *,
    times: tuple[time, ...],
    weekdays: frozenset[int],
    zone: str,
    next_run_at: datetime,
) -> Schedule:
    """Make or change a chat's schedule; the window goes on where it was, and a pause stays."""
    row = session.get(ScheduleRow, chat_id)
    if row is None:
        row = ScheduleRow(chat_id=chat_id, paused=False)
        session.add(row)
    row.times, row.weekdays, row.zone, row.next_run_at = (
        tuple(sorted(set(times))),
        weekdays,
        zone,
        next_run_at,
    )
    session.flush()
    return as_record(Schedule, row)


def due_schedules(session: Session, *, now: datetime, limit: int) -> list[Schedule]:
    """Schedules whose hour has come, of chats that can be reached, the longest due first."""
    query = (
        select(ScheduleRow)
        .join(ChatRow, ChatRow.id == ScheduleRow.chat_id)
        .where(ScheduleRow.next_run_at <= now, ScheduleRow.paused.is_(False))
        .where(ChatRow.state == ChatState.ACTIVE)
        .order_by(ScheduleRow.next_run_at, ScheduleRow.chat_id)
        .limit(limit)
    )
    return [as_record(Schedule, row) for row in session.scalars(query)]


def move_schedule_on(
    session: Session,
    chat_id: int,
    *,
    due_at: datetime,
    next_run_at: datetime,
    covered_until: datetime | None = None,
) -> bool:
    """Set the next run of a schedule that was due at `due_at`; False when it was moved or paused meanwhile."""
    values: dict[str, object] = {"next_run_at": next_run_at}
    if covered_until is not None:
        values["covered_until"] = covered_until
    statement = (
        update(ScheduleRow)
        .where(ScheduleRow.chat_id == chat_id, ScheduleRow.next_run_at == due_at, ScheduleRow.paused.is_(False))
        .values(values)
        .returning(ScheduleRow.chat_id)
    )
    return session.execute(statement).first() is not None


def pause(session: Session, chat_id: int, *, until: datetime | None = None) -> None:
    """Hold a chat's digests until then, or until somebody resumes them; a pause that was there gives way."""
    statement = update(ScheduleRow).where(ScheduleRow.chat_id == chat_id)
    session.execute(statement.values(paused=True, resume_at=until))


def resume(session: Session, chat_id: int, *, next_run_at: datetime) -> None:
    statement = update(ScheduleRow).where(ScheduleRow.chat_id == chat_id)
    session.execute(statement.values(paused=False, resume_at=None, next_run_at=next_run_at))


def ended_pauses(session: Session, *, now: datetime, limit: int) -> list[Schedule]:
    """Paused schedules whose pause was to end by now, the longest ended first."""
    query = (
        select(ScheduleRow)
        .where(ScheduleRow.resume_at <= now, ScheduleRow.paused)
        .order_by(ScheduleRow.resume_at, ScheduleRow.chat_id)
        .limit(limit)
    )
    return [as_record(Schedule, row) for row in session.scalars(query)]


def end_pause(session: Session, chat_id: int, *, resume_at: datetime, next_run_at: datetime) -> bool:
    """End a pause that was to end at `resume_at`; False when it was ended or changed meanwhile."""
    statement = (
        update(ScheduleRow)
        .where(ScheduleRow.chat_id == chat_id, ScheduleRow.resume_at == resume_at, ScheduleRow.paused)
        .values(paused=False, resume_at=None, next_run_at=next_run_at)
        .returning(ScheduleRow.chat_id)
    )
    return session.execute(statement).first() is not None


def bring_forward(session: Session, chat_id: int, *, now: datetime) -> bool:
    """Let a chat's next digest be due now; False where it has no schedule or paused it."""
    statement = (
        update(ScheduleRow)
        .where(ScheduleRow.chat_id == chat_id, ScheduleRow.paused.is_(False))
        .values(next_run_at=now)
        .returning(ScheduleRow.chat_id)
    )
    return session.execute(statement).first() is not None
