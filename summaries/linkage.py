"""Average linkage (UPGMA), cut at a threshold, by the nearest-neighbour chain.

Murtagh, "A survey of recent advances in hierarchical clustering algorithms", The Computer Journal 26(4), 1983: average
linkage is reducible, so the chain finds the same tree as merging the closest pair each time, in O(n^2), not O(n^3).
"""

import numpy as np
from numpy.typing import NDArray


def average_linkage(similarities: NDArray[np.float32], threshold: float) -> list[list[int]]:
    """Rows of a symmetric matrix, grouped so that no two groups are alike by `threshold` or more on average."""
    pool = similarities.astype(np.float64)
    np.fill_diagonal(pool, -np.inf)
    members = [[row] for row in range(len(pool))]
    finished: list[list[int]] = []
    active = np.ones(len(pool), dtype=bool)
    chain: list[int] = []
    while active.any():
        if not chain:
            chain.append(int(np.argmax(active)))
        tip = chain[-1]
        nearest = int(np.argmax(pool[tip]))
        if len(chain) > 1 and pool[tip, chain[-2]] >= pool[tip, nearest]:
            nearest = chain[-2]
        if pool[tip, nearest] < threshold:
            # merging others can't bring them nearer to it than the nearest of them is
            finished.append(sorted(members[tip]))
            _retire(pool, active, chain.pop())
        elif len(chain) > 1 and nearest == chain[-2]:
            del chain[-2:]
            _merge(pool, members, nearest, tip)
            _retire(pool, active, tip)
        else:
            chain.append(nearest)
    return finished


def _merge(pool: NDArray[np.float64], members: list[list[int]], into: int, other: int) -> None:
    ours, theirs = len(members[into]), len(members[other])
    merged = (pool[into] * ours + pool[other] * theirs) / (ours + theirs)
    merged[into] = -np.inf
    pool[into] = pool[:, into] = merged
    members[into] = members[into] + members[other]


def _retire(pool: NDArray[np.float64], active: NDArray[np.bool_], row: int) -> None:
    active[row] = False
    pool[row] = pool[:, row] = -np.inf
