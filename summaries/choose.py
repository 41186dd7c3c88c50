"""Which of the scored sentences make the summary, as a set."""

import math
from collections.abc import Sequence

from summaries.readable import Fitness
from summaries.units import Unit

# over this share of common terms, two sentences say the same; counted without the rest of the article, so that a
# summary of a summary is the summary
_SAME = 0.6


def choose(units: Sequence[Unit], scores: Sequence[float], fit: Sequence[Fitness], count: int) -> list[int]:
    """Indices of at most `count` sentences in reading order.

    Best first; one that says what a chosen one says is left out, and so is one that depends on a predecessor which
    isn't chosen. Where no sentence stands alone, the best of the least unfit class is better than nothing.
    """
    if not scores or count < 1:
        return []
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    chosen = _greedy(order, units, fit, count)
    if not chosen:
        least = min(fit)
        chosen = _greedy([i for i in order if fit[i] == least], units, [Fitness.ALONE] * len(fit), count)
    return sorted(chosen)


def alike(one: Sequence[str], other: Sequence[str]) -> float:
    """The cosine of two sets of terms, 0..1."""
    first, second = set(one), set(other)
    if not first or not second:
        return float(one == other)
    return len(first & second) / math.sqrt(len(first) * len(second))


def _greedy(order: Sequence[int], units: Sequence[Unit], fit: Sequence[Fitness], count: int) -> list[int]:
    chosen: list[int] = []
    waiting: set[int] = set()
    for candidate in order:
        if len(chosen) == count:
            break
        if fit[candidate] == Fitness.DEPENDENT and candidate - 1 not in chosen:
            waiting.add(candidate)
            continue
        follower: int | None = candidate
        # a chosen sentence lets in the better ones that had to wait for it
        while follower is not None and len(chosen) < count and _adds(units[follower], chosen, units, fit[follower]):
            chosen.append(follower)
            follower = follower + 1 if follower + 1 in waiting else None
    return chosen


def _adds(unit: Unit, chosen: Sequence[int], units: Sequence[Unit], fit: Fitness) -> bool:
    if fit > Fitness.DEPENDENT:
        return False
    return all(alike(unit.terms, units[other].terms) < _SAME and unit.text != units[other].text for other in chosen)
