"""How many people and chats there are. Counts only: who they are is nobody's business but theirs.

A group counts once, however many of its forum topics have hours of their own.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from storage.chats import ChatState
from storage.preferences import preferences, set_preferences
from storage.tables import BanRow, ChatRow, OwnTopicRow, SubscriptionRow, TopicFeedRow, TopicRow
from storage.topics import Visibility, is_kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A local day: how many chats were new on it, and how many of those that are there now were there at its end."""

    day: date
    new: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an admin needs to know of a chat before banning it: no name, no topics, only how many.

    `most_own_feeds` is how many feeds of its own an admin let it have, None where that is as the settings say.
    """

    telegram_id: int
    kind: str
    state: str
    reason: str | None
    since: datetime
    topics: int
    banned: bool
    own_feeds: int = 0
    most_own_feeds: int | None = None


def chats_by_kind(session: Session) -> dict[tuple[str, str], int]:
    """How many there are of each (kind, state); a group is active where it is, or a forum topic of it."""
    query = select(ChatRow.telegram_id, ChatRow.kind, func.max(_is_active())).group_by(
        ChatRow.telegram_id, ChatRow.kind
    )
    counted = Counter(
        (kind, ChatState.ACTIVE if active else ChatState.INACTIVE) for _, kind, active in session.execute(query)
    )
    return {(kind, str(state)): number for (kind, state), number in sorted(counted.items())}


def count_subscribers(session: Session) -> int:
    """Chats that can be reached and follow something."""
    query = (
        select(func.count(ChatRow.telegram_id.distinct()))
        .join(SubscriptionRow, SubscriptionRow.chat_id == ChatRow.id)
        .join(TopicRow, TopicRow.id == SubscriptionRow.topic_id)
        .where(ChatRow.state == ChatState.ACTIVE, is_kept())
    )
    return session.scalar(query) or 0


def followers_by_topic(session: Session) -> dict[int, int]:
    """By topic of the admins' how many chats follow it that can be reached; topics that nobody follows are left out."""
    query = (
        select(SubscriptionRow.topic_id, func.count(ChatRow.telegram_id.distinct()))
        .join(ChatRow, ChatRow.id == SubscriptionRow.chat_id)
        .join(TopicRow, TopicRow.id == SubscriptionRow.topic_id)
        .where(ChatRow.state == ChatState.ACTIVE, is_kept(), TopicRow.visibility != Visibility.OWN)
        .group_by(SubscriptionRow.topic_id)
    )
    return dict(session.execute(query).all())


def count_own_feed_holders(session: Session) -> int:
    """Chats with feeds of their own."""
    query = (
        select(func.count(SubscriptionRow.chat_id.distinct()))
        .join(TopicRow, TopicRow.id == SubscriptionRow.topic_id)
        .where(TopicRow.visibility == Visibility.OWN)
    )
    return session.scalar(query) or 0


def growth(session: Session, *, days: int, zone: tzinfo, now: datetime) -> list[Day]:
    """The last `days` local days with today, oldest first. Who had themselves erased is in none of them."""
    first = now.astimezone(zone).date() - timedelta(days=days - 1)
    met = select(func.min(ChatRow.created_at)).group_by(ChatRow.telegram_id)
    new = Counter(at.astimezone(zone).date() for at in session.scalars(met))
    total = sum(number for day, number in new.items() if day < first)
    found = []
    for day in (first + timedelta(days=offset) for offset in range(days)):
        total += new[day]
        found.append(Day(day=day, new=new[day], total=total))
    return found


def look_up(session: Session, telegram_id: int) -> Known | None:
    """A chat by its number; None for one that the bot never met."""
    rows = session.scalars(select(ChatRow).where(ChatRow.telegram_id == telegram_id).order_by(ChatRow.thread_id)).all()
    if not rows:
        return None
    ids = [row.id for row in rows]
    followed = select(func.count(SubscriptionRow.topic_id.distinct())).where(SubscriptionRow.chat_id.in_(ids))
    own = (
        select(func.count())
        .select_from(TopicFeedRow)
        .join(OwnTopicRow, OwnTopicRow.topic_id == TopicFeedRow.topic_id)
        .where(OwnTopicRow.chat_id.in_(ids))
    )
    return Known(
        telegram_id=telegram_id,
        kind=rows[0].kind,
        state=ChatState.ACTIVE if any(row.state == ChatState.ACTIVE for row in rows) else ChatState.INACTIVE,
        reason=rows[0].reason,
        since=min(row.created_at for row in rows),
        topics=session.scalar(followed) or 0,
        banned=session.get(BanRow, telegram_id) is not None,
        own_feeds=session.scalar(own) or 0,
        most_own_feeds=preferences(session, rows[0].id).own_feeds,
    )


def limit_own_feeds(session: Session, telegram_id: int, most: int | None) -> bool:
    """How many feeds of its own a chat may have, each of a group's forum topics; None: as the settings say.

    False for a chat that the bot never met. Feeds that it has already stay.
    """
    ids = session.scalars(select(ChatRow.id).where(ChatRow.telegram_id == telegram_id)).all()
    for chat_id in ids:
        set_preferences(session, chat_id, own_feeds=most)
    return bool(ids)


def _is_active() -> ColumnElement[int]:
    # neither database's max() takes the other's truth values
    return case((ChatRow.state == ChatState.ACTIVE, 1), else_=0)
