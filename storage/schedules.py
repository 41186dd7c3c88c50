"""Schedules: when each chat's digest is due. The engine only ticks; what is due stands here."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, bindparam, case, cast, func, select, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from storage.chats import ChatState
from storage.database import Database
from storage.locks import alone
from storage.rows import as_record, as_records, columns_of
from storage.tables import ChatRow, ScheduleRow

SHARES = 16
"""The chats fall into so many parts, by their ids, of which one process after another makes the digests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Local `times` on `weekdays` (0 is Monday) in an IANA `zone`; `covered_until` ended the last window.

    `resume_at` is when a pause ends by itself; None for one that lasts until it is ended, and without a pause.
    `first_due_at` is when a digest that failed was due before it was put off, which it still is while `next_run_at` is
    `put_off_until`: whoever else moves a schedule on needn't know of it.
    """

    chat_id: int
    times: tuple[time, ...]
    weekdays: frozenset[int]
    zone: str
    paused: bool
    next_run_at: datetime
    covered_until: datetime | None
    resume_at: datetime | None = None
    first_due_at: datetime | None = None
    put_off_until: datetime | None = None

    @property
    def due_since(self) -> datetime:
        """The reader's own hour: that of the first try, where it failed."""
        return self.first_due_at if self.first_due_at and self.put_off_until == self.next_run_at else self.next_run_at


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


def schedules_by_chat(session: Session, chat_ids: Collection[int]) -> dict[int, Schedule]:
    """Of each of these chats that has one."""
    query = select(*columns_of(Schedule, ScheduleRow)).where(ScheduleRow.chat_id.in_(chat_ids))
    return {found.chat_id: found for found in as_records(Schedule, session.execute(query))}


def still_due(session: Session, chat_ids: Collection[int], *, now: datetime) -> frozenset[int]:
    """Those of these chats whose hour has come, and that can be reached."""
    query = of_the_due(select(ScheduleRow.chat_id), now).where(ScheduleRow.chat_id.in_(chat_ids))
    return frozenset(session.scalars(query))


def due_shares(session: Session, *, now: datetime) -> list[int]:
    """The shares of the chats (`SHARES`) in which some are due."""
    return sorted(session.scalars(of_the_due(select(_share_of_chat()).distinct(), now)))


def due_chats(session: Session, share: int, *, now: datetime) -> list[tuple[datetime, int]]:
    """(when it was due, chat) of all in this share whose hour has come, in no order."""
    query = of_the_due(select(ScheduleRow.next_run_at, ScheduleRow.chat_id), now).where(_share_of_chat() == share)
    return [(due_at, chat_id) for due_at, chat_id in session.execute(query)]


def count_due(session: Session, *, after: datetime, until: datetime, at_most: int) -> int:
    """How many chats are due after the one moment, and until the other; it isn't counted further than `at_most`."""
    some = select(ScheduleRow.chat_id).where(ScheduleRow.next_run_at > after, ScheduleRow.next_run_at <= until)
    counted = some.where(ScheduleRow.paused.is_(False)).limit(at_most).subquery()
    return session.scalar(select(func.count()).select_from(counted)) or 0


def some_due(session: Session, *, after: datetime, until: datetime, at_most: int) -> list[int]:
    """Some of these chats: of one share of them after another, until they are enough."""
    soon = select(ScheduleRow.chat_id).where(ScheduleRow.next_run_at > after, ScheduleRow.next_run_at <= until)
    return list(session.scalars(soon.where(ScheduleRow.paused.is_(False)).order_by(_share_of_chat()).limit(at_most)))


def having_share(database: Database, share: int) -> AbstractContextManager[bool]:
    """Whether no other process is at this share of the chats; none will be until the end of the block.

    It only saves work: what two make of one chat is kept once.
    """
    return alone(database, f"digests of share {share}")


def _share_of_chat() -> ColumnElement[int]:
    """SQL: the number of the share, which neighbours don't have in common."""
    return cast(ScheduleRow.chat_id, BigInteger) * 48271 % 65521 % SHARES


def of_the_due(query: Any, now: datetime) -> Select[Any]:
    """A query about schedules, of those whose hour has come, and whose chats can be reached."""
    due: Select[Any] = (
        query.select_from(ScheduleRow)
        .join(ChatRow, ChatRow.id == ScheduleRow.chat_id)
        .where(ScheduleRow.next_run_at <= now, ScheduleRow.paused.is_(False))
        .where(ChatRow.state == ChatState.ACTIVE)
    )
    return due


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A schedule that was due at `due_at` is due next at `next_run_at`; its window ended, where it did, at
    `covered_until`."""

    chat_id: int
    due_at: datetime
    next_run_at: datetime
    covered_until: datetime | None = None


def move_schedules_on(session: Session, moves: Collection[Move]) -> frozenset[int]:
    """Move on those that nobody moved or paused meanwhile; returns whose they are."""
    query = select(ScheduleRow.chat_id, ScheduleRow.next_run_at).where(
        ScheduleRow.chat_id.in_([move.chat_id for move in moves]), ScheduleRow.paused.is_(False)
    )
    # held, in one order, between the look and the change; SQLite has one writer anyway
    found = dict(session.execute(query.order_by(ScheduleRow.chat_id).with_for_update()).all())
    mine = [move for move in moves if found.get(move.chat_id) == move.due_at]
    # what isn't covered stays covered as it was
    _move(session, [move for move in mine if move.covered_until is None], ("next_run_at",))
    _move(session, [move for move in mine if move.covered_until is not None], ("next_run_at", "covered_until"))
    return frozenset(move.chat_id for move in mine)


def move_schedule_on(
    session: Session,
    chat_id: int,
    *,
    due_at: datetime,
    next_run_at: datetime,
    covered_until: datetime | None = None,
) -> bool:
    """Set the next run of a schedule that was due at `due_at`; False when it was moved or paused meanwhile."""
    move = Move(chat_id=chat_id, due_at=due_at, next_run_at=next_run_at, covered_until=covered_until)
    return bool(move_schedules_on(session, [move]))


def _move(session: Session, moves: Collection[Move], columns: Collection[str]) -> None:
    if moves:
        changed: dict[str, object] = {name: bindparam(f"new_{name}") for name in columns}
        rows = [{"of": move.chat_id} | {f"new_{name}": getattr(move, name) for name in columns} for move in moves]
        table = ScheduleRow.__table__
        assert isinstance(table, SqlTable)
        session.execute(update(table).where(table.c.chat_id == bindparam("of")).values(changed), rows)


def put_off(session: Session, chat_id: int, *, now: datetime, until: datetime) -> None:
    """Let what is due by `now` be due at `until`, and remember since when it is due, however often it is put off."""
    again = and_(ScheduleRow.put_off_until == ScheduleRow.next_run_at, ScheduleRow.first_due_at.is_not(None))
    first = case((again, ScheduleRow.first_due_at), else_=ScheduleRow.next_run_at)
    statement = update(ScheduleRow).where(ScheduleRow.chat_id == chat_id, ScheduleRow.next_run_at <= now)
    session.execute(statement.values(next_run_at=until, put_off_until=until, first_due_at=first))


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


def zones_in_use(session: Session) -> frozenset[str]:
    """The IANA names of all schedules' zones."""
    return frozenset(session.scalars(select(ScheduleRow.zone).distinct()))
