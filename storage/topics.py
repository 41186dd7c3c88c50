"""Topics: what admins configure and people subscribe to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from storage.rows import as_record, insert_for
from storage.tables import SubscriptionRow, TopicFeedRow, TopicRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """`keywords` narrow its feeds to articles that contain one of them; none means everything."""

    id: int
    slug: str
    name: str
    description: str
    language: str | None
    keywords: tuple[str, ...]
    method: str
    sentences: int
    position: int


def add_topic(
    session: Session,
    *,
    slug: str,
    name: str,
    now: datetime,
    description: str = "",
    language: str | None = None,
    keywords: tuple[str, ...] = (),
    method: str = "news",
    sentences: int = 2,
) -> Topic | None:
    """A new topic at the end of the list, or None where the slug is taken."""
    if topic_called(session, slug) is not None:
        return None
    row = TopicRow(
        slug=slug,
        name=name,
        description=description,
        language=language,
        keywords=keywords,
        method=method,
        sentences=sentences,
        position=(session.scalar(select(func.max(TopicRow.position))) or 0) + 1,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return as_record(Topic, row)


def topic(session: Session, topic_id: int) -> Topic | None:
    row = session.get(TopicRow, topic_id)
    return as_record(Topic, row) if row else None


def topic_called(session: Session, slug: str) -> Topic | None:
    row = session.scalar(select(TopicRow).where(TopicRow.slug == slug))
    return as_record(Topic, row) if row else None


def list_topics(session: Session) -> list[Topic]:
    """All topics in the admins' order."""
    query = select(TopicRow).order_by(TopicRow.position, TopicRow.id)
    return [as_record(Topic, row) for row in session.scalars(query)]


def describe_topic(session: Session, topic_id: int, *, name: str, description: str, keywords: tuple[str, ...]) -> None:
    session.execute(
        update(TopicRow).where(TopicRow.id == topic_id).values(name=name, description=description, keywords=keywords)
    )


def set_telling(session: Session, topic_id: int, *, sentences: int, method: str) -> None:
    """How many sentences tell a story of this topic, and which method chooses them."""
    session.execute(update(TopicRow).where(TopicRow.id == topic_id).values(sentences=sentences, method=method))


def remove_topic(session: Session, topic_id: int) -> None:
    """Delete a topic with its subscriptions; its feeds stay, for the other topics that carry them."""
    session.execute(delete(TopicRow).where(TopicRow.id == topic_id))


def link_feed(session: Session, topic_id: int, feed_id: int) -> bool:
    """Let a topic carry a feed; False when it did already."""
    statement = insert_for(session, TopicFeedRow).values(topic_id=topic_id, feed_id=feed_id)
    statement = statement.on_conflict_do_nothing(index_elements=["topic_id", "feed_id"])
    return session.execute(statement.returning(TopicFeedRow.feed_id)).first() is not None


def unlink_feed(session: Session, topic_id: int, feed_id: int) -> None:
    session.execute(delete(TopicFeedRow).where(TopicFeedRow.topic_id == topic_id, TopicFeedRow.feed_id == feed_id))


def topics_of_feed(session: Session, feed_id: int) -> list[Topic]:
    query = (
        select(TopicRow)
        .join(TopicFeedRow, TopicFeedRow.topic_id == TopicRow.id)
        .where(TopicFeedRow.feed_id == feed_id)
        .order_by(TopicRow.position)
    )
    return [as_record(Topic, row) for row in session.scalars(query)]


def count_subscribers(session: Session, topic_id: int) -> int:
    query = select(func.count()).select_from(SubscriptionRow).where(SubscriptionRow.topic_id == topic_id)
    return session.scalar(query) or 0
