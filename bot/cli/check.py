"""`newsdigest check`: what is configured, what works, what doesn't, and how to mend it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from bot.cli.checks.finding import Finding, State, note, told

MARKS = {State.WORKS: ("✓", "green"), State.NOTE: ("!", "yellow"), State.WRONG: ("✗", "bold red")}


def check(*, as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON object.")] = False) -> None:
    """Say what is configured, what works, what doesn't, and how to mend it. Exits with 1 when something is wrong."""
    import json

    findings = list(_watched(look()))
    wrong = [finding for finding in findings if finding.state is State.WRONG]
    if as_json:
        typer.echo(
            json.dumps({"ok": not wrong, "checks": [asdict(each) for each in findings]}, ensure_ascii=False, indent=2)
        )
    else:
        _show(findings)
    raise typer.Exit(1 if wrong else 0)


def _watched(findings: Iterator[Finding]) -> Iterator[Finding]:
    """With a sign of life where a person watches: to read a large database takes seconds."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield from findings
        return
    with console.status("Looking …"):
        yield from findings


def look() -> Iterator[Finding]:
    """Every finding, in the order in which an operator would mend them."""
    from bot.cli.checks.addresses import look_at_addresses
    from bot.cli.checks.content import look_at_content
    from bot.cli.checks.database import is_at_work, look_at_database, newest_update, open_database, unusable
    from bot.cli.checks.settings import look_at_settings
    from bot.cli.checks.telegram import look_at_telegram
    from bot.reading_settings import SettingsProblem, read_settings, unknown_names
    from jobs.clock import utc_now
    from storage.database import is_missing_file
    from storage.errors import StorageError

    try:
        for line in unknown_names():
            yield note("settings", line)
        settings = read_settings()
    except SettingsProblem as problem:
        for line in str(problem).splitlines():
            yield told("settings", line)
        return
    yield from look_at_settings(settings)
    database, now, runs, came_at = open_database(settings), utc_now(), None, None
    if isinstance(database, Finding):
        yield database
    else:
        try:
            findings = list(look_at_database(settings, database, now))
            yield from findings
            if not is_missing_file(database):
                yield from look_at_content(settings, database, now)
                came_at = newest_update(database)
            runs = is_at_work(database)
        except StorageError as problem:
            yield unusable(problem)
        database.close()
    yield from look_at_addresses(settings, runs=runs)
    yield from look_at_telegram(settings, now, came_at=came_at)


def _show(findings: Sequence[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from summaries.markup import clean

    console = Console(highlight=False)
    if not console.is_terminal:
        _list(findings)
        return
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    for finding in findings:
        mark, style = MARKS[finding.state]
        says = Text(clean(finding.says))
        if finding.mend:
            says.append(f"\n→ {finding.mend}", style=style)
        table.add_row(Text(mark, style=style), finding.name, says)
    console.print(table)


def _list(findings: Sequence[Finding]) -> None:
    """In a pipe a line each, however long."""
    from summaries.markup import clean

    longest = max(len(finding.name) for finding in findings)
    for finding in findings:
        mend = f" → {finding.mend}" if finding.mend else ""
        typer.echo(f"{MARKS[finding.state][0]}  {finding.name:{longest}}  {clean(finding.says)}{mend}")
