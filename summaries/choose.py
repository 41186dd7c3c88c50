"""Which of the scored sentences make the summary, as a set."""

from collections.abc import Sequence

from summaries.readable import Fitness
from summaries.score import Vector, cosine

_SAME = 0.5


def choose(scores: Sequence[float], vectors: Sequence[Vector], fit: Sequence[Fitness], count: int) -> list[int]:
    """Indices of at most `count` sentences in reading order.

    Best first; one that says what a chosen one says is left out, and so is one that depends on a predecessor which
    isn't chosen. Where no sentence stands alone, the best of the least unfit class is better than nothing.
    """
    if not scores or count < 1:
        return []
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    chosen = _greedy(order, vectors, fit, count)
    if not chosen:
        least = min(fit)
        chosen = _greedy([i for i in order if fit[i] == least], vectors, [Fitness.ALONE] * len(fit), count)
    return sorted(chosen)


def _greedy(order: Sequence[int], vectors: Sequence[Vector], fit: Sequence[Fitness], count: int) -> list[int]:
    chosen: list[int] = []
    waiting: list[int] = []
    for candidate in order:
        if len(chosen) == count:
            break
        if fit[candidate] == Fitness.DEPENDENT and candidate - 1 not in chosen:
            waiting.append(candidate)
        elif fit[candidate] <= Fitness.DEPENDENT and _says_more(candidate, chosen, vectors):
            chosen.append(candidate)
            if candidate + 1 in waiting:
                waiting.remove(candidate + 1)
                if len(chosen) < count and _says_more(candidate + 1, chosen, vectors):
                    chosen.append(candidate + 1)
    return chosen


def _says_more(candidate: int, chosen: Sequence[int], vectors: Sequence[Vector]) -> bool:
    return all(cosine(vectors[candidate], vectors[other]) < _SAME for other in chosen)
