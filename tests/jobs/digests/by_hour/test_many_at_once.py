"""The hour that very many chats have in common: prepared before, in another order each day, honest where it is late."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest

from jobs.digests.by_hour.composing import Composer
from jobs.digests.by_hour.scheduled import Ahead, make_due_digests
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.presenter import Presenter
from storage import preferences, schedules
from storage.database import Database
from summaries.wording import ENGLISH, Wording
from tests.jobs.conftest import World
from tests.jobs.digests.outbox import sent
from tests.jobs.digests.texts import BUDGET, COMET, FERRY

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
LIMITS = DigestLimits(many=10)

Make = Callable[[datetime], int]


@pytest.fixture
def database(in_a_file: Database) -> Database:
    """Both kinds of databases see the same of this."""
    return in_a_file


@pytest.fixture
def laid_out() -> list[str | None]:
    """The language of each digest that is laid out, in their order."""
    return []


@pytest.fixture
def make(database: Database, laid_out: list[str | None]) -> Make:
    """A tick of a process that goes on."""

    def wording(language: str | None) -> Wording:
        laid_out.append(language)
        return ENGLISH

    composing, ahead, presenter = Composer(database), Ahead(), Presenter(wording=wording)
    return lambda now: make_due_digests(
        database, now=now, limits=LIMITS, presenter=presenter, composing=composing, ahead=ahead
    )


def test_what_many_have_in_common_is_made_before_the_hour_and_tells_of_then(
    database: Database, world: World, now: datetime, make: Make, laid_out: list[str | None]
) -> None:
    sea = world.topic()
    for number in range(1, 13):
        world.chat(sea, telegram_id=number)
    world.publish(sea, "Post", "Ferry runs aground", FERRY)
    assert make(now - 4 * MINUTE) == 0
    assert sent(database, now) == [], "nothing goes out before the hour"
    prepared = len(laid_out)
    assert prepared == 1
    world.publish(sea, "Wire", "Budget passes by one vote", BUDGET, ago=2 * MINUTE)
    assert make(now) == 12
    assert len(laid_out) == prepared, "nothing is left to do but to write it down"
    assert not any("Budget" in message.html for message in sent(database, now))
    assert make(now + DAY) == 12
    assert all("Budget" in message.html for message in sent(database, now + DAY)), "the next one begins where it ended"


def test_what_a_chat_changes_before_the_hour_holds(database: Database, world: World, now: datetime, make: Make) -> None:
    sea, town = world.topic("sea"), world.topic("town")
    chats = [world.chat(sea, town, telegram_id=number) for number in range(1, 13)]
    world.publish(sea, "Post", "Ferry runs aground", FERRY)
    world.publish(town, "Wire", "Budget passes by one vote", BUDGET)
    make(now - 4 * MINUTE)
    filtering, pausing, sleeping, moving = chats[:4]
    with database.write() as session:
        preferences.set_preferences(session, filtering, filter="-ferry")
        preferences.set_preferences(session, sleeping, quiet_from=time(7), quiet_until=time(9))
        schedules.pause(session, pausing)
        schedules.set_schedule(
            session, moving, times=(time(9),), weekdays=frozenset({0}), zone="UTC", next_run_at=now + DAY
        )
    assert make(now) == 9
    text = {message.chat_id: message.html for message in sent(database, now)}
    assert text.keys() == set(chats) - {pausing, sleeping, moving}
    assert [chat for chat, html in text.items() if "erry" not in html] == [filtering]


def test_few_are_told_of_everything_up_to_their_hour(
    database: Database, world: World, now: datetime, make: Make
) -> None:
    sea = world.topic()
    for number in range(1, 5):
        world.chat(sea, telegram_id=number)
    world.publish(sea, "Post", "Ferry runs aground", FERRY)
    make(now - 4 * MINUTE)
    world.publish(sea, "Quay", "Comet to be seen at dusk", COMET, ago=2 * MINUTE)
    assert make(now) == 4
    assert all("Comet" in message.html for message in sent(database, now))


def test_another_chat_is_first_each_day(database: Database, world: World, now: datetime) -> None:
    sea = world.topic()
    chats = [world.chat(sea, telegram_id=number) for number in range(1, 25)]
    orders = []
    for day in range(3):
        make_due_digests(database, now=now + day * DAY, limits=LIMITS)
        orders.append([message.chat_id for message in sent(database, now + day * DAY)])
    assert all(sorted(order) == chats for order in orders)
    halves = [frozenset(order[:12]) for order in orders]
    assert len(set(halves)) == 3, "who is in the first half today is in the second another day"


def test_a_digest_that_will_have_to_wait_says_why(database: Database, world: World, now: datetime) -> None:
    sea = world.topic()
    for number in range(1, 25):
        world.chat(sea, telegram_id=number)
    slow = DigestLimits(per_second=10 / 60, late=MINUTE)
    assert make_due_digests(database, now=now, limits=slow) == 24
    late = ["/schedule" in message.html for message in sent(database, now)]
    assert not any(late[:10]), "these go within the minute"
    assert all(late[-10:])
    assert make_due_digests(database, now=now + DAY, limits=DigestLimits(late=MINUTE)) == 24
    assert not any("/schedule" in message.html for message in sent(database, now + DAY))
