"""The storage suite runs on both databases: see `tests/conftest.py`."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import articles, chats, digests, topics
from storage.articles import NewArticle
from storage.database import Database
from storage.digests import DigestKind, ToldStory
from storage.topics import Topic

NOBODY = 65534


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def a_users_folder() -> Iterator[Path]:
    """A folder of a user whom a file's mode stops, who runs the test: root, whom none stops, becomes that user."""
    with tempfile.TemporaryDirectory(prefix="newsdigest-") as folder:
        if os.geteuid() != 0:
            yield Path(folder)
            return
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)


@pytest.fixture
def database(database_with_tables: Database) -> Database:
    return database_with_tables


@dataclass
class Rows:
    """What most tests begin with; each call is a transaction of its own."""

    database: Database
    now: datetime
    stories: int = 0

    def chat(
        self, telegram_id: int = 1, *, kind: str = "private", thread_id: int = 0, language: str | None = "en"
    ) -> int:
        with self.database.write() as session:
            chat, _ = chats.meet_chat(
                session,
                telegram_id=telegram_id,
                thread_id=thread_id,
                kind=kind,
                title="",
                language=language,
                now=self.now,
            )
        return chat.id

    def topic(self, slug: str, *followers: int) -> Topic:
        with self.database.write() as session:
            made = topics.add_topic(session, slug=slug, name=slug.title(), now=self.now)
            assert made is not None
            for chat_id in followers:
                chats.subscribe(session, chat_id, made.id, now=self.now)
        return made

    def story(self, *told: int) -> int:
        """A story, and that these chats were told it."""
        self.stories += 1
        url = f"https://quay.example/{self.stories}"
        new = NewArticle(
            url=url, title="Ferry", text="Text.", source="Quay", published_at=self.now, fetched_at=self.now
        )
        until = self.now + timedelta(seconds=self.stories)
        with self.database.write() as session:
            story = articles.put_in_story(session, articles.add_article(session, new)[0].id, None, now=self.now)
            for chat_id in told:
                digests.add_digest(
                    session,
                    chat_id=chat_id,
                    kind=DigestKind.SCHEDULED,
                    since=self.now,
                    until=until,
                    stories=[ToldStory(story_id=story, sources=1, score={}, matches=())],
                    now=self.now,
                )
        return story


@pytest.fixture
def rows(database: Database, now: datetime) -> Rows:
    return Rows(database, now)
