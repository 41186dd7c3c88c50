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
from collections.abc import Mapping, Sequence
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


def rank(
    stories: Sequence[Story], *, now: datetime, tastes: Mapping[int, float] | None = None
) -> list[tuple[Story, Score]]:
    """Stories from the most to the least important at `now`, each with its score; totals descend.

    `tastes` says by a story's key how much more (up to 1) or less (down to -1) of its kind is wanted.
    Raises ValueError for a story without articles.
    """
    tastes = tastes or {}
    by_topics: defaultdict[tuple[str, ...], list[tuple[Story, dict[str, float]]]] = defaultdict(list)
    for story in sorted(stories, key=lambda story: story.key):
        by_topics[_topics(story)].append((story, _own_parts(story, now, tastes.get(story.key, 0.0))))
    # among those of the very same topics variety follows the order of the other parts, and so changes none of it
    scored = [
        (story, _with_variety(parts, above))
        for group in by_topics.values()
        for above, (story, parts) in enumerate(sorted(group, key=lambda pair: -sum(pair[1].values())))
    ]
    return sorted(scored, key=lambda pair: (-pair[1].total, pair[0].key))


def _own_parts(story: Story, now: datetime, taste: float) -> dict[str, float]:
    if not story.articles:
        raise ValueError(f"rank: story {story.key} has no articles; leave it out")
    # of one outlet's articles the first is nobody's copy, and no other one counts
    own = story.articles if _is_of_one_outlet(story) else origins(story.articles)
    joined: dict[str, datetime] = {}
    for article in own:
        joined[article.source] = min(article.published_at, joined.get(article.source, article.published_at))
    recent = sum(now - first < GROWING for first in joined.values())
    age = max(timedelta(), now - max(article.published_at for article in story.articles))
    return {
        "sources": SOURCES * math.log(len(joined)),
        "freshness": FRESHNESS * 0.5 ** (age / HALF_LIFE),
        "growth": GROWTH * math.log1p(recent),
        "topic": TOPIC * math.log1p(len(set(story.matches))),
        "taste": TASTE * max(-1.0, min(1.0, taste)),
        "seen": SEEN if story.label is Label.DEVELOPING else 0.0,
    }


def _is_of_one_outlet(story: Story) -> bool:
    return len({article.source for article in story.articles}) == 1


def _with_variety(parts: dict[str, float], above: int) -> Score:
    return Score(parts=parts | {"variety": VARIETY * above / (above + VARIETY_HALF)})


def _topics(story: Story) -> tuple[str, ...]:
    return tuple(sorted(set(story.matches)))
