"""What captions say of the pictures: sums, changes from week to week, the best and the worst."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.charts import facts
from bot.charts.facts import Change
from storage.delays import DelayOnDay
from storage.statistics import ChatsOnDay, DeliveriesOnDay, FeedHealth, Health, StoriesOfTopic
from tests.bot.charts.conftest import FIRST, month

HOUR = timedelta(hours=1)


def chats(new: Sequence[int]) -> list[ChatsOnDay]:
    return [
        ChatsOnDay(date=FIRST + timedelta(days=n), new=count, gone=count // 2, active=100 + n)
        for n, count in enumerate(new)
    ]


def test_a_week_is_seven_days_that_are_over_and_is_held_against_the_seven_before() -> None:
    described = facts.describe_chats(chats([9] + [1] * 7 + [2] * 7 + [50]))
    assert described.active == 115
    assert described.new == Change(week=14, before=7)
    assert described.new.share == 1
    assert described.best is not None
    assert described.best.new == 50
    assert described.worst is not None
    assert described.worst.gone == 25


def test_two_weeks_of_days_are_needed_to_compare() -> None:
    described = facts.describe_chats(chats([3] * 14))
    assert described.new == Change(week=21, before=None)
    assert described.new.share is None
    assert Change(week=4, before=0).share is None


def test_without_any_days_there_is_nothing_to_say() -> None:
    described = facts.describe_chats([])
    assert (described.active, described.new.week, described.best, described.worst) == (0, 0, None, None)
    sent = facts.describe_deliveries([])
    assert (sent.sent, sent.busiest, sent.worst, sent.arrived) == (0, None, None, None)
    assert facts.describe_feeds(FeedHealth(feeds={}, problems={}), []).total == 0
    assert facts.describe_stories([]).first is None
    delays = facts.describe_delays([])
    assert (delays.typical, delays.week, delays.quickest, delays.slowest) == (None, None, None, None)


def test_the_share_that_arrived_is_of_what_was_tried() -> None:
    days = [
        DeliveriesOnDay(date=FIRST, sent=90, failed=6, unknown=4, cancelled=1000),
        DeliveriesOnDay(date=FIRST + timedelta(days=1)),
    ]
    described = facts.describe_deliveries(days)
    assert described.arrived == 0.9
    assert (described.busiest, described.worst) == (days[0], days[0])


def test_the_commonest_problem_is_named() -> None:
    health = FeedHealth(feeds={Health.WELL: 5, Health.FAILING: 4}, problems={})
    described = facts.describe_feeds(health, [("slow", 1), ("a wall", 3)])
    assert (described.total, described.commonest) == (9, ("a wall", 3))


def test_topics_that_grew_and_shrank_most_are_named() -> None:
    topics = [
        StoriesOfTopic(topic_id=n, name=name, stories=stories, week_before=before)
        for n, (name, stories, before) in enumerate([("a", 50, 49), ("b", 10, 2), ("c", 5, 30), ("d", 0, 0)])
    ]
    described = facts.describe_stories(topics)
    assert described.first is not None
    assert described.grown is not None
    assert described.shrunk is not None
    assert (described.first.name, described.grown.name, described.shrunk.name) == ("a", "b", "c")
    assert (described.topics, described.silent) == (4, 1)


def test_a_day_with_many_stories_weighs_more_in_the_typical_delay() -> None:
    days = [
        DelayOnDay(date=FIRST, stories=1, median=HOUR, p90=9 * HOUR),
        DelayOnDay(date=FIRST),
        DelayOnDay(date=FIRST, stories=10, median=3 * HOUR, p90=5 * HOUR),
    ]
    described = facts.describe_delays(days)
    assert (described.typical, described.long) == (3 * HOUR, 5 * HOUR)
    assert described.quickest == days[0]
    assert described.slowest == days[2]


@pytest.mark.parametrize("days", [1, 8, 14, 15, 90])
def test_any_number_of_days_is_described(days: int) -> None:
    everything = month(days)
    assert facts.describe_deliveries(everything.deliveries).sent == sum(day.sent for day in everything.deliveries)
    assert (facts.describe_delays(everything.delays).before is not None) == (days >= 15)
