"""Where the articles of a story differ in a number.

Two figures are of one quantity where they count the dead, the hurt or the missing, or where they count the same thing
in sentences that otherwise say the same. Of each source its latest word counts; an older figure that later reports have
left behind is superseded, and what then still differs is in dispute, to be told with all its sources.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from summaries.choose import alike
from summaries.figure_words import lexicon
from summaries.figures import counts
from summaries.types import Article, Figure
from summaries.units import Unit

STALE = timedelta(hours=6)
"""After this time another source's older figure is no contradiction but old."""

_READ_SENTENCES = 8
_SAME_STATEMENT = 0.6
# figures this many times apart count different things, a toll and one of history's
_FAR_APART = 5
_ROUNDED = 0.05
# "more than 30" and "33"
_ESTIMATED = 0.1
# what a reader takes in at a glance
_MOST_DISPUTES, _MOST_FIGURES = 2, 3
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Mention:
    """A number where an article gives it; `toll` names what happened to those it counts, `unit` what it counts."""

    figure: Figure
    unit: str
    toll: str
    frame: frozenset[str]
    source: str
    at: datetime
    sentence: int
    estimate: bool

    def counts_as(self, other: "Mention") -> bool:
        """Whether both give the same quantity."""
        if not 1 / _FAR_APART < self.figure.value / other.figure.value < _FAR_APART:
            return False
        same_unit = self.unit == other.unit and bool(self.unit)
        if self.toll or other.toll:
            return self.toll == other.toll and (same_unit or not self.unit or not other.unit)
        return same_unit and alike(self.frame, other.frame) >= _SAME_STATEMENT

    def agrees(self, other: "Mention") -> bool:
        """Whether both give the same number, or one rounds the other."""
        one, two = sorted((self.figure.value, other.figure.value))
        if one == two or (two >= 100 and (two - one) / two < _ROUNDED):
            return True
        return (two - one) / two <= _ESTIMATED and any(
            each.estimate and each.figure.value % 10 == 0 for each in (self, other)
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of the story's figures.

    `disputed` are quantities, the newest figure first; `stale` the (article, number) of sentences whose figures are
    superseded.
    """

    disputed: tuple[tuple[Figure, ...], ...]
    stale: frozenset[tuple[int, int]]


def compare(told: Sequence[tuple[Article, Sequence[Unit]]], language: str) -> Reading:
    """Where the articles, each with its sentences, differ in a number."""
    found = [mention for article, units in told for mention in mentions(article, units, language)]
    disputed: list[tuple[Figure, ...]] = []
    stale: set[tuple[int, int]] = set()
    # people first, then what most sources give
    for quantity in sorted(_quantities(found), key=lambda quantity: (not quantity[0].toll, -len(quantity))):
        latest = _latest_of_each_source(quantity)
        standing = [mention for mention in latest if not _left_behind(mention, latest)]
        stale |= {
            (mention.figure.article, mention.sentence)
            for mention in quantity
            if not any(mention.agrees(other) for other in standing)
        }
        sides: list[list[Mention]] = []
        for mention in standing:
            side = next((side for side in sides if mention.agrees(side[0])), None)
            if side is None:
                sides.append([mention])
            else:
                side.append(mention)
        if len(sides) > 1:
            # who says it shortest says it for all that agree
            said = [min(side, key=lambda mention: len(mention.figure.text)) for side in sides]
            disputed.append(tuple(mention.figure for mention in said[:_MOST_FIGURES]))
    return Reading(tuple(disputed[:_MOST_DISPUTES]), frozenset(stale))


def mentions(article: Article, units: Sequence[Unit], language: str) -> list[Mention]:
    """The figures of an article's first sentences, of each quantity the first."""
    found: list[Mention] = []
    elsewhen = lexicon(language).elsewhen
    for unit in units[:_READ_SENTENCES]:
        years = {int(year) for year in _YEAR.findall(unit.text)}
        if years - {article.published_at.year}:
            continue  # it tells of another year
        if elsewhen is not None and elsewhen.search(unit.text):
            continue
        for mention in _in_sentence(article, unit, language):
            if not any(mention.counts_as(other) for other in found):
                found.append(mention)
    return found


def _in_sentence(article: Article, unit: Unit, language: str) -> list[Mention]:
    frame = frozenset(kind for kind in unit.kinds if not kind[0].isdigit())
    given = [count for count in counts(unit.text, language) if count.toll or count.plain]
    # of two numbers of one thing ("62 votes to 35 votes"), nobody can say which the other source gives
    values = {(count.unit, count.value) for count in given if not count.toll}
    several = Counter(of for of, _ in values)
    return [
        Mention(
            figure=Figure(
                text=unit.text[count.start : count.end],
                start=unit.start + count.start,
                end=unit.start + count.end,
                article=article.key,
                value=count.value,
            ),
            unit=count.unit,
            toll=count.toll,
            frame=frame,
            source=article.source,
            at=article.published_at,
            sentence=unit.number,
            estimate=count.estimate,
        )
        for count in given
        if count.toll or several[count.unit] == 1
    ]


def _quantities(found: Sequence[Mention]) -> list[list[Mention]]:
    """The mentions of one quantity together, where several articles give it; oldest first."""
    home = list(range(len(found)))

    def root(place: int) -> int:
        while home[place] != place:
            place = home[place]
        return place

    alike_at_all: defaultdict[str, list[int]] = defaultdict(list)
    for place, mention in enumerate(found):
        alike_at_all[mention.toll or f"of {mention.unit}"].append(place)
    for one, other in (pair for places in alike_at_all.values() for pair in combinations(places, 2)):
        if found[one].figure.article != found[other].figure.article and found[one].counts_as(found[other]):
            home[root(other)] = root(one)
    groups: dict[int, list[Mention]] = {}
    for place, mention in enumerate(found):
        groups.setdefault(root(place), []).append(mention)
    return [sorted(group, key=lambda mention: mention.at) for group in groups.values() if len(group) > 1]


def _latest_of_each_source(quantity: Sequence[Mention]) -> list[Mention]:
    """Newest first."""
    latest = {mention.source.casefold(): mention for mention in quantity}
    return sorted(latest.values(), key=lambda mention: mention.at, reverse=True)


def _left_behind(mention: Mention, latest: Sequence[Mention]) -> bool:
    """Whether the others have a newer figure: hours later, or two of them the same."""
    newest = latest[0]
    if mention.agrees(newest):
        return False
    if newest.at - mention.at >= STALE:
        return True
    return sum(other.at > mention.at and other.agrees(newest) for other in latest) > 1
