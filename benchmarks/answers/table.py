"""How a run is told."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence

from rich.table import Table

from benchmarks.answers.people import Wait
from benchmarks.answers.running import Run

GOAL_MS = 300.0


def table(run: Run) -> Table:
    """Milliseconds by kind, the slowest first, and over all."""
    kinds: dict[str, list[Wait]] = defaultdict(list)
    for wait in run.waits:
        kinds[wait.kind].append(wait)
    shown = Table("", "n", "p50", "p95", "p99", "most", "first sign, p95", title="ms from an update to its answer")
    for kind, waits in sorted(kinds.items(), key=lambda item: -_cut([wait.answer for wait in item[1]], 95)):
        shown.add_row(kind, *_figures(waits))
    shown.add_section()
    shown.add_row("all", *_figures(run.waits))
    return shown


def cpu_table(run: Run) -> Table:
    """Milliseconds of the bot's processor time by kind, the dearest first, and over all."""
    kinds: dict[str, list[float]] = defaultdict(list)
    for wait in run.waits:
        if wait.cpu is not None:
            kinds[wait.kind].append(wait.cpu)
    shown = Table("", "n", "mean", "p50", "p95", "most", title="ms of processor time an update")
    everything = [cpu for costs in kinds.values() for cpu in costs]
    for kind, costs in sorted(kinds.items(), key=lambda item: -statistics.mean(item[1])):
        shown.add_row(kind, *_costs(costs))
    shown.add_section()
    shown.add_row("all", *_costs(everything))
    shown.add_row("of all kinds alike", "", f"{statistics.mean(map(statistics.mean, kinds.values())):.1f}")
    return shown


def _costs(costs: Sequence[float]) -> list[str]:
    figures = (statistics.mean(costs), _cut(costs, 50), _cut(costs, 95), max(costs))
    return [str(len(costs)), *(f"{figure:.1f}" for figure in figures)]


def sentence(run: Run) -> str:
    """How many were answered in time, and what went on meanwhile."""
    answered = sum(wait.answer <= GOAL_MS for wait in run.waits)
    signed = sum(wait.sign <= GOAL_MS for wait in run.waits)
    total = len(run.waits) + len(run.missing)
    unanswered = f"; {len(run.missing)} without an answer: {dict(Counter(run.missing))}" if run.missing else ""
    return (
        f"{answered / total:.1%} answered within {GOAL_MS:.0f} ms, {signed / total:.1%} answered or shown that it is "
        f"worked on{unanswered}\n"
        f"In {run.seconds:.0f} s: {len(run.waits) / run.seconds:.1f} updates a second, {run.digests_sent} messages of "
        f"digests sent; the bot used {run.cpu_s / run.seconds:.0%} of a core; the machine's load was {run.load:.1f}"
    )


def _figures(waits: Sequence[Wait]) -> list[str]:
    answers = [wait.answer for wait in waits]
    cuts = [*(_cut(answers, at) for at in (50, 95, 99)), max(answers)]
    return [str(len(waits)), *(f"{cut:.0f}" for cut in cuts), f"{_cut([wait.sign for wait in waits], 95):.0f}"]


def _cut(values: Sequence[float], at: int) -> float:
    """The percentile; of few values the highest ones count."""
    if len(values) < 2:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[at - 1]
