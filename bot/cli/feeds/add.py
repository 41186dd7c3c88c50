"""`newsdigest feeds add`: from an address, a site's will do, to feeds in a topic."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.feeds.meant import opened, wanted_topic
from bot.cli.output import complain, give_up

if TYPE_CHECKING:
    from datetime import datetime

    from bot.settings import Settings
    from jobs.feeds.finding.found import FeedPreview
    from storage.database import Database


def add(
    address: Annotated[str, typer.Argument(help="A feed's address, or its site's.")],
    *,
    topic: Annotated[
        str | None, typer.Option(help="The topic, by its slug or name; not needed where it is the only one.")
    ] = None,
    new_topic: Annotated[str | None, typer.Option(metavar="NAME", help="Make this topic for it.")] = None,
    pick: Annotated[
        list[int] | None,
        typer.Option(min=1, metavar="N", help="Of several feeds found, take this one; may be repeated."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON object.")] = False,
) -> None:
    """Find the feeds at an address, and add one to a topic. Exits with 1 when none is found, or none was chosen."""
    import asyncio
    import json

    from jobs.clock import utc_now
    from jobs.feeds.problems import FeedProblem

    now = utc_now()
    with opened() as (settings, database):
        if topic or not new_topic:
            # a wrong name is told before anything is fetched
            with database.read() as session:
                wanted_topic(session, topic, new_topic)
        try:
            found = asyncio.run(_find(settings, address, now))
        except FeedProblem as problem:
            complain(f"{_shown(address)}: {problem}")
            raise typer.Exit(1) from None
        chosen = _choose(found, pick or [], now, as_json=as_json)
        none: dict[str, Any] = {"topic": None, "added": []}
        kept = _keep(database, address, chosen, topic=topic, new_topic=new_topic, now=now) if chosen else none
    if as_json:
        offered = [_as_data(each) for each in found]
        typer.echo(json.dumps({**kept, "offered": offered}, ensure_ascii=False, indent=2))
    for feed in () if as_json else kept["added"]:
        was = "is in" if feed["new"] else "was already in"
        typer.echo(f"{feed['title'] or feed['url']} {was} {kept['topic']} (number {feed['id']}).")
    if not chosen:
        raise typer.Exit(1)


async def _find(settings: "Settings", address: str, now: "datetime") -> "tuple[FeedPreview, ...]":
    from rich.console import Console

    from bot.limits import fetch_settings
    from jobs.feeds.fetching.client import open_client
    from jobs.feeds.finding.discovery import discover
    from jobs.feeds.workers import Workers

    with Console(stderr=True).status("Looking for feeds"):
        async with open_client(fetch_settings(settings)) as client, Workers() as workers:
            return await discover(client, address, now=now, workers=workers)


def _choose(
    found: "Sequence[FeedPreview]", pick: Sequence[int], now: "datetime", *, as_json: bool
) -> "list[FeedPreview]":
    """Those picked; the only one; or, of several, the one that somebody at the terminal says."""
    if any(number > len(found) for number in pick):
        counted = "one feed was" if len(found) == 1 else f"{len(found)} feeds were"
        give_up(f"--pick {max(pick)}: only {counted} found")
    if pick or len(found) == 1:
        return [found[number - 1] for number in dict.fromkeys(pick or [1])]
    if as_json:
        return []
    _show(found, now)
    if not sys.stdin.isatty():
        complain(f"{len(found)} feeds were found; add --pick with the number of the one you want")
        return []
    number = -1
    while not 0 <= number <= len(found):
        number = typer.prompt("Which one? (0 for none)", type=int, default=1, err=True)
    return [found[number - 1]] if number else []


def _keep(
    database: "Database",
    address: str,
    chosen: "Sequence[FeedPreview]",
    *,
    topic: str | None,
    new_topic: str | None,
    now: "datetime",
) -> dict[str, Any]:
    from bot.feed_lists import keep_feed

    added = []
    with database.write() as session:
        wanted = wanted_topic(session, topic, new_topic)
        for found in chosen:
            feed, new = keep_feed(
                session, wanted, url=found.url, title=found.title, language=found.language, typed=address, now=now
            )
            added.append({"id": feed.id, "url": feed.url, "title": feed.title, "new": new})
    return {"topic": wanted.slug, "added": added}


def _shown(address: str) -> str:
    from jobs.feeds.finding.addresses import typed_login

    return typed_login(address)[0]


def _as_data(found: "FeedPreview") -> dict[str, Any]:
    return {
        "url": found.url,
        "title": found.title,
        "language": found.language,
        "format": found.kind,
        "newest_at": found.newest_at.isoformat() if found.newest_at else None,
        "per_week": round(found.per_week, 2) if found.per_week is not None else None,
    }


def _show(found: "Sequence[FeedPreview]", now: "datetime") -> None:
    """Numbered: a table at a terminal; in a pipe a line each, its parts separated by tabs."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from bot.cli.feeds.shown import with_tabs
    from bot.i18n.phrases import freshness
    from bot.i18n.texts import texts_in
    from summaries.markup import clean

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right", style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for number, each in enumerate(found, start=1):
        fresh = freshness(texts_in(None), each.newest_at, each.per_week, empty=not each.entries, now=now)
        lines = Text(clean(each.title or each.url))
        lines.append(f"\n{clean(each.url)}", style="dim")
        lines.append(f"\n{fresh}")
        table.add_row(str(number), lines)
        if not sys.stdout.isatty():
            typer.echo(with_tabs((str(number), each.url, each.title, fresh)))
    if sys.stdout.isatty():
        Console(highlight=False).print(table)
