"""What a topic's feeds published, whatever became of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryTitle:
    """An entry by its title, and a topic that carries it."""

    topic_id: int
    entry_id: int
    title: str


def latest_entries(session: Session, topic_id: int, *, since: datetime, limit: int) -> list[TopicEntry]:
    """What the topic's feeds published since then, as far as newsdigest saw it; the newest first."""
    query = _entries(topic_id).where(EntryRow.seen_at >= since).order_by(EntryRow.seen_at.desc(), EntryRow.id.desc())
    return _read(session, query.limit(limit))


def entry_at(session: Session, topic_id: int, url: str) -> TopicEntry | None:
    """The topic's newest entry with this address, or whose article has it; variants of an address are the same one."""
    key = address_key(url)
    query = _entries(topic_id).where(or_(EntryRow.url_key == key, ArticleRow.url_key == key))
    return next(iter(_read(session, query.order_by(EntryRow.id.desc()).limit(1))), None)


def carried_entry(session: Session, topic_id: int, entry_id: int) -> TopicEntry | None:
    """The entry, where one of the topic's feeds published it."""
    return next(iter(_read(session, _entries(topic_id).where(EntryRow.id == entry_id))), None)


def entries_at(session: Session, topic_ids: Collection[int], url: str) -> list[EntryTitle]:
    """The newest entry with this address, or whose article has it, of each of these topics whose feeds published it."""
    key = address_key(url)
    # two questions, each with an index of its own
    direct = select(EntryRow.feed_id, EntryRow.id, EntryRow.title).where(EntryRow.url_key == key)
    by_article = (
        select(EntryRow.feed_id, EntryRow.id, EntryRow.title)
        .join(ArticleRow, ArticleRow.id == EntryRow.article_id)
        .where(ArticleRow.url_key == key)
    )
    rows = {
        entry_id: (feed_id, entry_id, title)
        for query in (direct, by_article)
        for feed_id, entry_id, title in session.execute(query)
    }
    found = _of_topics(_carriers(session, topic_ids), [rows[entry_id] for entry_id in sorted(rows)])
    return list({entry.topic_id: entry for entry in found}.values())


def newest_titles(session: Session, topic_ids: Collection[int], *, limit: int) -> list[EntryTitle]:
    """The newest entries of these topics' feeds, `limit` of them, once for each of the topics; the newest first."""
    carriers = _carriers(session, topic_ids)
    query = select(EntryRow.feed_id, EntryRow.id, EntryRow.title).where(EntryRow.feed_id.in_(carriers.keys()))
    rows = session.execute(query.order_by(EntryRow.id.desc()).limit(limit))
    return _of_topics(carriers, [(feed_id, entry_id, title) for feed_id, entry_id, title in rows])


def _carriers(session: Session, topic_ids: Collection[int]) -> Mapping[int, list[int]]:
    """By a feed's id, which of these topics carry it."""
    carriers: dict[int, list[int]] = {}
    links = select(TopicFeedRow.feed_id, TopicFeedRow.topic_id).where(TopicFeedRow.topic_id.in_(topic_ids))
    for feed_id, topic_id in session.execute(links):
        carriers.setdefault(feed_id, []).append(topic_id)
    return carriers


def _of_topics(carriers: Mapping[int, Sequence[int]], rows: Iterable[tuple[int, int, str]]) -> list[EntryTitle]:
    return [
        EntryTitle(topic_id=topic_id, entry_id=entry_id, title=title)
        for feed_id, entry_id, title in rows
        for topic_id in carriers.get(feed_id, ())
    ]


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
