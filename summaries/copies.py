"""Near-duplicates: articles that share their wording, by syndication or as a lightly edited wire report.

Measured by the containment of five-word shingles (Broder, "On the resemblance and containment of documents", 1997):
a shortened copy is contained in the full one. The fullest text leads its group and the others join the leader that they
share most with, so that adding a copy of an article never changes how the others are grouped.
"""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from summaries.remembering import RECORD, remembering, size_of
from summaries.types import Article
from summaries.words import words

SHINGLE_WORDS = 5
SHINGLED_WORDS = 200
# in a shorter text a common phrase ("Watch the video") would pass for a copy
LEAST_WORDS = 12
COPIED = 0.6
# a leader is found by its lowest shingles alone, a sample that two texts with the same wording draw alike
SAMPLED = 32
# many chats' digests are made of the same day's articles, one after another
REMEMBERED_BYTES = 24 * 2**20
REMEMBERED_TEXTS = 8192

_TURN = np.uint32(0x9E3779B1)
"""Odd, so that no two numbers become one by it: what a word adds depends on its place (Knuth, 6.4)."""


def copies(articles: Sequence[Article], *, shared: float = COPIED) -> tuple[tuple[Article, ...], ...]:
    """Groups of near-duplicates, every article in one of them.

    A copy has at least the share `shared` of its shingles, or of the other's if that has fewer, in common. The first of
    each group is its fullest text; the others follow by time. The order of `articles` doesn't matter.
    """
    if len(articles) == 1:
        # as of most stories, and then there is nothing to compare
        return ((articles[0],),)
    contents: dict[tuple[int, bytes], list[Article]] = defaultdict(list)
    for article in articles:
        contents[_content(article)].append(article)
    leaders = _Leaders(shared)
    groups: list[list[Article]] = []
    for content in sorted(contents):
        # of one text the article that came in first, so that one more, under any title and date, takes nobody's place
        alike = sorted(contents[content], key=lambda article: article.key)
        group = leaders.group(_read(alike[0].text).shingles)
        if group < len(groups):
            groups[group].extend(alike)
        else:
            groups.append(alike)
    return tuple((group[0], *sorted(group[1:], key=_by_time)) for group in groups)


def origins(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The earliest article of each group of copies, by time: the texts that somebody wrote for himself."""
    # of most stories there is one article
    return tuple(articles) if len(articles) == 1 else _origins(tuple(articles))


@remembering(REMEMBERED_BYTES, weigh=lambda articles: size_of(article.text for article in articles))
def _origins(articles: tuple[Article, ...]) -> tuple[Article, ...]:
    return tuple(sorted((min(group, key=_by_time) for group in copies(articles)), key=_by_time))


def independent_sources(articles: Sequence[Article]) -> tuple[str, ...]:
    """The outlets that wrote a text of their own on this, first come first; outlets with copies only don't count."""
    return tuple(dict.fromkeys(article.source for article in origins(articles)))


class _Reading(NamedTuple):
    """How many words a text has, what tells them from any others, and the hashes of its shingles, ascending."""

    length: int
    digest: bytes
    shingles: NDArray[np.uint32]


def _content(article: Article) -> tuple[int, bytes]:
    """What an article says, longest first: its text, whatever the title, unless that is too short to tell."""
    read = _read(article.text)
    if read.length < LEAST_WORDS:
        read = _read(f"{article.title}\n{article.text}")
    # without words there is nothing to compare, so that each such article is a text of its own
    return -read.length, read.digest if read.length else str(article.key).encode()


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


# what is read takes less than a record does, and the text itself isn't held
@remembering(REMEMBERED_TEXTS * RECORD, weigh=lambda _: RECORD, by=_digest)
def _read(text: str) -> _Reading:
    found = words(text.casefold())
    return _Reading(len(found), _digest("\n".join(found)), _shingles(found[:SHINGLED_WORDS]))


class _Leaders:
    """The first text of each group, by its shingles."""

    def __init__(self, shared: float) -> None:
        self._shared = shared
        self._shingles: list[frozenset[int]] = []
        self._with: defaultdict[int, list[int]] = defaultdict(list)

    def group(self, shingles: NDArray[np.uint32]) -> int:
        """The number of the group that a text with these shingles belongs to, a new one where it leads its own."""
        own = frozenset(shingles.tolist())
        near = {leader for shingle in self._with.keys() & own for leader in self._with[shingle]}
        best = max(((self._containment(own, leader), -leader) for leader in near), default=(0.0, 0))
        if near and best[0] >= self._shared:
            return -best[1]
        leader = len(self._shingles)
        self._shingles.append(own)
        for shingle in shingles[:SAMPLED].tolist():
            self._with[shingle].append(leader)
        return leader

    def _containment(self, own: frozenset[int], leader: int) -> float:
        others = self._shingles[leader]
        return len(own & others) / min(len(own), len(others))


def _shingles(found: Sequence[str]) -> NDArray[np.uint32]:
    if len(found) < LEAST_WORDS:
        return np.zeros(0, dtype=np.uint32)
    each = np.array([crc32(word.encode("utf-8", "replace")) for word in found], dtype=np.uint32)
    hashes = np.zeros(len(found) - SHINGLE_WORDS + 1, dtype=np.uint32)
    for place in range(SHINGLE_WORDS):
        hashes = hashes * _TURN + each[place : place + len(hashes)]
    # else the lowest would be those whose words come last in the alphabet of hashes
    return np.unique((hashes ^ (hashes >> 15)) * _TURN)


def _by_time(article: Article) -> tuple[object, int]:
    return article.published_at, article.key
