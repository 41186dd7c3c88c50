"""Developing stories answer the message that told them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from jobs.digests.messages.follow_ups import FollowUp, split
from summaries.types import Digest, DigestStory, Label, Method, Score, Story, Summary

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)


def story(key: int, label: Label = Label.DEVELOPING) -> DigestStory:
    return DigestStory(
        story=Story(key=key, articles=(), label=label),
        headline="",
        url="",
        summary=Summary(sentences=(), method=Method.NEWS),
        score=Score(),
    )


def digest(*stories: DigestStory, more: int = 0) -> Digest:
    return Digest(since=NOW - timedelta(days=1), until=NOW, zone=ZoneInfo("UTC"), stories=stories, more=more)


FRESH = story(1, Label.NEW)


def test_new_stories_stay_and_developing_ones_answer_the_message_that_told_them() -> None:
    developing = story(2)
    left, answers = split(digest(FRESH, developing), {1: 70, 2: 70}, most=3)
    assert left.stories == (FRESH,)
    assert answers == (FollowUp(reply_to=70, stories=(developing,)),)


def test_a_message_is_answered_once_however_many_of_its_stories_developed() -> None:
    a, b, c = story(2), story(3), story(4)
    _, answers = split(digest(FRESH, a, b, c), {2: 70, 3: 80, 4: 70}, most=3)
    assert answers == (FollowUp(reply_to=70, stories=(a, c)), FollowUp(reply_to=80, stories=(b,)))


def test_a_story_whose_message_is_not_known_stays() -> None:
    a, b = story(2), story(3)
    left, answers = split(digest(a, b), {3: 80}, most=3)
    assert left.stories == (a,)
    assert answers == (FollowUp(reply_to=80, stories=(b,)),)


def test_more_messages_than_a_reader_bears_are_not_answered() -> None:
    a, b, c, d = story(2), story(3), story(4), story(5)
    left, answers = split(digest(FRESH, a, b, c, d), {2: 70, 3: 80, 4: 90, 5: 70}, most=2)
    assert left.stories == (FRESH, c)
    assert [answer.stories for answer in answers] == [(a, d), (b,)]


def test_a_full_digest_of_developing_stories_alone_stays_one() -> None:
    full = digest(story(2), story(3), more=4)
    assert split(full, {2: 70, 3: 80}, most=3) == (full, ())
    quiet = digest(story(2), story(3))
    left, answers = split(quiet, {2: 70, 3: 80}, most=3)
    assert left.stories == ()
    assert len(answers) == 2
