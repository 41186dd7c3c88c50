"""Which sentences of several articles tell their story together.

Greedy coverage of the pairs of words that several articles use, each pair weighted by how many use it and how early
(Gillick & Favre, "A Scalable Global Model for Summarization", 2009), with a preference for what stands early in its
article and for what our scorer values there. Of sentences that say the same in other figures, the newest article's is
taken.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from summaries.choose import Limit, alike
from summaries.quotations import Run
from summaries.units import Unit
from summaries.words import beginnings, stop_kinds

# over this share of common terms, two sentences say the same; less than in one article, where the second adds more
_SAME = 0.5
# of sentences this much alike the newest is told
_OTHER_FIGURES = 0.6
# how much of a pair's weight depends on the place of the sentence that would tell it
_EARLY = 0.45
# how much of it depends on the places where the articles have it, and after how many sentences that has gone by e
_EARLY_PAIR, _SENTENCES = 0.5, 6
_COMMON = 1.3
_OWN_VALUE = 0.15
_STALE = 0.5
_LEAST_WORDS = 5
# from this number of articles on, two that share a pair may do so by chance
_MANY_ARTICLES = 8

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """Sentences of one article that are told together, if at all: mostly one, of so many `words`. `rank` counts the
    article's options."""

    members: tuple[Unit, ...]
    pairs: frozenset[Pair]
    value: float
    rank: int
    published_at: datetime
    words: int
    is_stale: bool = False
    """Whether it holds a figure that later reports have left behind."""


def pairs(sentence: str, language: str) -> frozenset[Pair]:
    """The pairs of neighbouring words of which one or both carry meaning."""
    empty = stop_kinds(language)
    return frozenset([pair for pair in pairwise(beginnings(sentence)) if pair[0] not in empty or pair[1] not in empty])


def options(
    units: Sequence[Unit],
    values: Sequence[float],
    runs: Sequence[Run],
    language: str,
    published_at: datetime,
    *,
    stale: Collection[tuple[int, int]] = (),
) -> list[Option]:
    """What one article offers; `runs` are the sentences that can be told, with those they need.

    `stale` are (article, number) of sentences with superseded figures.
    """
    found = []
    for rank, (first, last) in enumerate(runs):
        members = tuple(units[first : last + 1])
        told = frozenset[Pair]().union(*(pairs(unit.text, language) for unit in members))
        is_stale = any((unit.article, unit.number) in stale for unit in members)
        words = sum(unit.length for unit in members)
        if words >= _LEAST_WORDS:
            found.append(Option(members, told, sum(values[first : last + 1]), rank, published_at, words, is_stale))
    return found


def choose_together(offered: Sequence[Option], articles: int, limit: Limit) -> list[Unit]:
    """The sentences that tell most of what `articles` articles have in common, as many as `limit` allows."""
    weights = _weights(offered, articles)
    # a number of sentences is filled with longer ones, a number of words with what tells most in few
    power = 0.5 if limit.sentences is not None else 1.0
    left = [
        # the other pairs weigh nothing
        replace(option, pairs=option.pairs & weights.keys())
        for option in offered
        if _repeats_none(option, ())
    ]
    chosen: list[Unit] = []
    covered: set[Pair] = set()
    while left:
        left = [option for option in left if _fits(option, chosen, limit)]
        best = max(left, key=lambda option: _worth(option, covered, weights, power), default=None)
        if best is None:
            break
        best = _newest(best, left)
        fresh = [unit for unit in best.members if unit not in chosen]
        chosen.extend(fresh)
        covered |= best.pairs
        left = [option for option in left if option is not best and _repeats_none(option, fresh)]
    return chosen


def _weights(offered: Sequence[Option], articles: int) -> dict[Pair, float]:
    """What each pair that several articles use is worth: the share of them that use it, more where they do so early."""
    first: defaultdict[int, dict[Pair, int]] = defaultdict(dict)
    for option in offered:
        number, of_article = option.members[0].number, first[option.members[0].article]
        for pair in option.pairs:
            if of_article.get(pair, number) >= number:
                of_article[pair] = number
    used: Counter[Pair] = Counter()
    for of_article in first.values():
        used.update(of_article.keys())
    least = 3 if articles >= _MANY_ARTICLES else 2
    weights = {pair: 0.0 for pair, number in used.items() if number >= least}
    for of_article in first.values():
        for pair in weights.keys() & of_article.keys():
            early = 1 - _EARLY_PAIR + _EARLY_PAIR * math.exp(-of_article[pair] / _SENTENCES)
            weights[pair] += _COMMON * early / articles
    return weights


def _worth(option: Option, covered: set[Pair], weights: dict[Pair, float], power: float) -> float:
    early = 1 - _EARLY + _EARLY / (1 + option.rank)
    told = sum([weights[pair] for pair in option.pairs - covered])
    worth = told * early / float(option.words**power) + _OWN_VALUE * option.value / option.words
    return worth * _STALE if option.is_stale else worth


def _newest(best: Option, left: Sequence[Option]) -> Option:
    """Of the options that say what `best` says in other figures, the one published last."""
    said = _kinds(best)
    figures = {kind for kind in said if kind.isdigit()}
    same = [
        option
        for option in left
        if option.published_at > best.published_at
        and alike(_kinds(option), said) >= _OTHER_FIGURES
        and {kind for kind in _kinds(option) if kind.isdigit()} != figures
    ]
    return max(same, key=lambda option: option.published_at, default=best)


def _kinds(option: Option) -> frozenset[str]:
    return frozenset[str]().union(*(unit.kinds for unit in option.members))


def _fits(option: Option, chosen: Sequence[Unit], limit: Limit) -> bool:
    more = [unit for unit in option.members if unit not in chosen]
    return bool(more) and limit.allows([*chosen, *more])


def _repeats_none(option: Option, told: Sequence[Unit]) -> bool:
    """Whether no member says what another one, or one of those told, says; a member that is told is no repetition."""
    others = list(told)
    for unit in option.members:
        if unit in told:
            continue
        if any(unit.text == other.text or alike(unit.kinds, other.kinds) >= _SAME for other in others):
            return False
        others.append(unit)
    return True
