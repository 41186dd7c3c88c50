"""Digests that many chats have in common are made once, and are exactly what each chat would get alone."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from jobs.digests.asked.latest import make_latest
from jobs.digests.by_hour.scheduled import make_due_digests
from jobs.digests.content.gathering import Request, gather
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.addressing import addressed
from jobs.digests.messages.keeping import Message, Printed, print_edition
from jobs.digests.messages.presenter import ANY_DIGEST, Presenter, ShownPart
from jobs.digests.recipient import recipient
from jobs.schedule import is_quiet
from storage import chats, marks, preferences, schedules, tastes
from storage.database import Database, Session
from storage.digests import DigestKind, ToldStory
from storage.marks import Mark
from storage.preferences import Length, WhenNothing
from storage.rows import as_record
from storage.schema import upgrade
from storage.tables import DeliveryRow, DigestRow, DigestStoryRow
from storage.tastes import Taste, TasteKind
from storage.topics import Topic, list_topics
from summaries.wording import ENGLISH
from tests.jobs.conftest import World
from tests.jobs.digests.outbox import sent
from tests.jobs.digests.texts import BUDGET, BUDGET_LATE, BUDGET_TOO, COMET, FERRY, FERRY_LAST, FERRY_LATE, FERRY_TOO

LIMITS = DigestLimits(stories=3, candidates=4, follow_ups=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def _wording(language: str | None):
    return replace(ENGLISH, title=f"Digest in {language}")


def _buttons(part: ShownPart):
    return [[(f"{position + 1}", f"why:{part.digest_id}:{position}") for position, _ in part.stories]]


PRESENTER = Presenter(wording=_wording, buttons=_buttons)


@dataclass(frozen=True)
class Reader:
    """A chat as it might be; what most have in common comes often."""

    topics: frozenset[int]
    filter: str
    of_topic: str
    language: str | None
    length: Length | None
    pictures: bool
    silent: bool
    zone: str
    quiet: bool
    muted: frozenset[int]
    followed: frozenset[int]
    taste: float
    away: bool
    asks: bool
    asks_again: bool


def often(usual: object, *others: object) -> st.SearchStrategy:
    return st.sampled_from([usual] * 4 + list(others))


NONE: frozenset[int] = frozenset()
READERS = st.builds(
    Reader,
    topics=often(frozenset({0, 1}), frozenset({0}), frozenset({1, 2}), frozenset({0, 1, 2}), NONE),
    filter=often("", "-comet", "ferry", "lang:de"),
    of_topic=often("", "-budget"),
    language=often(None, "de", "uk"),
    length=often(None, *Length),
    pictures=often(False, True),
    silent=often(False, True),
    zone=often("Europe/Vienna", "UTC"),
    quiet=often(False, True),
    muted=often(NONE, frozenset({1})),
    followed=often(NONE, frozenset({0}), frozenset({2})),
    taste=often(0.0, 0.9, -0.9),
    away=often(False, True),
    asks=often(False, True),
    asks_again=often(False, True),
)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with three topics and what happened on the first day."""
    file = tmp_path_factory.mktemp("newsroom") / "news.sqlite3"
    with _opened(file) as database:
        upgrade(database)
        world = World(database, NOW)
        sea, town, sky = world.topic("sea"), world.topic("town", keywords=("council", "ferry")), world.topic("sky")
        ferry = world.publish(sea, "Post", "Ferry runs aground", FERRY, ago=5 * HOUR)
        world.publish(town, "Wire", "Ferry stuck on sandbank", FERRY_TOO, story=ferry.story_id)
        world.publish(town, "Wire", "Budget passes by one vote", BUDGET, ago=30 * HOUR)
        world.publish(sky, "Quay", "Comet to be seen at dusk", COMET, ago=2 * HOUR)
        for number in range(4):
            world.publish(sea, "Gull", f"Tide {number}", f"{COMET} Number {number} of many to come.", ago=3 * HOUR)
    return file


NOW = datetime.fromisoformat("2026-03-02T07:00:00+00:00")


@given(st.lists(READERS, min_size=2, max_size=14))
@settings(max_examples=4, suppress_health_check=list(HealthCheck))
def test_what_is_made_for_many_is_what_each_would_get_alone(newsroom: Path, readers: Sequence[Reader]) -> None:
    with tempfile.TemporaryDirectory() as folder, _opened(Path(shutil.copy(newsroom, folder))) as database:
        world, topics = World(database, NOW), _topics(database)
        ids = [_settle(database, number, reader, topics) for number, reader in enumerate(readers, start=1)]
        for day in range(3):
            now = NOW + day * DAY
            with database.read() as session:
                expected = {chat_id: _alone(session, chat_id, now) for chat_id in ids}
            make_due_digests(database, now=now, limits=LIMITS, presenter=PRESENTER)
            with database.read() as session:
                assert {chat_id: _kept(session, chat_id, now) for chat_id in ids} == expected
            _live_on(world, topics, readers, ids, day)


def test_what_is_the_same_for_all_is_laid_out_once(database: Database, world: World, now: datetime) -> None:
    asked: list[str | None] = []

    def wording(language: str | None):
        asked.append(language)
        return ENGLISH

    sea = world.topic()
    first = world.publish(sea, "Post", "Ferry runs aground", FERRY)
    for number in range(1, 13):
        world.chat(sea, telegram_id=number)
    for day in range(2):
        today = now + day * DAY
        assert make_due_digests(database, now=today, limits=LIMITS, presenter=Presenter(wording=wording)) == 12
        answered = {message.reply_to for message in sent(database, today)}
        for source, text in (("Wire", FERRY_LATE), ("Quay", FERRY_LAST)) if day == 0 else ():
            world.publish(sea, source, "Ferry freed", text, story=first.story_id, ago=-HOUR)
    assert len(asked) == 2, "once a day"
    assert len(answered) == 12, "each answers the message in its own chat"


