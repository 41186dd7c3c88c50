"""What all feeds carried in one window, read once for the many chats whose digests cover the same hours."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from storage.articles import StoredArticle
from storage.rows import as_records, columns_of, some_at_a_time
from storage.tables import ArticleRow, EntryRow, StoryRow, TopicFeedRow


@dataclass(frozen=True, slots=True)
class Carried:
    """A story that a feed carries by one outlet, and when the last of that was fetched."""

    story_id: int
    source: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """By feed what it carried in `[since, until)`, by when it was fetched."""

    since: datetime
    until: datetime
    by_feed: Mapping[int, tuple[Carried, ...]]

    def stories(self, feed_ids: Collection[int], *, most: int) -> frozenset[int]:
        """As `storage.articles.topic_stories` for topics with these feeds, for these hours."""
        outlets: dict[int, set[str]] = {}
        newest: dict[int, datetime] = {}
        for feed_id in feed_ids:
            for each in self.by_feed.get(feed_id, ()):
                outlets.setdefault(each.story_id, set()).add(each.source)
                newest[each.story_id] = max(newest.get(each.story_id, each.at), each.at)
        if len(outlets) <= most:
            return frozenset(outlets)
        order = sorted(outlets, key=lambda story: (-len(outlets[story]), -newest[story].timestamp(), story))
        return frozenset(order[:most])


@dataclass(frozen=True, slots=True)
class OnShelf:
    """An article, and the feeds that carry it."""

    article: StoredArticle
    feeds: frozenset[int]


def read_shelf(session: Session, *, since: datetime, until: datetime) -> Shelf:
    """What all feeds carried in these hours."""
    inside = aliased(ArticleRow)
    query = (
        select(
            EntryRow.feed_id,
            ArticleRow.story_id,
            ArticleRow.source,
            func.max(ArticleRow.fetched_at, type_=ArticleRow.fetched_at.type),
        )
        .join(EntryRow, EntryRow.article_id == ArticleRow.id)
        # not in the join: see `storage.articles.topic_stories`
        .where(ArticleRow.id.in_(select(inside.id).where(inside.fetched_at >= since, inside.fetched_at < until)))
        .where(ArticleRow.story_id.is_not(None))
        .group_by(EntryRow.feed_id, ArticleRow.story_id, ArticleRow.source)
    )
    by_feed: dict[int, list[Carried]] = {}
    for feed_id, story_id, source, at in session.execute(query):
        if story_id is not None:
            by_feed.setdefault(feed_id, []).append(Carried(story_id, source, at))
    return Shelf(since=since, until=until, by_feed={feed_id: tuple(found) for feed_id, found in by_feed.items()})


def feeds_by_topic(session: Session, topic_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The feeds of each of these topics."""
    found: dict[int, set[int]] = {topic_id: set() for topic_id in topic_ids}
    for some in some_at_a_time(topic_ids):
        query = select(TopicFeedRow.topic_id, TopicFeedRow.feed_id).where(TopicFeedRow.topic_id.in_(some))
        for topic_id, feed_id in session.execute(query):
            found[topic_id].add(feed_id)
    return {topic_id: frozenset(feeds) for topic_id, feeds in found.items()}


def stories_begun(session: Session, story_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these stories was begun: no chat was told of it before."""
    found: dict[int, datetime] = {}
    for some in some_at_a_time(story_ids):
        found |= dict(session.execute(select(StoryRow.id, StoryRow.created_at).where(StoryRow.id.in_(some))).all())
    return found


def stories_on_shelf(
    session: Session, story_ids: Collection[int], *, until: datetime
) -> dict[int, tuple[OnShelf, ...]]:
    """By story what was fetched of it before `until`, also before a window, the oldest first."""
    found: dict[int, list[OnShelf]] = {story_id: [] for story_id in story_ids}
    for some in some_at_a_time(story_ids):
        of_these = ArticleRow.story_id.in_(some) & (ArticleRow.fetched_at < until)
        carried = select(EntryRow.article_id, EntryRow.feed_id).join(ArticleRow, ArticleRow.id == EntryRow.article_id)
        feeds: dict[int | None, set[int]] = {}
        for article_id, feed_id in session.execute(carried.where(of_these)):
            feeds.setdefault(article_id, set()).add(feed_id)
        texts = select(*columns_of(StoredArticle, ArticleRow)).where(of_these)
        rows = session.execute(texts.order_by(ArticleRow.fetched_at, ArticleRow.id))
        for article in as_records(StoredArticle, rows):
            if article.story_id is not None:
                found[article.story_id].append(OnShelf(article, frozenset(feeds.get(article.id, ()))))
    return {story_id: tuple(articles) for story_id, articles in found.items()}
