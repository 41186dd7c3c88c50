"""What somebody asks for: so many stories, in some words, or the whole day."""

from datetime import timedelta

import pytest

from jobs.digests.asked.latest import make_latest
from jobs.digests.by_hour.scheduled import make_due_digests
from jobs.digests.limits import DigestLimits
from jobs.filters.language import parse_filter
from storage import digests
from storage.digests import DigestKind
from tests.jobs.digests.outbox import html, sent
from tests.jobs.digests.texts import BUDGET, COMET, FERRY, FERRY_LATE, FERRY_TOO

LIMITS = DigestLimits()
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def sea(world):
    """A topic with three stories."""
    sea = world.topic()
    world.publish(sea, "Post", "Ferry runs aground", FERRY)
    world.publish(sea, "Wire", "Budget passes by one vote", BUDGET)
    world.publish(sea, "Quay", "Comet to be seen at dusk", COMET)
    return sea


def test_as_many_stories_as_asked_for_and_the_rest_the_next_time(database, world, sea, now) -> None:
    chat = world.chat(sea)
    assert make_latest(database, chat_id=chat, now=now, limits=LIMITS, most=1) == 1
    assert make_latest(database, chat_id=chat, now=now + HOUR / 60, limits=LIMITS, most=20) == 2
    assert make_latest(database, chat_id=chat, now=now + HOUR / 30, limits=LIMITS) == 0


def test_words_narrow_it_beyond_the_chats_own_filter(database, world, sea, now) -> None:
    chat = world.chat(sea, filter="-comet")
    words = parse_filter("comet budget")
    assert make_latest(database, chat_id=chat, now=now, limits=LIMITS, words=words) == 1
    assert "Budget" in html(database, now)


def test_the_whole_day_shows_also_what_was_told_and_is_not_repeated_by_the_digest(database, world, sea, now) -> None:
    chat = world.chat(sea)
    make_latest(database, chat_id=chat, now=now - HOUR / 2, limits=LIMITS, most=1)
    sent(database, now)
    assert make_latest(database, chat_id=chat, now=now - HOUR / 60, limits=LIMITS, whole_day=True) == 3
    whole = html(database, now)
    assert all(headline in whole for headline in ("Ferry runs", "Budget passes", "Comet to be"))
    assert "developing" not in whole
    make_due_digests(database, now=now, limits=LIMITS)
    scheduled = html(database, now)
    assert not any(headline in scheduled for headline in ("Ferry runs", "Budget passes", "Comet to be"))


def test_the_whole_day_has_more_room_than_a_digest(database, world, sea, now) -> None:
    chat = world.chat(sea)
    limits = DigestLimits(stories=1, day_stories=2)
    assert make_latest(database, chat_id=chat, now=now, limits=limits, whole_day=True) == 2
    assert make_latest(database, chat_id=chat, now=now + HOUR, limits=limits, whole_day=True, most=3) == 3


def test_who_was_away_gets_a_recap_of_the_time_since_they_were_told_something(database, world, sea, now) -> None:
    chat = world.chat(sea)
    make_latest(database, chat_id=chat, now=now, limits=LIMITS)
    world.publish(sea, "Vale", "Lighthouse painted", "The lighthouse at Selskerry has a new coat of red.", ago=-HOUR)
    sent(database, now)
    assert make_latest(database, chat_id=chat, now=now + 3 * DAY, limits=LIMITS) == 1
    assert "Lighthouse painted" in html(database, now + 3 * DAY)


def test_a_recap_has_an_end_and_a_stranger_gets_the_last_day(database, world, sea, now) -> None:
    chat, stranger = world.chat(sea, telegram_id=1), world.chat(sea, telegram_id=2)
    make_latest(database, chat_id=chat, now=now, limits=LIMITS)
    world.publish(sea, "Vale", "Lighthouse painted", "The lighthouse at Selskerry has a new coat of red.", ago=-HOUR)
    much_later = now + LIMITS.longest_recap + 2 * HOUR
    assert make_latest(database, chat_id=chat, now=much_later, limits=LIMITS) == 0
    assert make_latest(database, chat_id=stranger, now=now + 2 * DAY, limits=LIMITS) == 0


def test_an_answer_is_one_answer_what_developed_stands_in_it(database, world, sea, now) -> None:
    chat = world.chat(sea)
    ferry = world.publish(sea, "Vale", "Ferry listing", "The Maren lists by ten degrees and has lost her anchor.")
    make_latest(database, chat_id=chat, now=now, limits=LIMITS)
    sent(database, now)
    world.publish(sea, "Wire", "Passengers off", FERRY_TOO, story=ferry.story_id, ago=-HOUR)
    world.publish(sea, "Quay", "Ferry freed", FERRY_LATE, story=ferry.story_id, ago=-HOUR)
    assert make_latest(database, chat_id=chat, now=now + 2 * HOUR, limits=LIMITS) == 1
    (answer,) = sent(database, now + 2 * HOUR)
    assert "developing" in answer.html
    assert answer.reply_to is None


def test_the_ledger_knows_what_was_asked_for(database, world, sea, now) -> None:
    chat = world.chat(sea)
    make_latest(database, chat_id=chat, now=now, limits=LIMITS, most=1)
    with database.read() as session:
        story = digests.ledger_story(session, digests.last_digest(session, chat), 0)
    assert story is not None
    assert (story.kind, story.chat_id) == (DigestKind.LATEST, chat)
    assert story.headline
    assert story.url.startswith("https://")
