"""Digests are made on both databases; and records for what needs none."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from storage.articles import StoredArticle
from storage.database import Database
from storage.topics import Topic
from tests.jobs.digests.texts import FERRY


@pytest.fixture
def database(database_with_tables: Database) -> Database:
    return database_with_tables


@pytest.fixture
def a_topic() -> Callable[..., Topic]:
    """A topic out of nowhere; whatever isn't said is as it comes."""

    def make(slug: str = "sea", **fields: object) -> Topic:
        number = sum(map(ord, slug))
        usual = {"id": number, "slug": slug, "name": slug.title(), "description": "", "language": None}
        usual |= {"keywords": (), "method": "news", "sentences": 2, "position": number}
        return Topic(**(usual | fields))  # type: ignore[arg-type]

    return make


@pytest.fixture
def an_article(now: datetime) -> Callable[..., StoredArticle]:
    """An article of story 1, fetched an hour ago."""

    def make(
        number: int,
        source: str = "Post",
        text: str = FERRY,
        *,
        title: str = "Ferry",
        language: str | None = "en",
        story: int = 1,
        ago: timedelta = timedelta(hours=1),
    ) -> StoredArticle:
        return StoredArticle(
            id=number,
            url=f"https://post.example/{number}",
            title=title,
            text=text,
            source=source,
            published_at=now - ago,
            fetched_at=now - ago,
            language=language,
            author=None,
            image=None,
            story_id=story,
        )

    return make
