"""Articles and the stories they belong to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from storage.address_key import address_key
from storage.rows import as_record, as_records, columns_of, insert_for, values_of
from storage.tables import ArticleRow, EntryRow, FeedRow, StoryRow, TopicFeedRow

_CARRYING = TopicFeedRow.topic_id + 0
"""A topic's number as no index knows it: by the stories or the hours there are few articles to look at, by the topic's
feeds all that they ever carried. SQLite can't tell, and took a second where this takes a few milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """The clean readable text of an entry, as extracted."""

    url: str
    title: str
    text: str
    source: str
    published_at: datetime
    fetched_at: datetime
    language: str | None = None
    author: str | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article and its story. `updated_at` is when it was last put in other words, `read_at` when its page was last
    read again."""

    id: int
    url: str
    title: str
    text: str
    source: str
    published_at: datetime
    fetched_at: datetime
    language: str | None
    author: str | None
    image: str | None
    story_id: int | None
    updated_at: datetime | None = None
    read_at: datetime | None = None


def add_article(session: Session, article: NewArticle) -> tuple[StoredArticle, bool]:
    """The article at its address, and whether it is new; an earlier one at a variant of the address is kept."""
    if (known := article_at(session, article.url)) is not None:
        return known, False
    statement = insert_for(session, ArticleRow).values(**values_of(article), url_key=address_key(article.url))
    # another process may have been quicker
    statement = statement.on_conflict_do_nothing(index_elements=["url"])
    added = session.execute(statement.returning(ArticleRow.id)).first() is not None
    row = session.scalars(select(ArticleRow).where(ArticleRow.url == article.url)).one()
    return as_record(StoredArticle, row), added


def article(session: Session, article_id: int) -> StoredArticle | None:
    row = session.get(ArticleRow, article_id)
    return as_record(StoredArticle, row) if row else None


def article_at(session: Session, url: str) -> StoredArticle | None:
    """The article at this address or a variant of it (`storage.address_key`), the first one where there are several."""
    query = select(ArticleRow).where(ArticleRow.url_key == address_key(url)).order_by(ArticleRow.id).limit(1)
    row = session.scalar(query)
    return as_record(StoredArticle, row) if row else None


def article_behind(session: Session, url: str) -> StoredArticle | None:
    """The article at this address, or the one that an entry with this address was found to lead to."""
    if (known := article_at(session, url)) is not None:
        return known
    query = (
        select(ArticleRow)
        .join(EntryRow, EntryRow.article_id == ArticleRow.id)
        .where(EntryRow.url_key == address_key(url))
        .order_by(EntryRow.id.desc())
        .limit(1)
    )
    row = session.scalar(query)
    return as_record(StoredArticle, row) if row else None


def is_closed(session: Session, article_id: int) -> bool:
    """Whether only feeds that are read with a login, headers or a proxy of their own brought the article."""
    feeds = select(EntryRow.id).join(FeedRow, FeedRow.id == EntryRow.feed_id).where(EntryRow.article_id == article_id)
    closed = session.scalar(feeds.where(FeedRow.request.is_not(None)).limit(1))
    return closed is not None and session.scalar(feeds.where(FeedRow.request.is_(None)).limit(1)) is None


def update_article(session: Session, article_id: int, article: NewArticle, *, now: datetime) -> StoredArticle:
    """Put the article in its new words. It stays the same one: its address, its story, when it was published and when
    it was first had, so that nobody is told of it again."""
    row = session.get_one(ArticleRow, article_id)
    row.title, row.text, row.language = article.title, article.text, article.language
    row.source, row.author, row.image = article.source, article.author, article.image
    row.updated_at = now
    session.flush()
    return as_record(StoredArticle, row)


def count_reading(session: Session, article_id: int, *, now: datetime) -> None:
    """The article's page was read again."""
    session.execute(
        update(ArticleRow).where(ArticleRow.id == article_id).values(read_at=now, rereads=ArticleRow.rereads + 1)
    )


def articles_since(session: Session, since: datetime) -> list[StoredArticle]:
    """Every article fetched at or after `since`, oldest first: the window that clustering looks back on."""
    query = select(ArticleRow).where(ArticleRow.fetched_at >= since).order_by(ArticleRow.fetched_at, ArticleRow.id)
    return [as_record(StoredArticle, row) for row in session.scalars(query)]


