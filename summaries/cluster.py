"""Which articles report one event: the re-clustering of a window's candidates when a digest is made.

TF-IDF vectors, cosine similarity and average linkage, cut at one fixed threshold. Each group of copies stands as one
document, so that a copy never changes which stories exist; articles of different languages stay apart.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from summaries.copies import copies
from summaries.index import Index
from summaries.linkage import average_linkage
from summaries.types import Article
from summaries.vectors import primary_language, term_weights

THRESHOLD = 0.18


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
        by_language[primary_language(by_key[key].language)].append(by_key[key])
    return tuple(sorted(keys for alike in by_language.values() for keys in _cluster_language(alike)))


def _cluster_language(articles: Sequence[Article]) -> list[tuple[int, ...]]:
    groups = copies(articles)
    documents = [term_weights(group[0]) for group in groups]
    index = Index()
    for document in documents:
        index.add(document)
    rows = [index.similarities(document) for document in documents]
    return [
        tuple(sorted(article.key for leader in event for article in groups[leader]))
        for component in _components(rows)
        for event in _events(rows, component)
    ]


def _events(rows: Sequence[NDArray[np.float32]], component: Sequence[int]) -> list[list[int]]:
    similarities = np.stack([rows[leader][component] for leader in component])
    return [
        [component[place] for place in group]
        for group in average_linkage(np.maximum(similarities, similarities.T), THRESHOLD)
    ]


def _components(rows: Sequence[NDArray[np.float32]]) -> list[list[int]]:
    # groups merge only where at least one pair is as alike as the threshold, so that linkage may look at each
    # connected component by itself
    waiting = set(range(len(rows)))
    found = []
    while waiting:
        reached = {min(waiting)}
        frontier = list(reached)
        while frontier:
            near = np.flatnonzero(rows[frontier.pop()] >= THRESHOLD).tolist()
            fresh = [leader for leader in near if leader not in reached]
            reached.update(fresh)
            frontier.extend(fresh)
        waiting -= reached
        found.append(sorted(reached))
    return found
