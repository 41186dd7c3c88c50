"""A database and a small newsroom's worth of rows for the jobs' tests."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Unpack

import pytest

from storage import articles, chats, entries, feeds, preferences, schedules, topics
from storage.articles import NewArticle, StoredArticle
from storage.database import Database
from storage.entries import NewEntry
from storage.topics import Topic

EVERY_DAY = frozenset(range(7))


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


@pytest.fixture
def database(in_a_file: Database) -> Database:
    return in_a_file


@dataclass
class World:
    """Puts topics, chats and published stories into a database, as the bot and the fetching would."""

    database: Database
    now: datetime

    def topic(
        self, slug: str = "sea", keywords: tuple[str, ...] = (), sentences: int = 2, **changes: Unpack[topics.Changes]
    ) -> Topic:
        with self.database.write() as session:
            made = topics.add_topic(
                session, slug=slug, name=slug.title(), now=self.now, keywords=keywords, sentences=sentences
            )
            assert made is not None
            changed = topics.change_topic(session, made.id, **changes)
        assert changed is not None
        return changed

    def chat(
        self,
        *subscribed: Topic,
        telegram_id: int = 4242,
        kind: str = "private",
        telegram_language: str | None = None,
        **wanted: Unpack[preferences.Changes],
    ) -> int:
        """A chat with a digest due right now, and then daily at 08:00 in Vienna."""
        with self.database.write() as session:
            chat, _ = chats.meet_chat(
                session, telegram_id=telegram_id, kind=kind, title="Ada", now=self.now, language=telegram_language
            )
            preferences.set_preferences(session, chat.id, **wanted)
            for topic in subscribed:
                chats.subscribe(session, chat.id, topic.id, now=self.now)
            schedules.set_schedule(
                session, chat.id, times=(time(8),), weekdays=EVERY_DAY, zone="Europe/Vienna", next_run_at=self.now
            )
        return chat.id

    def publish(
        self,
        topic: Topic,
        source: str,
        title: str,
        text: str,
        *,
        story: int | None = None,
        ago: timedelta = timedelta(hours=1),
        language: str = "en",
    ) -> StoredArticle:
        """An article that the topic's feed of that source carries, part of `story` or of a new one."""
        at = self.now - ago
        with self.database.write() as session:
            feed = feeds.add_feed(session, url=f"https://{source}.example/feed", title=source, language="en", now=at)
            topics.link_feed(session, topic.id, feed.id)
            url = f"https://{source}.example/{abs(hash((title, text)))}"
            new = NewEntry(guid=url, url=url, title=title, content="")
            entries.add_entries(session, feed.id, [new], now=at)
            entry = next(e for e in entries.due_entries(session, now=at, limit=999) if e.url == url)
            made, _ = articles.add_article(
                session,
                NewArticle(
                    url=url, title=title, text=text, source=source, published_at=at, fetched_at=at, language=language
                ),
            )
            entries.finish_entry(session, entry.id, article_id=made.id)
            articles.put_in_story(session, made.id, story, now=at)
            stored = articles.article_at(session, url)
        assert stored is not None
        return stored


@pytest.fixture
def world(database: Database, now: datetime) -> World:
    return World(database, now)


@pytest.fixture
def publish(world: World) -> Callable[..., StoredArticle]:
    return world.publish
