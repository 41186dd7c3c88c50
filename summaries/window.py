"""The online step: which story a new article belongs to, judged against a window of recent articles kept in memory.

The state is built from plain articles and their stories, so that it can be thrown away and built anew at any time.
"""

from array import array
from collections import defaultdict
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from summaries.background import background
from summaries.reports import Reports
from summaries.types import Article
from summaries.vectors import Document, document, language_of

ASSIGN_THRESHOLD = 0.16
CANDIDATES = 16
# forgotten articles stay in the index until they are this share of it: closing up costs a pass over all terms
FORGOTTEN_SHARE = 0.1


class Window:
    """Recent articles by language, each with the story it was assigned to."""

    def __init__(self) -> None:
        self._languages: dict[str, _Language] = {}

    def __len__(self) -> int:
        return sum(len(language) for language in self._languages.values())

    def add(self, article: Article, story: int) -> None:
        """Take an article in as one of `story`'s."""
        code = language_of(article)
        if code not in self._languages:
            self._languages[code] = _Language(code)
        self._languages[code].add(article, story)

    def drop(self, key: int) -> None:
        """Take out the article of that key, as before it is added in other words; nothing where it isn't there."""
        for language in self._languages.values():
            language.drop(key)

    def nearest(self, article: Article) -> tuple[int, float] | None:
        """The story that the article is most like, and how much, 0 to 1; None where nothing has a word in common."""
        language = self._languages.get(language_of(article))
        return language.nearest(article) if language else None

    def forget(self, before: datetime) -> None:
        """Drop the articles published before that moment."""
        for language in self._languages.values():
            language.forget(before.timestamp())


def assign(article: Article, window: Window) -> int | None:
    """The story in the window that the article belongs to, or None where it begins a new one."""
    found = window.nearest(article)
    return found[0] if found and found[1] >= ASSIGN_THRESHOLD else None


class _Language:
    """The window's articles of one language, by slot."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._reports = Reports(background(code))
        self._stories: list[int] = []
        self._keys: list[int] = []
        self._times = array("d")
        self._slots: dict[int, list[int]] = defaultdict(list)
        self._since = -np.inf
        self._last: tuple[Article, Document] | None = None

    def __len__(self) -> int:
        return int(self._alive().sum())

    def add(self, article: Article, story: int) -> None:
        self._slots[story].append(self._reports.add(self._read(article)))
        self._stories.append(story)
        self._keys.append(article.key)
        self._times.append(article.published_at.timestamp())

    def drop(self, key: int) -> None:
        for slot, other in enumerate(self._keys):
            if other == key:
                # of no time, and so not alive: the next closing up takes it out
                self._times[slot] = np.nan

    def nearest(self, article: Article) -> tuple[int, float] | None:
        scores = self._reports.similarities(self._read(article))
        alive = self._alive()
        scores[~alive] = 0.0
        near = np.flatnonzero(scores > scores.max(initial=0) / 2)
        best = near[np.argsort(-scores[near], kind="stable")[:CANDIDATES]].tolist()
        stories = {self._stories[slot] for slot in best}
        return max(
            ((story, self._likeness(scores, alive, story)) for story in sorted(stories)),
            key=lambda pair: pair[1],
            default=None,
        )

    def forget(self, before: float) -> None:
        self._since = max(self._since, before)
        alive = self._alive()
        if alive.sum() >= (1 - FORGOTTEN_SHARE) * len(alive):
            return
        self._reports.keep(alive)
        kept = np.flatnonzero(alive).tolist()
        self._stories = [self._stories[slot] for slot in kept]
        self._keys = [self._keys[slot] for slot in kept]
        self._times = array("d", [self._times[slot] for slot in kept])
        self._slots = defaultdict(list)
        for slot, story in enumerate(self._stories):
            self._slots[story].append(slot)

    def _read(self, article: Article) -> Document:
        # an article is asked about and then added: reading it is a third of the work
        if self._last is None or self._last[0] is not article:
            self._last = article, document(article, self._code)
        return self._last[1]

    def _alive(self) -> NDArray[np.bool_]:
        return np.frombuffer(self._times, dtype=np.float64) >= self._since

    def _likeness(self, scores: NDArray[np.float32], alive: NDArray[np.bool_], story: int) -> float:
        """The mean similarity to the story's articles: one stray match doesn't chain two events together."""
        return float(scores[[slot for slot in self._slots[story] if alive[slot]]].mean())
