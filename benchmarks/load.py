"""`python -m benchmarks.load`: the hour that very many chats have in common.

All chats are due in the same minute, in so many kinds of settings, on two days: on the second day all were told
something the day before. Measured is what making their digests takes, until all of them wait in the outbox.
"""

import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, insert, select, update

from benchmarks.answers.news import plan, write_articles, write_feeds
from benchmarks.answers.press import Press
from benchmarks.answers.size import NOW, Size
from benchmarks.used import cpu_s
from bot.presenting import presenter
from jobs.digests.by_hour.process import ComposingProcess
from jobs.digests.by_hour.scheduled import AHEAD, Ahead, make_due_digests
from jobs.digests.limits import DigestLimits
from jobs.schedule import EVERY_DAY
from storage.database import Database
from storage.schema import upgrade
from storage.soundness import size_of
from storage.tables import ChatRow, DeliveryRow, DigestRow, PreferenceRow, ScheduleRow, SubscriptionRow

A_DAY, A_SECOND = timedelta(days=1), timedelta(seconds=1)
ARTICLES_A_DAY = 6700
BATCH = 5000
LANGUAGES = ("en", "de", "uk", "es", "pt-br", "ar", "fr", "it")
ZONES = ("Europe/Kyiv", "Europe/Berlin", "UTC", "Asia/Kolkata")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What chats of one kind have in common."""

    topics: Sequence[int]
    zone: str
    language: str | None
    length: str | None
    pictures: bool
    filter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a day's digests took; CPU is that of this process and of those it started.

    `ahead_s` went by before the hour, in making what they have in common, and isn't part of the rest.
    """

    chats: int
    ahead_s: float
    digests: int
    deliveries: int
    seconds: float
    cpu_s: float
    megabytes: float
    grown_megabytes: float


