"""Who carries a feed: topics of the admins', or chats among their own."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, delete, exists, not_, or_, select
from sqlalchemy.orm import Session

from storage.tables import ChatRow, FeedRow, OwnTopicRow, TopicFeedRow, TopicRow
from storage.topics import Visibility, is_kept

ACTIVE = "active"
"""The state of chats that can be reached: `storage.chats.ChatState`, which knows of this module."""


def is_carried() -> ColumnElement[bool]:
    """SQL: a topic of the admins', which isn't removed, carries the feed."""
    return exists().where(
        TopicFeedRow.feed_id == FeedRow.id,
        TopicRow.id == TopicFeedRow.topic_id,
        TopicRow.visibility != Visibility.OWN,
        is_kept(),
    )


def is_read() -> ColumnElement[bool]:
    """SQL: a topic carries the feed, a removed one too, or a chat that can be reached has it among its own."""
    reached = exists().where(
        OwnTopicRow.topic_id == TopicRow.id, ChatRow.id == OwnTopicRow.chat_id, ChatRow.state == ACTIVE
    )
    return exists().where(
        TopicFeedRow.feed_id == FeedRow.id,
        TopicRow.id == TopicFeedRow.topic_id,
        or_(TopicRow.visibility != Visibility.OWN, reached),
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


def drop_own_topics(session: Session, chat_ids: Collection[int]) -> int:
    """Let go of all that these chats have of their own; returns how many feeds these were, each once a chat."""
    mine = select(OwnTopicRow.topic_id).where(OwnTopicRow.chat_id.in_(chat_ids))
    carried = list(session.scalars(select(TopicFeedRow.feed_id).where(TopicFeedRow.topic_id.in_(mine))))
    session.execute(delete(TopicRow).where(TopicRow.id.in_(mine)), execution_options={"synchronize_session": "fetch"})
    forget_unread(session, carried)
    return len(carried)


def forget_unread(session: Session, feed_ids: Collection[int]) -> None:
    """Forget those of these feeds that nobody carries any more."""
    session.execute(
        delete(FeedRow)
        .where(FeedRow.id.in_(feed_ids), ~exists().where(TopicFeedRow.feed_id == FeedRow.id))
        # an admin gave it more than an address: it is theirs
        .where(FeedRow.request.is_(None)),
        execution_options={"synchronize_session": "fetch"},
    )
