"""The stories of an issue, read once and judged once for all chats that see them alike."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from jobs.digests.content.choosing import Candidate, LeftOut, consider, consider_wanted
from jobs.digests.content.wants import EVERYTHING, Wanted, Wants, sift
from storage import shelves
from storage.articles import StoredArticle
from storage.database import Session
from storage.digests import Told
from storage.memo import Memo
from storage.shelves import OnShelf
from storage.topics import Topic
from summaries.ranking import Weighed, weigh
from summaries.types import Story

MOST_STORIES = 20_000
"""So many are held with their texts: some 100 MB."""
MOST_SEEN = 100_000
"""So many ways to see one of them: some 100 MB more."""

NO_FEEDS: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Bringing:
    """A topic with its feeds, and its number among the issue's topics: one that was changed meanwhile has another."""

    topic: Topic
    feeds: frozenset[int]
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class _OnShelf:
    """A story's articles, oldest first, and the feeds that carry any of them."""

    articles: tuple[OnShelf, ...]
    feeds: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What is wanted of a story as some topics bring it, and what it is to a chat that wasn't told it."""

    wanted: Wanted
    new: Candidate | LeftOut


class Stories:
    """Those that an issue has to do with, as they were `until` then. One process's, and of one thread."""

    def __init__(self, *, until: datetime) -> None:
        self._until = until
        self._on_shelf: dict[int, _OnShelf] = {}
        # by all that decides where a chat has no say of its own: the story, and the topics that bring it
        self._seen: dict[tuple[int, tuple[int, ...]], _Seen] = {}
        self._weighed: Memo[Story, Weighed] = Memo(MOST_SEEN)

    def news(
        self,
        session: Session,
        story_ids: Collection[int],
        topics: Sequence[Bringing],
        told: Mapping[int, Told],
        wants: Wants,
    ) -> list[Candidate]:
        """Those of the stories that are news to a chat with these topics, as `jobs.digests.content.choosing.choose`."""
        self._read(session, story_ids)
        judged = (self._judge(story_id, topics, told.get(story_id), wants) for story_id in story_ids)
        return [found for found in judged if isinstance(found, Candidate)]

    def weigh(self, story: Story) -> Weighed:
        """As `summaries.ranking.weigh` at the issue's moment."""
        return self._weighed.get(story, partial(weigh, now=self._until))

    def _judge(
        self, story_id: int, topics: Sequence[Bringing], before: Told | None, wants: Wants
    ) -> Candidate | LeftOut | None:
        story = self._on_shelf[story_id]
        bringing = [each for each in topics if not each.feeds.isdisjoint(story.feeds)]
        if not bringing:
            return None
        if story_id in wants.muted or _has_a_say(wants, bringing):
            return consider(story_id, list(_carried(story, bringing)), before, wants)
        seen = self._see(story_id, story, bringing)
        if before is None:
            return seen.new
        return consider_wanted(story_id, seen.wanted, before, followed=story_id in wants.followed)

    def _see(self, story_id: int, story: _OnShelf, bringing: Sequence[Bringing]) -> _Seen:
        key = (story_id, tuple([each.number for each in bringing]))
        if (known := self._seen.get(key)) is not None:
            return known
        wanted = sift(list(_carried(story, bringing)), EVERYTHING)
        seen = self._seen[key] = _Seen(wanted, consider_wanted(story_id, wanted, None, followed=False))
        if len(self._seen) > MOST_SEEN:
            del self._seen[next(iter(self._seen))]
        return seen

    def _read(self, session: Session, story_ids: Collection[int]) -> None:
        missing = set(story_ids) - self._on_shelf.keys()
        if len(self._on_shelf) + len(missing) > MOST_STORIES:
            self._on_shelf.clear()
            self._seen.clear()
            missing = set(story_ids)
        if missing:
            found = shelves.stories_on_shelf(session, missing, until=self._until)
            self._on_shelf |= {
                story_id: _OnShelf(articles, NO_FEEDS.union(*(each.feeds for each in articles)))
                for story_id, articles in found.items()
            }


def _has_a_say(wants: Wants, bringing: Sequence[Bringing]) -> bool:
    """Whether a filter of the chat's own concerns what these topics bring."""
    return bool(wants.filters) or any(each.topic.id in wants.by_topic for each in bringing if wants.by_topic)


def _carried(story: _OnShelf, bringing: Sequence[Bringing]) -> Iterator[tuple[Topic, StoredArticle]]:
    for each in story.articles:
        for topic in bringing:
            if not topic.feeds.isdisjoint(each.feeds):
                yield topic.topic, each.article
