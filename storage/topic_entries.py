"""What a topic's feeds published, whatever became of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from storage.address_key import address_key
from storage.articles import StoredArticle
from storage.rows import as_record
from storage.tables import ArticleRow, EntryRow, FeedRow, TopicFeedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicEntry:
    """An entry of one of a topic's feeds, and its article where there is one.

    `state` is a `storage.entries.EntryState`, `problem` why its page wasn't read.
    """

    id: int
    feed_title: str
    title: str
    url: str
    seen_at: datetime
    state: str
    problem: str | None
    article: StoredArticle | None


def latest_entries(session: Session, topic_id: int, *, since: datetime, limit: int) -> list[TopicEntry]:
    """What the topic's feeds published since then, as far as newsdigest saw it; the newest first."""
    query = _entries(topic_id).where(EntryRow.seen_at >= since).order_by(EntryRow.seen_at.desc(), EntryRow.id.desc())
    return _read(session, query.limit(limit))


def entry_at(session: Session, topic_id: int, url: str) -> TopicEntry | None:
    """The topic's newest entry with this address, or whose article has it; variants of an address are the same one."""
    key = address_key(url)
    query = _entries(topic_id).where(or_(EntryRow.url_key == key, ArticleRow.url_key == key))
    return next(iter(_read(session, query.order_by(EntryRow.id.desc()).limit(1))), None)


def _entries(topic_id: int) -> Select[EntryRow, FeedRow, ArticleRow]:
    return (
        select(EntryRow, FeedRow, ArticleRow)
        .join(FeedRow, FeedRow.id == EntryRow.feed_id)
        .join(TopicFeedRow, TopicFeedRow.feed_id == EntryRow.feed_id)
        .outerjoin(ArticleRow, ArticleRow.id == EntryRow.article_id)
        .where(TopicFeedRow.topic_id == topic_id)
    )


def _read(session: Session, query: Select[EntryRow, FeedRow, ArticleRow]) -> list[TopicEntry]:
    return [
        TopicEntry(
            id=entry.id,
            feed_title=feed.title,
            title=entry.title,
            url=entry.url,
            seen_at=entry.seen_at,
            state=entry.state,
            problem=entry.problem,
            article=as_record(StoredArticle, article) if entry.article_id is not None else None,
        )
        for entry, feed, article in session.execute(query)
    ]
