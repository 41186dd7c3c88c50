"""Told at once: heavy stories to who named a weight, developments to who follows a story, and each once."""

from contextlib import closing
from datetime import time, timedelta

import pytest

from jobs.digests.as_it_happens import happening
from jobs.digests.as_it_happens.happening import Watch, outweighing
from jobs.digests.asked.latest import make_latest
from jobs.digests.by_hour.scheduled import make_due_digests
from jobs.digests.limits import DigestLimits
from storage import chats, marks, schedules
from storage.database import Database
from storage.errors import DatabaseTrouble
from storage.happening import Alert, Grown
from storage.marks import Mark
from storage.removed_topics import remove_topic
from tests.jobs.digests.outbox import Overtaken, html, sent
from tests.jobs.digests.texts import BUDGET, BUDGET_TOO, COMET, FERRY, FERRY_LAST, FERRY_LATE, FERRY_TOO

LIMITS = DigestLimits()
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def watch(database) -> Watch:
    return Watch(database)


@pytest.fixture
def sea(world):
    return world.topic()


def ferry_in(world, topic, *sources: str, ago: timedelta = 10 * MINUTE) -> int:
    """The ferry's story, told by these outlets, each in words of its own."""
    story = None
    for source, text in zip(sources, (FERRY, FERRY_TOO, FERRY_LATE, FERRY_LAST), strict=False):
        story = world.publish(topic, source, f"Ferry aground, says {source}", text, story=story, ago=ago).story_id
    assert story is not None
    return story


def test_a_heavy_story_is_told_at_once_and_never_again(database, world, watch, sea, now) -> None:
    world.chat(sea, instant=2)
    ferry_in(world, sea, "Post", "Wire")
    assert watch.tell(now=now, limits=LIMITS) == 1
    (message,) = sent(database, now)
    assert "Ferry aground" in message.html
    assert "digest" not in message.html.lower(), "it stands for itself, its headline first"
    assert watch.tell(now=now + MINUTE, limits=LIMITS) == 0
    assert Watch(database).tell(now=now + MINUTE, limits=LIMITS) == 0, "nor after a restart"
    make_due_digests(database, now=now + MINUTE, limits=LIMITS)
    assert "Ferry" not in html(database, now + MINUTE)


def test_a_light_one_waits_for_its_hour(database, world, watch, sea, now) -> None:
    world.chat(sea, instant=3)
    ferry_in(world, sea, "Post", "Wire")
    assert watch.tell(now=now, limits=LIMITS) == 0
    make_due_digests(database, now=now, limits=LIMITS)
    assert "Ferry aground" in html(database, now)


def test_it_is_told_when_it_has_become_heavy(world, watch, sea, now) -> None:
    world.chat(sea, instant=3)
    story = ferry_in(world, sea, "Post", "Wire")
    assert watch.tell(now=now, limits=LIMITS) == 0
    world.publish(sea, "Quay", "Ferry freed", FERRY_LATE, story=story, ago=-MINUTE)
    assert watch.tell(now=now + 2 * MINUTE, limits=LIMITS) == 1


def test_copies_give_it_no_weight(world, watch, sea, now) -> None:
    world.chat(sea, instant=2)
    first = world.publish(sea, "Post", "Ferry runs aground", FERRY, ago=10 * MINUTE)
    world.publish(sea, "Copycat", "Ferry runs aground", FERRY, story=first.story_id, ago=9 * MINUTE)
    assert watch.tell(now=now, limits=LIMITS) == 0


def test_what_another_topic_carries_gives_it_no_weight_either(world, watch, sea, now) -> None:
    world.chat(sea, instant=2)
    first = world.publish(sea, "Post", "Ferry runs aground", FERRY, ago=10 * MINUTE)
    world.publish(world.topic("town"), "Wire", "Ferry stuck", FERRY_TOO, story=first.story_id, ago=9 * MINUTE)
    assert watch.tell(now=now, limits=LIMITS) == 0


def test_a_story_settles_before_it_is_told(world, watch, sea, now) -> None:
    world.chat(sea, instant=1)
    ferry_in(world, sea, "Post", ago=MINUTE)
    told = [watch.tell(now=now + minutes * MINUTE, limits=LIMITS) for minutes in range(8)]
    assert told == [0, 0, 0, 0, 0, 1, 0, 0]


def test_what_was_told_is_not_told_at_once(database, world, watch, sea, now) -> None:
    chat = world.chat(sea, instant=2)
    story = ferry_in(world, sea, "Post")
    make_latest(database, chat_id=chat, now=now, limits=LIMITS)
    world.publish(sea, "Wire", "Ferry freed", FERRY_LATE, story=story, ago=-MINUTE)
    world.publish(sea, "Quay", "Inquiry opened", FERRY_LAST, story=story, ago=-MINUTE)
    assert watch.tell(now=now + 2 * MINUTE, limits=LIMITS) == 0


