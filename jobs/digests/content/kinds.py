"""What of a chat its digest depends on: chats of one kind are told the same, which is made for all of them at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from jobs.digests.recipient import Recipient
from jobs.filters.terms import Filter
from storage.digests import Told
from storage.marks import Mark
from storage.tastes import Taste
from storage.topics import Topic
from summaries.types import Length


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """All that a digest is made of, but for the moment it is made and what all chats have in common.

    `told` and the marks are those of stories that the digest may tell; what a chat was told of others doesn't matter.
    Which earlier messages a digest answers is each chat's own (`jobs.digests.messages.addressing`).
    """

    topics: tuple[Topic, ...]
    since: datetime
    zone: ZoneInfo
    language: str | None
    filter: Filter = field(default_factory=Filter)
    by_topic: frozenset[tuple[int, Filter]] = frozenset()
    length: Length | None = None
    pictures: bool = False
    tastes: tuple[Taste, ...] = ()
    told: frozenset[tuple[int, Told]] = frozenset()
    muted: frozenset[int] = frozenset()
    followed: frozenset[int] = frozenset()


def kind_of(
    chat: Recipient,
    *,
    since: datetime,
    candidates: Collection[int],
    told: Mapping[int, Told],
    marked: Mapping[int, Mark],
) -> Kind:
    """The chat's kind, where these stories are the candidates for its digest, and it was told those, and marked those,
    among others perhaps. Pure."""
    marks = {story_id: mark for story_id, mark in marked.items() if story_id in candidates}
    return Kind(
        topics=chat.topics,
        since=since,
        zone=chat.zone,
        language=chat.language,
        filter=chat.filter,
        by_topic=frozenset(chat.by_topic.items()),
        length=chat.length,
        pictures=chat.preferences.pictures,
        tastes=chat.tastes,
        told=frozenset((story_id, before) for story_id, before in told.items() if story_id in candidates),
        muted=frozenset(story_id for story_id, mark in marks.items() if mark is Mark.MUTED),
        followed=frozenset(story_id for story_id, mark in marks.items() if mark is Mark.FOLLOWED),
    )
