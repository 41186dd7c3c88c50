"""How a chat's choices shape what it is sent."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from jobs.digests.asked.latest import make_latest
from jobs.digests.by_hour.scheduled import make_due_digests
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.presenter import Presenter
from storage import marks, preferences, schedules, tastes, topics
from storage.marks import Mark
from storage.preferences import Length, WhenNothing
from storage.removed_topics import remove_topic
from storage.tastes import Taste, TasteKind
from summaries.wording import ENGLISH
from tests.jobs.digests.outbox import html, sent
from tests.jobs.digests.texts import BUDGET, COMET, FERRY, FERRY_TOO

LIMITS = DigestLimits()
HOUR = timedelta(hours=1)


@pytest.fixture
def sea(world):
    """A topic with three stories, the ferry's in two outlets."""
    sea = world.topic()
    ferry = world.publish(sea, "Post", "Ferry runs aground", FERRY)
    world.publish(sea, "Wire", "Ferry stuck on sandbank", FERRY_TOO, story=ferry.story_id)
    world.publish(sea, "Wire", "Budget passes by one vote", BUDGET)
    world.publish(sea, "Quay", "Comet to be seen at dusk", COMET)
    return sea


def test_headlines_alone_are_told_without_a_sentence(database, world, sea, now) -> None:
    world.chat(sea, length=Length.HEADLINES)
    make_due_digests(database, now=now, limits=LIMITS)
    text = html(database, now)
    assert "Budget passes by one vote" in text
    assert "Library hours" not in text


def test_a_chats_language_chooses_the_words_and_then_telegrams_own(database, world, sea, now) -> None:
    asked: list[str | None] = []

    def wording(language: str | None):
        asked.append(language)
        return replace(ENGLISH, title=f"Digest in {language}")

    world.chat(sea, telegram_id=1, telegram_language="de")
    chosen = world.chat(sea, telegram_id=2, telegram_language="de")
    with database.write() as session:
        preferences.set_preferences(session, chosen, language="uk")
    make_due_digests(database, now=now, limits=LIMITS, presenter=Presenter(wording=wording))
    assert sorted(asked) == ["de", "uk"]
    assert "Digest in uk" in html(database, now)


def test_a_channel_is_spoken_to_in_the_language_of_its_topics(database, world, now) -> None:
    asked: list[str | None] = []

    def wording(language: str | None):
        asked.append(language)
        return ENGLISH

    german, ukrainian = world.topic("stadt", language="de"), world.topic("misto", language="uk")
    world.chat(german, telegram_id=-1, kind="channel")
    world.chat(german, ukrainian, telegram_id=-2, kind="channel")
    make_due_digests(database, now=now, limits=LIMITS, presenter=Presenter(wording=wording))
    assert set(asked) == {"de", None}


def test_filters_of_the_chat_and_of_a_topic_leave_stories_out(database, world, sea, now) -> None:
    town = world.topic("town")
    world.publish(town, "Vale", "Council to meet", "The council meets on Friday to talk about the ferry and the comet.")
    chat = world.chat(sea, town, filter="-comet")
    with database.write() as session:
        preferences.set_subscription_filter(session, chat, sea.id, "ferry")
    make_due_digests(database, now=now, limits=LIMITS)
    text = html(database, now)
    assert "Ferry" in text
    assert not any(left_out in text for left_out in ("Budget", "Comet", "Council"))


def test_a_filter_that_is_understood_no_more_does_not_cost_the_digest(database, world, sea, now, caplog) -> None:
    world.chat(sea, filter="colour:red")
    make_due_digests(database, now=now, limits=LIMITS)
    assert "Comet" in html(database, now)
    assert "filter" in caplog.text


def test_a_muted_story_is_not_told(database, world, sea, now) -> None:
    chat = world.chat(sea)
    comet = world.publish(sea, "Vale", "Where to see the comet", "Bring a blanket and look west.")
    with database.write() as session:
        marks.mark_story(session, chat, comet.story_id, Mark.MUTED, now=now)
    make_due_digests(database, now=now, limits=LIMITS)
    assert "Where to see the comet" not in html(database, now)


