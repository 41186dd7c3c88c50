"""What topics and feeds have to do with one another: how many there are, and which may be shown by way of which."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.carried import is_private
from storage.feeds import Feed
from storage.rows import as_record
from storage.tables import FeedRow, TopicFeedRow, TopicRow
from storage.topics import Visibility, is_kept


@dataclass(frozen=True, slots=True)
class FeedCount:
    feeds: int = 0
    failing: int = 0


NO_FEEDS = FeedCount()


def count_topic_feeds(session: Session, topic_ids: Collection[int]) -> Mapping[int, FeedCount]:
    """By the topic's id; a topic without feeds isn't there."""
    query = (
        select(TopicFeedRow.topic_id, func.count(), func.count().filter(FeedRow.failures > 0))
        .join(FeedRow, FeedRow.id == TopicFeedRow.feed_id)
        .where(TopicFeedRow.topic_id.in_(topic_ids))
        .group_by(TopicFeedRow.topic_id)
    )
    return {topic_id: FeedCount(feeds, failing) for topic_id, feeds, failing in session.execute(query)}


def carried_feed(session: Session, topic_id: int, feed_id: int) -> Feed | None:
    """The feed, where the topic carries it, and is one of the admins'."""
    query = (
        select(FeedRow)
        .join(TopicFeedRow, TopicFeedRow.feed_id == FeedRow.id)
        .join(TopicRow, TopicRow.id == TopicFeedRow.topic_id)
        .where(FeedRow.id == feed_id, TopicRow.id == topic_id, TopicRow.visibility != Visibility.OWN, is_kept())
    )
    row = session.scalar(query)
    return as_record(Feed, row) if row else None


def listed_feed(session: Session, feed_id: int) -> Feed | None:
    """The feed, unless only chats have it among their own."""
    row = session.scalar(select(FeedRow).where(FeedRow.id == feed_id, ~is_private()))
    return as_record(Feed, row) if row else None
