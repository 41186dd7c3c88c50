"""The statements that the sender runs many times a second, each put together once: that takes longer than to run it.

What waits is read priority by priority, along an index that has nothing else in it.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, Table, Update, bindparam, func, literal_column, select, update
from sqlalchemy.orm import Session, aliased

from storage.tables import ChatRow, DeliveryRow

NO_PRIORITY = -(2**31)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

READ = ("id", "chat_id", "html", "attempts", "resends", "buttons", "reply_to", "preview", "silent")

# written out: what a parameter will be, no database knows when it looks for an index of what is pending
PENDING = DeliveryRow.state == literal_column("'pending'")
UNFINISHED = ("pending", "sending")


def priorities(session: Session) -> Iterator[int]:
    """Those that waiting messages have, in ascending order; each is one step in the index."""
    priority = session.scalar(_least_priority(), {"above": NO_PRIORITY})
    while priority is not None:
        yield priority
        priority = session.scalar(_least_priority(), {"above": priority})


def first_of_each(session: Session, after: datetime | None = None) -> Iterator[tuple[datetime, int]]:
    """The earliest time and the priority, for each priority."""
    for priority in priorities(session):
        at = session.scalar(_earliest(), {"priority": priority, "after": after or LONG_AGO})
        if at is not None:
            yield at, priority


def of_priority(session: Session, priority: int, *, now: datetime, limit: int) -> Iterator[Row[Any]]:
    """What may go now, what waits longest first: the columns `READ`, and those of its chat."""
    return iter(session.execute(_waiting(), {"priority": priority, "now": now, "most": limit}))


def in_chats(session: Session, telegram_ids: Collection[int], *, now: datetime, limit: int) -> Iterator[Row[Any]]:
    """What may go now into these chats, by priority and then what waits longest."""
    return iter(session.execute(_waiting(of_chats=True), {"chats": list(telegram_ids), "now": now, "most": limit}))


@cache
def claiming() -> Update:
    """`chosen` by their ids, at `now`."""
    table = _table()
    return (
        update(table)
        .where(table.c.id.in_(bindparam("chosen", expanding=True)))
        .values(state="sending", claimed_at=bindparam("now"), attempts=table.c.attempts + 1)
    )


@cache
def putting_off() -> Update:
    """A `delivery` by its id `until` then."""
    table = _table()
    return update(table).where(table.c.id == bindparam("delivery")).values(not_before=bindparam("until"))


@cache
def rewording() -> Update:
    """A `delivery` by its id, where it still waits, with another `text`."""
    table = _table()
    waits = update(table).where(table.c.id == bindparam("delivery"), table.c.state == "pending")
    return waits.values(html=bindparam("text"))


@cache
def marking_sent() -> Update:
    """A `delivery` by its id, as the `message` of that number, at `now`."""
    table = _table()
    return (
        update(table)
        .where(table.c.id == bindparam("delivery"))
        .values(state="sent", sent_at=bindparam("now"), message_id=bindparam("message"), problem=None)
    )


def _table() -> Table:
    table = DeliveryRow.__table__
    assert isinstance(table, Table)
    return table


@cache
def _least_priority() -> Select[int]:
    return select(func.min(DeliveryRow.priority)).where(PENDING, DeliveryRow.priority > bindparam("above"))


@cache
def _earliest() -> Select[datetime]:
    return select(func.min(DeliveryRow.not_before)).where(
        PENDING, DeliveryRow.priority == bindparam("priority"), DeliveryRow.not_before > bindparam("after")
    )


@cache
def _waiting(*, of_chats: bool = False) -> Select[Any]:
    earlier = aliased(DeliveryRow)
    unfinished = (
        select(earlier.id)
        .where(earlier.digest_id == DeliveryRow.digest_id, earlier.part < DeliveryRow.part)
        .where(earlier.state.in_(UNFINISHED))
        .exists()
    )
    columns = [getattr(DeliveryRow, name) for name in READ]
    query = (
        select(*columns, ChatRow.telegram_id, ChatRow.thread_id, ChatRow.kind, unfinished.label("blocked"))
        .join(ChatRow, ChatRow.id == DeliveryRow.chat_id)
        .where(PENDING, DeliveryRow.not_before <= bindparam("now"))
        .limit(bindparam("most"))
        # two senders on PostgreSQL never wait for each other's row; SQLite has one writer anyway
        .with_for_update(of=DeliveryRow, skip_locked=True)
    )
    if of_chats:
        query = query.where(ChatRow.telegram_id.in_(bindparam("chats", expanding=True)))
        return query.order_by(DeliveryRow.priority, DeliveryRow.not_before, DeliveryRow.id)
    query = query.where(DeliveryRow.priority == bindparam("priority"))
    return query.order_by(DeliveryRow.not_before, DeliveryRow.id)
