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
    """Of one kind: `times` it came, `held` since the last one passed, `sample` the first one's words."""

    sample: str
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


class Thinning:
    """Remembers the kinds of records that came lately."""

    def __init__(self) -> None:
        self._runs: dict[Hashable, Run] = {}

    def passes(self, kind: Hashable, pace: Pace, *, now: float, sample: str = "") -> int | None:
        """None where one of this kind is held back; else how many were since the last one that passed."""
        run = self._runs.pop(kind, None) or Run(sample=sample, first_at=now, last_at=now)
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
            run.gap = min(2 * run.gap, pace.longest)
            run.next_at = now + run.gap
        held, run.held = run.held, 0
        return held

    def hold(self, kind: Hashable, number: int) -> None:
        """So many more of this kind were held back elsewhere."""
        self._runs[kind].held += number

    def ended(self, *, now: float, all_of_them: bool = False) -> Iterator[Ended]:
        """What is over by now, once; the oldest first. Forgets the oldest where there are too many kinds."""
        for kind, run in list(self._runs.items()):
            if not (all_of_them or len(self._runs) > KINDS or now - run.last_at >= OVER_S):
                return
            del self._runs[kind]
            if run.thinned:
                seconds = run.last_at - run.first_at
                yield Ended(kind=kind, sample=run.sample, times=run.times, held=run.held, seconds=seconds)
