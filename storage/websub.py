"""The hubs that feeds name, and our leases with them: what was asked, until when it holds, what came."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, delete, exists, func, not_, or_, select, update
from sqlalchemy.orm import Session

from storage.carried import is_read
from storage.feeds import Feed, FeedState
from storage.rows import as_record
from storage.tables import FeedRow, HubLeaseRow


class Mode(StrEnum):
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A feed's hub, which is the first of `hubs`, and how things stand with it.

    `key`, `token` and `secret` are there once it was asked, from `base`, our public address; `asked` is what it hasn't
    asked back about yet. `feed_id` is None where it is only still to be told to stop.
    """

    id: int
    feed_id: int | None
    topic: str
    hubs: tuple[str, ...]
    base: str | None
    key: str | None = field(repr=False)
    token: str | None = field(repr=False)
    secret: str | None = field(repr=False)
    asked: str | None
    ask_at: datetime
    live_until: datetime | None
    failures: int
    problem: str | None
    delivered_at: datetime | None
    received_at: datetime | None
    body_hash: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The end of the address that a hub calls, and what it signs with."""

    key: str = field(repr=False)
    token: str = field(repr=False)
    secret: str = field(repr=False)


def name_hubs(session: Session, feed_id: int, *, hubs: tuple[str, ...], topic: str, now: datetime) -> None:
    """The feed names these hubs, perhaps none, and is `topic` to them. A hub that it names no more is to be told."""
    row = session.scalar(select(HubLeaseRow).where(HubLeaseRow.feed_id == feed_id))
    if row is not None and row.topic == topic and row.hubs[0] in hubs:
        row.hubs = (row.hubs[0], *(hub for hub in hubs if hub != row.hubs[0]))
        return
    if row is not None and row.base is None:
        session.delete(row)
    elif row is not None:
        row.feed_id = None
    session.flush()
    if hubs:
        session.add(HubLeaseRow(feed_id=feed_id, topic=topic, hubs=hubs, ask_at=now, failures=0))
        session.flush()


def leases_of(session: Session, feed_ids: Collection[int]) -> dict[int, Lease]:
    """The leases of those feeds that name a hub."""
    rows = session.scalars(select(HubLeaseRow).where(HubLeaseRow.feed_id.in_(feed_ids)))
    return {lease.feed_id: lease for row in rows if (lease := as_record(Lease, row)).feed_id is not None}


def lease_called(session: Session, key: str) -> tuple[Lease, Feed | None] | None:
    """The lease with that key, and the feed that it is for; None for a feed that nobody wants read any more."""
    row = session.scalar(select(HubLeaseRow).where(HubLeaseRow.key == key))
    if row is None:
        return None
    feed = session.scalar(select(FeedRow).where(FeedRow.id == row.feed_id, _is_read()))
    return as_record(Lease, row), as_record(Feed, feed) if feed else None


def due_leases(session: Session, *, now: datetime, limit: int) -> list[Lease]:
    """Those to be asked for, or renewed, the longest due first."""
    query = (
        select(HubLeaseRow)
        .where(HubLeaseRow.ask_at <= now, _is_wanted())
        .order_by(HubLeaseRow.ask_at, HubLeaseRow.id)
        .limit(limit)
    )
    return [as_record(Lease, row) for row in session.scalars(query)]


def unwanted_leases(session: Session, *, now: datetime, limit: int) -> list[Lease]:
    """Those whose hub is to be told to stop: the feed is gone, paused, in no topic, or has another hub now."""
    # a failure, or a hub that hasn't asked back yet, is waited for; else there is nothing to wait for
    untold = and_(HubLeaseRow.failures == 0, func.coalesce(HubLeaseRow.asked, "") != Mode.UNSUBSCRIBE)
    query = (
        select(HubLeaseRow)
        .where(HubLeaseRow.base.is_not(None), not_(_is_wanted()), or_(untold, HubLeaseRow.ask_at <= now))
        .order_by(HubLeaseRow.id)
        .limit(limit)
    )
    return [as_record(Lease, row) for row in session.scalars(query)]


def begin_asking(
    session: Session, lease: Lease, mode: Mode, *, base: str, credentials: Credentials, again_at: datetime
) -> bool:
    """Write down what the hub is about to be asked, since it may ask back before it answers.

    `again_at` is when it is asked once more if nothing comes of it. False where another process was faster.
    """
    values = {"base": base, "key": credentials.key, "token": credentials.token, "secret": credentials.secret}
    claimed = session.execute(
        update(HubLeaseRow)
        .where(HubLeaseRow.id == lease.id, HubLeaseRow.ask_at == lease.ask_at, HubLeaseRow.asked == lease.asked)
        .values(asked=mode, ask_at=again_at, **values)
        .returning(HubLeaseRow.id)
    )
    return claimed.first() is not None


def fail_asking(
    session: Session, lease_id: int, *, problem: str, again_at: datetime, hubs: tuple[str, ...] | None = None
) -> None:
    """The hub said no, or nothing. With `hubs` another one is the first to be asked now, as if it were the only one."""
    values: dict[str, object] = {"asked": None, "ask_at": again_at, "problem": problem}
    if hubs is not None:
        values |= {"hubs": hubs, **_BLANK}
    session.execute(
        update(HubLeaseRow)
        # a hub that has asked back meanwhile has agreed, whatever its answer was
        .where(HubLeaseRow.id == lease_id, HubLeaseRow.asked.is_not(None))
        .values(failures=HubLeaseRow.failures + 1, **values)
    )


def confirm_lease(session: Session, lease: Lease, *, live_until: datetime, renew_at: datetime, now: datetime) -> None:
    """The hub asked back, and was told yes."""
    values: dict[str, object] = {
        "asked": None,
        "live_until": live_until,
        "ask_at": renew_at,
        "failures": 0,
        "problem": None,
    }
    if lease.live_until is None or lease.live_until <= now:
        # what it sent under an earlier lease says nothing about this one
        values["delivered_at"] = None
    session.execute(update(HubLeaseRow).where(HubLeaseRow.id == lease.id).values(values))


def deny_lease(session: Session, lease_id: int, *, problem: str, again_at: datetime, hubs: tuple[str, ...]) -> None:
    """The hub will not, or not any more."""
    session.execute(
        update(HubLeaseRow)
        .where(HubLeaseRow.id == lease_id)
        .values(hubs=hubs, ask_at=again_at, problem=problem, failures=HubLeaseRow.failures + 1, **_BLANK)
    )


def end_lease(session: Session, lease_id: int, *, now: datetime) -> None:
    """The hub was told, or can't be: the lease is gone, or rests until its feed is read again."""
    session.execute(delete(HubLeaseRow).where(HubLeaseRow.id == lease_id, HubLeaseRow.feed_id.is_(None)))
    session.execute(
        update(HubLeaseRow)
        .where(HubLeaseRow.id == lease_id)
        .values(ask_at=now, failures=0, problem=None, received_at=None, **_BLANK)
    )


