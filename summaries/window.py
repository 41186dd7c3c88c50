"""The online step: which story a new article belongs to, judged against a window of recent articles kept in memory.

The state is built from plain articles and their stories, so that it can be thrown away and built anew at any time.
"""

from collections import defaultdict
from datetime import datetime

import numpy as np

from summaries.index import Index
from summaries.types import Article
from summaries.vectors import primary_language, term_weights

ASSIGN_THRESHOLD = 0.25
CANDIDATES = 8


class Window:
    """Recent articles by language, each with the story it was assigned to."""

    def __init__(self) -> None:
        self._languages: dict[str, _Language] = defaultdict(_Language)

    def __len__(self) -> int:
        return sum(len(language.stories) for language in self._languages.values())

    def add(self, article: Article, story: int) -> None:
        """Take an article in as one of `story`'s."""
        self._languages[primary_language(article.language)].add(article, story)

    def nearest(self, article: Article) -> tuple[int, float] | None:
        """The story that the article is most like, and how much, 0 to 1; None where nothing has a word in common."""
        return self._languages[primary_language(article.language)].nearest(article)

    def forget(self, before: datetime) -> None:
        """Drop the articles published before that moment."""
        for language in self._languages.values():
            language.forget(before.timestamp())


def assign(article: Article, window: Window) -> int | None:
    """The story in the window that the article belongs to, or None where it begins a new one."""
    found = window.nearest(article)
    return found[0] if found and found[1] >= ASSIGN_THRESHOLD else None


class _Language:
    def __init__(self) -> None:
        self.index = Index()
        self.stories: list[int] = []
        self.times: list[float] = []
        self.slots: dict[int, list[int]] = defaultdict(list)

    def add(self, article: Article, story: int) -> None:
        self.slots[story].append(self.index.add(term_weights(article)))
        self.stories.append(story)
        self.times.append(article.published_at.timestamp())

    def nearest(self, article: Article) -> tuple[int, float] | None:
        if not self.stories:
            return None
        scores = self.index.similarities(term_weights(article))
        count = min(CANDIDATES, len(scores))
        best = np.argpartition(scores, -count)[-count:].tolist()
        near = {self.stories[slot]: 0.0 for slot in best if scores[slot] > 0}
        for story in near:
            alike = scores[self.slots[story]]
            near[story] = float(alike.max() + alike.mean()) / 2
        return max(((story, near[story]) for story in sorted(near)), key=lambda pair: pair[1], default=None)

    def forget(self, before: float) -> None:
        kept = np.array(self.times) >= before
        if kept.all():
            return
        self.index.keep(kept)
        self.stories = [story for story, stays in zip(self.stories, kept, strict=True) if stays]
        self.times = [time for time, stays in zip(self.times, kept, strict=True) if stays]
        self.slots = defaultdict(list)
        for slot, story in enumerate(self.stories):
            self.slots[story].append(slot)
