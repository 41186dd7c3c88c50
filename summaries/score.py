"""How much each sentence of an article is worth to its summary: a linear model over features of the sentence.

The features need one pass over the words and no library. Vectors are `(1 + ln tf) * idf` with the article's own
sentences as the collection, unit length; sums over later sentences take one backward pass (directed centrality: Zheng &
Lapata, "Sentence Centrality Revisited", ACL 2019), so that the whole is linear in the number of words. The weights
stand in weights.json; benchmarks/learn_summaries.py learns them from news with human summaries.
"""

import json
import math
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from operator import mul

from summaries.readable import Fitness
from summaries.units import Unit

Vector = dict[str, float]

FEATURES = (
    "place 1/(i+1)", "place e^(-i/5)", "place e^(-i/2)", "place i/n", "opens paragraph",
    "title cosine", "title cosine to best", "title covered", "covered by title", "has title",
    "title cosine before", "title cosine after",
    "later sentences", "all sentences", "first sentence", "common terms", "new terms",
    "ln words", "over 40 words", "opens with quote", "quotation marks", "colon",
    "figures", "capitals", "share of capitals", "share of stop words",
    "points back", "question", "scrap", "ln sentences", "under 10 sentences",
)  # fmt: skip
"""What a sentence is scored by, in the order of the weights."""

_LONG = 40
_FEW = 10
_QUOTES = '"“”«»„「‘'
_OPENING = tuple(_QUOTES + "'")


def vectors(units: Sequence[Unit], title: Sequence[str]) -> tuple[list[Vector], Vector]:
    """Unit vectors of the sentences and of the title's terms, weighted by the rarity of a term among the sentences."""
    counts = [Counter(unit.terms) for unit in units]
    found = Counter([term for count in counts for term in count])
    total = len(units) + 1
    idf = {term: math.log(total / (1 + number)) + 1 for term, number in found.items()}
    rare = math.log(total) + 1
    return [_vector(count, idf, rare) for count in counts], _vector(Counter(title), idf, rare)


def _vector(counts: Counter[str], idf: Vector, rare: float) -> Vector:
    weights = {
        term: idf.get(term, rare) if count == 1 else idf.get(term, rare) * (1.0 + math.log(count))
        for term, count in counts.items()
    }
    norm = math.sqrt(sum([weight * weight for weight in weights.values()])) or 1.0
    return {term: weight / norm for term, weight in weights.items()}


def cosine(one: Vector, other: Vector) -> float:
    """The similarity of two unit vectors, 0..1."""
    if len(other) < len(one):
        one, other = other, one
    get = other.get
    return sum([weight * get(term, 0.0) for term, weight in one.items()])


def values(units: Sequence[Unit], title: Sequence[str], fit: Sequence[Fitness]) -> list[float]:
    """What each sentence would add to a summary, in words: its chance to stand there, times its length."""
    weights, bias = _model()
    return [
        unit.length / (1.0 + math.exp(-min(30.0, max(-30.0, bias + sum(map(mul, weights, row))))))
        for unit, row in zip(units, features(units, title, fit), strict=True)
    ]


def features(units: Sequence[Unit], title: Sequence[str], fit: Sequence[Fitness]) -> list[tuple[float, ...]]:
    """`FEATURES` of each sentence, in order."""
    if not units:
        return []
    sentences, heading = vectors(units, title)
    count = len(units)
    titled = set(title)
    near = [cosine(sentence, heading) for sentence in sentences]
    nearest = max(near) or 1.0
    later, everywhere = (scaled(sums) for sums in _centralities(sentences))
    common = scaled(_commonness(units))
    long_text = (math.log(count), float(count < _FEW))
    seen: set[str] = set()
    rows: list[tuple[float, ...]] = []
    for place, unit in enumerate(units):
        own = set(unit.terms)
        kinds = len(own) or 1
        shared = len(own & titled)
        text, length = unit.text, unit.length or 1
        state = fit[place]
        rows.append(
            (
                1 / (place + 1), math.exp(-place / 5), math.exp(-place / 2), place / count, float(unit.place == 0),
                near[place], near[place] / nearest, shared / (len(titled) or 1), shared / kinds, float(bool(titled)),
                near[place - 1] if place else 0.0, near[place + 1] if place + 1 < count else 0.0,
                later[place], everywhere[place], cosine(sentences[place], sentences[0]) if place else 0.0,
                common[place], len(own - seen) / kinds,
                math.log(1 + unit.length), float(unit.length > _LONG), float(text.startswith(_OPENING)),
                min(sum(map(text.count, _QUOTES)), 4) / 4, float(":" in text),
                min(unit.figures, 4) / 4, min(unit.capitals, 8) / 8, unit.capitals / length,
                1 - len(unit.terms) / length,
                float(state == Fitness.DEPENDENT), float(state == Fitness.QUESTION), float(state == Fitness.SCRAP),
                *long_text,
            )
        )  # fmt: skip
        seen |= own
    return rows


def scaled(numbers: Sequence[float]) -> list[float]:
    """The numbers moved and stretched to 0..1."""
    least = min(numbers, default=0.0)
    reach = max(numbers, default=0.0) - least or 1.0
    return [(number - least) / reach for number in numbers]


def _centralities(sentences: Sequence[Vector]) -> tuple[list[float], list[float]]:
    """The sum of each sentence's cosines to the later ones, and to all others."""
    later: Vector = {}
    forward = []
    for vector in reversed(sentences):
        forward.append(cosine(vector, later) if later else 0.0)
        get = later.get
        for term, weight in vector.items():
            later[term] = get(term, 0.0) + weight
    return forward[::-1], [cosine(vector, later) for vector in sentences]


def _commonness(units: Sequence[Unit]) -> list[float]:
    """In how many sentences a term of this one occurs, on average."""
    found = Counter([term for unit in units for term in set(unit.terms)])
    return [sum([found[term] for term in unit.terms]) / (len(unit.terms) or 1) for unit in units]


@cache
def _model() -> tuple[tuple[float, ...], float]:
    stored = json.loads(files("summaries").joinpath("weights.json").read_text("utf-8"))
    return tuple(stored["weights"][name] for name in FEATURES), stored["bias"]
