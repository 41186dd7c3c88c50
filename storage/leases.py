"""Chunks of what is due, each for one of several workers: no row is two workers' at once, and no host either.

A row is leased until a moment after which its worker must be gone; what a worker wrote down, or gave back, is free at
once. While rows of a host are leased nobody else gets any of that host: so the few requests at once that a host is to
have hold for all workers together.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Select, func, null, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.entries import Entry, entries_of, is_entry_due
from storage.feeds import Feed, is_feed_due
from storage.locks import wait_for
from storage.rows import as_record
from storage.tables import EntryRow, FeedRow


class CountDue(Protocol):
    """How many rows are due, `at_most`."""

    def __call__(self, session: Session, *, now: datetime, at_most: int) -> int: ...


PAGES = 5
"""So many times as many rows as wanted are looked at, for hosts that nobody is at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much one worker takes: `limit` rows, `of_a_host` of one host at most, `until` then."""

    until: datetime
    limit: int
    of_a_host: int


def lease_feeds(session: Session, share: Share, *, now: datetime) -> list[Feed]:
    """Take active feeds that somebody reads, whose next check has come, the longest due first."""
    ids = _lease(session, FeedRow, is_feed_due(now), FeedRow.next_check_at, share, now=now)
    rows = session.scalars(select(FeedRow).where(FeedRow.id.in_(ids)).order_by(FeedRow.next_check_at, FeedRow.id))
    return [as_record(Feed, row) for row in rows]


def lease_entries(session: Session, share: Share, *, now: datetime) -> list[Entry]:
    """Take entries whose article is still to be made, the longest due first."""
    ids = _lease(session, EntryRow, is_entry_due(now), EntryRow.next_try_at, share, now=now)
    return entries_of(session, ids)


def count_due_feeds(session: Session, *, now: datetime, at_most: int) -> int:
    return _count(session, FeedRow.id, is_feed_due(now), at_most)


def count_due_entries(session: Session, *, now: datetime, at_most: int) -> int:
    return _count(session, EntryRow.id, is_entry_due(now), at_most)


def give_back_feeds(session: Session, ids: Collection[int]) -> None:
    """Leased, and not come to: somebody else may have them at once."""
    session.execute(update(FeedRow).where(FeedRow.id.in_(ids)).values(leased_until=null()))


def give_back_entries(session: Session, ids: Collection[int]) -> None:
    session.execute(update(EntryRow).where(EntryRow.id.in_(ids)).values(leased_until=null()))


def forget_leases(session: Session) -> None:
    """All of them, where no other process can be at work: they are a crash's."""
    for table in (FeedRow, EntryRow):
        session.execute(update(table).where(table.leased_until.is_not(None)).values(leased_until=null()))


def fair(waiting: Iterable[tuple[int, str]], busy: Collection[str], share: Share) -> list[int]:
    """The first of the waiting (id, address) that make up a share, without the busy hosts. Pure."""
    picked: list[int] = []
    hosts: Counter[str] = Counter()
    for row_id, address in waiting:
        host = host_of(address)
        if host not in busy and hosts[host] < share.of_a_host and len(picked) < share.limit:
            hosts[host] += 1
            picked.append(row_id)
    return picked


def host_of(address: str) -> str:
    """What a server is told apart by; the address itself where it names none."""
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address


def _lease(
    session: Session,
    table: type[FeedRow] | type[EntryRow],
    due: ColumnElement[bool],
    since: InstrumentedAttribute[datetime],
    share: Share,
    *,
    now: datetime,
) -> list[int]:
    wait_for(session, f"leases of {table.__tablename__}")
    # later than any lease ends is what a worker wrote whose clock ran ahead
    latest = now + 2 * (share.until - now)
    leased = select(table.url).where(table.leased_until > now, table.leased_until <= latest)
    busy = {host_of(address) for address in session.scalars(leased)}
    free = or_(table.leased_until.is_(None), table.leased_until <= now, table.leased_until > latest)
    waiting = select(table.id, table.url).where(due, free).order_by(since, table.id).limit(PAGES * share.limit)
    ids = fair(((row.id, row.url) for row in session.execute(waiting)), busy, share)
    session.execute(update(table).where(table.id.in_(ids)).values(leased_until=share.until))
    return ids


def _count(session: Session, column: InstrumentedAttribute[int], due: ColumnElement[bool], most: int) -> int:
    some: Select[Any] = select(column).where(due).limit(most)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0