def test_a_topics_floor_leaves_light_stories_out(database, world, sea, now) -> None:
    with database.write() as session:
        topics.change_topic(session, sea.id, weight_floor=2)
    world.chat(sea)
    make_due_digests(database, now=now, limits=LIMITS)
    text = html(database, now)
    assert "Ferry" in text
    assert not any(light in text for light in ("Budget", "Comet"))


def test_tastes_reorder_and_say_so_in_the_score(database, world, sea, now) -> None:
    chat = world.chat(sea)
    with database.write() as session:
        liked = [
            Taste(kind=TasteKind.SOURCE, name="Quay", weight=0.9),
            Taste(kind=TasteKind.SOURCE, name="Wire", weight=-0.9),
        ]
        tastes.set_tastes(session, chat, liked)
    make_due_digests(database, now=now, limits=LIMITS)
    text = html(database, now)
    assert text.index("Comet") < text.index("Ferry") < text.index("Budget")


def test_nothing_new_is_said_or_kept_silent_as_the_chat_wants(database, world, now) -> None:
    town = world.topic("town")
    silent = world.chat(town, telegram_id=1, when_nothing=WhenNothing.SILENT)
    world.chat(town, telegram_id=2)
    assert make_due_digests(database, now=now, limits=LIMITS) == 1
    assert [delivery.telegram_id for delivery in sent(database, now)] == [2]
    with database.read() as session:
        schedule = schedules.schedule(session, silent)
    assert schedule is not None
    assert (schedule.covered_until, schedule.next_run_at) == (now, now + 24 * HOUR)


def test_a_picture_stands_above_where_the_chat_and_the_topic_want_one(database, world, sea, now) -> None:
    wants, wants_none = world.chat(sea, telegram_id=1, pictures=True), world.chat(sea, telegram_id=2)
    make_due_digests(database, now=now, limits=LIMITS)
    previews = {message.chat_id: message.preview for message in sent(database, now)}
    assert previews[wants] is not None
    assert previews[wants].startswith("https://")
    assert previews[wants_none] is None


def test_a_topic_without_pictures_has_none_for_anybody(database, world, sea, now) -> None:
    with database.write() as session:
        topics.change_topic(session, sea.id, pictures=False)
    world.chat(sea, pictures=True)
    make_due_digests(database, now=now, limits=LIMITS)
    assert [delivery.preview for delivery in sent(database, now)] == [None]


def test_what_is_due_in_quiet_hours_goes_out_once_at_their_end(database, world, sea, now) -> None:
    # 08:00 in Vienna, in hours that are quiet until 09:30
    chat = world.chat(sea, quiet_from=time(22), quiet_until=time(9, 30))
    assert make_due_digests(database, now=now, limits=LIMITS) == 0
    end = now + 1.5 * HOUR
    with database.read() as session:
        schedule = schedules.schedule(session, chat)
    assert schedule is not None
    assert schedule.next_run_at == end
    assert [make_due_digests(database, now=end - HOUR / 60, limits=LIMITS) for _ in range(2)] == [0, 0]
    assert [make_due_digests(database, now=end, limits=LIMITS) for _ in range(2)] == [1, 0]
    assert "Ferry" in html(database, end)


def test_who_asks_in_quiet_hours_is_answered(database, world, sea, now) -> None:
    chat = world.chat(sea, quiet_from=time(7), quiet_until=time(9))
    assert make_latest(database, chat_id=chat, now=now, limits=LIMITS) == 3


def test_a_removed_topic_is_not_told(database, world, sea, now) -> None:
    chat = world.chat(sea)
    with database.write() as session:
        remove_topic(session, sea.id, now=now)
    assert make_due_digests(database, now=now, limits=LIMITS) == 0
    assert make_latest(database, chat_id=chat, now=now, limits=LIMITS, topic_ids=[sea.id]) == 0


def test_a_private_topic_is_told_to_who_follows_it_alone(database, world, sea, now) -> None:
    with database.write() as session:
        topics.change_topic(session, sea.id, visibility=topics.Visibility.PRIVATE)
    follower, other = world.chat(sea, telegram_id=1), world.chat(telegram_id=2)
    assert make_latest(database, chat_id=other, now=now, limits=LIMITS, topic_ids=[sea.id]) == 0
    assert make_latest(database, chat_id=follower, now=now, limits=LIMITS, topic_ids=[sea.id]) == 3
