"""What the pictures show, in figures: for the captions, which say it to those who can't see a picture.

A week is the last seven days that are over; `before` are the seven before these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from storage.delays import DelayOnDay
from storage.statistics import ChatsOnDay, DeliveriesOnDay, FeedHealth, Health, StoriesOfTopic

WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A figure of the last week and of the one before; None where the days don't reach back so far."""

    week: int
    before: int | None

    @property
    def share(self) -> float | None:
        """How much more it became, 0.1 for a tenth, negative for less; None where there is nothing to compare with."""
        return (self.week - self.before) / self.before if self.before else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatsFacts:
    """`best` and `worst` are the days on which most chats came and went; None where none did."""

    active: int
    new: Change
    gone: Change
    best: ChatsOnDay | None
    worst: ChatsOnDay | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveriesFacts:
    """The sums are over all days that are shown; `busiest` and `worst` are the days with most sent and most failed."""

    sent: int
    failed: int
    unknown: int
    cancelled: int
    sent_by_week: Change
    failed_by_week: Change
    busiest: DeliveriesOnDay | None
    worst: DeliveriesOnDay | None

    @property
    def arrived(self) -> float | None:
        """The share of messages that were sent for sure, of those that were tried: 1 for all."""
        tried = self.sent + self.failed + self.unknown
        return self.sent / tried if tried else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsFacts:
    """`commonest` is the problem that most feeds have, with their number."""

    total: int
    feeds: Mapping[Health, int]
    commonest: tuple[str, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoriesFacts:
    """`first` has most stories; `grown` and `shrunk` changed most against the week before; None where none did."""

    topics: int
    silent: int
    first: StoriesOfTopic | None
    grown: StoriesOfTopic | None
    shrunk: StoriesOfTopic | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelaysFacts:
    """`typical`, and `long`, which nine of ten kept to, are over all days that are shown; `week` and `before` are the
    typical ones of these weeks; `quickest` and `slowest` are days, by their median."""

    typical: timedelta | None
    long: timedelta | None
    week: timedelta | None
    before: timedelta | None
    quickest: DelayOnDay | None
    slowest: DelayOnDay | None


def describe_chats(days: Sequence[ChatsOnDay]) -> ChatsFacts:
    best, worst = max(days, key=lambda day: day.new, default=None), max(days, key=lambda day: day.gone, default=None)
    return ChatsFacts(
        active=days[-1].active if days else 0,
        new=_change([day.new for day in days]),
        gone=_change([day.gone for day in days]),
        best=best if best and best.new else None,
        worst=worst if worst and worst.gone else None,
    )


def describe_deliveries(days: Sequence[DeliveriesOnDay]) -> DeliveriesFacts:
    busiest = max(days, key=lambda day: day.sent, default=None)
    worst = max(days, key=lambda day: day.failed, default=None)
    return DeliveriesFacts(
        sent=sum(day.sent for day in days),
        failed=sum(day.failed for day in days),
        unknown=sum(day.unknown for day in days),
        cancelled=sum(day.cancelled for day in days),
        sent_by_week=_change([day.sent for day in days]),
        failed_by_week=_change([day.failed for day in days]),
        busiest=busiest if busiest and busiest.sent else None,
        worst=worst if worst and worst.failed else None,
    )


def describe_feeds(health: FeedHealth, problems: Sequence[tuple[str, int]]) -> FeedsFacts:
    """`problems` are kinds of problems as a reader calls them, with the number of feeds that have them."""
    return FeedsFacts(
        total=sum(health.feeds.values()),
        feeds=health.feeds,
        commonest=max(problems, key=lambda problem: problem[1], default=None),
    )


def describe_stories(topics: Sequence[StoriesOfTopic]) -> StoriesFacts:
    first = max(topics, key=lambda topic: topic.stories, default=None)
    grown, shrunk = max(topics, key=_growth, default=None), min(topics, key=_growth, default=None)
    return StoriesFacts(
        topics=len(topics),
        silent=sum(topic.stories == 0 for topic in topics),
        first=first if first and first.stories else None,
        grown=grown if grown and _growth(grown) > 0 else None,
        shrunk=shrunk if shrunk and _growth(shrunk) < 0 else None,
    )


def describe_delays(days: Sequence[DelayOnDay]) -> DelaysFacts:
    told = [(day.median, day) for day in days if day.median is not None]
    over = days[:-1]
    return DelaysFacts(
        typical=typical_delay(days),
        long=long_delay(days),
        week=typical_delay(over[-WEEK:]),
        before=typical_delay(over[-2 * WEEK : -WEEK]) if len(over) >= 2 * WEEK else None,
        quickest=min(told, key=lambda pair: pair[0])[1] if told else None,
        slowest=max(told, key=lambda pair: pair[0])[1] if told else None,
    )


def typical_delay(days: Sequence[DelayOnDay]) -> timedelta | None:
    """The median of the days' medians, each counted as often as stories were told on it."""
    return _middle([(day.median, day.stories) for day in days if day.median is not None])


def long_delay(days: Sequence[DelayOnDay]) -> timedelta | None:
    """The same of what nine of ten stories kept to."""
    return _middle([(day.p90, day.stories) for day in days if day.p90 is not None])


def _middle(told: Sequence[tuple[timedelta, int]]) -> timedelta | None:
    half = sum(stories for _, stories in told) / 2
    for delay, stories in sorted(told):
        half -= stories
        if half <= 0:
            return delay
    return None


def _growth(topic: StoriesOfTopic) -> int:
    return topic.stories - topic.week_before


def _change(values: Sequence[int]) -> Change:
    over = values[:-1]
    before = sum(over[-2 * WEEK : -WEEK]) if len(over) >= 2 * WEEK else None
    return Change(week=sum(over[-WEEK:]), before=before)
