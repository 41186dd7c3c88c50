"""Thins out what is logged again and again: a database that is away for an hour is no reason for a million lines.

The first few of a kind pass, then one from time to time, which says how many were held back. A pure decision over
moments that are passed in; records are of one kind whose texts differ by numbers alone.
"""

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

KINDS = 2000
"""That are remembered; more would be a text that never repeats, which its template holds in check."""

OVER_S = 300.0
"""After so long without another one it is over."""

NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The first `at_once` pass; then one after `gap` seconds, after twice as many, … up to `longest`.

    Where it `renews`, the first so many of each gap pass, and no other.
    """

    at_once: int
    gap: float
    longest: float = 0.0
    renews: bool = False


FAILURES = Pace(at_once=3, gap=60, longest=3600)
"""Warnings, errors, and whatever brings a traceback."""
FAILURES_ALIKE = Pace(at_once=20, gap=60, longest=600)
"""Those of one template, whatever they are about."""
NEWS = Pace(at_once=20, gap=60, renews=True)


@dataclass(slots=True)
class Run:
    """Of one kind: `times` it came, `held` since the last one passed, `sample` the first one's words.

    `within` is a wider kind that this one is of.
    """

    sample: str
    pace: Pace
    within: Hashable
    first_at: float
    last_at: float
    times: int = 0
    passed: int = 0
    held: int = 0
    thinned: bool = False
    next_at: float = 0.0
    gap: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Something that was thinned out and is over: it came `times` in so many seconds; `held` were not told of."""

    kind: Hashable
    sample: str
    times: int
    held: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """So many of a kind were held back, and none came to say so."""

    kind: Hashable
    sample: str
    held: int


class Thinning:
    """Remembers the kinds of records that came lately."""

    def __init__(self) -> None:
        self._runs: dict[Hashable, Run] = {}

    def passes(
        self, kind: Hashable, pace: Pace, *, now: float, sample: str = "", within: Hashable = None
    ) -> int | None:
        """None where one of this kind is held back; else how many were since the last one that passed."""
        run = self._runs.pop(kind, None) or Run(sample=sample, pace=pace, within=within, first_at=now, last_at=now)
        # the dict's order is that of who came last
        self._runs[kind] = run
        run.last_at = now
        run.times += 1
        if pace.renews and now >= run.next_at:
            run.passed = 0
        if run.passed < pace.at_once:
            run.passed += 1
            if run.passed == 1 or not pace.renews:
                run.next_at, run.gap = now + pace.gap, pace.gap
        elif pace.renews or now < run.next_at:
            run.held += 1
            run.thinned = True
            return None
        else:
            _wait_longer(run, now)
        held, run.held = run.held, 0
        return held

    def hold(self, kind: Hashable, number: int) -> None:
        """So many more of this kind were held back elsewhere."""
        self._runs[kind].held += number

    def left_out(self, *, now: float) -> Iterator[LeftOut]:
        """What was held back for as long as its pace wants, as if one more had passed."""
        for kind, run in self._runs.items():
            if not run.held or now < run.next_at:
                continue
            held, run.held = run.held, 0
            if not run.pace.renews:
                _wait_longer(run, now)
            wider = self._runs.get(run.within)
            if wider is not None and wider.thinned:
                # very many kinds that differ by a word would be very many lines
                wider.held += held
            else:
                yield LeftOut(kind=kind, sample=run.sample, held=held)

    @property
    def holds_back(self) -> bool:
        """Whether there is anything of which it is to be said that it was left out, or that it is over."""
        return any(run.thinned for run in self._runs.values())

    def ended(self, *, now: float, all_of_them: bool = False) -> Iterator[Ended]:
        """What is over by now, once; the oldest first. Forgets the oldest where there are too many kinds."""
        for kind, run in list(self._runs.items()):
            if not (all_of_them or len(self._runs) > KINDS or now - run.last_at >= OVER_S):
                return
            del self._runs[kind]
            if run.thinned:
                seconds = run.last_at - run.first_at
                yield Ended(kind=kind, sample=run.sample, times=run.times, held=run.held, seconds=seconds)


def _wait_longer(run: Run, now: float) -> None:
    run.gap = min(2 * run.gap, run.pace.longest)
    run.next_at = now + run.gap
