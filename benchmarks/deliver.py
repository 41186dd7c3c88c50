"""How fast messages leave: `python -m benchmarks.deliver [--seconds N] [--database URL] [--json]`.

Each way sends to a server in another process, at 30 and at 1,000 messages a second, answered after 20 and after 80 ms.
Processor time is this process's alone. All ways in one run, so that ratios can be told on any machine.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from benchmarks.sending import ways
from benchmarks.sending.server import serving
from benchmarks.sending.ways import Way

RATES = (30.0, 1000.0)
LATENCIES = (0.02, 0.08)
LEAST = 200
"""Messages that a way sends at least, however slow it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One way at one rate. `share` of the rate that is allowed; `in_flight` messages at most that the server had."""

    way: str
    allowed: float
    latency_ms: int
    messages: int
    lost: int
    per_second: float
    share: float
    most_in_a_second: int
    cpu_ms: float
    in_flight: int


def measure(
    seconds: float, database_url: str | None, *, report: Callable[[Sending], None] = lambda _: None
) -> list[Sending]:
    """All ways at all rates; each rate's for about so many seconds."""
    found = []
    for rate in RATES:
        for latency in LATENCIES:
            for name, way in _ways(database_url):
                found.append(_one(name, way, rate=rate, latency=latency, seconds=seconds))
                report(found[-1])
    return found


def _ways(database_url: str | None) -> Iterator[tuple[str, Way]]:
    yield f"newsdigest, {ways.kind_of(database_url)}", ways.through_the_outbox(database_url)
    yield "newsdigest's transport alone", ways.over_the_transport
    yield "python-telegram-bot", ways.by_python_telegram_bot(limited=False)
    yield "python-telegram-bot, limited", ways.by_python_telegram_bot(limited=True)


def _one(name: str, way: Way, *, rate: float, latency: float, seconds: float) -> Sending:
    count = max(LEAST, round(rate * seconds))
    if name.startswith("python-telegram-bot") and rate > RATES[0]:
        # it would take minutes
        count //= 4
    with serving(latency) as server:
        cpu, lost = asyncio.run(way(server.base_url, rate, count))
        came = server.came()
    per_second = came.per_second()
    return Sending(
        way=name,
        allowed=rate,
        latency_ms=round(latency * 1000),
        messages=len(came.moments),
        lost=lost,
        per_second=round(per_second, 1),
        share=round(per_second / rate, 4),
        most_in_a_second=came.most_in_a_second(),
        cpu_ms=round(cpu / len(came.moments) * 1000, 3),
        in_flight=came.most_open,
    )


def main(
    *,
    seconds: Annotated[float, typer.Option(min=1, help="How long each way sends at each rate.")] = 20,
    database: Annotated[str | None, typer.Option(help="An empty PostgreSQL database to fill; else SQLite.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """How fast messages leave, and at what price."""
    logging.disable(logging.WARNING)
    console = Console(stderr=True)
    found = measure(seconds, database, report=lambda done: console.print(f"{done.way}: {done.per_second}/s"))
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found]))
        return
    Console().print(*_tables(found))


def _tables(found: list[Sending]) -> Iterator[Table]:
    """One for each rate and latency, narrow enough for a terminal of 80 columns."""
    for (allowed, latency), group in groupby(found, key=lambda each: (each.allowed, each.latency_ms)):
        title = f"{allowed:g} a second are allowed, answered after {latency} ms"
        table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
        for head in ("", "a\nsecond", "share", "most\nin 1 s", "CPU\nms", "in\nflight", "lost"):
            table.add_column(head, justify="right" if head else "left", no_wrap=True)
        for each in group:
            table.add_row(
                each.way,
                *(f"{each.per_second:,.4g}", f"{each.share:.1%}", f"{each.most_in_a_second:,}"),
                *(f"{each.cpu_ms:.2f}", str(each.in_flight), str(each.lost)),
            )
        yield table


if __name__ == "__main__":
    typer.run(main)
