"""Which stories come first for one chat, and why: a sum of named parts, kept with the story.

| part | what it rewards |
|---|---|
| sources | outlets that tell the story in words of their own; copies don't count |
| freshness | a recent last report; half as much every twelve hours |
| growth | outlets that joined in within the last three hours |
| topic | topics and keywords that the story matches |
| taste | what the chat asked for more of, below zero for what it wants less of |
| seen | below zero for what the chat was told before, even where it developed |
| variety | below zero where stories from the very same topics stand above it already |

Each part but the last three grows with the articles, never shrinks: another independent source never lowers a story.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from summaries.copies import origins
from summaries.types import Label, Score, Story

SOURCES = 1.0
FRESHNESS = 1.0
GROWTH = 0.3
TOPIC = 0.5
TASTE = 0.8
"""At most: less than what a second and a third outlet bring, so that taste puts in order but buries nothing."""
SEEN = -0.3
VARIETY = -0.5

HALF_LIFE = timedelta(hours=12)
GROWING = timedelta(hours=3)
# so many stories of the same topics above a story cost it half of VARIETY
VARIETY_HALF = 4


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """A story with the parts of its score that at one moment are the same for every chat, taste at 0 among them."""

    story: Story
    parts: Mapping[str, float]
    topics: tuple[str, ...]


def rank(
    stories: Iterable[Story], *, now: datetime, tastes: Mapping[int, float] | None = None
) -> list[tuple[Story, Score]]:
    """Stories from the most to the least important at `now`, each with its score; totals descend.

    `tastes` says by a story's key how much more (up to 1) or less (down to -1) of its kind is wanted.
    Raises ValueError for a story without articles.
    """
    return order([weigh(story, now=now) for story in stories], tastes or {})


def weigh(story: Story, *, now: datetime) -> Weighed:
    """What the story's score has of the story alone. Raises ValueError where it has no articles."""
    if not story.articles:
        raise ValueError(f"rank: story {story.key} has no articles; leave it out")
    # of one outlet's articles the first is nobody's copy, and no other one counts
    own = story.articles if _is_of_one_outlet(story) else origins(story.articles)
    joined: dict[str, datetime] = {}
    for article in own:
        joined[article.source] = min(article.published_at, joined.get(article.source, article.published_at))
    recent = sum(now - first < GROWING for first in joined.values())
    age = max(timedelta(), now - max(article.published_at for article in story.articles))
    parts = {
        "sources": SOURCES * math.log(len(joined)),
        "freshness": FRESHNESS * 0.5 ** (age / HALF_LIFE),
        "growth": GROWTH * math.log1p(recent),
        "topic": TOPIC * math.log1p(len(set(story.matches))),
        "taste": 0.0,
        "seen": SEEN if story.label is Label.DEVELOPING else 0.0,
    }
    return Weighed(story=story, parts=parts, topics=tuple(sorted(set(story.matches))))


def order(weighed: Iterable[Weighed], tastes: Mapping[int, float]) -> list[tuple[Story, Score]]:
    """The same as `rank` of what was weighed already."""
    by_topics: defaultdict[tuple[str, ...], list[tuple[Story, Mapping[str, float]]]] = defaultdict(list)
    for each in sorted(weighed, key=lambda each: each.story.key):
        by_topics[each.topics].append((each.story, _with_taste(each.parts, tastes.get(each.story.key))))
    # among those of the very same topics variety follows the order of the other parts, and so changes none of it
    scored = [
        (story, _with_variety(parts, above))
        for group in by_topics.values()
        for above, (story, parts) in enumerate(sorted(group, key=lambda pair: -sum(pair[1].values())))
    ]
    return sorted(scored, key=lambda pair: (-pair[1].total, pair[0].key))


def _is_of_one_outlet(story: Story) -> bool:
    return len({article.source for article in story.articles}) == 1


def _with_taste(parts: Mapping[str, float], taste: float | None) -> Mapping[str, float]:
    return {**parts, "taste": TASTE * max(-1.0, min(1.0, taste))} if taste else parts


def _with_variety(parts: Mapping[str, float], above: int) -> Score:
    return Score(parts={**parts, "variety": VARIETY * above / (above + VARIETY_HALF)})
