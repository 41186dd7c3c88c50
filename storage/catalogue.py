"""All topics with their feeds at once: what lists and exports read, and what adds thousands in one go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from storage.carried import is_private
from storage.feed_options import FeedOptions, set_feed_options, split_login
from storage.feeds import Feed, FeedState
from storage.rows import as_record
from storage.tables import FeedRow, TopicFeedRow
from storage.topics import Topic, list_topics


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A topic and the feeds that it carries."""

    topic: Topic
    feeds: tuple[Feed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Topics in the admins' order, feeds by title; `unread` are those that no topic carries.

    `own` are those that only chats have among their own: theirs, and so in no list that others see.
    """

    topics: tuple[Carried, ...]
    unread: tuple[Feed, ...]
    own: tuple[Feed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeed:
    """A feed to be. A login in its address is kept apart from it."""

    url: str
    title: str = ""
    language: str | None = None
    paused: bool = False
    full_article: bool = True


def read_catalogue(session: Session) -> Catalogue:
    """Everything, in four queries however much it is."""
    feeds = {row.id: as_record(Feed, row) for row in session.scalars(select(FeedRow))}
    carried: dict[int, list[Feed]] = {}
    for topic_id, feed_id in _links(session):
        carried.setdefault(topic_id, []).append(feeds[feed_id])
    topics = [Carried(topic=topic, feeds=_by_title(carried.get(topic.id, []))) for topic in list_topics(session)]
    own = set(session.scalars(select(FeedRow.id).where(is_private())))
    known = own | {feed.id for topic in topics for feed in topic.feeds}
    return Catalogue(
        topics=tuple(topics),
        unread=_by_title([feed for feed in feeds.values() if feed.id not in known]),
        own=_by_title([feed for feed in feeds.values() if feed.id in own]),
    )


def add_feeds(session: Session, new: Sequence[NewFeed], *, now: datetime) -> list[int]:
    """Their ids in this order. None of them may be there yet, or twice among them; all are due at once."""
    logins = [split_login(feed.url) for feed in new]
    rows = [
        {
            "url": url,
            "title": feed.title,
            "language": feed.language,
            "state": FeedState.PAUSED if feed.paused else FeedState.ACTIVE,
            "next_check_at": now,
            "failures": 0,
            "full_article": feed.full_article,
            "created_at": now,
        }
        for feed, (url, _) in zip(new, logins, strict=True)
    ]
    if rows:
        session.execute(insert(FeedRow), rows)
    # a statement for each row would be needed to get its id at once
    ids = {row.url: row.id for row in session.execute(select(FeedRow.url, FeedRow.id))}
    for feed, (url, login) in zip(new, logins, strict=True):
        if login:
            set_feed_options(session, ids[url], FeedOptions(login=login, full_article=feed.full_article))
    return [ids[url] for url, _ in logins]


def link_feeds(session: Session, links: Collection[tuple[int, int]]) -> int:
    """Let topics carry feeds, (topic, feed) each; returns how many of these didn't carry them before."""
    missing = sorted(set(links) - _links(session))
    if missing:
        session.execute(insert(TopicFeedRow), [{"topic_id": topic, "feed_id": feed} for topic, feed in missing])
    return len(missing)


def _links(session: Session) -> set[tuple[int, int]]:
    rows = session.execute(select(TopicFeedRow.topic_id, TopicFeedRow.feed_id))
    return {(topic_id, feed_id) for topic_id, feed_id in rows}


def _by_title(feeds: Sequence[Feed]) -> tuple[Feed, ...]:
    # in Python, so that both databases agree whatever their collations
    return tuple(sorted(feeds, key=lambda feed: (feed.title.casefold(), feed.title, feed.url)))
