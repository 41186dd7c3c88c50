"""`newsdigest bench …`: the figures in the documentation, measured on anybody's data."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.output import give_up

app = typer.Typer(
    name="bench",
    help="Measure summaries, stories, extraction, fetching, answers, digests, sending and workers.",
    no_args_is_help=True,
)

DataFile = Annotated[Path, typer.Option("--data", help="A file of JSON lines.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.callback()
def _only_with_the_sources() -> None:
    if find_spec("benchmarks") is None:
        give_up(
            "the benchmarks are no part of the container's image; in the sources of newsdigest, "
            "make bench sets up what they need, and then .venv/bin/newsdigest bench runs each of them"
        )


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
def summaries(
    data: DataFile,
    *,
    sentences: Annotated[int, typer.Option(min=1, help="How many sentences a summary has.")] = 3,
    words: Annotated[int | None, typer.Option(min=1, help="A budget of words in place of sentences.")] = None,
    recall: Annotated[bool, typer.Option("--recall", help="ROUGE recall in place of F1.")] = False,
    language: Annotated[str | None, typer.Option(help="Only texts in this language (ISO 639-1).")] = None,
    method: Annotated[
        list[str] | None, typer.Option(help="Only this row: news, lead, oracle or one of sumy's.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Which sentences are chosen: ours, the first ones, sumy's algorithms and the oracle against human summaries.

    Lines {"id", "title", "text", "summary"} or {"id", "docs": [{"title", "text", "date"}], "summaries": […]}.
    """
    from benchmarks import summaries as bench

    tasks = _lines(lambda path: bench.read(path, language), data)
    try:
        rows = bench.measure(tasks, bench.Size(sentences=sentences, words=words), recall=recall, only=method or ())
    except ValueError as error:
        give_up(str(error))
    if as_json:
        typer.echo(json.dumps({"data": data.name, "rows": [asdict(row) for row in rows]}))
        return
    table = Table("", "R1", "R2", "RLsum", "words", "ms")
    for row in rows:
        table.add_row(
            row.method, *(f"{value:.2f}" for value in (row.r1, row.r2, row.rl)), f"{row.words:.1f}", f"{row.ms:.2f}"
        )
    Console().print(f"{data.name}: {len(tasks)} summaries, ROUGE {'recall' if recall else 'F1'} in per cent", table)


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


@app.command()
def fetch(
    *,
    feeds: Annotated[int, typer.Option(min=1, max=100_000, help="How many, each on an address of its own.")] = 4000,
    rounds: Annotated[int, typer.Option(min=1, help="How often all of them go through the whole path.")] = 2,
    as_json: AsJson = False,
) -> None:
    """How many feeds a second: fetched, and through the whole path, from publishers on this machine (Linux)."""
    from benchmarks.fetch import main

    main(feeds=feeds, rounds=rounds, as_json=as_json)


@app.command()
def answers(
    *,
    seconds: Annotated[float, typer.Option(min=1, help="How long is measured.")] = 60,
    a_second: Annotated[float, typer.Option(min=0.1, help="How many updates people send a second.")] = 5,
    database: Annotated[
        str | None, typer.Option(help="An empty PostgreSQL database, which is filled and kept; else SQLite.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """How long people wait for an answer: 10,000 chats, 200,000 articles, and a digest run going on (Linux)."""
    from benchmarks.answers.__main__ import main

    main(seconds=seconds, a_second=a_second, database=database, as_json=as_json)


@app.command()
def load(
    *,
    chats: Annotated[int, typer.Option(min=1, help="How many are due in the same minute.")] = 100_000,
    kinds: Annotated[int, typer.Option(min=1, help="In so many kinds of settings.")] = 200,
    database: Annotated[str | None, typer.Option(help="An empty PostgreSQL database; else SQLite.")] = None,
    as_json: AsJson = False,
) -> None:
    """How long the digests of chats take that are all due in the same minute: 500 topics, on two days (not Windows)."""
    from benchmarks.load import main

    main(chats=chats, kinds=kinds, database=database, as_json=as_json)


@app.command()
def deliver(
    *,
    seconds: Annotated[float, typer.Option(min=1, help="How long each way sends at each rate.")] = 20,
    database: Annotated[
        str | None, typer.Option(help="An empty PostgreSQL database, which is filled and kept; else SQLite.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """How fast messages leave, and at what price, beside plain python-telegram-bot (needs the development tools)."""
    from benchmarks.deliver import main

    main(seconds=seconds, database=database, as_json=as_json)


@app.command()
def scale(
    *,
    feeds: Annotated[int, typer.Option(min=100, help="How many feeds are fetched.")] = 2000,
    articles: Annotated[int, typer.Option(min=100, help="How many articles are filed into stories.")] = 2000,
    digests: Annotated[int, typer.Option(min=100, help="How many chats get a digest.")] = 20_000,
    messages: Annotated[int, typer.Option(min=100, help="How many messages are sent.")] = 10_000,
    as_json: AsJson = False,
) -> None:
    """What a second worker adds: with 1, 2 and 4 workers on a PostgreSQL of its own, and with one on SQLite (Linux)."""
    from benchmarks.scale.__main__ import main

    main(feeds=feeds, articles=articles, digests=digests, messages=messages, as_json=as_json)


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
