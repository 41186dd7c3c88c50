"""The database's chats: what they follow, want, voted and saved, when they are told, and what they were told before."""

import random
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from benchmarks.answers.news import Plan
from benchmarks.answers.press import Press
from benchmarks.answers.size import NOW, STRIKES_AT, Size
from demo.botapi.records import FIRST_USER
from jobs.schedule import EVERY_DAY, WORKING_DAYS, next_run
from storage.database import Database, Session
from storage.tables import (
    AuditRow,
    ChatAdminRow,
    ChatRow,
    DeliveryRow,
    DigestRow,
    DigestStoryRow,
    PreferenceRow,
    SavedStoryRow,
    ScheduleRow,
    StoryMarkRow,
    SubscriptionRow,
    Table,
    TasteRow,
    VoteRow,
)

BATCH = 500
DAYS_TOLD = 5
"""So many digests, one a day, were sent to each chat."""
STORIES_TOLD = 7
HOURS = ((time(8),), (time(7, 30),), (time(8), time(18)), (time(12),), (time(19),), (time(7), time(13), time(20)))
ZONES = ("Europe/Kyiv", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC", "America/Sao_Paulo", "Asia/Tokyo")
LANGUAGES = ("en", "en", "de", "uk", "es", "pt-br", "ar", None)

Rows = dict[type[Table], list[dict[str, object]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the chats have to do with: by topic (when, story), oldest first, and how often a topic is followed."""

    stories: Mapping[int, Sequence[tuple[datetime, int]]]
    often: Sequence[float]
    invited: frozenset[int]
    press: Press


def telegram_id(chat: int, size: Size) -> int:
    """The number in Telegram of the chat with this row id: most are people, the last ones groups and channels."""
    return FIRST_USER + chat - 1 if chat <= people(size) else -1_000_000_000_000 - chat


def people(size: Size) -> int:
    """How many of the chats are private ones, which come first."""
    return size.chats * 85 // 100


def write_chats(database: Database, made: Plan, size: Size, press: Press) -> Iterator[int]:
    """Write them; yields how many are written by now."""
    chance = random.Random(5)
    known = Known(stories=made.stories(), often=list(accumulate(made.popularity)), invited=frozenset(), press=press)
    for done in range(0, size.chats, BATCH):
        rows: Rows = {}
        for chat in range(done + 1, min(done + BATCH, size.chats) + 1):
            _add(rows, known, chat, size, chance)
        with database.write() as session:
            _insert(session, rows)
        yield min(done + BATCH, size.chats)
    with database.write() as session:
        session.execute(insert(AuditRow), [_change(number, chance) for number in range(2000)])


def _insert(session: Session, rows: Rows) -> None:
    order = (
        ChatRow, ChatAdminRow, SubscriptionRow, ScheduleRow, PreferenceRow, TasteRow, DigestRow, DigestStoryRow,
        DeliveryRow, VoteRow, SavedStoryRow, StoryMarkRow,
    )  # fmt: skip
    for table in order:
        if rows.get(table):
            session.execute(insert(table), rows[table])


def _add(rows: Rows, known: Known, chat: int, size: Size, chance: random.Random) -> None:
    def row(table: type[Table], **values: object) -> None:
        rows.setdefault(table, []).append(values)

    private = chat <= people(size)
    number = telegram_id(chat, size)
    row(
        ChatRow, id=chat, telegram_id=number, thread_id=0, created_at=NOW - timedelta(days=60), state="active",
        kind="private" if private else chance.choice(("supergroup", "supergroup", "channel")),
        title="" if private else f"Group {chat}", language=chance.choice(LANGUAGES) if private else None,
    )  # fmt: skip
    if not private:
        row(ChatAdminRow, user_id=FIRST_USER + chat % 500, telegram_id=number, seen_at=NOW)
    followed = sorted(set(chance.choices(range(1, size.topics + 1), cum_weights=known.often, k=chance.randint(1, 12))))
    for topic in followed:
        words = f"-{' -'.join(known.press.words(2))}" if chance.random() < 0.05 else ""
        row(SubscriptionRow, chat_id=chat, topic_id=topic, created_at=NOW - timedelta(days=50), filter=words)
    _add_choices(rows, known, chat, size, chance)
    told = _add_digests(rows, known, chat, followed, chance)
    if told and chance.random() < 0.2:
        for story in chance.sample(told, k=min(len(told), 6)):
            row(VoteRow, chat_id=chat, user_id=number, story_id=story, value=chance.choice((1, -1)), created_at=NOW)
        for topic in followed[:3]:
            row(TasteRow, chat_id=chat, kind="topic", name=f"topic-{topic}", weight=chance.uniform(-1, 1))
        for outlet in {chance.randint(1, size.feeds) for _ in range(4)}:
            row(TasteRow, chat_id=chat, kind="source", name=f"Outlet {outlet}", weight=chance.uniform(-1, 1))
    if told and private and chance.random() < 0.2:
        for story in chance.sample(told, k=min(len(told), 8)):
            row(
                SavedStoryRow, chat_id=chat, story_id=story, headline=" ".join(known.press.words(7)).capitalize(),
                url=f"https://outlet1.example/news/{story}", source="Outlet 1", saved_at=NOW - timedelta(days=1),
                summary=" ".join(known.press.words(30)).capitalize(),
            )  # fmt: skip
    if told and chance.random() < 0.1:
        for story in chance.sample(told, k=min(len(told), 3)):
            mark = chance.choice(("muted", "followed"))
            row(StoryMarkRow, chat_id=chat, story_id=story, mark=mark, created_at=NOW - timedelta(days=1))


def _add_choices(rows: Rows, known: Known, chat: int, size: Size, chance: random.Random) -> None:
    times, zone = chance.choice(HOURS), chance.choice(ZONES)
    weekdays = chance.choice((EVERY_DAY, EVERY_DAY, WORKING_DAYS))
    due = chat <= size.due
    upcoming = next_run(times, weekdays, ZoneInfo(zone), NOW + timedelta(hours=1))
    rows.setdefault(ScheduleRow, []).append(
        {
            "chat_id": chat, "times": times, "weekdays": weekdays, "zone": zone, "paused": False,
            "next_run_at": STRIKES_AT if due else upcoming, "covered_until": NOW - timedelta(days=1),
        }
    )  # fmt: skip
    if chance.random() > 0.4:
        return
    quiet = chance.random() < 0.3 and not due
    rows.setdefault(PreferenceRow, []).append(
        {
            "chat_id": chat, "language": chance.choice((None, "en", "de", "fr")), "pictures": chance.random() < 0.3,
            "length": chance.choice((None, "headlines", "short", "long")),
            "when_nothing": chance.choice(("say", "silent")),
            "quiet_from": time(22) if quiet else None, "quiet_until": time(7) if quiet else None,
            "filter": _filter(known.press, chance) if chance.random() < 0.3 else "",
            "instant": None if chat % 20 else chance.choice((None, 3.0, 5.0)),
        }
    )  # fmt: skip


def _filter(press: Press, chance: random.Random) -> str:
    first, second, third = press.words(3)
    return f'-{first} -"{second} {third}" -source:"Outlet {chance.randint(1, 100)}"'


def _add_digests(rows: Rows, known: Known, chat: int, followed: Sequence[int], chance: random.Random) -> list[int]:
    """The stories that the chat was told, each once."""
    before: set[int] = set()
    for day in range(DAYS_TOLD, 0, -1):
        until = NOW - timedelta(days=day, minutes=chance.randrange(20))
        told = _news(known, followed, until, before, chance)
        before.update(told)
        digest = (chat - 1) * DAYS_TOLD + DAYS_TOLD - day + 1
        rows.setdefault(DigestRow, []).append(
            {
                "id": digest, "chat_id": chat, "kind": "scheduled", "since": until - timedelta(days=1),
                "until": until, "created_at": until,
            }
        )  # fmt: skip
        rows.setdefault(DigestStoryRow, []).extend(
            {
                "digest_id": digest, "story_id": story, "position": position, "sources": 1,
                "score": {"sources": 0.4, "freshness": 0.3}, "matches": (), "part": 0,
                "headline": " ".join(known.press.words(7)).capitalize(),
                "url": f"https://outlet1.example/news/{story}",
            }
            for position, story in enumerate(told)
        )  # fmt: skip
        rows.setdefault(DeliveryRow, []).append(
            {
                "dedup_key": f"digest:{digest}:0", "digest_id": digest, "chat_id": chat, "part": 0, "priority": 10,
                "html": " ".join(known.press.words(200)), "buttons": None, "state": "sent", "attempts": 1,
                "resends": 0, "not_before": until, "claimed_at": until, "sent_at": until + timedelta(seconds=9),
                "message_id": digest, "created_at": until,
            }
        )  # fmt: skip
    return sorted(before)


def _news(known: Known, followed: Sequence[int], until: datetime, before: set[int], chance: random.Random) -> list[int]:
    """Stories of the day before that the chat wasn't told."""
    day: set[int] = set()
    for topic in followed:
        stories = known.stories[topic]
        since, to = (bisect_left(stories, (at, 0)) for at in (until - timedelta(days=1), until))
        day.update(story for _, story in stories[since:to])
    fresh = sorted(day - before)
    return chance.sample(fresh, k=min(len(fresh), STORIES_TOLD))


def _change(number: int, chance: random.Random) -> dict[str, object]:
    return {
        "at": NOW - timedelta(hours=number), "user_id": FIRST_USER, "action": "topic.changed",
        "subject": f"Topic {chance.randint(1, 500)}", "details": {"sentences": 2},
    }  # fmt: skip
