"""`newsdigest bench …`: the figures in the documentation, measured on anybody's data."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.output import give_up

app = typer.Typer(
    name="bench", help="Measure summaries, stories and extraction on data of your own.", no_args_is_help=True
)

DataFile = Annotated[Path, typer.Option("--data", help="A file of JSON lines.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def clusters(
    data: DataFile,
    *,
    online: Annotated[bool, typer.Option(help="Judge the assignment of arriving articles alone.")] = False,
    as_json: AsJson = False,
) -> None:
    """Which articles are one story: lines {"id", "title", "text", "date", "lang", "cluster"}."""
    from benchmarks import clusters as bench

    found = bench.measure(_lines(bench.read, data), data=data.name, online=online)
    if as_json:
        typer.echo(json.dumps(found))
        return
    table = Table("", "precision", "recall", "F1")
    for name, key in (("B-cubed", "b3"), ("pairs", "pairs")):
        figures = found[key]
        assert isinstance(figures, dict)
        table.add_row(name, *(f"{figures[part]:.3f}" for part in ("p", "r", "f")))
    Console().print(table)
    typer.echo(f"{found['ms']} ms an article")


@app.command()
def extract(
    data: Annotated[Path, typer.Option("--data", help="A folder of pages with ground-truth.json.", show_default=False)],
    *,
    as_json: AsJson = False,
) -> None:
    """The article in a page: ID.html(.gz) and ground-truth.json, {ID: {"articleBody", "url"}}."""
    from benchmarks import extraction as bench

    found = bench.measure(_lines(lambda folder: list(bench.read(folder)), data), data=data.name)
    _print(found, as_json=as_json)


def _lines(read: Any, path: Path) -> Any:
    """What `read` makes of the file or folder; one clear line where it can't."""
    try:
        return read(path)
    except OSError as error:
        give_up(f"{error.filename or path} can't be read: {error.strerror or error}")
    except (ValueError, KeyError, TypeError) as error:
        give_up(f"{path} is not in the form that this benchmark reads ({error!r}); --help shows it")


def _print(found: Mapping[str, object], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found))
        return
    table = Table(*found)
    table.add_row(*(str(value) for value in found.values()))
    Console().print(table)
