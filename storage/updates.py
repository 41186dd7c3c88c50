"""Updates that Telegram posts, on their way through any of several processes.

One is written here before Telegram hears that it came, handled by whichever process claims it, and known for some days
by its number. A lane's updates are handled one after another: nobody claims one while an earlier of its lane is
unhandled or another of it is claimed. A claim holds until a moment that its process moves on; where it doesn't, since
it was killed, another one takes over.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from storage.locks import wait_for
from storage.rows import insert_for
from storage.tables import UpdateRow

LATEST = 100
"""Updates by number among which that is which came last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUpdate:
    """`body` is its JSON; `lane` the chat that it has to be handled in order with."""

    update_id: int
    lane: int | None
    body: str
    not_before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who works on updates, and until when nobody else may, unless it is renewed."""

    by: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedUpdate:
    """`attempts` is how often it was claimed, this time counted."""

    update_id: int
    lane: int | None
    body: str
    attempts: int


class Taken(StrEnum):
    KNOWN = "known"
    """It came before."""
    CLAIMED = "claimed"
    """By whom took it in, who has to handle it now."""
    WAITS = "waits"


def take_in(session: Session, new: NewUpdate, *, claim: Claim | None, now: datetime) -> Taken:
    """Write an update down, and claim it where it needn't wait."""
    _in_turn(session, new.lane)
    if claim and (new.not_before > now or _is_lane_busy(session, new.lane)):
        claim = None
    statement = insert_for(session, UpdateRow).values(
        update_id=new.update_id,
        lane=new.lane,
        body=new.body,
        received_at=now,
        not_before=new.not_before,
        claimed_by=claim and claim.by,
        claimed_until=claim and claim.until,
        attempts=1 if claim else 0,
    )
    statement = statement.on_conflict_do_nothing(index_elements=["update_id"])
    if session.execute(statement.returning(UpdateRow.update_id)).first() is None:
        return Taken.KNOWN
    return Taken.CLAIMED if claim else Taken.WAITS


def leave_aside(session: Session, update_id: int, *, now: datetime) -> None:
    """Know one that nobody is to handle."""
    values = {"update_id": update_id, "received_at": now, "not_before": now, "attempts": 0, "done_at": now}
    statement = insert_for(session, UpdateRow).values(values)
    session.execute(statement.on_conflict_do_nothing(index_elements=["update_id"]))


def claim_updates(session: Session, claim: Claim, *, now: datetime, limit: int) -> list[ClaimedUpdate]:
    """The oldest updates whose turn it is, each of another lane."""
    return _claim(session, claim, now=now, limit=limit)


def finish(
    session: Session, done: ClaimedUpdate, *, by: str, claim: Claim | None, now: datetime
) -> ClaimedUpdate | None:
    """Forget what a handled update said; the next of its lane, where it is to be claimed.

    Does nothing where somebody else has taken over meanwhile.
    """
    _in_turn(session, done.lane)
    own = (UpdateRow.update_id == done.update_id, UpdateRow.claimed_by == by, UpdateRow.done_at.is_(None))
    # its lane is a person's number
    forgotten = {"body": None, "lane": None, "claimed_by": None, "claimed_until": None, "done_at": now}
    ended = session.execute(update(UpdateRow).where(*own).values(forgotten).returning(UpdateRow.update_id)).first()
    if ended is None or claim is None or done.lane is None:
        return None
    return next(iter(_claim(session, claim, now=now, limit=1, lane=done.lane)), None)


def renew(session: Session, claim: Claim, update_ids: Collection[int]) -> None:
    """Hold on to these, as far as they are claimed by this one."""
    mine = (UpdateRow.update_id.in_(update_ids), UpdateRow.claimed_by == claim.by, UpdateRow.done_at.is_(None))
    session.execute(update(UpdateRow).where(*mine).values(claimed_until=claim.until))


def release_others(session: Session, by: str) -> None:
    """Let what others had claimed be claimed anew, where nobody else can be at work."""
    theirs = (UpdateRow.claimed_by != by, UpdateRow.done_at.is_(None))
    session.execute(update(UpdateRow).where(*theirs).values(claimed_by=None, claimed_until=None))


def is_any_due(session: Session, *, now: datetime) -> bool:
    """Whether there is one that could be claimed."""
    return session.scalar(_due(now, None).limit(1)) is not None


def count_unhandled(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(UpdateRow).where(UpdateRow.done_at.is_(None))) or 0


def newest_arrival(session: Session) -> datetime | None:
    """When one came last: Telegram numbers them upwards, and posts those that it posts anew by their old numbers."""
    lately = select(UpdateRow.received_at).order_by(UpdateRow.update_id.desc()).limit(LATEST).subquery()
    newest: datetime | None = session.scalar(select(func.max(lately.c.received_at)))
    return newest


def forget_handled(session: Session, *, before: datetime) -> int:
    """Forget the numbers of those that were handled before then; how many there were."""
    gone = session.execute(delete(UpdateRow).where(UpdateRow.done_at < before).returning(UpdateRow.update_id)).all()
    return len(gone)


def _claim(
    session: Session, claim: Claim, *, now: datetime, limit: int, lane: int | None = None
) -> list[ClaimedUpdate]:
    due = _due(now, lane).order_by(UpdateRow.update_id).limit(limit).with_for_update(skip_locked=True, of=UpdateRow)
    ids = session.scalars(due).all()
    if not ids:
        return []
    taken = (
        update(UpdateRow)
        .where(UpdateRow.update_id.in_(ids))
        .values(claimed_by=claim.by, claimed_until=claim.until, attempts=UpdateRow.attempts + 1)
        .returning(UpdateRow.update_id, UpdateRow.lane, UpdateRow.body, UpdateRow.attempts)
    )
    rows = session.execute(taken).all()
    return sorted(
        (
            ClaimedUpdate(update_id=row.update_id, lane=row.lane, body=row.body or "", attempts=row.attempts)
            for row in rows
        ),
        key=lambda claimed: claimed.update_id,
    )


def _due(now: datetime, lane: int | None) -> Select[int]:
    """The numbers of updates that can be claimed, of one lane or of all."""
    other = aliased(UpdateRow)
    held_up = exists().where(
        other.lane == UpdateRow.lane,
        other.done_at.is_(None),
        or_(other.update_id < UpdateRow.update_id, other.claimed_until >= now),
        other.update_id != UpdateRow.update_id,
    )
    query = select(UpdateRow.update_id).where(
        UpdateRow.done_at.is_(None),
        UpdateRow.not_before <= now,
        or_(UpdateRow.claimed_until.is_(None), UpdateRow.claimed_until < now),
        ~held_up,
    )
    return query if lane is None else query.where(UpdateRow.lane == lane)


def _is_lane_busy(session: Session, lane: int | None) -> bool:
    waiting = exists().where(UpdateRow.lane == lane, UpdateRow.done_at.is_(None))
    return lane is not None and bool(session.scalar(select(waiting)))


def _in_turn(session: Session, lane: int | None) -> None:
    """Let whoever else looks at this lane wait for the end of the transaction: who takes an update in while the one
    before it is being finished would else leave it to the other, and the other to them."""
    if lane is not None:
        wait_for(session, f"lane {lane}")
