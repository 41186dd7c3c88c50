"""Chats whose digest is due, in so many kinds of settings, and the news they follow."""

import random
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import insert

from benchmarks.answers.news import plan, write_articles, write_feeds
from benchmarks.answers.press import Press
from benchmarks.answers.size import NOW, Size
from jobs.schedule import EVERY_DAY
from storage.database import Database
from storage.tables import ChatRow, ScheduleRow, SubscriptionRow

A_DAY = timedelta(days=1)
KINDS = 100
AT_ONCE = 5000


def add_chats(database: Database, chats: int) -> None:
    """Two days of news in 500 topics, and the chats that are to get the second day's."""
    size = Size(chats=0, articles=13_000, span=2 * A_DAY)
    press, made = Press(), plan(size)
    write_feeds(database, made, size, press)
    for _ in write_articles(database, made, press):
        pass
    chance = random.Random(7)
    often = [1 / (rank + 3) for rank in range(size.topics)]
    topics = [
        sorted(set(chance.choices(range(1, size.topics + 1), often, k=chance.randint(1, 8)))) for _ in range(KINDS)
    ]
    for start in range(1, chats + 1, AT_ONCE):
        _write(database, range(start, min(start + AT_ONCE, chats + 1)), topics)


def _write(database: Database, chats: Sequence[int], topics: Sequence[Sequence[int]]) -> None:
    with database.write() as session:
        session.execute(
            insert(ChatRow),
            [
                {"id": chat, "telegram_id": chat, "thread_id": 0, "kind": "private", "title": "", "language": "en",
                 "state": "active", "created_at": NOW - A_DAY}
                for chat in chats
            ],
        )  # fmt: skip
        session.execute(
            insert(ScheduleRow),
            [
                {"chat_id": chat, "times": (NOW.time(),), "weekdays": EVERY_DAY, "zone": "UTC", "paused": False,
                 "next_run_at": NOW, "covered_until": NOW - A_DAY}
                for chat in chats
            ],
        )  # fmt: skip
        session.execute(
            insert(SubscriptionRow),
            [
                {"chat_id": chat, "topic_id": topic, "created_at": NOW - A_DAY, "filter": ""}
                for chat in chats
                for topic in topics[chat % len(topics)]
            ],
        )
