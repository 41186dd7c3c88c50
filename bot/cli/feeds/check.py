"""`newsdigest feeds check`: what is found at addresses, and what is wrong with it; nothing is kept."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import complain, give_up, good_settings

if TYPE_CHECKING:
    from bot.settings import Settings
    from jobs.feeds.examine import Examined

STANDARD_INPUT = "-"


def check(
    addresses: Annotated[
        list[str], typer.Argument(metavar="ADDRESS...", help="Feeds; - reads more from standard input, one a line.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON object a line.")] = False,
) -> None:
    """Fetch feeds and say what is wrong with them; nothing is kept. Exits with 1 when one can't be read."""
    import asyncio

    from jobs.feeds.workers import WorkerWontStart

    try:
        readable = asyncio.run(_examine(good_settings(), _listed(addresses), as_json=as_json))
    except WorkerWontStart as problem:
        give_up(str(problem))
    raise typer.Exit(0 if readable else 1)


def _listed(addresses: Sequence[str]) -> list[str]:
    """The addresses, with those from standard input where the dash stands."""
    listed: list[str] = []
    for address in addresses:
        listed.extend(_from_standard_input() if address == STANDARD_INPUT else [address])
    return listed


def _from_standard_input() -> Iterable[str]:
    import io
    import sys

    text = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    lines = (line.strip() for line in text)
    found = [line for line in lines if line and not line.startswith("#")]
    if not found:
        give_up("there is no address on standard input; write one on each line")
    return found


async def _examine(settings: "Settings", addresses: list[str], *, as_json: bool) -> bool:
    """Print each result as it comes, a table of all at the end; whether every feed could be read."""
    import json
    from dataclasses import asdict

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from bot.limits import feed_limits, fetch_settings
    from jobs.clock import utc_now
    from jobs.feeds.examine import Examination
    from jobs.feeds.fetching.client import open_client
    from jobs.feeds.workers import Workers
    from summaries.markup import clean, shortened

    limits = feed_limits(settings)
    console = Console(stderr=True)
    columns = BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False)
    results: list[Examined] = []
    with Progress(*columns, console=console, transient=True, disable=as_json or not console.is_terminal) as bar:
        task = bar.add_task("", total=len(addresses))
        async with open_client(fetch_settings(settings)) as client, Workers() as workers:
            examination = Examination(client, workers, utc_now(), in_flight=limits.in_flight, per_host=limits.per_host)
            async for result in examination.of_all(addresses):
                results.append(result)
                bar.update(task, advance=1, description=shortened(clean(result.url), 40))
                if as_json:
                    fields = asdict(result)
                    del fields["readable"]
                    typer.echo(json.dumps(fields))
    if not as_json:
        _show(results)
    unread = [result for result in results if not result.readable]
    if unread and not as_json:
        complain(f"{len(unread)} of {len(results)} can't be read")
    return not unread


def _show(results: "Sequence[Examined]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from summaries.markup import clean

    table = Table(box=None, pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("feed", overflow="fold")
    table.add_column("HTTP", justify="right")
    table.add_column("format")
    table.add_column("entries", justify="right")
    table.add_column("encoding")
    for result in results:
        mark, style = (
            ("✗", "bold red") if not result.readable else ("!", "yellow") if result.problems else ("✓", "green")
        )
        feed = Text(clean(result.title or result.url))
        if result.title:
            feed.append(f"\n{clean(result.url)}", style="dim")
        for problem in result.problems:
            feed.append(f"\n→ {clean(problem)}", style=style)
        table.add_row(
            Text(mark, style=style),
            feed,
            str(result.status or "–"),
            clean(result.format or "–"),
            str(result.entries),
            clean(result.encoding or "–"),
        )
    Console(highlight=False).print(table)
