"""How much each sentence of an article is worth to its summary: a linear model over features of the sentence.

The features need one pass over the words and no library. A sentence's vector holds the idf of each of its terms, with
the article's own sentences as the collection, at unit length; sums over later sentences take one backward pass
(directed centrality: Zheng & Lapata, "Sentence Centrality Revisited", ACL 2019), so that the whole is linear in the
number of words. The weights stand in weights.json; benchmarks/learn_summaries.py learns them from news with human
summaries.
"""

import json
import math
from collections import Counter
from collections.abc import Sequence, Set
from functools import cache
from importlib.resources import files
from itertools import chain
from operator import mul

from summaries.readable import Fitness
from summaries.units import Unit

Vector = dict[str, float]

# 1/(i+1) and e^(-i/5); that far down the second is nothing
_PLACES = [(1 / (place + 1), math.exp(-place / 5)) for place in range(100)]

FEATURES = (
    "place 1/(i+1)", "place e^(-i/5)", "opens paragraph", "title cosine", "title cosine to best", "title covered",
    "covered by title", "has title", "later sentences", "new terms", "over 40 words", "opens with quote",
    "quotation marks", "colon", "points back", "scrap", "ln sentences",
)  # fmt: skip
"""What a sentence is scored by, in the order of the weights."""

_LONG = 40
_TYPOGRAPHIC = "“”«»„「‘"
_OPENING = frozenset(_TYPOGRAPHIC + "\"'")


def values(units: Sequence[Unit], title: Set[str], fit: Sequence[Fitness]) -> list[float]:
    """What each sentence would add to a summary, in words: its chance to stand there, times its length."""
    weights, bias = _model()
    return [
        unit.length / (1.0 + math.exp(-bias - sum(map(mul, weights, row))))
        for unit, row in zip(units, features(units, title, fit), strict=True)
    ]


def features(units: Sequence[Unit], title: Set[str], fit: Sequence[Fitness]) -> list[tuple[float, ...]]:
    """`FEATURES` of each sentence, in order."""
    if not units:
        return []
    rarity = squared_rarity(units)
    unknown = (math.log(len(units) + 1) + 1) ** 2
    heading = math.sqrt(sum([rarity.get(term, unknown) for term in title])) or 1.0
    weigh = rarity.__getitem__
    norms = [math.sqrt(sum(map(weigh, unit.kinds))) or 1.0 for unit in units]
    shares = [unit.kinds & title for unit in units] if title else [frozenset()] * len(units)
    near = [
        sum(map(weigh, shared)) / (norm * heading) if shared else 0.0
        for shared, norm in zip(shares, norms, strict=True)
    ]
    nearest = max(near) or 1.0
    later = scaled(_later(units, norms, rarity))
    count = math.log(len(units))
    seen: set[str] = set()
    rows: list[tuple[float, ...]] = []
    told = 0  # headings and captions don't count as places
    has_title, title_kinds = bool(title), len(title) or 1
    for unit, state, shared, cosine, after in zip(units, fit, shares, near, later, strict=True):
        text, _, _, _, place, kinds, length, _ = unit
        each, both, before = len(kinds) or 1, len(shared), len(seen)
        seen |= kinds
        near_top, at_top = _PLACES[told] if told < len(_PLACES) else (1 / (told + 1), 0.0)
        rows.append(
            (
                near_top, at_top, place == 0, cosine, cosine / nearest,
                both / title_kinds, both / each, has_title, after,
                (len(seen) - before) / each, length > _LONG, text[:1] in _OPENING,
                _quotes(text), ":" in text,
                state is Fitness.DEPENDENT, state is Fitness.SCRAP, count,
            )
        )  # fmt: skip
        told += state is not Fitness.SCRAP
    return rows


def _quotes(text: str) -> float:
    marks = text.count('"')
    if not text.isascii():
        marks += sum(map(text.count, _TYPOGRAPHIC))
    return marks / 4 if marks < 4 else 1.0


def squared_rarity(units: Sequence[Unit]) -> Vector:
    """For each term the square of its idf, `ln((1 + n) / (1 + df)) + 1`, over these sentences."""
    found = Counter(chain.from_iterable([unit.kinds for unit in units]))
    total = len(units) + 1
    by_number = {number: (math.log(total / (1 + number)) + 1) ** 2 for number in set(found.values())}
    return {term: by_number[number] for term, number in found.items()}


def scaled(numbers: Sequence[float]) -> list[float]:
    """The numbers moved and stretched to 0..1."""
    least = min(numbers, default=0.0)
    reach = max(numbers, default=0.0) - least or 1.0
    return [(number - least) / reach for number in numbers]


def _later(units: Sequence[Unit], norms: Sequence[float], rarity: Vector) -> list[float]:
    """The sum of each sentence's cosines to those after it, in one backward pass."""
    # a word that stands in one sentence alone is in no later one
    once = (math.log((len(units) + 1) / 2) + 1) ** 2
    repeated = frozenset([term for term, rare in rarity.items() if rare < once])
    gathered = dict.fromkeys(repeated, 0.0)
    weigh, gather = rarity.__getitem__, gathered.__getitem__
    sums = []
    for unit, norm in zip(reversed(units), reversed(norms), strict=True):
        kinds = unit.kinds & repeated
        sums.append(sum(map(mul, map(weigh, kinds), map(gather, kinds))) / norm)
        share = 1.0 / norm
        for term in kinds:
            gathered[term] += share
    return sums[::-1]


@cache
def _model() -> tuple[tuple[float, ...], float]:
    stored = json.loads(files("summaries").joinpath("weights.json").read_text("utf-8"))
    return tuple(stored["weights"][name] for name in FEATURES), stored["bias"]