def settle_at(session: Session, base: str | None, *, now: datetime) -> int:
    """Our public address is `base` from now on, None for none: leases for another are void; returns how many were.

    Hubs that call the old address find nobody; and the feeds are asked themselves, as if there were no hub.
    """
    elsewhere = and_(HubLeaseRow.base.is_not(None), HubLeaseRow.base != (base or ""))
    feeds = session.scalars(select(HubLeaseRow.feed_id).where(elsewhere, HubLeaseRow.feed_id.is_not(None))).all()
    _make_due(session, feeds, now)
    session.execute(delete(HubLeaseRow).where(elsewhere, HubLeaseRow.feed_id.is_(None)))
    session.execute(
        update(HubLeaseRow).where(elsewhere).values(ask_at=now, failures=0, problem=None, received_at=None, **_BLANK)
    )
    return len(feeds)


def note_problem(session: Session, lease: Lease, problem: str) -> None:
    """Something is wrong with what the hub sends."""
    if lease.problem != problem:
        session.execute(update(HubLeaseRow).where(HubLeaseRow.id == lease.id).values(problem=problem))


def receive_delivery(session: Session, lease_id: int, *, now: datetime) -> None:
    """The hub has sent something that is to be read; until that is done it is known here."""
    session.execute(
        update(HubLeaseRow).where(HubLeaseRow.id == lease_id).values(received_at=now, delivered_at=now, problem=None)
    )


def finish_delivery(session: Session, feed_id: int, *, body_hash: str, now: datetime) -> None:
    """What the hub sent is read and kept."""
    session.execute(
        update(HubLeaseRow).where(HubLeaseRow.feed_id == feed_id).values(received_at=None, body_hash=body_hash)
    )
    session.execute(update(FeedRow).where(FeedRow.id == feed_id).values(ok_at=now))


def ask_feed_itself(session: Session, feed_id: int, *, at: datetime) -> None:
    """What the hub sent is of no use: the feed is to be checked at `at`, if not before."""
    session.execute(update(HubLeaseRow).where(HubLeaseRow.feed_id == feed_id).values(received_at=None))
    _make_due(session, [feed_id], at)


def unread_deliveries(session: Session, *, before: datetime) -> list[int]:
    """The feeds whose hub sent something before then that wasn't read: a process ended over it."""
    query = select(HubLeaseRow.feed_id).where(HubLeaseRow.received_at < before, HubLeaseRow.feed_id.is_not(None))
    return [feed_id for feed_id in session.scalars(query) if feed_id is not None]


def doubt_hub(session: Session, lease_id: int) -> None:
    """A poll found what the hub should have sent: it doesn't count as one that sends until it does so again."""
    session.execute(update(HubLeaseRow).where(HubLeaseRow.id == lease_id).values(delivered_at=None))


_BLANK: dict[str, object] = dict.fromkeys(
    ("base", "key", "token", "secret", "asked", "live_until", "delivered_at", "body_hash")
)
"""As a hub that was never asked."""


def _is_read() -> ColumnElement[bool]:
    return and_(FeedRow.state == FeedState.ACTIVE, is_read())


def _is_wanted() -> ColumnElement[bool]:
    return exists().where(FeedRow.id == HubLeaseRow.feed_id, _is_read())


def _make_due(session: Session, feed_ids: Collection[int | None], at: datetime) -> None:
    session.execute(
        update(FeedRow).where(FeedRow.id.in_(feed_ids), FeedRow.next_check_at > at).values(next_check_at=at)
    )