def test_a_muted_story_stays_mute(database, world, watch, sea, now) -> None:
    chat = world.chat(sea, instant=1)
    story = ferry_in(world, sea, "Post", "Wire")
    with database.write() as session:
        marks.mark_story(session, chat, story, Mark.MUTED, now=now)
    assert watch.tell(now=now, limits=LIMITS) == 0


def test_filters_hold_at_any_hour(world, watch, sea, now) -> None:
    world.chat(sea, instant=1, filter="-ferry")
    ferry_in(world, sea, "Post", "Wire")
    assert watch.tell(now=now, limits=LIMITS) == 0


@pytest.mark.parametrize("hinder", ["pause", "leave", "unsubscribe", "remove"])
def test_nobody_is_told_who_paused_or_left_or_does_not_follow_the_topic(database, world, watch, now, hinder) -> None:
    sea = world.topic()
    chat = world.chat(sea, instant=1)
    ferry_in(world, sea, "Post")
    with database.write() as session:
        if hinder == "pause":
            schedules.pause(session, chat)
        elif hinder == "leave":
            chats.deactivate_chat(session, 4242, reason="kicked")
        elif hinder == "unsubscribe":
            chats.unsubscribe(session, chat, sea.id)
        else:
            remove_topic(session, sea.id, now=now)
    assert watch.tell(now=now, limits=LIMITS) == 0


def test_in_quiet_hours_nothing_comes_and_at_their_end_what_came_meanwhile(database, world, watch, sea, now) -> None:
    # it is 08:00 in Vienna
    world.chat(sea, instant=1, quiet_from=time(7), quiet_until=time(11))
    ferry_in(world, sea, "Post")
    assert [watch.tell(now=now + minutes * MINUTE, limits=LIMITS) for minutes in (0, 60, 120, 179)] == [0] * 4
    assert watch.tell(now=now + 180 * MINUTE + MINUTE / 2, limits=LIMITS) == 1
    assert watch.tell(now=now + 181 * MINUTE, limits=LIMITS) == 0
    assert "Ferry" in html(database, now + 181 * MINUTE)


def test_a_day_has_only_so_many_alarms(database, world, watch, sea, now) -> None:
    world.chat(sea, instant=1)
    limits = DigestLimits(instant_a_day=2)
    for number, text in enumerate((FERRY, BUDGET, COMET)):
        world.publish(sea, "Post", f"Report {number}", text, ago=10 * MINUTE - number * MINUTE)
        told = watch.tell(now=now + number * MINUTE, limits=limits)
        assert told == (1 if number < 2 else 0)
    make_due_digests(database, now=now + 5 * MINUTE, limits=limits)
    assert sum("Report 2" in message.html for message in sent(database, now + 5 * MINUTE)) == 1


def test_a_few_stories_at_once_are_messages_of_their_own_and_many_are_one(database, world, watch, sea, now) -> None:
    world.chat(sea, instant=1)
    world.publish(sea, "Post", "Ferry runs aground", FERRY, ago=10 * MINUTE)
    world.publish(sea, "Post", "Budget passes by one vote", BUDGET, ago=10 * MINUTE)
    watch.tell(now=now, limits=LIMITS)
    assert [message.silent for message in sent(database, now)] == [False, True]
    for number, text in enumerate((FERRY_LATE, FERRY_LAST, BUDGET_TOO, COMET)):
        world.publish(sea, "Wire", f"Report {number}", text, ago=0 * MINUTE)
    watch.tell(now=now + 6 * MINUTE, limits=LIMITS)
    assert len(sent(database, now + 6 * MINUTE)) == 1


def test_a_followed_story_is_told_with_each_report_but_not_every_minute(database, world, watch, sea, now) -> None:
    chat = world.chat(sea)
    story = ferry_in(world, sea, "Post")
    make_due_digests(database, now=now, limits=LIMITS)
    (message,) = sent(database, now)
    with database.write() as session:
        marks.mark_story(session, chat, story, Mark.FOLLOWED, now=now)
    world.publish(sea, "Wire", "Passengers taken off", FERRY_TOO, story=story, ago=-MINUTE)
    assert watch.tell(now=now + 2 * MINUTE, limits=LIMITS) == 0, "it was told two minutes ago"
    later = now + 31 * MINUTE
    assert watch.tell(now=later, limits=LIMITS) == 1
    (answer,) = sent(database, later)
    assert (answer.reply_to, answer.silent) == (message.id, False)
    assert "coastguard" in answer.html
    assert "ran aground off" not in answer.html
    assert watch.tell(now=later + HOUR, limits=LIMITS) == 0, "nothing came since"


