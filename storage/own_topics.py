"""A chat's own feeds: a topic that holds them, which the chat alone sees, and follows from the first feed on."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from storage.carried import drop_own_topics, forget_unread
from storage.chats import subscribe
from storage.feed_options import split_login
from storage.feeds import Feed, add_feed
from storage.rows import as_record
from storage.tables import FeedRow, OwnTopicRow, TopicFeedRow, TopicRow
from storage.topics import Topic, Visibility, as_topic, link_feed


class OwnFeed(StrEnum):
    """What came of adding a feed to a chat's own."""

    ADDED = "added"
    KNOWN = "known"
    """It was there already."""
    FULL = "full"
    """The chat has as many as it may have."""
    CLOSED = "closed"
    """It is read with a login or headers. Those are somebody's, and what they open is not for everybody who knows the
    address; nor may anybody put others in their place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedFeed:
    """`feed` is None where it wasn't added."""

    outcome: OwnFeed
    feed: Feed | None = None


def own_topic(session: Session, chat_id: int) -> Topic | None:
    """The topic of the chat's own feeds; None before the first."""
    query = (
        select(TopicRow).join(OwnTopicRow, OwnTopicRow.topic_id == TopicRow.id).where(OwnTopicRow.chat_id == chat_id)
    )
    row = session.scalar(query)
    return as_topic(row) if row else None


def ensure_own_topic(session: Session, chat_id: int, *, name: str, now: datetime) -> Topic:
    """The topic of the chat's own feeds, made and followed where it wasn't; `name` is what its stories stand under."""
    if (known := own_topic(session, chat_id)) is not None:
        subscribe(session, chat_id, known.id, now=now)
        return known
    row = TopicRow(
        # no link leads to it: neither its slug's letters nor its visibility allow that
        slug=f"own:{chat_id}",
        name=name,
        description="",
        keywords=(),
        method="news",
        sentences=2,
        position=0,
        visibility=Visibility.OWN,
        created_at=now,
    )
    session.add(row)
    session.flush()
    session.add(OwnTopicRow(chat_id=chat_id, topic_id=row.id))
    session.flush()
    subscribe(session, chat_id, row.id, now=now)
    return as_topic(row)


def add_own_feed(
    session: Session,
    chat_id: int,
    *,
    url: str,
    title: str,
    language: str | None,
    most: int,
    topic_name: str,
    now: datetime,
) -> AddedFeed:
    """Let the chat have this feed, and follow its own feeds; `most` is how many it may have."""
    address, login = split_login(url)
    known = session.scalar(select(FeedRow).where(FeedRow.url == address))
    if login or (known is not None and known.request):
        return AddedFeed(outcome=OwnFeed.CLOSED)
    mine = own_topic(session, chat_id)
    if known is not None and mine is not None and session.get(TopicFeedRow, (mine.id, known.id)) is not None:
        return AddedFeed(outcome=OwnFeed.KNOWN, feed=as_record(Feed, known))
    if count_own_feeds(session, chat_id) >= most:
        return AddedFeed(outcome=OwnFeed.FULL)
    topic = ensure_own_topic(session, chat_id, name=topic_name, now=now)
    feed = add_feed(session, url=address, title=title, language=language, now=now)
    link_feed(session, topic.id, feed.id)
    return AddedFeed(outcome=OwnFeed.ADDED, feed=feed)


def remove_own_feed(session: Session, chat_id: int, feed_id: int) -> bool:
    """False when it wasn't the chat's. A feed that no topic carries any more is forgotten."""
    statement = (
        delete(TopicFeedRow)
        .where(TopicFeedRow.feed_id == feed_id, TopicFeedRow.topic_id.in_(_topic_of(chat_id)))
        .returning(TopicFeedRow.feed_id)
    )
    removed = session.execute(statement).first() is not None
    if removed:
        forget_unread(session, [feed_id])
    return removed


def remove_own_topic(session: Session, chat_id: int) -> int:
    """Let go of all of the chat's own feeds; returns how many. Those that no topic carries any more are forgotten."""
    return drop_own_topics(session, [chat_id])


def own_feeds(session: Session, chat_id: int) -> list[Feed]:
    """By title."""
    query = (
        select(FeedRow)
        .join(TopicFeedRow, TopicFeedRow.feed_id == FeedRow.id)
        .where(TopicFeedRow.topic_id.in_(_topic_of(chat_id)))
        .order_by(FeedRow.title, FeedRow.id)
    )
    return [as_record(Feed, row) for row in session.scalars(query)]


def own_feed(session: Session, chat_id: int, feed_id: int) -> Feed | None:
    """The feed, where it is one of the chat's own."""
    return next((feed for feed in own_feeds(session, chat_id) if feed.id == feed_id), None)


def count_own_feeds(session: Session, chat_id: int) -> int:
    query = select(func.count()).select_from(TopicFeedRow).where(TopicFeedRow.topic_id.in_(_topic_of(chat_id)))
    return session.scalar(query) or 0


def _topic_of(chat_id: int) -> Select[int]:
    return select(OwnTopicRow.topic_id).where(OwnTopicRow.chat_id == chat_id)
