"""`python -m benchmarks.scale`: what a second worker adds, and PostgreSQL against SQLite (Linux)."""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks import feed_server
from benchmarks.scale import chats, work
from benchmarks.scale.crew import Work, crew
from benchmarks.scale.servers import Postgres, postgres
from storage.database import Database
from storage.schema import upgrade
from storage.soundness import size_of

CREWS = (1, 2, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`worker_ms` and `database_ms` are processor time a piece; on SQLite the database's is in the worker's."""

    what: str
    database: str
    workers: int
    pieces: int
    a_second: float
    worker_ms: float
    database_ms: float
    bytes_a_piece: float
    least_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    what: str
    fill: Callable[[Database], None]
    work: Work
    pieces: int
    more: tuple[Any, ...] = ()
    crews: tuple[int, ...] = CREWS


def main(
    *,
    feeds: Annotated[int, typer.Option(min=100, help="How many feeds are fetched.")] = 2000,
    articles: Annotated[int, typer.Option(min=100, help="How many articles are filed into stories.")] = 2000,
    digests: Annotated[int, typer.Option(min=100, help="How many chats get a digest.")] = 20_000,
    messages: Annotated[int, typer.Option(min=100, help="How many messages are sent.")] = 10_000,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Fetching, filing, making digests and sending with 1, 2 and 4 workers on PostgreSQL, and one on SQLite."""
    with postgres() as server, feed_server.serving() as port:
        tasks = [
            Task(what="feeds fetched", fill=lambda d: work.add_feeds(d, feeds, port), work=work.fetch, pieces=feeds),
            Task(what="articles filed", fill=lambda d: work.add_entries(d, articles), work=work.file, pieces=articles),
            Task(what="digests made", fill=lambda d: chats.add_chats(d, digests), work=work.digest, pieces=digests),
            Task(
                what="messages sent",
                fill=lambda d: work.add_messages(d, messages),
                work=work.send,
                pieces=messages,
                more=(messages,),
                # there is one sender
                crews=(1,),
            ),
        ]
        rows = [row for task in tasks for row in _measure(task, server)]
    if as_json:
        typer.echo(json.dumps({"load": os.getloadavg()[0], "rows": [asdict(row) for row in rows]}))
        return
    _show(rows)


def _measure(task: Task, server: Postgres) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="newsdigest-scale-") as folder:
        yield _run(task, f"sqlite:///{Path(folder) / 'news.sqlite3'}", 1, lambda: 0.0)
    for workers in task.crews:
        yield _run(task, server.new(), workers, server.cpu_s)


def _run(task: Task, url: str, workers: int, database_cpu_s: Callable[[], float]) -> Row:
    database = Database(url)
    kind = "PostgreSQL" if database.shared else "SQLite"
    sys.stderr.write(f"{task.what}: {workers} on {kind} ... ")
    sys.stderr.flush()
    upgrade(database)
    task.fill(database)
    size = _size(database)
    database.close()
    cpu = database_cpu_s()
    done = crew(task.work, workers, url, *task.more)
    cpu = database_cpu_s() - cpu
    assert done.pieces == task.pieces, f"{done.pieces} of {task.pieces}"
    grown = _size(database) - size
    database.close()
    sys.stderr.write(f"{done.pieces / done.seconds:.0f} a second, {1000 * done.cpu_s / done.pieces:.2f} ms")
    sys.stderr.write(f" and {1000 * cpu / done.pieces:.2f} ms, {round(grown / done.pieces)} bytes, {done.shares}\n")
    return Row(
        what=task.what,
        database=kind,
        workers=workers,
        pieces=done.pieces,
        a_second=round(done.pieces / done.seconds, 1),
        worker_ms=round(1000 * done.cpu_s / done.pieces, 2),
        database_ms=round(1000 * cpu / done.pieces, 2),
        bytes_a_piece=round(grown / done.pieces),
        least_share=round(done.shares[0] * workers / done.pieces, 2),
    )


def _size(database: Database) -> int:
    """Bytes of the database, without its journal."""
    with database.read() as session:
        return size_of(session)


def _show(rows: list[Row]) -> None:
    table = Table("", "database", "workers", "a second", "× one", "worker ms", "database ms", "KB", "least share")
    one = {row.what: row.a_second for row in rows if row.workers == 1 and row.database != "SQLite"}
    for row in rows:
        table.add_row(
            f"{row.pieces:,} {row.what}",
            row.database,
            str(row.workers),
            f"{row.a_second:,.0f}",
            f"{row.a_second / one[row.what]:.2f}",
            f"{row.worker_ms:.2f}",
            f"{row.database_ms:.2f}" if row.database_ms else "",
            f"{row.bytes_a_piece / 1000:.1f}",
            f"{row.least_share:.2f}",
        )
    Console(width=110).print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; times are of the processor, a piece", table
    )


if __name__ == "__main__":
    typer.run(main)
