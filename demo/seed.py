"""Putting the newsroom's topics and feeds into the bot's database, as an admin would have done."""

from datetime import datetime
from urllib.parse import urlsplit

from demo.newsroom.topics import SampleTopic
from storage import articles, chats, entries, feed_moves, feeds, schedules, topics
from storage.database import Database, Session
from storage.schema import upgrade


def seed(database: Database, sample: tuple[SampleTopic, ...], newsroom: str, *, now: datetime) -> None:
    """Make the tables, the topics and their feeds on the address `newsroom`; what is there already stays."""
    upgrade(database)
    with database.write() as session:
        for wanted in sample:
            topic = topics.topic_called(session, wanted.slug) or topics.add_topic(
                session,
                slug=wanted.slug,
                name=wanted.name,
                description=wanted.description,
                language=wanted.language,
                keywords=wanted.keywords,
                now=now,
            )
            assert topic is not None
            for path in wanted.feeds:
                _moved(session, path, newsroom)
                feed = feeds.add_feed(session, url=newsroom + path, title="", language=wanted.language, now=now)
                topics.link_feed(session, topic.id, feed.id)


def _moved(session: Session, path: str, newsroom: str) -> None:
    """Where the newsroom had to take another port this time, its feeds are still the same feeds."""
    for feed in feeds.list_feeds(session):
        where = urlsplit(feed.url)
        if where.path == path and where.hostname == urlsplit(newsroom).hostname and feed.url != newsroom + path:
            feed_moves.move_feed(session, feed.id, newsroom + path)


def reading(database: Database, *, now: datetime) -> tuple[int, int, int]:
    """(feeds not yet checked, articles still to be read, articles read)."""
    with database.read() as session:
        unchecked = sum(feed.checked_at is None for feed in feeds.list_feeds(session))
        return unchecked, len(entries.due_entries(session, now=now, limit=1000)), articles.count_articles(session)


def strike(database: Database, telegram_id: int, *, now: datetime) -> bool:
    """Let the hour of this chat's digest come now; False where it has none, or paused it."""
    with database.write() as session:
        chat = chats.find_chat(session, telegram_id)
        return chat is not None and schedules.bring_forward(session, chat.id, now=now)
