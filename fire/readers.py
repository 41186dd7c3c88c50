"""Those who get digests: what they follow, by which clock, and when they are due."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from demo.botapi.records import Chat as Place
from demo.botapi.records import Person
from demo.botapi.state import State
from fire.papers import TOPICS, Papers
from fire.wall import dues
from storage import chats, feeds, schedules, topics
from storage.database import Database
from storage.schema import upgrade

FIRST_READER = 5000
EVERY_DAY = frozenset(range(7))
HOURLY = tuple(time(hour) for hour in range(24))
HOURS: Sequence[tuple[str, tuple[time, ...]]] = (
    ("UTC", (time(8),)),
    ("UTC", (time(8),)),
    ("Asia/Kolkata", (time(13, 30),)),
    ("UTC", (time(8), time(20))),
    # these come twice or not at all on some days
    ("Europe/Berlin", (time(2, 30),)),
    ("America/New_York", (time(1, 30), time(2, 15))),
    ("UTC", HOURLY),
)
"""Zones and local times; most are due when it is 08:00 in UTC."""

A_DAY_OR_TWO = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A chat that is told `topics` at these local times."""

    number: int
    zone: str
    times: tuple[time, ...]
    topics: tuple[str, ...]

    @property
    def clock(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def is_group(self) -> bool:
        return self.number < 0

    def dues(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """Every instant in `(after, until]` at which the clock on the reader's wall shows one of the times."""
        return dues(self.zone, self.times, after, until)

    def next_due(self, after: datetime) -> datetime:
        return next(self.dues(after, after + A_DAY_OR_TWO))


EIGHT: Sequence[tuple[str, tuple[time, ...]]] = (("UTC", (time(8),)),)
"""Everybody at once."""


def make_readers(
    count: int, seed: int, *, hours: Sequence[tuple[str, tuple[time, ...]]] = HOURS, groups: float = 0.125
) -> list[Reader]:
    """So many chats, some of them groups."""
    chance = random.Random(seed)
    made = []
    for place in range(count):
        zone, times = hours[place % len(hours)]
        number = -1_000_000_000_000 - place if chance.random() < groups else FIRST_READER + place
        followed = tuple(sorted(chance.sample(TOPICS, k=chance.randint(1, len(TOPICS)))))
        made.append(Reader(number=number, zone=zone, times=times, topics=followed))
    return made


def move_in(state: State, readers: Sequence[Reader]) -> None:
    """Let the local Bot API know the chats; everybody has started the bot already."""
    owner = next(iter(state.people))
    for reader in readers:
        if reader.is_group:
            members = {owner: "creator", state.me.id: "member"}
            state.chats[reader.number] = Place(
                id=reader.number, type="supergroup", title=f"Group {reader.number}", members=members
            )
        else:
            state.open_private(Person(id=reader.number, first_name="Reader")).started = True


def write_down(database: Database, readers: Sequence[Reader], papers: str, *, now: datetime) -> None:
    """The topics with their feeds at the address `papers`, and the readers with their schedules."""
    upgrade(database)
    with database.write() as session:
        ids = {}
        for name in TOPICS:
            topic = topics.add_topic(session, slug=name, name=name.title(), language="en", now=now)
            assert topic is not None
            ids[name] = topic.id
            for outlet in Papers.outlets(name):
                url = f"{papers}/{outlet}/feed.xml"
                feed = feeds.add_feed(session, url=url, title=outlet.title(), language="en", now=now)
                topics.link_feed(session, topic.id, feed.id)
        for reader in readers:
            kind = "supergroup" if reader.is_group else "private"
            chat, _ = chats.meet_chat(session, telegram_id=reader.number, kind=kind, title="", now=now, language="en")
            for name in reader.topics:
                chats.subscribe(session, chat.id, ids[name], now=now)
            schedules.set_schedule(
                session,
                chat.id,
                times=reader.times,
                weekdays=EVERY_DAY,
                zone=reader.zone,
                next_run_at=reader.next_due(now),
            )
