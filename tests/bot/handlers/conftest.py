"""The real application over HTTP against the local Bot API, in one process, with a clock that the test moves."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web

from bot.application import ALLOWED_UPDATES, build_application
from bot.bell import Bell
from bot.commands import register
from bot.connecting import make_bot
from bot.deps import Deps
from bot.i18n.languages import SOURCE
from bot.limits import fetch_settings
from bot.patience import Pace
from bot.sender import TelegramSender
from bot.settings import Settings
from bot.taps.core import Tap, encode
from demo.botapi.client import Message, User
from demo.botapi.records import FIRST_USER
from demo.botapi.server import LocalBotApi
from jobs.deliver import Outbox
from jobs.feeds.fetching.client import open_client
from jobs.feeds.workers import Workers
from jobs.search_index import index_older
from storage import articles, chats, deliveries, entries, feeds, roles, schedules, topics
from storage.articles import NewArticle
from storage.chats import Chat
from storage.database import Database
from storage.entries import NewEntry
from storage.preferences import Preferences, preferences, subscription_filters
from storage.remotes import set_remote
from storage.schedules import Schedule
from storage.topics import Topic

MONDAY_NOON = datetime(2031, 3, 3, 12, 0, tzinfo=UTC)
OWNER = FIRST_USER


class HandClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, time: datetime) -> None:
        self.time = time

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


@dataclass(frozen=True, slots=True)
class World:
    """The bot's side: its database and its clock, and the little Telegram it talks to."""

    api: LocalBotApi
    database: Database
    clock: HandClock
    deps: Deps

    def add_topics(self, *names: str) -> list[Topic]:
        with self.database.write() as session:
            made = [
                topics.add_topic(session, slug=name.lower().replace(" ", "-"), name=name, now=self.clock())
                for name in names
            ]
        return [topic for topic in made if topic]

    async def all_sent(self) -> None:
        """What the outbox sent is marked as sent: a message is there a moment before that."""
        async with asyncio.timeout(30):
            while True:
                with self.database.read() as session:
                    counts = deliveries.count_deliveries(session)
                if not counts.get("pending") and not counts.get("sending"):
                    return
                await asyncio.sleep(0.01)  # the outbox says nothing when it is done

    def topics(self) -> list[Topic]:
        with self.database.read() as session:
            return topics.list_topics(session)

    def chat(self, telegram_id: int, thread: int = 0) -> Chat | None:
        with self.database.read() as session:
            return chats.find_chat(session, telegram_id, thread)

    def followed(self, telegram_id: int, thread: int = 0) -> list[str]:
        chat = self.chat(telegram_id, thread)
        if chat is None:
            return []
        with self.database.read() as session:
            return [topic.name for topic in chats.subscribed_topics(session, chat.id)]

    def schedule(self, telegram_id: int, thread: int = 0) -> Schedule:
        chat = self.chat(telegram_id, thread)
        assert chat is not None
        with self.database.read() as session:
            found = schedules.schedule(session, chat.id)
        assert found is not None
        return found

    def preferences(self, telegram_id: int, thread: int = 0) -> Preferences:
        chat = self.chat(telegram_id, thread)
        assert chat is not None
        with self.database.read() as session:
            return preferences(session, chat.id)

    def filters(self, telegram_id: int, thread: int = 0) -> dict[int, str]:
        """By topic (0 for everything) what a chat wants, in words."""
        chat = self.chat(telegram_id, thread)
        if chat is None:
            return {}
        with self.database.read() as session:
            everything = preferences(session, chat.id).filter
            return subscription_filters(session, chat.id) | ({0: everything} if everything else {})

    def aim_at(self, user_id: int, chat_id: int) -> None:
        """Let what they do in private be about that group or channel."""
        chat = self.chat(chat_id)
        assert chat is not None
        with self.database.write() as session:
            set_remote(session, user_id, chat.id, now=self.clock())

    def publish(self, topic: Topic, title: str, text: str, source: str = "Harbour Post") -> None:
        """An article of one of the topic's feeds, read five minutes ago and a story of its own; it can be found."""
        now = self.clock() - timedelta(minutes=5)
        url = f"https://harbour.example/{title.lower().replace(' ', '-')}"
        with self.database.write() as session:
            feed = feeds.add_feed(
                session, url=f"https://harbour.example/{topic.slug}.xml", title="Harbour Post", language="en", now=now
            )
            topics.link_feed(session, topic.id, feed.id)
            entries.add_entries(
                session, feed.id, [NewEntry(guid=url, url=url, title=title, content="", published_at=now)], now=now
            )
            article, _ = articles.add_article(
                session,
                NewArticle(
                    url=url,
                    title=title,
                    text=text,
                    source=source,
                    published_at=now,
                    fetched_at=now,
                    language="en",
                ),
            )
            articles.put_in_story(session, article.id, None, now=now)
            waiting = entries.due_entries(session, now=now, limit=10)
            entries.finish_entry(session, waiting[0].id, article_id=article.id)
        index_older(self.database)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(MONDAY_NOON)


