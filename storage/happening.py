"""What is told as it happens: the stories that grew just now, and the chats that want to hear of them at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from storage.chats import ChatState
from storage.marks import Mark
from storage.tables import (
    ArticleRow,
    ChatRow,
    DigestRow,
    DigestStoryRow,
    EntryRow,
    PreferenceRow,
    ScheduleRow,
    StoryMarkRow,
    StoryRow,
    SubscriptionRow,
    TopicFeedRow,
    TopicRow,
)
from storage.topics import is_kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """A story that something was added to, by topic with the names of the outlets that tell it there, copies too."""

    story_id: int
    updated_at: datetime
    outlets: Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A chat that wants to hear at once of stories of this weight in this topic."""

    chat_id: int
    topic_id: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sleeper:
    """A chat that is told things as they happen, and has quiet hours in its IANA zone."""

    chat_id: int
    quiet_from: time
    quiet_until: time
    zone: str


def least_weight(session: Session) -> float | None:
    """The least weight from which on any chat is told a story as it happens; None where none is."""
    return session.scalar(select(func.min(PreferenceRow.instant)))


def grown_stories(session: Session, *, since: datetime, begun_before: datetime) -> list[Grown]:
    """The stories that grew at or after `since` and began before that other moment, and that a topic carries."""
    recent = (StoryRow.updated_at >= since) & (StoryRow.created_at < begun_before)
    grown_at = dict(session.execute(select(StoryRow.id, StoryRow.updated_at).where(recent)).all())
    query = (
        select(ArticleRow.story_id, TopicFeedRow.topic_id, ArticleRow.source)
        .join(EntryRow, EntryRow.article_id == ArticleRow.id)
        .join(TopicFeedRow, TopicFeedRow.feed_id == EntryRow.feed_id)
        # as a join SQLite would begin with all entries there are, and take seconds
        .where(ArticleRow.story_id.in_(select(StoryRow.id).where(recent)))
        .distinct()
    )
    outlets: dict[int, dict[int, set[str]]] = {}
    for story_id, topic_id, source in session.execute(query):
        if story_id is not None:
            outlets.setdefault(story_id, {}).setdefault(topic_id, set()).add(source)
    return [
        Grown(
            story_id=story_id,
            updated_at=grown_at[story_id],
            outlets={topic_id: frozenset(names) for topic_id, names in by_topic.items()},
        )
        for story_id, by_topic in outlets.items()
        if story_id in grown_at
    ]


def alerts(session: Session, topic_ids: Collection[int], *, chat_ids: Collection[int] | None = None) -> list[Alert]:
    """Who wants to hear at once of stories in these topics, which they follow: of all chats, or of those given."""
    query = (
        select(SubscriptionRow.chat_id, SubscriptionRow.topic_id, PreferenceRow.instant)
        .join(PreferenceRow, PreferenceRow.chat_id == SubscriptionRow.chat_id)
        .join(TopicRow, TopicRow.id == SubscriptionRow.topic_id)
        .where(SubscriptionRow.topic_id.in_(topic_ids), is_kept())
        .where(PreferenceRow.instant.is_not(None), SubscriptionRow.chat_id.in_(_listening()))
    )
    if chat_ids is not None:
        query = query.where(SubscriptionRow.chat_id.in_(chat_ids))
    return [
        Alert(chat_id=chat_id, topic_id=topic_id, weight=weight)
        for chat_id, topic_id, weight in session.execute(query)
        if weight is not None
    ]


def followers_since(
    session: Session, *, since: datetime, chat_ids: Collection[int] | None = None
) -> list[tuple[int, int, datetime]]:
    """(chat, story, when it grew) for each followed story that grew at or after `since`: of all chats, or of those
    given."""
    query = (
        select(StoryMarkRow.chat_id, StoryMarkRow.story_id, StoryRow.updated_at)
        .join(StoryRow, StoryRow.id == StoryMarkRow.story_id)
        .where(StoryMarkRow.mark == Mark.FOLLOWED, StoryRow.updated_at >= since)
        .where(StoryMarkRow.chat_id.in_(_listening()))
    )
    if chat_ids is not None:
        query = query.where(StoryMarkRow.chat_id.in_(chat_ids))
    return [(chat_id, story_id, at) for chat_id, story_id, at in session.execute(query)]


def told_pairs(session: Session, story_ids: Collection[int]) -> dict[tuple[int, int], datetime]:
    """For each chat and each of the stories that it was told, (chat, story): when last."""
    query = (
        select(DigestRow.chat_id, DigestStoryRow.story_id, func.max(DigestRow.until).label("at"))
        .join(DigestRow, DigestRow.id == DigestStoryRow.digest_id)
        .where(DigestStoryRow.story_id.in_(story_ids))
        .group_by(DigestRow.chat_id, DigestStoryRow.story_id)
    )
    return {(chat_id, story_id): at for chat_id, story_id, at in session.execute(query)}


def sleepers(session: Session) -> list[Sleeper]:
    """The chats that are told things as they happen, by their weight or because they follow a story, and have quiet
    hours."""
    follows = select(StoryMarkRow.chat_id).where(StoryMarkRow.mark == Mark.FOLLOWED)
    query = (
        select(
            PreferenceRow.chat_id,
            PreferenceRow.quiet_from,
            PreferenceRow.quiet_until,
            func.coalesce(ScheduleRow.zone, "UTC"),
        )
        .outerjoin(ScheduleRow, ScheduleRow.chat_id == PreferenceRow.chat_id)
        .where(PreferenceRow.quiet_from.is_not(None), PreferenceRow.quiet_until.is_not(None))
        .where(or_(PreferenceRow.instant.is_not(None), PreferenceRow.chat_id.in_(follows)))
        .where(PreferenceRow.chat_id.in_(_listening()))
    )
    return [
        Sleeper(chat_id=chat_id, quiet_from=begin, quiet_until=end, zone=zone)
        for chat_id, begin, end, zone in session.execute(query)
        if begin is not None and end is not None
    ]


def _listening() -> Select[int]:
    """SQL: the chats that can be reached and didn't pause."""
    paused = select(ScheduleRow.chat_id).where(ScheduleRow.paused)
    return select(ChatRow.id).where(ChatRow.state == ChatState.ACTIVE, ChatRow.id.not_in(paused))
