"""What all topics carried in one window, read once for the many chats whose digests cover the same hours."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from storage.tables import ArticleRow, EntryRow, TopicFeedRow


@dataclass(frozen=True, slots=True)
class Carried:
    """A story that a topic carries by one outlet, and when the last of that was fetched."""

    story_id: int
    source: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """By topic what its feeds carried in `[since, until)`, by when it was fetched."""

    since: datetime
    until: datetime
    by_topic: Mapping[int, tuple[Carried, ...]]

    def stories(self, topic_ids: Collection[int], *, most: int) -> frozenset[int]:
        """As `storage.articles.topic_stories`, for these hours."""
        outlets: dict[int, set[str]] = {}
        newest: dict[int, datetime] = {}
        for topic_id in topic_ids:
            for each in self.by_topic.get(topic_id, ()):
                outlets.setdefault(each.story_id, set()).add(each.source)
                newest[each.story_id] = max(newest.get(each.story_id, each.at), each.at)
        if len(outlets) <= most:
            return frozenset(outlets)
        order = sorted(outlets, key=lambda story: (-len(outlets[story]), -newest[story].timestamp(), story))
        return frozenset(order[:most])


def read_shelf(session: Session, *, since: datetime, until: datetime) -> Shelf:
    """What all topics carried in these hours."""
    inside = aliased(ArticleRow)
    query = (
        select(
            TopicFeedRow.topic_id,
            ArticleRow.story_id,
            ArticleRow.source,
            func.max(ArticleRow.fetched_at, type_=ArticleRow.fetched_at.type),
        )
        .join(EntryRow, EntryRow.article_id == ArticleRow.id)
        .join(TopicFeedRow, TopicFeedRow.feed_id == EntryRow.feed_id)
        # not in the join: see `storage.articles.topic_stories`
        .where(ArticleRow.id.in_(select(inside.id).where(inside.fetched_at >= since, inside.fetched_at < until)))
        .where(ArticleRow.story_id.is_not(None))
        .group_by(TopicFeedRow.topic_id, ArticleRow.story_id, ArticleRow.source)
    )
    by_topic: dict[int, list[Carried]] = {}
    for topic_id, story_id, source, at in session.execute(query):
        if story_id is not None:
            by_topic.setdefault(topic_id, []).append(Carried(story_id, source, at))
    return Shelf(since=since, until=until, by_topic={topic_id: tuple(found) for topic_id, found in by_topic.items()})
