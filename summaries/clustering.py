"""Which articles report one event: the re-clustering of a window's candidates when a digest is made.

TF-IDF vectors, each widened by its nearest neighbours', then average linkage, cut at one fixed threshold. A group of
copies stands as one document, so that a copy never changes which stories exist; languages stay apart.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from summaries.background import background
from summaries.copies import copies
from summaries.linkage import average_linkage
from summaries.reports import Reports
from summaries.types import Article
from summaries.vectors import document, language_of

THRESHOLD = 0.32

# from so much shared wording on, articles stand as one document; looser copies may tell the event more fully
SAME_TEXT = 0.8
NEIGHBOURS = 3
NEAR = 0.2
NEIGHBOURS_WEIGHT = 0.5
# articles that don't hang together by this much can't become one story: widened by neighbours of weight w, they are at
# most (1 + w)^2 times as alike as the closest two of their neighbourhoods, and 1.5^2 * 0.14 is under the threshold
CONNECTED = 0.14
# a larger set is parted, which bounds memory to some 200 MB; news of a week hardly hangs together that far
MOST_CONNECTED = 3000


def cluster(articles: Sequence[Article]) -> tuple[tuple[int, ...], ...]:
    """The articles' keys, grouped by the event they report; every key stands in one group.

    Keys ascend within a group and groups by their first key, whatever the order of `articles`.
    Raises ValueError where two articles have the same key.
    """
    by_key = {article.key: article for article in articles}
    if len(by_key) < len(articles):
        raise ValueError("cluster: two articles have the same key; give each article its own")
    by_language: dict[str, list[Article]] = defaultdict(list)
    for key in sorted(by_key):
        by_language[language_of(by_key[key])].append(by_key[key])
    return tuple(sorted(keys for language, alike in by_language.items() for keys in _events(alike, language)))


def _events(articles: Sequence[Article], language: str) -> list[tuple[int, ...]]:
    groups = copies(articles, shared=SAME_TEXT)
    documents = [document(group[0], language) for group in groups]
    reports = Reports(background(language))
    for each in documents:
        reports.add(each)
    events: list[tuple[int, ...]] = []
    for component in _components([_links(reports.similarities(each)) for each in documents]):
        # a second look costs less than keeping how alike each pair of thousands is
        similarities = np.stack([reports.similarities(documents[place])[component] for place in component])
        for event in average_linkage(_widened(np.minimum(similarities, similarities.T)), THRESHOLD):
            members = [article.key for place in event for article in groups[component[place]]]
            events.append(tuple(sorted(members)))
    return events


def _links(row: NDArray[np.float32]) -> dict[int, float]:
    places = np.flatnonzero(row >= CONNECTED)
    return dict(zip(places.tolist(), row[places].tolist(), strict=True))


def _components(links: Sequence[Mapping[int, float]]) -> list[list[int]]:
    """The sets of documents that hang together; one that is too large is parted at its weakest links."""
    found = []
    waiting: list[tuple[Collection[int], float]] = [(range(len(links)), CONNECTED)]
    while waiting:
        among, least = waiting.pop()
        for component in _connected(links, among, least):
            if len(component) <= MOST_CONNECTED:
                found.append(component)
            else:
                waiting.append((component, least * 1.1))
    return found


def _connected(links: Sequence[Mapping[int, float]], among: Collection[int], least: float) -> Iterator[list[int]]:
    waiting = set(among)
    while waiting:
        reached = {waiting.pop()}
        frontier = list(reached)
        while frontier:
            near = links[frontier.pop()]
            fresh = {place for place, alike in near.items() if alike >= least} & waiting
            waiting -= fresh
            reached |= fresh
            frontier.extend(fresh)
        yield sorted(reached)


def _widened(similarities: NDArray[np.float32]) -> NDArray[np.float32]:
    """The similarities of documents to which the mean of their nearest neighbours was added at half weight.

    Short and oddly worded reports lean on the others of their event that way, while look-alikes lean on their own
    (Singhal & Pereira, "Document Expansion for Speech Retrieval", SIGIR 1999). Shape (n, n), 1 on the diagonal.
    """
    np.fill_diagonal(similarities, 1.0)
    others = similarities - np.eye(len(similarities), dtype=np.float32)
    nearest = np.argsort(-others, axis=1, kind="stable")[:, :NEIGHBOURS].T
    near = np.take_along_axis(others, nearest.T, axis=1).T
    near[near < NEAR] = 0.0
    shares = np.float32(NEIGHBOURS_WEIGHT) * near / np.maximum(near.sum(axis=0), np.float32(NEAR))
    rows = similarities.copy()
    for places, share in zip(nearest, shares, strict=True):
        rows += share[:, None] * similarities[places]
    widened = rows.copy()
    for places, share in zip(nearest, shares, strict=True):
        widened += share * rows[:, places]
    lengths = np.sqrt(np.diag(widened))
    widened /= np.outer(lengths, lengths)
    return widened
