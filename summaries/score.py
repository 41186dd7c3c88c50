"""How much each sentence of an article deserves to stand in its summary: a weighted sum of five features.

- position: `1 / (i + 1)`; news tells the most important thing first (the lead is the strongest baseline known);
- title: cosine to the title; an editor's own one-line summary;
- forward: the sum of cosines to all later sentences, scaled to 0..1 in the article: what later sentences elaborate
  (directed centrality: Zheng & Lapata, "Sentence Centrality Revisited", ACL 2019);
- long: over 40 words; quote: opens with a quotation mark.

Vectors are `(1 + ln tf) * idf` with the article's own sentences as the collection, unit length. The forward sums need
one backward pass, so that the whole is linear in the number of words.
"""

import math
from collections import Counter
from collections.abc import Sequence

from summaries.units import Unit

Vector = dict[str, float]

_POSITION = 1.34
_TITLE = 3.37
_FORWARD = 1.04
_LONG = -0.34
_QUOTE = -0.35
_LONG_WORDS = 40
_QUOTES = "\"'“”„«»‘‹「『"


def vectors(units: Sequence[Unit], title: Sequence[str]) -> tuple[list[Vector], Vector]:
    """Unit vectors of the sentences and of the title's terms, weighted by the rarity of a term among the sentences."""
    counts = [Counter(unit.terms) for unit in units]
    found = Counter(term for count in counts for term in count)
    total = len(units) + 1
    idf = {term: math.log(total / (1 + number)) + 1 for term, number in found.items()}
    rare = math.log(total) + 1
    return [_vector(count, idf, rare) for count in counts], _vector(Counter(title), idf, rare)


def _vector(counts: Counter[str], idf: Vector, rare: float) -> Vector:
    weights = {
        term: idf.get(term, rare) * (1.0 if count == 1 else 1.0 + math.log(count)) for term, count in counts.items()
    }
    norm = math.sqrt(sum([weight * weight for weight in weights.values()])) or 1.0
    return {term: weight / norm for term, weight in weights.items()}


def cosine(one: Vector, other: Vector) -> float:
    """The similarity of two unit vectors, 0..1."""
    if len(other) < len(one):
        one, other = other, one
    get = other.get
    return sum([weight * get(term, 0.0) for term, weight in one.items()])


def scores(units: Sequence[Unit], sentences: Sequence[Vector], title: Vector) -> list[float]:
    """One number a sentence, in order; higher is better."""
    forward = scaled(_forward(sentences))
    return [
        _POSITION / (place + 1)
        + _TITLE * cosine(vector, title)
        + _FORWARD * forward[place]
        + _LONG * (unit.length > _LONG_WORDS)
        + _QUOTE * unit.text.startswith(tuple(_QUOTES))
        for place, (unit, vector) in enumerate(zip(units, sentences, strict=True))
    ]


def _forward(sentences: Sequence[Vector]) -> list[float]:
    later: Vector = {}
    sums = []
    for vector in reversed(sentences):
        get = later.get
        sums.append(sum([weight * get(term, 0.0) for term, weight in vector.items()]))
        for term, weight in vector.items():
            later[term] = get(term, 0.0) + weight
    return sums[::-1]


def scaled(values: Sequence[float]) -> list[float]:
    """The values moved and stretched to 0..1."""
    if not values:
        return []
    least = min(values)
    reach = max(values) - least or 1.0
    return [(value - least) / reach for value in values]
