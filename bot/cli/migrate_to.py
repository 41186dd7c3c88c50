"""`newsdigest db migrate-to URL`: from the SQLite file to PostgreSQL."""

import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.interruptions import interruptible
from bot.cli.output import complain, give_up, good_settings

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from storage.transfer.moving import Progress, Stage, Transferred

UNCHANGED = "nothing was changed, in the file or in the target; begin again whenever you like"


def migrate_to(
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL",
            help="The PostgreSQL database to fill, which has to be empty: postgresql://user@host/name. A password that "
            "isn't to be seen in the list of processes comes from PGPASSWORD or ~/.pgpass.",
        ),
    ],
    *,
    mend: Annotated[
        bool,
        typer.Option("--mend", help="Take out what PostgreSQL refuses: NUL characters, and rows that refer to none."),
    ] = False,
    rehearse: Annotated[
        bool, typer.Option("--rehearse", help="Do it all, keep nothing. The bot may go on meanwhile.")
    ] = False,
) -> None:
    """Copy everything from the SQLite file of the settings to PostgreSQL, and compare each row. Stop the bot before.

    It is kept when every row is the same on both sides, and else, or when it is interrupted, nothing is. The SQLite
    file isn't changed.
    """
    started = time.monotonic()
    # the server undoes by itself what a connection had begun that is gone
    with interruptible(UNCHANGED, again=signal.SIG_DFL):
        done, where = _transfer(url, mend=mend, keep=not rehearse)
    if not rehearse:
        _make_tables_for_tasks(url)
    took, rows = time.monotonic() - started, sum(done.rows.values())
    for doubt in done.mended:
        typer.echo(f"Mended on the way: {doubt}")
    filled = len([number for number in done.rows.values() if number])
    if rehearse:
        typer.echo(f"All would fit: {rows:,} rows of {filled} tables, compared row by row, in {took:,.0f} s.")
        typer.echo(f"Nothing was kept in {where}; stop the bot, and run this without --rehearse.")
        return
    typer.echo(f"{rows:,} rows of {filled} tables are in {where}, each the same as in the file; it took {took:,.0f} s.")
    typer.echo(
        "Now set NEWSDIGEST_DATABASE_URL to it and start the bot. The file is as it was: keep it as a backup, and"
    )
    typer.echo("don't start a bot on it any more, which would send its digests a second time.")


def _transfer(url: str, *, mend: bool, keep: bool) -> "tuple[Transferred, str]":
    """What was moved, and where to, as it may be shown."""
    from storage.addresses import shown
    from storage.database import Database
    from storage.errors import StorageError
    from storage.transfer.moving import transfer

    settings = good_settings()
    try:
        with closing(Database(settings.database_url)) as source, closing(Database(url)) as target, _shown() as progress:
            done = transfer(source, target, progress, mend=mend, keep=keep)
            return done, shown(target.url)
    except StorageError as problem:
        give_up(str(problem))


def _make_tables_for_tasks(url: str) -> None:
    """Those that workers need, beside what was moved."""
    from jobs.runners.many import make_tables
    from storage.database import Database
    from storage.errors import StorageError

    try:
        with closing(Database(url)) as target:
            make_tables(target)
    except StorageError as problem:
        complain(f"all was moved, but the tables for the workers' tasks weren't made ({problem}); later run, with")
        complain("NEWSDIGEST_DATABASE_URL set to it: newsdigest db upgrade")


@contextmanager
def _shown() -> Iterator["Progress"]:
    """A bar for each stage on a terminal, a line at its end elsewhere; on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from storage.transfer.moving import Stage

    console = Console(stderr=True, highlight=False)
    columns = (
        TextColumn("{task.description:<9}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("rows"),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
        TextColumn("{task.fields[table]}", style="dim"),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        yield _Bars(bar, {stage: bar.add_task(stage.capitalize(), total=None, table="") for stage in Stage})


class _Bars:
    def __init__(self, bar: "Bar", tasks: dict["Stage", "TaskID"]) -> None:
        self._bar, self._tasks = bar, tasks

    def counted(self, rows: int) -> None:
        for task in self._tasks.values():
            self._bar.update(task, total=rows)

    def did(self, stage: "Stage", table: str, rows: int) -> None:
        self._bar.update(self._tasks[stage], advance=rows, table=table)
