"""`python -m benchmarks.answers`."""

import asyncio
import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.answers.kept import HOME, copied
from benchmarks.answers.running import measure
from benchmarks.answers.size import Size
from benchmarks.answers.table import cpu_table, sentence, table


def main(
    *,
    seconds: Annotated[float, typer.Option(min=1, help="How long is measured.")] = 60,
    a_second: Annotated[float, typer.Option(min=0.1, help="How many updates people send a second.")] = 5,
    database: Annotated[
        str | None, typer.Option(help="An empty PostgreSQL database, which is filled and kept; else SQLite.")
    ] = None,
    alone: Annotated[
        bool, typer.Option(help="One person after another and no digest run: what each answer costs.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """How long people wait for an answer, with a full database and a digest run going on."""
    size = Size()
    with copied(database, size, _say) as url:
        run = asyncio.run(measure(url, size, log=HOME / "bot.log", seconds=seconds, a_second=a_second, alone=alone))
    if as_json:
        typer.echo(json.dumps(asdict(run)))
        return
    console = Console()
    console.print(cpu_table(run) if alone else table(run))
    console.print(sentence(run))


def _say(progress: str) -> None:
    sys.stderr.write(f"\r\x1b[K{progress}")
    sys.stderr.flush()


if __name__ == "__main__":
    typer.run(main)