def changed_since(session: Session, since: datetime) -> list[StoredArticle]:
    """Every article fetched or put in other words at or after `since`, in the order they were fetched in."""
    query = (
        select(ArticleRow)
        .where(or_(ArticleRow.fetched_at >= since, ArticleRow.updated_at >= since))
        .order_by(ArticleRow.fetched_at, ArticleRow.id)
    )
    return [as_record(StoredArticle, row) for row in session.scalars(query)]


def articles_after(session: Session, article_id: int) -> list[StoredArticle]:
    """Every article that was filed after this one, in that order."""
    query = select(ArticleRow).where(ArticleRow.id > article_id).order_by(ArticleRow.id)
    return [as_record(StoredArticle, row) for row in session.scalars(query)]


def articles_of(session: Session, ids: Collection[int]) -> list[StoredArticle]:
    query = select(ArticleRow).where(ArticleRow.id.in_(ids)).order_by(ArticleRow.id)
    return [as_record(StoredArticle, row) for row in session.scalars(query)]


def homes_since(session: Session, since: datetime) -> dict[int, int | None]:
    """By article fetched at or after `since` the story that it is in."""
    query = select(ArticleRow.id, ArticleRow.story_id).where(ArticleRow.fetched_at >= since)
    return dict(session.execute(query).all())


def put_in_story(session: Session, article_id: int, story_id: int | None, *, now: datetime) -> int:
    """Make the article part of a story (a new one for None) and return the story's id."""
    if story_id is None:
        language = session.scalar(select(ArticleRow.language).where(ArticleRow.id == article_id))
        story = StoryRow(language=language, created_at=now, updated_at=now)
        session.add(story)
        session.flush()
        story_id = story.id
    else:
        session.execute(update(StoryRow).where(StoryRow.id == story_id).values(updated_at=now))
    session.execute(update(ArticleRow).where(ArticleRow.id == article_id).values(story_id=story_id))
    return story_id


def carried_article(session: Session, article_id: int, *, topic_ids: Collection[int]) -> StoredArticle | None:
    """The article, where a feed of these topics carries it."""
    carried = (
        select(EntryRow.id)
        .join(TopicFeedRow, TopicFeedRow.feed_id == EntryRow.feed_id)
        .where(EntryRow.article_id == article_id, _CARRYING.in_(topic_ids))
    )
    row = session.scalar(select(ArticleRow).where(ArticleRow.id == article_id, carried.exists()))
    return as_record(StoredArticle, row) if row else None


def carrying_topics(
    session: Session, *, article_ids: Collection[int], topic_ids: Collection[int]
) -> dict[int, list[int]]:
    """By article which of these topics carry it, by way of their feeds."""
    query = (
        select(EntryRow.article_id, TopicFeedRow.topic_id)
        .join(TopicFeedRow, TopicFeedRow.feed_id == EntryRow.feed_id)
        .where(EntryRow.article_id.in_(article_ids), _CARRYING.in_(topic_ids))
        .distinct()
    )
    found: dict[int, list[int]] = {}
    for article_id, topic_id in session.execute(query):
        if article_id is not None:
            found.setdefault(article_id, []).append(topic_id)
    return found


def topic_stories(
    session: Session, *, topic_ids: Collection[int], since: datetime, until: datetime, most: int | None = None
) -> frozenset[int]:
    """The stories that the topics' feeds carried something of in `[since, until)`, by when it was fetched.

    Of more than `most` those that most outlets tell, and of these the newest.
    """
    inside = aliased(ArticleRow)
    query = (
        select(ArticleRow.story_id)
        .join(EntryRow, EntryRow.article_id == ArticleRow.id)
        .join(TopicFeedRow, TopicFeedRow.feed_id == EntryRow.feed_id)
        .where(_CARRYING.in_(topic_ids), ArticleRow.story_id.is_not(None))
        # not in the join, where SQLite would rather look at all that many feeds ever carried
        .where(ArticleRow.id.in_(select(inside.id).where(inside.fetched_at >= since, inside.fetched_at < until)))
        .group_by(ArticleRow.story_id)
    )
    if most is not None:
        outlets = func.count(ArticleRow.source.distinct())
        query = query.order_by(outlets.desc(), func.max(ArticleRow.fetched_at).desc(), ArticleRow.story_id).limit(most)
    return frozenset(story_id for story_id in session.scalars(query) if story_id is not None)


