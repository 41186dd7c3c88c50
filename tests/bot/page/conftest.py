"""The page on a port of its own, with a database behind it, and somebody who looks."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port

from bot.page.routes import page_routes
from bot.settings import Settings
from bot.watch.serving import watching
from bot.watch.signs import Signs
from bot.watch.watch import Watch
from storage import chats, deliveries, feeds, topics
from storage.database import Database
from storage.deliveries import DeliveryState, NewDelivery
from storage.feeds import Check
from storage.roles import Role, grant, set_owners
from storage.schema import upgrade

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BOT_TOKEN = "123456:test-token-that-nobody-may-see"
PAGE_TOKEN = "the token of this page"
OWNER, ADMIN, READER = 11, 12, 13
HOSTILE = "<script>alert('ferry')</script>\"><img src=x onerror=alert(1)>"


@dataclass
class Place:
    """Where the page is, and what is behind it."""

    url: str
    database: Database
    watch: Watch
    settings: Settings


Opened = Callable[..., AbstractAsyncContextManager[Place]]


def fill(database: Database) -> None:
    """An owner, an admin, a reader; a hostile feed, one with a key in its address, messages that went wrong."""
    with database.write() as session:
        set_owners(session, [OWNER], now=NOW)
        grant(session, ADMIN, Role.ADMIN, now=NOW)
        topic = topics.add_topic(session, slug="sea", name="The sea", now=NOW)
        assert topic is not None
        for url, title in (
            ("https://quay.example/feed?token=sesame", HOSTILE),
            ("https://pier.example/feed", "Pier"),
        ):
            feed = feeds.add_feed(session, url=url, title=title, language=None, now=NOW)
            topics.link_feed(session, topic.id, feed.id)
            failed = Check(at=NOW - timedelta(hours=5), next_check_at=NOW, problem=f"{HOSTILE} is no feed")
            feeds.record_check(session, feed.id, failed)
        chat, _ = chats.meet_chat(session, telegram_id=READER, kind="private", title="Ada Lovelace", now=NOW)
        for number in range(3):
            message = NewDelivery(dedup_key=str(number), chat_id=chat.id, html="words of a digest")
            deliveries.enqueue(session, [message], now=NOW - timedelta(minutes=20))
        for state, problem in (
            (DeliveryState.FAILED, "Bad Request: chat not found"),
            (DeliveryState.UNKNOWN, "the answer was lost (ReadTimeout)"),
        ):
            claimed = deliveries.claim(session, now=NOW)
            assert claimed is not None
            deliveries.mark_ended(session, claimed.id, state, problem=problem)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that each test gets a copy of."""
    file = tmp_path_factory.mktemp("page") / "page.sqlite3"
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    fill(database)
    database.close()
    return file


@pytest.fixture
def database(filled: Path, tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{shutil.copy(filled, tmp_path)}")
    yield database
    database.close()


@pytest.fixture
def opened(no_settings: Path, database: Database) -> Opened:
    @asynccontextmanager
    async def open_page(**others: object) -> AsyncIterator[Place]:
        port = unused_port()
        url = f"http://127.0.0.1:{port}"
        values = {"token": BOT_TOKEN, "watch_port": port, "status_url": url, "status_token": PAGE_TOKEN}
        settings = Settings.model_validate(values | others)
        watch = Watch(signs=Signs(seconds=lambda: 5000.0))
        watch.signs.ready = True
        also = partial(page_routes, settings, database, lambda: NOW)
        async with watching(watch, settings, database, lambda: NOW, also=also):
            yield Place(url=url, database=database, watch=watch, settings=settings)

    return open_page
