"""What admins see in pictures: chats, deliveries, feeds, stories and delays, counted by day.

Each of them is one pass over an index, or over a sample: none reads the texts of a million deliveries.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import case, column, exists, func, select, values
from sqlalchemy.orm import Session

from storage.chats import ChatState
from storage.columns import Utc
from storage.days import Days
from storage.deliveries import DeliveryState
from storage.feeds import FeedState
from storage.tables import ArticleRow, ChatRow, DeliveryRow, EntryRow, FeedRow, ScheduleRow, TopicFeedRow, TopicRow


class Health(StrEnum):
    WELL = "well"
    FAILING = "failing"
    """Its last check failed; it is tried again."""
    GONE = "gone"
    PAUSED = "paused"
    UNREAD = "unread"
    """It wasn't checked yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatsOnDay:
    """`active` are those at the day's end. A group counts once, however many of its forum topics have hours."""

    date: date
    new: int
    gone: int
    active: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveriesOnDay:
    """How the messages ended that were due on this day, the last time that they were put off."""

    date: date
    sent: int = 0
    failed: int = 0
    unknown: int = 0
    cancelled: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """How many feeds are how; `problems` are the words of those that fail or ended, with how many feeds have them."""

    feeds: Mapping[Health, int]
    problems: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoriesOfTopic:
    """How many stories a topic's feeds told in the last seven days, and in the seven days before these."""

    topic_id: int
    name: str
    stories: int
    week_before: int


def chats_by_day(session: Session, days: Days) -> list[ChatsOnDay]:
    """Each of the days, also those on which nothing happened.

    Nothing records when a chat went: it is the moment of the message that Telegram refused, else of the first digest
    that the chat didn't get any more. Chats that were erased since then are in none of the figures.
    """
    met = select(func.min(ChatRow.created_at).label("at")).group_by(ChatRow.telegram_id).subquery()
    before = session.scalar(select(func.count()).select_from(met).where(met.c.at < days.since)) or 0
    within = select(met.c.at).where(met.c.at >= days.since, met.c.at < days.until)
    new = Counter(map(days.date_of, session.scalars(within)))
    departures = [moment for moment in _departures(session, days).values() if moment < days.until]
    gone = Counter(days.date_of(moment) for moment in departures if moment >= days.since)
    active = before - sum(moment < days.since for moment in departures)
    counted = []
    for on in days.dates:
        active += new[on] - gone[on]
        counted.append(ChatsOnDay(date=on, new=new[on], gone=gone[on], active=active))
    return counted


def deliveries_by_day(session: Session, days: Days) -> list[DeliveriesOnDay]:
    """Each of the days, also those on which nothing was due. Messages that still wait are in none of them."""
    counts = {on: Counter[str]() for on in days.dates}
    for state in (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.CANCELLED):
        for priority in priorities(session, state):
            for on, count in _due_by_day(session, days, state, priority):
                counts[on][state] += count
    return [DeliveriesOnDay(date=on, **counts[on]) for on in days.dates]


def feed_health(session: Session) -> FeedHealth:
    """All feeds that a topic carries; the others are not checked."""
    health = case(
        (FeedRow.state == FeedState.PAUSED, Health.PAUSED),
        (FeedRow.state == FeedState.GONE, Health.GONE),
        (FeedRow.failures > 0, Health.FAILING),
        (FeedRow.ok_at.is_(None), Health.UNREAD),
        else_=Health.WELL,
    )
    query = (
        select(health, FeedRow.problem, func.count())
        .where(exists().where(TopicFeedRow.feed_id == FeedRow.id))
        .group_by(health, FeedRow.problem)
    )
    feeds = dict.fromkeys(Health, 0)
    problems: Counter[str] = Counter()
    for kind, problem, count in session.execute(query):
        feeds[Health(kind)] += count
        if kind in {Health.FAILING, Health.GONE} and problem:
            problems[problem] += count
    return FeedHealth(feeds=feeds, problems=dict(problems.most_common()))


