"""Near-duplicates: articles that share their wording, by syndication or as a lightly edited wire report.

Measured by the containment of five-word shingles (Broder, "On the resemblance and containment of documents", 1997):
a shortened copy is contained in the full one. The fullest text leads its group and the others join the leader that they
share most with, so that adding a copy of an article never changes how the others are grouped.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from hashlib import blake2b

from summaries.types import Article
from summaries.words import words

SHINGLE_WORDS = 5
SHINGLED_WORDS = 200
# in a shorter text a common phrase ("Watch the video") would pass for a copy
LEAST_WORDS = 12
COPIED = 0.6


def copies(articles: Sequence[Article], *, shared: float = COPIED) -> tuple[tuple[Article, ...], ...]:
    """Groups of near-duplicates, every article in one of them.

    A copy has at least the share `shared` of its shingles, or of the other's if that has fewer, in common. The first of
    each group is its fullest text; the others follow by time. The order of `articles` doesn't matter.
    """
    by_content: dict[tuple[int, bytes], list[Article]] = defaultdict(list)
    shingles: dict[tuple[int, bytes], frozenset[str]] = {}
    for article in articles:
        found = words(f"{article.title}\n{article.text}".casefold())
        # without words there is nothing to compare, so that each such article is a text of its own
        content = -len(found), _digest("\n".join(found) if found else str(article.key))
        by_content[content].append(article)
        if content not in shingles:
            shingles[content] = _shingles(words(article.text.casefold())[:SHINGLED_WORDS])

    leaders_with: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
    groups: dict[tuple[int, bytes], list[Article]] = {}
    for content in sorted(by_content):
        leader = _leader(shingles[content], leaders_with, shingles, shared)
        if leader is None:
            leader = content
            groups[leader] = []
            for shingle in shingles[content]:
                leaders_with[shingle].append(content)
        groups[leader].extend(sorted(by_content[content], key=_by_time))
    return tuple((group[0], *sorted(group[1:], key=_by_time)) for group in groups.values())


def origins(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The earliest article of each group of copies, by time: the texts that somebody wrote for himself."""
    return tuple(sorted((min(group, key=_by_time) for group in copies(articles)), key=_by_time))


def independent_sources(articles: Sequence[Article]) -> tuple[str, ...]:
    """The outlets that wrote a text of their own on this, first come first; outlets with copies only don't count."""
    return tuple(dict.fromkeys(article.source for article in origins(articles)))


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def _leader(
    shingles: frozenset[str],
    leaders_with: dict[str, list[tuple[int, bytes]]],
    all_shingles: dict[tuple[int, bytes], frozenset[str]],
    least: float,
) -> tuple[int, bytes] | None:
    found = Counter(leader for shingle in shingles for leader in leaders_with.get(shingle, ()))
    alike = [(count / min(len(shingles), len(all_shingles[leader])), leader) for leader, count in found.items()]
    containment, leader = max(alike, default=(0.0, (0, b"")))
    return leader if containment >= least else None


def _shingles(found: Sequence[str]) -> frozenset[str]:
    if len(found) < LEAST_WORDS:
        return frozenset()
    return frozenset(" ".join(found[i : i + SHINGLE_WORDS]) for i in range(len(found) - SHINGLE_WORDS + 1))


def _by_time(article: Article) -> tuple[object, int]:
    return article.published_at, article.key