def story_sources(
    session: Session, *, story_ids: Collection[int], topic_ids: Collection[int], until: datetime
) -> list[tuple[int, int, str]]:
    """(story id, topic id, source) for what these topics carry of these stories, fetched before `until`, each once."""
    query = (
        select(ArticleRow.story_id, TopicFeedRow.topic_id, ArticleRow.source)
        .join(EntryRow, EntryRow.article_id == ArticleRow.id)
        .join(TopicFeedRow, TopicFeedRow.feed_id == EntryRow.feed_id)
        .where(ArticleRow.story_id.in_(story_ids), _CARRYING.in_(topic_ids))
        .where(ArticleRow.fetched_at < until)
        .distinct()
    )
    rows = session.execute(query)
    return [(story_id, topic_id, source) for story_id, topic_id, source in rows if story_id is not None]


def busiest_sources(session: Session, *, topic_ids: Collection[int], since: datetime, limit: int) -> list[str]:
    """The sources of what these topics carried and fetched since then; those with the most articles first."""
    query = (
        select(ArticleRow.source)
        .join(EntryRow, EntryRow.article_id == ArticleRow.id)
        .join(TopicFeedRow, TopicFeedRow.feed_id == EntryRow.feed_id)
        .where(TopicFeedRow.topic_id.in_(topic_ids), ArticleRow.fetched_at >= since)
        .group_by(ArticleRow.source)
        .order_by(func.count(ArticleRow.id.distinct()).desc(), ArticleRow.source)
        .limit(limit)
    )
    return list(session.scalars(query))


def count_articles(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ArticleRow)) or 0


def story_articles(
    session: Session, *, story_ids: Collection[int], topic_ids: Collection[int], until: datetime
) -> list[tuple[int, StoredArticle]]:
    """(topic id, article) for what these topics carry of these stories, fetched before `until`, oldest first."""
    query = (
        select(ArticleRow.id, TopicFeedRow.topic_id)
        .join(EntryRow, EntryRow.article_id == ArticleRow.id)
        .join(TopicFeedRow, TopicFeedRow.feed_id == EntryRow.feed_id)
        .where(ArticleRow.story_id.in_(story_ids), _CARRYING.in_(topic_ids))
        .where(ArticleRow.fetched_at < until)
    )
    pairs = {(article_id, topic_id) for article_id, topic_id in session.execute(query)}
    found = _texts(session, {article_id for article_id, _ in pairs})
    carried = [(topic_id, found[article_id]) for article_id, topic_id in pairs]
    return sorted(carried, key=lambda pair: (pair[1].fetched_at, pair[1].id, pair[0]))


def newest_articles(
    session: Session, *, topic_ids: Collection[int], since: datetime, until: datetime, limit: int
) -> list[tuple[int, StoredArticle]]:
    """(topic id, article) for what these topics carry of the `limit` newest articles, fetched in `[since, until)`,
    that they carry at all and that are part of a story; newest first."""
    carried = exists().where(
        EntryRow.article_id == ArticleRow.id,
        TopicFeedRow.feed_id == EntryRow.feed_id,
        TopicFeedRow.topic_id.in_(topic_ids),
    )
    newest = (
        select(ArticleRow.id)
        .where(ArticleRow.fetched_at >= since, ArticleRow.fetched_at < until, ArticleRow.story_id.is_not(None), carried)
        .order_by(ArticleRow.fetched_at.desc(), ArticleRow.id.desc())
        .limit(limit)
    )
    ids = session.scalars(newest).all()
    carrying, found = carrying_topics(session, article_ids=ids, topic_ids=topic_ids), _texts(session, ids)
    return [(topic_id, found[article_id]) for article_id in ids for topic_id in sorted(carrying[article_id])]


def _texts(session: Session, article_ids: Collection[int]) -> dict[int, StoredArticle]:
    """The articles by id. Read by themselves: a database that has to find doubles compares and sorts them whole."""
    texts = select(*columns_of(StoredArticle, ArticleRow)).where(ArticleRow.id.in_(article_ids))
    return {article.id: article for article in as_records(StoredArticle, session.execute(texts))}