def test_a_copy_of_a_followed_story_is_looked_at_once_and_not_told(database, world, watch, sea, now) -> None:
    chat = world.chat(sea)
    story = ferry_in(world, sea, "Post")
    make_due_digests(database, now=now, limits=LIMITS)
    with database.write() as session:
        marks.mark_story(session, chat, story, Mark.FOLLOWED, now=now)
    world.publish(sea, "Copycat", "Ferry runs aground", FERRY, story=story, ago=-MINUTE)
    assert [watch.tell(now=now + hours * HOUR, limits=LIMITS) for hours in (1, 2)] == [0, 0]


def test_a_followed_story_of_a_topic_that_is_not_followed_is_told_too(database, world, watch, sea, now) -> None:
    chat = world.chat()
    story = ferry_in(world, sea, "Post")
    make_latest(database, chat_id=chat, now=now, limits=LIMITS, topic_ids=[sea.id])
    with database.write() as session:
        marks.mark_story(session, chat, story, Mark.FOLLOWED, now=now)
    world.publish(sea, "Wire", "Passengers taken off", FERRY_TOO, story=story, ago=-MINUTE)
    assert watch.tell(now=now + HOUR, limits=LIMITS) == 1


def test_who_sleeps_hears_of_the_followed_story_in_the_morning(database, world, watch, sea, now) -> None:
    chat = world.chat(sea, quiet_from=time(9), quiet_until=time(11))
    story = ferry_in(world, sea, "Post")
    make_due_digests(database, now=now, limits=LIMITS)
    with database.write() as session:
        marks.mark_story(session, chat, story, Mark.FOLLOWED, now=now)
    world.publish(sea, "Wire", "Passengers taken off", FERRY_TOO, story=story, ago=-MINUTE)
    assert [watch.tell(now=now + hours * HOUR, limits=LIMITS) for hours in (1, 2, 3, 4)] == [0, 0, 1, 0]


def test_two_who_watch_tell_it_once(database, world, watch, sea, now) -> None:
    world.chat(sea, instant=1)
    ferry_in(world, sea, "Post")

    def rival(quicker: Database) -> None:
        assert Watch(quicker).tell(now=now + MINUTE, limits=LIMITS) == 1

    with closing(Overtaken(database, rival)) as slow:
        assert Watch(slow).tell(now=now + MINUTE, limits=LIMITS) == 0
    assert len(sent(database, now + MINUTE)) == 1


def test_one_chats_trouble_is_not_the_others(world, watch, now, monkeypatch, caplog) -> None:
    sea = world.topic()
    broken, _ = world.chat(sea, telegram_id=1, instant=1), world.chat(sea, telegram_id=2, instant=1)
    ferry_in(world, sea, "Post")
    send = happening.send_alarm

    def fail_for_one(database, alarm, **rest):
        if alarm.chat_id == broken:
            raise ZeroDivisionError
        return send(database, alarm, **rest)

    monkeypatch.setattr(happening, "send_alarm", fail_for_one)
    assert watch.tell(now=now, limits=LIMITS) == 1
    assert f"Chat {broken}" in caplog.text


def test_what_the_database_cut_short_is_told_at_the_next_look(world, watch, now, monkeypatch) -> None:
    """Both kinds: a story that is heavy enough for one chat, and one that another follows."""
    sea, budget = world.topic(), world.topic("Budget")
    world.chat(sea, telegram_id=1, instant=2)
    follower = world.chat(budget, telegram_id=2)
    followed = world.publish(budget, "Post", "Budget passes", BUDGET, ago=3 * HOUR).story_id
    make_latest(world.database, chat_id=follower, now=now - 2 * HOUR, limits=LIMITS)
    with world.database.write() as session:
        marks.mark_story(session, follower, followed, Mark.FOLLOWED, now=now - 2 * HOUR)
    world.publish(budget, "Quay", "Budget is signed", BUDGET_TOO, story=followed, ago=MINUTE)
    ferry_in(world, sea, "Post", "Wire")

    def away(*_given, **_named):
        raise DatabaseTrouble("away")

    with monkeypatch.context() as patched:
        patched.setattr(happening, "send_alarm", away)
        with pytest.raises(DatabaseTrouble):
            watch.tell(now=now, limits=LIMITS)
    assert watch.tell(now=now + MINUTE, limits=LIMITS) == 2
    assert watch.tell(now=now + 2 * MINUTE, limits=LIMITS) == 0


def test_a_story_outweighs_by_its_outlets_in_all_topics_of_a_chat(now) -> None:
    story = Grown(story_id=7, updated_at=now, outlets={1: frozenset({"Post", "Wire"}), 2: frozenset({"Wire", "Quay"})})
    both = [Alert(chat_id=10, topic_id=1, weight=3), Alert(chat_id=10, topic_id=2, weight=3)]
    one = [Alert(chat_id=20, topic_id=1, weight=3), Alert(chat_id=30, topic_id=2, weight=1.5)]
    assert outweighing([story], both + one) == {10: {7}, 30: {7}}
