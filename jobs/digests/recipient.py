"""A chat as those who make its digest see it: its topics, its choices, its words."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from jobs.filters.language import parse_filter
from jobs.filters.terms import Filter, FilterNotUnderstood
from jobs.schedule import QuietHours
from storage import chats, preferences, schedules, tastes
from storage.chats import Chat
from storage.database import Session
from storage.preferences import Preferences
from storage.schedules import Schedule
from storage.tastes import Taste
from storage.topics import Topic
from summaries.types import Length

log = logging.getLogger(__name__)

UTC = ZoneInfo("UTC")

EVERYTHING = Filter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """`topics` are those the chat follows, its own among them; `schedule` is None before it has one."""

    chat: Chat
    topics: tuple[Topic, ...]
    preferences: Preferences
    schedule: Schedule | None = None
    filter: Filter = field(default_factory=Filter)
    by_topic: Mapping[int, Filter] = field(default_factory=dict)
    tastes: tuple[Taste, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.schedule.zone) if self.schedule else UTC

    @property
    def length(self) -> Length | None:
        return Length(self.preferences.length) if self.preferences.length else None

    @property
    def quiet(self) -> QuietHours:
        return QuietHours(self.preferences.quiet_from, self.preferences.quiet_until)

    @property
    def language(self) -> str | None:
        """What the chat is spoken to in: what it chose, else what its user's Telegram speaks, else what all its topics
        are in, as those of a channel."""
        return self.preferences.language or self.chat.language or common_language(self.topics)


def recipient(session: Session, chat_id: int) -> Recipient | None:
    """The chat with this id, if it is there."""
    return recipients(session, [chat_id]).get(chat_id)


def recipients(session: Session, chat_ids: Collection[int]) -> dict[int, Recipient]:
    """Those of these chats that are there, by their ids: many are read with as few queries as one."""
    found = chats.chats_of(session, chat_ids)
    chosen = preferences.preferences_of(session, found.keys())
    followed = chats.followed_by_chat(session, found.keys())
    due = schedules.schedules_by_chat(session, found.keys())
    liked = tastes.tastes_by_chat(session, found.keys())
    return {
        chat_id: Recipient(
            chat=chat,
            topics=tuple(topic for topic, _ in followed.get(chat_id, ())),
            preferences=chosen[chat_id],
            schedule=due.get(chat_id),
            filter=_read(chosen[chat_id].filter, chat_id),
            by_topic={topic.id: _read(text, chat_id) for topic, text in followed.get(chat_id, ()) if text},
            tastes=tuple(liked.get(chat_id, ())),
        )
        for chat_id, chat in found.items()
    }


def common_language(topics: Sequence[Topic]) -> str | None:
    """The language of all the topics that have one, where it is the same."""
    spoken = {topic.language for topic in topics if topic.language}
    return spoken.pop() if len(spoken) == 1 else None


def _read(text: str, chat_id: int) -> Filter:
    """The filter that was written; none where it is understood no more, since a chat without news would be worse."""
    if not text:
        return EVERYTHING
    try:
        return parse_filter(text)
    except FilterNotUnderstood:
        # not what stands in it: that is its reader's affair
        log.warning("The filter of chat %d is not understood and left aside", chat_id)
        return Filter()
