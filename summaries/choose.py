"""Which sentences make the summary, as a set.

A sentence's value is an estimate of how much of it a reader's own summary would share. The set is grown greedily to
raise `sum of values / (words + 25)`, an estimate of the F-measure between the two (a summary that is too long loses as
one that misses something does), and stops when nothing more raises it. It never takes two sentences that say the same,
a piece of a quotation, or a sentence that points back to one that is left out.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from summaries.quotations import Run
from summaries.readable import Fitness
from summaries.units import Unit

# over this share of common terms, two sentences say the same; counted without the rest of the article, so that a
# summary of a summary is the summary
_SAME = 0.6
_READER_WORDS = 25.0
# fewer words than these leave a reader wanting
_FEWEST_WORDS = 30
_LONGEST_RUN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How long a summary may be, spaces between sentences included. `fills`: to its limit, not only where it gains."""

    sentences: int | None = None
    words: int | None = None
    characters: int | None = None
    fills: bool = False

    def allows(self, units: Iterable[Unit]) -> bool:
        """Whether a summary of these sentences is short enough."""
        taken = list(units)
        return (
            (self.sentences is None or len(taken) <= self.sentences)
            and (self.words is None or sum(unit.length for unit in taken) <= self.words)
            and (self.characters is None or sum(len(unit.text) + 1 for unit in taken) - 1 <= self.characters)
        )


def choose(
    units: Sequence[Unit],
    values: Sequence[float],
    fit: Sequence[Fitness],
    quoted: Sequence[Run | None],
    limit: Limit,
) -> list[int]:
    """Indices of the chosen sentences in reading order.

    `quoted` are the runs that must be told whole. Where no sentence stands alone, the most valuable of the least unfit
    is better than nothing.
    """
    runs = tellable(fit, quoted)
    chosen = _grown(units, values, runs, limit)
    if chosen or runs:
        return sorted(chosen)
    order = sorted(range(len(units)), key=lambda place: (fit[place], -values[place]))
    return next(([place] for place in order if limit.allows([units[place]])), [])


def tellable(fit: Sequence[Fitness], quoted: Sequence[Run | None]) -> list[Run]:
    """The runs of sentences that can be told without their article: each with what it needs before or beside it."""
    alone = Fitness.ALONE
    runs = set[Run]()
    for place, (state, run) in enumerate(zip(fit, quoted, strict=True)):
        # most sentences need nothing
        needed = run if state is alone and run == (place, place) else _needs(place, fit, quoted)
        if needed is not None:
            runs.add(needed)
    return sorted(runs)


def alike(one: Set[str], other: Set[str]) -> float:
    """The cosine of two sets of terms, 0..1."""
    if not one or not other:
        return float(one == other)
    return len(one & other) / math.sqrt(len(one) * len(other))


def _needs(place: int, fit: Sequence[Fitness], quoted: Sequence[Run | None]) -> Run | None:
    """The run of sentences that must be taken for `place` to be read, or None where that can't be."""
    run = quoted[place]
    while run is not None:
        first, last = run
        if last - first >= _LONGEST_RUN or any(state > Fitness.DEPENDENT for state in fit[first : last + 1]):
            return None
        if fit[first] != Fitness.DEPENDENT or first == 0:
            return run
        before = quoted[first - 1]
        run = (before[0], last) if before is not None else None
    return None


def _grown(units: Sequence[Unit], values: Sequence[float], runs: Sequence[Run], limit: Limit) -> list[int]:
    chosen: list[int] = []
    value, length, best = 0.0, 0, 0.0
    # a text within the limit is its own summary
    fills = limit.fills or limit.allows(units)
    options = {run: list(range(run[0], run[1] + 1)) for run in runs}
    gains = {run: _gain(more, units, values) for run, more in options.items()}
    while gains:
        if fills or length < _FEWEST_WORDS:
            best = 0.0
        worths = {run: (value + gain) / (length + _READER_WORDS + words) for run, (gain, words) in gains.items()}
        for run in _descending(worths):
            if worths[run] <= best:
                return chosen
            gain, words = gains.pop(run)
            if _fits(options[run], chosen, units, limit):
                break
            # nor will it once there is more beside it
        else:
            return chosen
        chosen.extend(options[run])
        value, length, best = value + gain, length + words, worths[run]
        first, last = run
        for other in [other for other in gains if other[0] <= last and first <= other[1]]:
            options[other] = [at for at in options[other] if at not in chosen]
            gains[other] = _gain(options[other], units, values)
            if not options[other]:
                del gains[other]
    return chosen


def _descending(worths: Mapping[Run, float]) -> Iterator[Run]:
    """The runs from the worthiest; all are put in order only if the first one isn't enough."""
    yield max(worths, key=worths.__getitem__)
    yield from sorted(worths, key=worths.__getitem__, reverse=True)[1:]


def _gain(more: Sequence[int], units: Sequence[Unit], values: Sequence[float]) -> tuple[float, int]:
    """Value and words of some sentences."""
    if len(more) == 1:
        return values[more[0]], units[more[0]].length
    return sum([values[at] for at in more]), sum([units[at].length for at in more])


def _fits(more: Sequence[int], chosen: Sequence[int], units: Sequence[Unit], limit: Limit) -> bool:
    taken = [units[place] for place in chosen]
    for place in more:
        unit = units[place]
        if any(unit.text == other.text or alike(unit.kinds, other.kinds) >= _SAME for other in taken):
            return False
        taken.append(unit)
    return limit.allows(taken)
