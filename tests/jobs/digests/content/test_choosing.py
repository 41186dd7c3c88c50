"""Which stories are news to a chat."""

from datetime import timedelta

import pytest

from jobs.digests.content.choosing import Candidate, LeftOut, choose, consider
from jobs.digests.content.wants import Because, Wants
from storage.digests import Told
from summaries.types import Label
from tests.jobs.digests.texts import FERRY_LAST, FERRY_LATE, FERRY_TOO, TEXTS

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ferry(a_topic, an_article):
    """A story of four outlets, one every ten minutes, the last ten minutes ago."""
    sea = a_topic("sea")
    return [
        (sea, an_article(number, f"Post {number}", text, ago=(4 - number) * 10 * MINUTE))
        for number, text in enumerate(TEXTS)
    ]


def test_what_a_chat_was_not_told_is_new_and_told_from_everything(ferry) -> None:
    found = consider(1, ferry, None, Wants())
    assert isinstance(found, Candidate)
    assert found.story.label is Label.NEW
    assert found.fresh == found.story.articles
    assert [article.key for article in found.fresh] == [0, 1, 2, 3]


@pytest.mark.parametrize(("since", "fresh"), [(35, [1, 2, 3]), (25, [2, 3])])
def test_two_reports_of_their_own_since_it_was_told_are_a_development(ferry, now, since, fresh) -> None:
    found = consider(1, ferry, Told(at=now - since * MINUTE, sources=1), Wants())
    assert isinstance(found, Candidate)
    assert found.story.label is Label.DEVELOPING
    assert [article.key for article in found.fresh] == fresh
    assert len(found.story.articles) == 4


def test_one_report_more_is_none_but_for_who_follows_the_story(ferry, now) -> None:
    before = Told(at=now - 15 * MINUTE, sources=3)
    assert consider(1, ferry, before, Wants()) == LeftOut(because=Because.TOLD, at=before.at)
    found = consider(1, ferry, before, Wants(followed=frozenset({1})))
    assert isinstance(found, Candidate)
    assert [article.key for article in found.fresh] == [3]


def test_a_copy_is_no_development_even_for_who_follows(a_topic, an_article, now) -> None:
    sea = a_topic()
    carried = [(sea, an_article(1, "Post", ago=60 * MINUTE)), (sea, an_article(2, "Copycat", ago=MINUTE))]
    before = Told(at=now - 30 * MINUTE, sources=1)
    found = consider(1, carried, before, Wants(followed=frozenset({1})))
    assert found == LeftOut(because=Because.TOLD, at=before.at)


def test_a_muted_story_is_never_told(ferry, now) -> None:
    muted = Wants(muted=frozenset({1}))
    assert consider(1, ferry, None, muted) == LeftOut(because=Because.MUTED)
    assert consider(1, ferry, Told(at=now - 35 * MINUTE, sources=1), muted) == LeftOut(because=Because.MUTED)


def test_a_topic_leaves_light_stories_out_and_says_by_how_much(a_topic, an_article) -> None:
    heavy, light = a_topic("heavy", weight_floor=3), a_topic("light", weight_floor=2)
    two = [an_article(1, "Post"), an_article(2, "Wire", FERRY_TOO)]
    left = consider(1, [(heavy, article) for article in two], None, Wants())
    assert left == LeftOut(because=Because.FLOOR, number=2, least=3)
    either = [(topic, article) for topic in (heavy, light) for article in two]
    assert isinstance(consider(1, either, None, Wants()), Candidate)
    three = [*two, an_article(3, "Quay", FERRY_LATE)]
    assert isinstance(consider(1, [(heavy, article) for article in three], None, Wants()), Candidate)


def test_an_article_without_a_story_waits_for_one(a_topic, an_article) -> None:
    sea = a_topic()
    waiting = an_article(2, "Wire", FERRY_LAST, story=None)
    assert [found.story.key for found in choose([(sea, an_article(1)), (sea, waiting)], {})] == [1]