def stories_by_topic(session: Session, topic_ids: Collection[int], *, now: datetime) -> list[StoriesOfTopic]:
    """These topics, the one with most stories first; keywords and weights, which leave stories out, are not asked."""
    week = now - timedelta(days=7)
    carriers: dict[int, list[int]] = {}
    links = select(TopicFeedRow.topic_id, TopicFeedRow.feed_id).where(TopicFeedRow.topic_id.in_(topic_ids))
    for topic_id, feed_id in session.execute(links):
        carriers.setdefault(feed_id, []).append(topic_id)
    told = (
        select(EntryRow.feed_id, ArticleRow.story_id, ArticleRow.fetched_at >= week)
        .join(EntryRow, EntryRow.article_id == ArticleRow.id)
        .where(ArticleRow.fetched_at >= week - timedelta(days=7), ArticleRow.fetched_at < now)
        .where(ArticleRow.story_id.is_not(None))
    )
    stories: dict[tuple[int, bool], set[int | None]] = {}
    for feed_id, story_id, recent in session.execute(told):
        for topic_id in carriers.get(feed_id, ()):
            stories.setdefault((topic_id, recent), set()).add(story_id)
    topics = select(TopicRow.id, TopicRow.name).where(TopicRow.id.in_(topic_ids))
    found = [
        StoriesOfTopic(
            topic_id=topic_id,
            name=name,
            stories=len(stories.get((topic_id, True), ())),
            week_before=len(stories.get((topic_id, False), ())),
        )
        for topic_id, name in session.execute(topics.order_by(TopicRow.position, TopicRow.id))
    ]
    return sorted(found, key=lambda topic: -topic.stories)


def priorities(session: Session, state: DeliveryState) -> Iterator[int]:
    """Those that deliveries of this state have. Each is one step in the index; DISTINCT would read all of it."""
    least = select(func.min(DeliveryRow.priority)).where(DeliveryRow.state == state)
    priority = session.scalar(least)
    while priority is not None:
        yield priority
        priority = session.scalar(least.where(DeliveryRow.priority > priority))


def count_due(session: Session, state: DeliveryState, priority: int, *, since: datetime, until: datetime) -> int:
    """Messages of this state that were due in [since, until), the last time that they were put off."""
    query = select(func.count()).where(DeliveryRow.state == state, DeliveryRow.priority == priority)
    return session.scalar(query.where(DeliveryRow.not_before >= since, DeliveryRow.not_before < until)) or 0


def _due_by_day(session: Session, days: Days, state: DeliveryState, priority: int) -> Iterator[tuple[date, int]]:
    bounds = [(days.begins(on), min(days.begins(on + timedelta(days=1)), days.now)) for on in days.dates]
    spans = values(column("since", Utc), column("until", Utc), name="spans").data(bounds).cte()
    due = (
        # these columns are an index: each day is a stretch of it, and no row with its text is read
        select(func.count())
        .where(DeliveryRow.state == state, DeliveryRow.priority == priority)
        .where(DeliveryRow.not_before >= spans.c.since, DeliveryRow.not_before < spans.c.until)
        .scalar_subquery()
    )
    for since, count in session.execute(select(spans.c.since, due)):
        yield days.date_of(since), count


def _departures(session: Session, days: Days) -> dict[int, datetime]:
    """When each chat went that can't be reached any more, a group with the last of its forum topics."""
    refused = (
        select(DeliveryRow.chat_id, func.max(DeliveryRow.claimed_at).label("at"))
        .where(DeliveryRow.state == DeliveryState.CANCELLED, DeliveryRow.not_before >= days.since)
        .group_by(DeliveryRow.chat_id)
        .subquery()
    )
    query = (
        select(ChatRow.telegram_id, ChatRow.created_at, refused.c.at, ScheduleRow.next_run_at)
        .outerjoin(refused, refused.c.chat_id == ChatRow.id)
        .outerjoin(ScheduleRow, ScheduleRow.chat_id == ChatRow.id)
        .where(ChatRow.state == ChatState.INACTIVE)
    )
    active = set(session.scalars(select(ChatRow.telegram_id).where(ChatRow.state == ChatState.ACTIVE)))
    gone: dict[int, datetime] = {}
    for telegram_id, created_at, refused_at, missed_at in session.execute(query):
        at = max(created_at, min(refused_at or missed_at or created_at, days.now))
        if telegram_id not in active:
            gone[telegram_id] = max(at, gone.get(telegram_id, at))
    return gone
