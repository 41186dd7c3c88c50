"""Nothing is told under the name of a story that it was sorted out of meanwhile: another would tell it again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from jobs.digests.as_it_happens.alarms import Alarm, send_alarm
from jobs.digests.asked.latest import make_latest
from jobs.digests.by_hour.scheduled import Ahead, make_due_digests
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.keeping import Printed
from jobs.digests.messages.presenter import PLAIN
from jobs.digests.messages.standing import Standing
from storage import articles, digests, homes, schedules
from storage.articles import StoredArticle
from storage.database import Database
from storage.digests import DigestKind
from storage.topics import Topic
from tests.jobs.conftest import World
from tests.jobs.digests.outbox import Overtaken
from tests.jobs.digests.texts import BUDGET, FERRY

LIMITS = DigestLimits()
MINUTE = timedelta(minutes=1)


@pytest.fixture
def database(database_with_tables: Database) -> Database:
    return database_with_tables


@pytest.fixture
def sea(world: World) -> Topic:
    return world.topic()


@pytest.fixture
def ferry(world: World, sea: Topic) -> StoredArticle:
    return world.publish(sea, "Post", "Ferry runs aground", FERRY)


@pytest.fixture
def chat(world: World, sea: Topic) -> int:
    return world.chat(sea, instant=1)


def sorted_anew(article: StoredArticle, now: datetime) -> Callable[[Database], None]:
    """Give an article a story of its own."""

    def sort(database: Database) -> None:
        with database.write() as session:
            homes.hold_for_sorting(session)
            articles.put_in_story(session, article.id, None, now=now)

    return sort


def told_story(database: Database, chat: int) -> int | None:
    with database.read() as session:
        told = digests.ledger_story(session, digests.last_digest(session, chat), 0)
        return told.story_id if told else None


def home(database: Database, article: StoredArticle) -> int | None:
    with database.read() as session:
        return homes.homes(session, [article.id])[article.id]


def test_a_digest_is_made_again_where_its_story_was_sorted_anew(
    database: Database, ferry: StoredArticle, chat: int, now: datetime
) -> None:
    ahead = Ahead()
    overtaken = Overtaken(database, sorted_anew(ferry, now))
    assert make_due_digests(overtaken, now=now, limits=LIMITS, ahead=ahead) == 0
    overtaken.close()
    assert told_story(database, chat) is None
    with database.read() as session:
        assert schedules.still_due(session, [chat], now=now), "it isn't skipped"
    assert make_due_digests(database, now=now + MINUTE, limits=LIMITS, ahead=ahead) == 1
    assert told_story(database, chat) == home(database, ferry) != ferry.story_id


def test_what_was_prepared_is_made_again_too(
    database: Database, ferry: StoredArticle, chat: int, now: datetime
) -> None:
    ahead, limits = Ahead(), replace(LIMITS, many=1)
    assert make_due_digests(database, now=now - MINUTE, limits=limits, ahead=ahead) == 0
    assert ahead.until is not None
    sorted_anew(ferry, now)(database)
    made = [make_due_digests(database, now=now + turn * MINUTE, limits=limits, ahead=ahead) for turn in range(3)]
    assert sum(made) == 1
    assert told_story(database, chat) == home(database, ferry)


def test_who_asks_is_told_how_things_are(database: Database, ferry: StoredArticle, chat: int, now: datetime) -> None:
    overtaken = Overtaken(database, sorted_anew(ferry, now))
    assert make_latest(overtaken, chat_id=chat, now=now, limits=LIMITS) == 1
    overtaken.close()
    assert told_story(database, chat) == home(database, ferry) != ferry.story_id


def test_what_happens_is_not_told_under_an_old_name(
    database: Database, ferry: StoredArticle, chat: int, now: datetime
) -> None:
    assert ferry.story_id is not None
    overtaken = Overtaken(database, sorted_anew(ferry, now))
    alarm = Alarm(chat_id=chat, heavy=frozenset({ferry.story_id}))
    assert not send_alarm(overtaken, alarm, now=now, limits=LIMITS, presenter=PLAIN)
    overtaken.close()
    assert told_story(database, chat) is None


def test_what_tells_an_article_twice_is_not_written(database: Database, ferry: StoredArticle, now: datetime) -> None:
    """As where some of it was read before articles were sorted anew, and some after that."""
    assert ferry.story_id is not None
    once = Printed(
        kind=DigestKind.SCHEDULED,
        since=now,
        until=now,
        stories=(),
        messages=(),
        homes=frozenset({(ferry.id, ferry.story_id)}),
    )
    twice = replace(once, homes=once.homes | {(ferry.id, ferry.story_id + 1)})
    with database.write() as session:
        (outdated,) = Standing().outdated(session, [once, twice])
    assert outdated is twice


def test_a_digest_goes_where_others_stories_were_sorted_anew(
    database: Database, world: World, ferry: StoredArticle, chat: int, now: datetime
) -> None:
    other = world.publish(world.topic("land"), "Wire", "Budget passes by one vote", BUDGET)
    overtaken = Overtaken(database, sorted_anew(other, now))
    assert make_due_digests(overtaken, now=now, limits=LIMITS) == 1
    overtaken.close()
    assert told_story(database, chat) == ferry.story_id
