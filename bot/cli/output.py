"""How commands speak: results on standard output, everything else in single lines on standard error."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from bot.settings import Settings

WRONG_INPUT = 2
"""The exit status for what the operator has to mend first: a setting, an argument, the database."""


WIDE = 10_000
"""Columns: no line of a table has more."""


def complain(problem: str) -> None:
    """Say it in one line; it may hold words of a feed's, which must not reach the terminal as commands to it."""
    from summaries.markup import clean

    typer.echo(f"newsdigest: {clean(problem)}", err=True)


def give_up(problem: str) -> NoReturn:
    """Say what is wrong, a line for each line of `problem`, and exit."""
    for line in problem.splitlines():
        complain(line)
    raise typer.Exit(WRONG_INPUT)


def good_settings() -> "Settings":
    """The settings; gives up, with a line for each, where some can't be used."""
    from bot.reading_settings import SettingsProblem, read_settings

    try:
        return read_settings()
    except SettingsProblem as problem:
        give_up(str(problem))


def show(*tables: "Table") -> None:
    """Print them with an empty line between: as wide as the terminal, and in a pipe as wide as they are."""
    from rich.console import Console

    console = Console(highlight=False)
    apart = [each for table in tables for each in ("", table)][1:]
    if console.is_terminal:
        console.print(*apart, sep="\n")
        return
    console = Console(highlight=False, width=WIDE)
    with console.capture() as captured:
        console.print(*apart, sep="\n")
    for line in captured.get().splitlines():
        typer.echo(line.rstrip())


@contextmanager
def quiet_pipes() -> Iterator[None]:
    """A reader that has seen enough, such as `head`, ends the program without a word."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes standard output once more at its end: let that go nowhere
        # (https://docs.python.org/3/library/signal.html#note-on-sigpipe)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
