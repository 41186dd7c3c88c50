"""Making digests: what is news to a chat, told once, all written or nothing."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import select

from jobs.digests.asked.latest import make_latest
from jobs.digests.by_hour.scheduled import make_due_digests
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.presenter import Presenter
from storage import schedules
from storage.database import Database
from storage.tables import DigestRow
from summaries.wording import ENGLISH, Wording
from tests.jobs.digests.outbox import Overtaken, html, sent
from tests.jobs.digests.texts import BUDGET, FERRY, FERRY_LAST, FERRY_LATE, FERRY_TOO

LIMITS = DigestLimits()
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_a_due_digest_tells_each_story_once_with_its_sources(database, world, now) -> None:
    sea = world.topic()
    world.chat(sea)
    first = world.publish(sea, "Harbour Post", "Ferry runs aground", FERRY)
    world.publish(sea, "Vale Wire", "Ferry stuck on sandbank", FERRY_TOO, story=first.story_id)
    world.publish(sea, "Vale Wire", "Budget passes by one vote", BUDGET)
    assert make_due_digests(database, now=now, limits=LIMITS) == 1
    text = html(database, now)
    assert text.count("Harbour Post") == 1
    assert "Budget passes by one vote" in text
    assert ("Ferry runs aground" in text) != ("Ferry stuck on sandbank" in text), "one event, one headline"


def test_the_schedule_moves_on_and_nothing_is_made_twice(database, world, now) -> None:
    sea = world.topic()
    chat = world.chat(sea)
    world.publish(sea, "Harbour Post", "Ferry runs aground", FERRY)
    assert [make_due_digests(database, now=now, limits=LIMITS) for _ in range(3)] == [1, 0, 0]
    with database.read() as session:
        schedule = schedules.schedule(session, chat)
        assert len(session.scalars(select(DigestRow)).all()) == 1
    assert schedule is not None
    assert schedule.next_run_at == now + DAY  # 08:00 in Vienna is 07:00 UTC in winter
    assert schedule.covered_until == now


def test_a_story_is_not_told_again_until_it_developed(database, world, now) -> None:
    sea = world.topic()
    world.chat(sea)
    first = world.publish(sea, "Harbour Post", "Ferry runs aground", FERRY)
    make_due_digests(database, now=now, limits=LIMITS)
    assert "Ferry runs aground" in html(database, now)

    world.publish(sea, "Vale Wire", "Ferry freed", FERRY_LATE, story=first.story_id, ago=-DAY / 2)
    make_due_digests(database, now=now + DAY, limits=LIMITS)
    assert "Ferry freed" not in html(database, now + DAY), "one more report doesn't make it news again"

    world.publish(sea, "Quay Herald", "Inquiry into grounding", FERRY_LAST, story=first.story_id, ago=-DAY * 1.5)
    make_due_digests(database, now=now + 2 * DAY, limits=LIMITS)
    told = html(database, now + 2 * DAY)
    assert "Inquiry into grounding" in told or "Ferry freed" in told
    assert "ran aground off Selskerry" not in told, "it says what is new"


def test_an_article_that_came_into_the_database_late_is_told_with_the_next_digest(database, world, now) -> None:
    sea = world.topic()
    world.chat(sea)
    make_due_digests(database, now=now, limits=LIMITS)
    sent(database, now)
    world.publish(sea, "Harbour Post", "Ferry runs aground", FERRY, ago=HOUR / 60)
    make_due_digests(database, now=now + DAY, limits=LIMITS)
    assert "Ferry runs aground" in html(database, now + DAY)


def test_digests_of_many_chats_are_those_of_each(database, world, now) -> None:
    sea, town = world.topic("sea"), world.topic("town")
    ferry = world.publish(sea, "Harbour Post", "Ferry runs aground", FERRY)
    world.publish(town, "Vale Wire", "Ferry stuck on sandbank", FERRY_TOO, story=ferry.story_id)
    world.publish(town, "Vale Wire", "Budget passes by one vote", BUDGET, ago=3 * HOUR)
    followed = [(sea,), (town,), (sea, town), ()] * 4
    chats = [world.chat(*topics, telegram_id=number) for number, topics in enumerate(followed, start=1)]
    few = DigestLimits(candidates=1)
    assert make_due_digests(database, now=now, limits=few) == 12
    text = {message.chat_id: message.html for message in sent(database, now)}
    assert ["ferry" in text.get(chat, "").lower() for chat in chats] == [True, True, True, False] * 4
    assert not any("Budget" in each for each in text.values()), "of too many stories the newest are looked at"


def test_what_latest_showed_is_not_repeated_by_the_scheduled_digest(database, world, now) -> None:
    sea = world.topic()
    chat = world.chat(sea)
    world.publish(sea, "Harbour Post", "Ferry runs aground", FERRY)
    assert make_latest(database, chat_id=chat, now=now, limits=LIMITS) == 1
    assert make_latest(database, chat_id=chat, now=now + HOUR, limits=LIMITS) == 0
    make_due_digests(database, now=now, limits=LIMITS)
    assert html(database, now).count("Ferry runs aground") == 1


def test_latest_at_the_very_hour_of_the_digest_tells_each_story_once(database, world, now) -> None:
    sea = world.topic()
    chat = world.chat(sea)
    world.publish(sea, "Harbour Post", "Ferry runs aground", FERRY)

    def strike(quicker: Database) -> None:
        assert make_due_digests(quicker, now=now, limits=LIMITS) == 1

    with closing(Overtaken(database, strike)) as slow:
        assert make_latest(slow, chat_id=chat, now=now + HOUR / 60, limits=LIMITS) == 0
    assert html(database, now + HOUR).count("Ferry runs aground") == 1


def test_a_digest_that_latest_overtook_comes_a_tick_later_without_what_was_told(database, world, now) -> None:
    sea = world.topic()
    chat = world.chat(sea)
    world.publish(sea, "Harbour Post", "Ferry runs aground", FERRY)

    def ask(quicker: Database) -> None:
        assert make_latest(quicker, chat_id=chat, now=now, limits=LIMITS) == 1

    with closing(Overtaken(database, ask)) as slow:
        assert make_due_digests(slow, now=now + HOUR / 60, limits=LIMITS) == 0
        assert make_due_digests(slow, now=now + HOUR / 60, limits=LIMITS) == 1
    assert html(database, now + HOUR).count("Ferry runs aground") == 1


def test_a_pause_in_the_moment_of_the_digest_holds_it(database, world, now) -> None:
    sea = world.topic()
    chat = world.chat(sea)
    world.publish(sea, "Harbour Post", "Ferry runs aground", FERRY)

    def pause(quicker: Database) -> None:
        with quicker.write() as session:
            schedules.pause(session, chat)

    with closing(Overtaken(database, pause)) as slow:
        assert make_due_digests(slow, now=now, limits=LIMITS) == 0
    assert sent(database, now) == []


def test_latest_tells_of_the_topics_asked_for(database, world, now) -> None:
    sea, town = world.topic("sea"), world.topic("town")
    chat = world.chat(sea)
    world.publish(sea, "Harbour Post", "Ferry runs aground", FERRY)
    world.publish(town, "Vale Wire", "Budget passes by one vote", BUDGET)
    assert make_latest(database, chat_id=chat, now=now, limits=LIMITS, topic_ids=[town.id]) == 1
    text = html(database, now)
    assert "Budget" in text
    assert "Ferry" not in text


def test_an_answer_goes_before_a_scheduled_digest(database, world, now) -> None:
    sea, town = world.topic("sea"), world.topic("town")
    chat = world.chat(sea)
    world.publish(sea, "Harbour Post", "Ferry runs aground", FERRY)
    world.publish(town, "Vale Wire", "Budget passes by one vote", BUDGET)
    make_due_digests(database, now=now, limits=LIMITS)
    make_latest(database, chat_id=chat, now=now, limits=LIMITS, topic_ids=[town.id])
    assert ["Budget" in delivery.html for delivery in sent(database, now)] == [True, False]


def test_keywords_narrow_a_topic(database, world, now) -> None:
    sea = world.topic(keywords=("ferry",))
    chat = world.chat(sea)
    world.publish(sea, "Vale Wire", "Budget passes by one vote", BUDGET)
    assert make_latest(database, chat_id=chat, now=now, limits=LIMITS) == 0
    world.publish(sea, "Harbour Post", "Ferry runs aground", FERRY)
    assert make_latest(database, chat_id=chat, now=now, limits=LIMITS) == 1


def test_a_day_without_news_says_so_honestly(database, world, now) -> None:
    world.chat(world.topic())
    assert make_due_digests(database, now=now, limits=LIMITS) == 1
    assert len(sent(database, now)) == 1


def test_a_chat_without_topics_gets_nothing_and_is_not_asked_again_today(database, world, now) -> None:
    chat = world.chat()
    assert make_due_digests(database, now=now, limits=LIMITS) == 0
    assert sent(database, now) == []
    with database.read() as session:
        schedule = schedules.schedule(session, chat)
    assert schedule is not None
    assert schedule.next_run_at == now + DAY


def test_after_an_absence_one_digest_covers_the_whole_time(database, world, now) -> None:
    sea = world.topic()
    world.chat(sea)
    make_due_digests(database, now=now, limits=LIMITS)
    sent(database, now)
    world.publish(sea, "Harbour Post", "Ferry runs aground", FERRY, ago=-HOUR)
    world.publish(sea, "Vale Wire", "Budget passes by one vote", BUDGET, ago=-3 * DAY)
    back = now + 4 * DAY + HOUR
    assert [make_due_digests(database, now=back, limits=LIMITS) for _ in range(2)] == [1, 0]
    text = html(database, back)
    assert "Ferry runs aground" in text
    assert "Budget passes by one vote" in text


def test_stories_that_do_not_fit_are_counted(database, world, now) -> None:
    sea = world.topic()
    chat = world.chat(sea)
    for number in range(5):
        world.publish(sea, "Harbour Post", f"Report {number} on item {number * 7}", f"{FERRY} Case {number} is open.")
    assert make_latest(database, chat_id=chat, now=now, limits=DigestLimits(stories=3)) == 3
    assert "2" in html(database, now)
    assert make_latest(database, chat_id=chat, now=now + HOUR, limits=DigestLimits(stories=3)) == 2


def test_a_failure_in_one_chats_digest_leaves_the_others_theirs(
    database, world, now, caplog: pytest.LogCaptureFixture
) -> None:
    sea = world.topic()
    chats = [world.chat(sea, telegram_id=number) for number in range(1, 40)]
    broken = world.chat(sea, telegram_id=99, language="xx")
    world.publish(sea, "Harbour Post", "Ferry runs aground", FERRY)

    def wording(language: str | None) -> Wording:
        if language == "xx":
            raise ZeroDivisionError
        return ENGLISH

    failing = Presenter(wording=wording)
    assert make_due_digests(database, now=now, limits=LIMITS, presenter=failing) == len(chats)
    assert {delivery.chat_id for delivery in sent(database, now)} == set(chats)
    assert f"chat {broken}" in caplog.text
    assert make_due_digests(database, now=now + HOUR / 60, limits=LIMITS) == 0, "in a while"
    assert make_due_digests(database, now=now + HOUR, limits=LIMITS) == 1, "it is tried again"