@contextmanager
def _opened(file: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{file}")
    yield database
    database.close()


def _topics(database: Database) -> list[Topic]:
    with database.read() as session:
        return list_topics(session)


def _settle(database: Database, number: int, reader: Reader, topics: Sequence[Topic]) -> int:
    with database.write() as session:
        chat, _ = chats.meet_chat(session, telegram_id=number, kind="private", title="", now=NOW)
        preferences.set_preferences(
            session,
            chat.id,
            filter=reader.filter,
            language=reader.language,
            length=reader.length,
            pictures=reader.pictures,
            when_nothing=WhenNothing.SILENT if reader.silent else WhenNothing.SAY,
            quiet_from=time(6) if reader.quiet else None,
            quiet_until=time(9) if reader.quiet else None,
        )
        for at in reader.topics:
            chats.subscribe(session, chat.id, topics[at].id, now=NOW)
            preferences.set_subscription_filter(session, chat.id, topics[at].id, reader.of_topic)
        for mark, stories in ((Mark.MUTED, reader.muted), (Mark.FOLLOWED, reader.followed)):
            for story in stories:
                marks.mark_story(session, chat.id, story + 1, mark, now=NOW)
        if reader.taste:
            tastes.set_tastes(session, chat.id, [Taste(kind=TasteKind.SOURCE, name="Gull", weight=reader.taste)])
        schedules.set_schedule(
            session, chat.id, times=(time(7), time(8)), weekdays=frozenset(range(7)), zone=reader.zone, next_run_at=NOW
        )
        if reader.away:
            schedules.move_schedule_on(session, chat.id, due_at=NOW, next_run_at=NOW, covered_until=NOW - 2 * DAY)
    return chat.id


def _live_on(world: World, topics: Sequence[Topic], readers: Sequence[Reader], ids: Sequence[int], day: int) -> None:
    """What happens until the next day: messages arrive, stories go on, some ask for news meanwhile."""
    sea, town, _ = topics
    later = NOW + day * DAY + HOUR
    sent(world.database, later)
    if day == 0:
        world.publish(sea, "Late", "Ferry freed", FERRY_LATE, story=1, ago=-2 * HOUR)
        world.publish(town, "Quay", "Inquiry into grounding", FERRY_LAST, story=1, ago=-3 * HOUR)
        world.publish(town, "Gull", "A ferry, and no budget", BUDGET_TOO, story=2, ago=-3 * HOUR)
        world.publish(town, "Late", "Council and library", BUDGET_LATE, story=2, ago=-3 * HOUR)
    for reader, chat_id in zip(readers, ids, strict=True):
        if reader.asks if day == 0 else reader.asks_again:
            make_latest(world.database, chat_id=chat_id, now=later + 3 * HOUR, limits=LIMITS, presenter=PRESENTER)
    sent(world.database, later + 4 * HOUR)
    with world.database.write() as session:
        for chat_id in ids:
            schedules.bring_forward(session, chat_id, now=NOW + (day + 1) * DAY)


def _alone(session: Session, chat_id: int, now: datetime) -> Printed | None:
    """The chat's digest, made by itself from all that is in the database."""
    chat = recipient(session, chat_id)
    assert chat is not None
    assert chat.schedule is not None
    if is_quiet(now, chat.quiet, chat.zone) or not chat.topics:
        return None
    since = max(chat.schedule.covered_until or now - LIMITS.lookback, now - LIMITS.longest_recap)
    found = gather(session, Request(recipient=chat, topics=chat.topics, since=since, until=now), limits=LIMITS)
    if not found.digest.stories and chat.preferences.when_nothing is WhenNothing.SILENT:
        return None
    edition = addressed(session, chat, DigestKind.SCHEDULED, found.digest, picture=found.picture, limits=LIMITS)
    return print_edition(edition, PRESENTER)


def _kept(session: Session, chat_id: int, now: datetime) -> Printed | None:
    """The digest that was made for the chat, read from the ledger and the outbox."""
    of_chat = select(DigestRow).where(DigestRow.chat_id == chat_id, DigestRow.until == now)
    digest = session.scalar(of_chat.where(DigestRow.kind == DigestKind.SCHEDULED))
    if digest is None:
        return None
    told = select(DigestStoryRow).where(DigestStoryRow.digest_id == digest.id).order_by(DigestStoryRow.position)
    messages = select(DeliveryRow).where(DeliveryRow.digest_id == digest.id).order_by(DeliveryRow.part)
    return Printed(
        kind=DigestKind(digest.kind),
        since=digest.since,
        until=digest.until,
        stories=tuple(as_record(ToldStory, row) for row in session.scalars(told)),
        messages=tuple(
            Message(
                html=row.html,
                buttons=[[(label, _unnamed(data, digest.id)) for label, data in line] for line in row.buttons or ()],
                reply_to=row.reply_to,
                preview=row.preview,
                silent=row.silent,
            )
            for row in session.scalars(messages)
        ),
    )


def _unnamed(data: str, digest_id: int) -> str:
    return data.replace(f":{digest_id}:", f":{ANY_DIGEST}:")