@pytest.fixture
async def world(tmp_path: Path, clock: HandClock, file_with_tables: Path) -> AsyncIterator[World]:
    """Everything runs; nobody has written yet."""
    async with AsyncExitStack() as stack:
        api = LocalBotApi(clock=clock)
        await api.start()
        stack.push_async_callback(api.stop)
        settings = Settings(
            _env_file=None,
            token=api.token,
            bot_api_url=api.base_url,
            database_url=f"sqlite:///{tmp_path}/news.sqlite3",
            admins=(OWNER,),
            default_zone=ZoneInfo("Europe/Kyiv"),
            allowed_networks=(ip_network("127.0.0.0/8"),),
        )
        shutil.copy(file_with_tables, tmp_path / "news.sqlite3")
        database = Database(settings.database_url)
        stack.callback(database.close)
        with database.write() as session:
            roles.set_owners(session, settings.admins, now=clock())
        client = await stack.enter_async_context(open_client(fetch_settings(settings)))
        bot = make_bot(settings)
        outbox = Outbox(database, TelegramSender(bot.transport, bot.base_url), bot.limiter, clock)
        workers = await stack.enter_async_context(Workers())
        bell = await stack.enter_async_context(Bell(database))
        stack.enter_context(bell.heard_by(outbox.wake))
        deps = Deps(settings=settings, database=database, clock=clock, bell=bell, client=client, workers=workers)
        standstill = asyncio.create_task(deps.standstill.run())
        bot.ask_when(deps.standstill.over)
        application = build_application(deps, bot, pace=Pace(burst=10_000))
        await application.initialize()
        stack.push_async_callback(application.shutdown)
        await register(application.bot, dict.fromkeys(settings.admins), languages=[SOURCE])
        sending = asyncio.create_task(outbox.run())
        stack.push_async_callback(_drain, outbox, sending)
        await application.start()
        stack.push_async_callback(application.stop)
        assert application.updater is not None
        await application.updater.start_polling(allowed_updates=ALLOWED_UPDATES)
        stack.push_async_callback(application.updater.stop)
        stack.push_async_callback(_end, deps, standstill)
        yield World(api, database, clock, deps)


async def _end(deps: Deps, standstill: asyncio.Task[None]) -> None:
    deps.standstill.end()
    await standstill


async def _drain(outbox: Outbox, sending: asyncio.Task[None]) -> None:
    outbox.stop()
    await sending


class Person(User):
    """Somebody with the bot in hand."""

    async def ask(self, text: str, chat: int | None = None, **how: Any) -> Message:
        """Write something, and read the answer: the bot's next message there (in a channel nobody signs)."""
        sent = await self.send(text, chat, **how)

        def answers(message: Message) -> bool:
            author = message.raw.get("from", {}).get("id", self.bot_id)
            return author == self.bot_id and message.chat == sent.chat and message.id > sent.id

        return await self.wait_for(answers)

    async def press(self, message: Message, button: str) -> Message:
        """Tap a button, and read what the message became."""
        await self.tap(message, button)
        return await self.next_edit()

    async def toast(self, message: Message, button: str) -> str:
        """Tap a button, and read the short answer at the top."""
        answer = await self.answer_to(await self.tap(message, button))
        return str(answer.get("text") or "")

    async def forge(self, message: Message, tap: Tap | str) -> str:
        """Send the data of a button that isn't there, and read the short answer at the top."""
        data = tap if isinstance(tap, str) else encode(tap)
        answer = await self.answer_to(await self.tap_data(message, data))
        return str(answer.get("text") or "")

    async def silence(self) -> None:
        """Whatever was written before this brought no answer: the next one is to `/privacy`."""
        assert (await self.ask("/privacy")).text.startswith("What I keep about you")


@pytest.fixture
async def robin(world: World) -> AsyncIterator[Person]:
    """The bot's owner, the first person of the local Bot API."""
    async with Person(world.api.base_url) as person:
        yield person


@pytest.fixture
async def sam(world: World, robin: Person) -> AsyncIterator[Person]:
    """Anybody."""
    async with Person(world.api.base_url, await robin.new_user("Sam", username="sam")) as person:
        yield person


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>
<link>https://example.org</link><language>en</language>{items}</channel></rss>"""
ITEM = "<item><title>{title}</title><link>https://{outlet}.example/{number}</link><pubDate>{date}</pubDate></item>"


@pytest.fixture
async def feed_server(clock: HandClock) -> AsyncIterator[str]:
    """An outlet on loopback: `/news.xml` with four entries, `/other.xml`, `/front` that names both, `/page` neither."""

    def document(title: str) -> web.Response:
        items = [
            ITEM.format(
                title=f"{title} reports {number}",
                number=number,
                outlet=title[:4].lower(),
                date=format_datetime(clock() - timedelta(hours=number)),
            )
            for number in range(1, 5)
        ]
        return web.Response(text=FEED.format(title=title, items="".join(items)), content_type="application/rss+xml")

    async def news(_: web.Request) -> web.Response:
        return document("Harbour Post")

    async def other(_: web.Request) -> web.Response:
        return document("Vale <b>Wire</b> &amp; Sons")

    async def front(_: web.Request) -> web.Response:
        links = "".join(
            f'<link rel="alternate" type="application/rss+xml" href="{path}">' for path in ("/news.xml", "/other.xml")
        )
        return web.Response(text=f"<html><head>{links}</head></html>", content_type="text/html")

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<html><body><p>Hello</p></body></html>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/news.xml", news)
    app.router.add_get("/other.xml", other)
    app.router.add_get("/front", front)
    app.router.add_get("/page", page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()
