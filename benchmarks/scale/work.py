"""What each kind of worker does: what the jobs do, until nothing is left."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_network

from sqlalchemy import insert

from benchmarks import feed_server
from benchmarks.answers.press import Press
from benchmarks.answers.size import NOW
from bot.presenting import presenter
from jobs.deliver import Outbox
from jobs.digests.by_hour.scheduled import make_due_digests
from jobs.digests.limits import DigestLimits
from jobs.feeds.articles.stories import StoryDesk
from jobs.feeds.fetching.client import FetchSettings, open_client
from jobs.feeds.fetching.guard import AddressRules
from jobs.feeds.tick import FeedLimits, check_due_feeds
from jobs.feeds.workers import Workers
from jobs.limits import Limiter, RateLimits
from storage.articles import NewArticle
from storage.database import Database
from storage.deliveries import Delivery, count_deliveries
from storage.entries import EntryState
from storage.feeds import add_feed
from storage.leases import Share, lease_entries
from storage.tables import ChatRow, DeliveryRow, EntryRow
from storage.topics import add_topic, link_feed

RULES = AddressRules(allowed=(ip_network("127.0.0.0/8"),))
CHUNK = 100

Ready = Callable[[], None]


def add_feeds(database: Database, feeds: int, port: int) -> None:
    with database.write() as session:
        topic = add_topic(session, slug="all", name="All", now=NOW)
        assert topic is not None  # the database is empty
        for number in range(feeds):
            address = f"http://{feed_server.host(number)}:{port}/feed.xml"
            link_feed(session, topic.id, add_feed(session, url=address, title="", language=None, now=NOW).id)


def fetch(url: str, _number: int, ready: Ready) -> int:
    """Fetch feeds, parse them and keep their entries."""
    logging.disable(logging.CRITICAL)

    async def run() -> int:
        database, checked = Database(url), 0
        limits = FeedLimits(in_flight=100, batch=CHUNK)
        async with open_client(FetchSettings(rules=RULES)) as client, Workers() as workers:
            ready()
            while True:
                done = await check_due_feeds(database, client, now=NOW, limits=limits, workers=workers)
                assert not done.failed, f"{done.failed} feeds failed"
                if not done.checked:
                    break
                checked += done.checked
        database.close()
        return checked

    return asyncio.run(run())


def add_entries(database: Database, articles: int) -> None:
    with database.write() as session:
        feed = add_feed(session, url="https://quay.example/feed", title="Quay", language="en", now=NOW)
        rows = [
            {
                "feed_id": feed.id,
                "guid": str(number),
                "url": f"https://outlet{number}.example/",
                "title": "",
                "content": "",
                "seen_at": NOW,
                "state": EntryState.PENDING,
                "attempts": 0,
                "next_try_at": NOW,
            }
            for number in range(articles)
        ]
        session.execute(insert(EntryRow), rows)


def file(url: str, number: int, ready: Ready) -> int:
    """File articles that were read already, each into its story: an event is told by four outlets."""

    async def run() -> int:
        database, filed, press = Database(url), 0, Press(seed=number)
        desk, event = StoryDesk(database), press.event()
        await desk.catch_up(now=NOW)
        ready()
        while True:
            with database.write() as session:
                share = Share(until=NOW + timedelta(hours=1), limit=CHUNK, of_a_host=CHUNK)
                due = lease_entries(session, share, now=NOW)
            if not due:
                break
            for entry in due:
                event = press.event() if filed % 4 == 0 else event
                report = press.report(event)
                article = NewArticle(
                    url=entry.url,
                    title=report.title,
                    text=report.text,
                    source=entry.url,
                    language="en",
                    published_at=NOW,
                    fetched_at=NOW,
                )
                filed += await desk.file(entry, article, now=NOW)
        database.close()
        return filed

    return asyncio.run(run())


def digest(url: str, _number: int, ready: Ready) -> int:
    """Make the digests that are due."""
    database = Database(url)
    showing = presenter()
    ready()
    made = make_due_digests(database, now=NOW, limits=DigestLimits(), presenter=showing)
    database.close()
    return made


def add_messages(database: Database, messages: int) -> None:
    with database.write() as session:
        chats = range(1, messages + 1)
        session.execute(
            insert(ChatRow),
            [
                {"id": n, "telegram_id": n, "thread_id": 0, "kind": "private", "title": "", "state": "active",
                 "created_at": NOW}
                for n in chats
            ],
        )  # fmt: skip
        session.execute(
            insert(DeliveryRow),
            [
                {"dedup_key": str(n), "chat_id": n, "part": 0, "html": "News. " * 200, "priority": 0,
                 "state": "pending", "attempts": 0, "resends": 0, "not_before": NOW, "created_at": NOW}
                for n in chats
            ],
        )  # fmt: skip


def send(url: str, _number: int, ready: Ready, messages: int) -> int:
    """Send what is in the outbox, as fast as the database lets it go: Telegram takes each message at once."""

    async def run() -> int:
        database = Database(url)
        sent, all_sent = 0, asyncio.Event()

        async def take(delivery: Delivery) -> int:
            nonlocal sent
            sent += 1
            if sent == messages:
                all_sent.set()
            return delivery.id

        outbox = Outbox(database, take, Limiter(RateLimits(per_second=10_000)), lambda: NOW)
        ready()
        running = asyncio.create_task(outbox.run())
        await all_sent.wait()
        outbox.stop()
        await running
        with database.read() as session:
            assert count_deliveries(session) == {"sent": messages}
        database.close()
        return sent

    return asyncio.run(run())
