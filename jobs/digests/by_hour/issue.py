"""All digests as of one moment: what is the same for many chats is read, composed and laid out once."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from jobs.digests.by_hour.stories import Bringing, Stories
from jobs.digests.content.compose import compose
from jobs.digests.content.gathering import LATE, has_picture
from jobs.digests.content.kinds import Kind
from jobs.digests.content.wants import Wants
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.addressing import Replies, with_answers
from jobs.digests.messages.keeping import Printed, print_edition
from jobs.digests.messages.presenter import Presenter
from storage import articles, shelves
from storage.database import Session
from storage.digests import DigestKind
from storage.shelves import Shelf
from storage.topics import Topic
from summaries.types import Digest, Late

MANY = 8
"""So many digests of the same hours are worth reading what all feeds carried in them."""
MOST_KINDS = 4000
"""So many digests are held."""
MARGIN = timedelta(days=1)
"""A digest tells stories up to a moment that may lie before the one in which they were found to be stories."""

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, eq=False)
class Composed:
    """The digest of all chats of a kind, and whether the picture of its first story may stand above it."""

    digest: Digest
    picture: bool
    language: str | None
    printed: dict[tuple[Late | None, tuple[tuple[int, int], ...]], Printed] = field(default_factory=dict)
    """As messages, by why it says that it comes late, and by which earlier messages told its stories."""


class Issue:
    """What it has made it gives again, also after what is in the database has changed: it tells how things were at
    `until`. One process's, and of one thread."""

    def __init__(self, *, until: datetime, limits: DigestLimits, presenter: Presenter) -> None:
        self.until = until
        self.limits = limits
        self._presenter = presenter
        self._shelves: dict[datetime, Shelf] = {}
        self._feeds: dict[int, frozenset[int]] = {}
        self._candidates: dict[tuple[datetime, tuple[int, ...]], frozenset[int]] = {}
        self._begun: dict[int, datetime] = {}
        self._topics: dict[Topic, Bringing] = {}
        self._stories = Stories(until=until)
        self._composed: dict[Kind, Composed] = {}

    def is_for(self, limits: DigestLimits, presenter: Presenter) -> bool:
        return (self.limits, self._presenter) == (limits, presenter)

    def stock(self, session: Session, windows: Iterable[datetime]) -> None:
        """Read at once what many of these windows, by when they begin, need of all feeds."""
        for since, count in Counter(windows).items():
            if count >= MANY and since not in self._shelves:
                self._shelves[since] = shelves.read_shelf(session, since=since - LATE, until=self.until)

    def candidates(self, session: Session, topics: Collection[Topic], since: datetime) -> frozenset[int]:
        """The stories that a digest of these topics may tell."""
        topic_ids = tuple(topic.id for topic in topics)
        if (known := self._candidates.get((since, topic_ids))) is not None:
            return known
        if (shelf := self._shelves.get(since)) is not None:
            found = shelf.stories(self._feeds_of(session, topic_ids), most=self.limits.candidates)
        else:
            found = articles.topic_stories(
                session, topic_ids=topic_ids, since=since - LATE, until=self.until, most=self.limits.candidates
            )
        return _remember(self._candidates, (since, topic_ids), found)

    def told_since(self, session: Session, story_ids: Collection[int]) -> datetime:
        """A moment before which no chat was told any of these stories."""
        self._begun |= shelves.stories_begun(session, set(story_ids) - self._begun.keys())
        return min((self._begun[each] for each in story_ids if each in self._begun), default=self.until) - MARGIN

    def compose(self, session: Session, kind: Kind) -> Composed:
        """The digest of all chats of this kind."""
        if (known := self._composed.get(kind)) is not None:
            return known
        wants = Wants(
            filters=(kind.filter,) if kind.filter else (),
            by_topic=dict(kind.by_topic),
            muted=kind.muted,
            followed=kind.followed,
        )
        story_ids = self.candidates(session, kind.topics, kind.since)
        chosen = self._stories.news(session, story_ids, self._bringing(session, kind.topics), dict(kind.told), wants)
        digest = compose(
            chosen,
            since=kind.since,
            until=self.until,
            zone=kind.zone,
            limits=self.limits,
            tastes=kind.tastes,
            length=kind.length,
            weighing=self._stories.weigh,
        )
        picture = kind.pictures and has_picture(digest, chosen)
        return _remember(self._composed, kind, Composed(digest, picture, kind.language))

    def print(self, composed: Composed, replies: Replies, *, late: Late | None) -> Printed:
        """The digest as messages, where chats were told its stories in messages like these; what it answers is counted
        from 1 on."""
        # which messages these are doesn't matter
        if (known := composed.printed.get((late, replies.told_in))) is not None:
            return known
        edition = with_answers(
            DigestKind.SCHEDULED,
            composed.digest,
            dict(replies.told_in),
            language=composed.language,
            picture=composed.picture,
            limits=self.limits,
        )
        printed = print_edition(replace(edition, late=late), self._presenter)
        composed.printed[late, replies.told_in] = printed
        return printed

    def _bringing(self, session: Session, topics: Collection[Topic]) -> list[Bringing]:
        for topic in topics:
            if topic not in self._topics:
                feeds = self._feeds_of(session, [topic.id])
                self._topics[topic] = Bringing(topic, feeds, len(self._topics))
        return [self._topics[topic] for topic in sorted(topics, key=lambda each: each.id)]

    def _feeds_of(self, session: Session, topic_ids: Collection[int]) -> frozenset[int]:
        missing = set(topic_ids) - self._feeds.keys()
        if missing:
            self._feeds |= shelves.feeds_by_topic(session, missing)
        return frozenset().union(*(self._feeds[topic_id] for topic_id in topic_ids))


def _remember(known: dict[Key, Value], key: Key, value: Value) -> Value:
    """Keep it; of too many the oldest gives way."""
    if len(known) >= MOST_KINDS:
        del known[next(iter(known))]
    known[key] = value
    return value
