"""Topics that admins removed: gone for everybody at once, but kept for a while, so that this can be taken back.

Until then its subscriptions stay, and its feeds are read on, so that nothing is missing when it comes back.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from storage.broadcasts import call_off
from storage.tables import TopicRow
from storage.topics import Topic, Visibility, as_topic

KEPT = timedelta(days=1)
"""For so long a removal can be taken back."""

_APART = ":"
"""No slug has one: a removed topic's is free for another, and no link leads to it."""


def remove_topic(session: Session, topic_id: int, *, now: datetime) -> bool:
    """False where there is no such topic."""
    row = session.get(TopicRow, topic_id)
    if row is None or row.removed_at is not None or row.visibility == Visibility.OWN:
        return False
    row.removed_at = now
    row.slug = f"{row.slug}{_APART}{row.id}"
    session.flush()
    return True


def removed_topics(session: Session) -> list[Topic]:
    """Those that can be taken back, the last removed first."""
    query = (
        select(TopicRow)
        .where(TopicRow.removed_at.is_not(None))
        .order_by(TopicRow.removed_at.desc(), TopicRow.id.desc())
    )
    return [as_topic(row) for row in session.scalars(query)]


def removed_topic(session: Session, topic_id: int) -> Topic | None:
    row = session.scalar(select(TopicRow).where(TopicRow.id == topic_id, TopicRow.removed_at.is_not(None)))
    return as_topic(row) if row else None


def restore_topic(session: Session, topic_id: int) -> Topic | None:
    """Take a removal back; None where there is nothing to take back any more.

    It is followed as before. Where another topic has its slug by now, it gets one like it.
    """
    row = session.scalar(select(TopicRow).where(TopicRow.id == topic_id, TopicRow.removed_at.is_not(None)))
    if row is None:
        return None
    wanted = row.slug.partition(_APART)[0]
    slug, number = wanted, 1
    while session.scalar(select(func.count()).select_from(TopicRow).where(TopicRow.slug == slug)):
        number += 1
        slug = f"{wanted}-{number}"
    row.slug, row.removed_at = slug, None
    session.flush()
    return as_topic(row)


def is_to_purge(session: Session, *, before: datetime) -> bool:
    """Whether a topic was removed before then."""
    return session.scalar(select(TopicRow.id).where(TopicRow.removed_at < before).limit(1)) is not None


def purge_removed(session: Session, *, before: datetime, now: datetime) -> int:
    """Delete the topics removed before then, with their subscriptions; their feeds stay, for other topics to carry.

    Returns how many topics these were.
    """
    ids = session.scalars(select(TopicRow.id).where(TopicRow.removed_at < before)).all()
    call_off(session, ids, now=now)
    session.execute(delete(TopicRow).where(TopicRow.id.in_(ids)))
    return len(ids)
