"""Who carries a feed: topics of the admins', or chats among their own."""

from sqlalchemy import ColumnElement, and_, delete, exists, not_, select
from sqlalchemy.orm import Session

from storage.tables import FeedRow, TopicFeedRow, TopicRow
from storage.topics import Visibility, is_kept


def is_carried() -> ColumnElement[bool]:
    """SQL: a topic of the admins', which isn't removed, carries the feed."""
    return exists().where(
        TopicFeedRow.feed_id == FeedRow.id,
        TopicRow.id == TopicFeedRow.topic_id,
        TopicRow.visibility != Visibility.OWN,
        is_kept(),
    )


def is_private() -> ColumnElement[bool]:
    """SQL: chats have the feed among their own, and nobody else carries it: it is in none of the admins' lists."""
    own = exists().where(
        TopicFeedRow.feed_id == FeedRow.id, TopicRow.id == TopicFeedRow.topic_id, TopicRow.visibility == Visibility.OWN
    )
    others = exists().where(
        TopicFeedRow.feed_id == FeedRow.id, TopicRow.id == TopicFeedRow.topic_id, TopicRow.visibility != Visibility.OWN
    )
    return and_(own, not_(others))


def close_feed(session: Session, feed_id: int) -> None:
    """Take the feed from all chats that have it among their own: it is read with somebody's login or headers now."""
    own = select(TopicRow.id).where(TopicRow.visibility == Visibility.OWN)
    session.execute(delete(TopicFeedRow).where(TopicFeedRow.feed_id == feed_id, TopicFeedRow.topic_id.in_(own)))