def main(
    *,
    chats: Annotated[int, typer.Option(min=1, help="How many are due in the same minute.")] = 100_000,
    kinds: Annotated[int, typer.Option(min=1, help="In so many kinds of settings.")] = 200,
    database: Annotated[str | None, typer.Option(help="An empty PostgreSQL database; else SQLite.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """How long the digests of chats take that are all due in the same minute: 500 topics, on two days."""
    with _filled(database, chats, kinds) as filled:
        days = [_measure(filled, NOW - A_DAY, chats), _measure(filled, NOW, chats)]
    if as_json:
        typer.echo(json.dumps({"kinds": kinds, "load": os.getloadavg()[0], "days": [asdict(day) for day in days]}))
        return
    table = Table("day", "digests", "messages", "s ahead", "s", "CPU s", "memory MB", "+ MB")
    for name, day in zip(("first", "second"), days, strict=True):
        table.add_row(
            name, f"{day.digests:,}", f"{day.deliveries:,}", f"{day.ahead_s:.1f}", f"{day.seconds:.1f}",
            f"{day.cpu_s:.1f}", f"{day.megabytes:,.0f}", f"{day.grown_megabytes:,.0f}",
        )  # fmt: skip
    Console().print(
        f"{chats:,} chats in {kinds} kinds of settings; the machine's load: {os.getloadavg()[0]:.1f}", table
    )


def _measure(database: Database, now: datetime, chats: int) -> Day:
    """Make the digests of that moment, and let them have been sent."""
    before = _size(database)
    ahead = Ahead()
    began, began_cpu = time.perf_counter(), cpu_s()
    with ComposingProcess(database) as composing:
        make = partial(
            make_due_digests,
            database,
            limits=DigestLimits(),
            presenter=presenter(),
            composing=composing,
            ahead=ahead,
        )
        # as the bot does, which looks every few seconds
        make(now=now - AHEAD + A_SECOND)
        started = time.perf_counter()
        digests = make(now=now)
        seconds = time.perf_counter() - started
    spent = cpu_s() - began_cpu
    with database.write() as session:
        deliveries = session.scalar(select(func.count()).where(DeliveryRow.state == "pending")) or 0
        session.execute(update(DeliveryRow).values(state="sent", sent_at=now, message_id=DeliveryRow.id))
        made = session.scalar(select(func.count()).where(DigestRow.created_at == now))
        left = session.scalar(select(func.count()).where(ScheduleRow.next_run_at <= now))
    if (made, left) != (digests, 0):
        raise SystemExit(f"{digests} digests made, {made} kept, {left} chats left behind")
    return Day(
        chats=chats,
        ahead_s=started - began,
        digests=digests,
        deliveries=deliveries,
        seconds=seconds,
        cpu_s=spent,
        megabytes=_megabytes(),
        grown_megabytes=_size(database) - before,
    )


@contextmanager
def _filled(url: str | None, chats: int, kinds: int) -> Iterator[Database]:
    size = Size(chats=0, articles=3 * ARTICLES_A_DAY, span=3 * A_DAY)
    with tempfile.TemporaryDirectory(prefix="newsdigest-load-") as folder:
        database = Database(url or f"sqlite:///{Path(folder) / 'news.sqlite3'}")
        upgrade(database)
        press, made = Press(), plan(size)
        write_feeds(database, made, size, press)
        for done in write_articles(database, made, press):
            _say(f"{done:,} articles")
        chance = random.Random(7)
        often = [1 / (rank + 3) for rank in range(size.topics)]
        settings = [_settings(chance, size, often, press) for _ in range(kinds)]
        for start in range(1, chats + 1, BATCH):
            _write(database, range(start, min(start + BATCH, chats + 1)), settings)
            _say(f"{start + BATCH - 1:,} chats")
        _say("")
        yield database
        database.close()


def _settings(chance: random.Random, size: Size, often: Sequence[float], press: Press) -> Settings:
    topics = chance.choices(range(1, size.topics + 1), weights=often, k=chance.randint(1, 8))
    return Settings(
        topics=sorted(set(topics)),
        zone=chance.choice(ZONES),
        language=chance.choice(LANGUAGES),
        length=chance.choice((None, None, "headlines", "short", "long")),
        pictures=chance.random() < 0.2,
        filter=f"-{' -'.join(press.words(2))}" if chance.random() < 0.2 else "",
    )


def _write(database: Database, chats: Sequence[int], settings: Sequence[Settings]) -> None:
    having = [(chat, settings[chat % len(settings)]) for chat in chats]
    with database.write() as session:
        session.execute(insert(ChatRow), [_chat(chat, its.language) for chat, its in having])
        session.execute(insert(ScheduleRow), [_schedule(chat, its.zone) for chat, its in having])
        session.execute(insert(PreferenceRow), [_preferences(chat, its) for chat, its in having])
        followed = [
            {"chat_id": chat, "topic_id": topic, "created_at": NOW - 9 * A_DAY, "filter": ""}
            for chat, its in having
            for topic in its.topics
        ]
        session.execute(insert(SubscriptionRow), followed)


def _chat(chat: int, language: str | None) -> dict[str, object]:
    return {
        "id": chat, "telegram_id": chat, "thread_id": 0, "kind": "private", "title": "", "language": language,
        "state": "active", "created_at": NOW - 9 * A_DAY,
    }  # fmt: skip


def _schedule(chat: int, zone: str) -> dict[str, object]:
    local = (NOW - A_DAY).astimezone(ZoneInfo(zone))
    return {
        "chat_id": chat, "times": (local.time(),), "weekdays": EVERY_DAY, "zone": zone, "paused": False,
        "next_run_at": NOW - A_DAY, "covered_until": None,
    }  # fmt: skip


def _preferences(chat: int, its: Settings) -> dict[str, object]:
    return {
        "chat_id": chat,
        "length": its.length,
        "pictures": its.pictures,
        "when_nothing": "say",
        "filter": its.filter,
    }


def _megabytes() -> float:
    """The most that this process, and the largest of those it started, held at once."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_maxrss for each in used) / 1024


def _size(database: Database) -> float:
    """Megabytes that the database takes, without its journal."""
    with database.read() as session:
        return size_of(session) / 2**20


def _say(progress: str) -> None:
    sys.stderr.write(f"\r\x1b[K{progress}")
    sys.stderr.flush()


if __name__ == "__main__":
    typer.run(main)
