"""`newsdigest feeds import`, `export` and `packs`: lists of feeds as OPML, and those that come with newsdigest."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.feeds.meant import opened, wanted_topic
from bot.cli.output import complain, give_up

if TYPE_CHECKING:
    from bot.feed_lists import TakenIn
    from jobs.feeds.lists.opml import OpmlFile
    from storage.database import Database
    from storage.topics import Topic

STANDARD_INPUT = "-"
MOST_NAMED = 20


def import_list(
    file: Annotated[Path | None, typer.Argument(help="An OPML file; - reads it from standard input.")] = None,
    *,
    pack: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A starter pack instead; may be repeated.")
    ] = None,
    topic: Annotated[str | None, typer.Option(help="The topic for feeds that lie in no folder.")] = None,
    new_topic: Annotated[str | None, typer.Option(metavar="NAME", help="Make this topic for them.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON object.")] = False,
) -> None:
    """Add the feeds of an OPML file: its folders become topics. Nothing is fetched yet, and what is there stays."""
    if bool(file) == bool(pack):
        give_up("name either a file or --pack; newsdigest feeds packs lists the packs")
    read = [(str(file), _read(file))] if file else [(name, _pack(name)) for name in pack or []]
    with opened() as (_, database):
        taken = [_take(database, each, topic, new_topic) for _, each in read]
    for name, each in read:
        for bad in each.bad:
            where = f"line {bad.line}" if bad.line else "a line"
            complain(f"{name}, {where}: {bad.outline or 'without a name'}: {bad.reason}")
    _tell([each for _, each in read], taken, as_json=as_json)


def export_list(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; standard output if not said.")] = None,
    *,
    topic: Annotated[str | None, typer.Option(help="Only this topic, by its slug or name.")] = None,
) -> None:
    """Write topics and their feeds as OPML, for other readers and for import. Headers, logins and proxies stay here."""
    from bot.cli.feeds.meant import meant_topic
    from bot.feed_lists import as_file
    from jobs.feeds.lists.opml import write_opml
    from storage.catalogue import Catalogue, read_catalogue

    with opened() as (_, database), database.read() as session:
        everything = read_catalogue(session)
        if topic:
            wanted = meant_topic(session, topic)
            everything = Catalogue(
                topics=tuple(carried for carried in everything.topics if carried.topic.id == wanted.id), unread=()
            )
    data = write_opml(as_file(everything))
    if file is None:
        sys.stdout.buffer.write(data)
        return
    try:
        file.write_bytes(data)
    except OSError as error:
        give_up(f"{file} can't be written: {error.strerror}")


def packs(
    *, as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON object a line.")] = False
) -> None:
    """List the starter packs: topics with well-known feeds, by language."""
    import json
    from dataclasses import asdict

    from jobs.feeds.lists.packs import list_packs

    for pack in list_packs():
        if as_json:
            typer.echo(json.dumps(asdict(pack), ensure_ascii=False))
        else:
            typer.echo(f"{pack.name:<4} {pack.title}: {', '.join(pack.topics)} ({pack.feeds} feeds)")


def _read(file: Path) -> "OpmlFile":
    """The list in a file. It may be anybody's, so that it is read in a process that can be ended."""
    import asyncio

    from jobs.feeds.lists.opml import MOST_BYTES, read_opml
    from jobs.feeds.problems import FeedProblem
    from jobs.feeds.workers import Workers

    async def in_worker(data: bytes) -> "OpmlFile":
        async with Workers(1, seconds=60) as workers:
            return await workers.run(read_opml, data)

    try:
        if str(file) == STANDARD_INPUT:
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with file.open("rb") as opened_file:
                data = opened_file.read(MOST_BYTES + 1)
        read = asyncio.run(in_worker(data))
    except OSError as error:
        give_up(f"{file} can't be read: {error.strerror}")
    except FeedProblem as problem:
        give_up(f"{file}: {problem}")
    return read


def _pack(name: str) -> "OpmlFile":
    from jobs.feeds.lists.packs import list_packs, read_pack

    names = [pack.name for pack in list_packs()]
    if name not in names:
        give_up(f"there is no starter pack {name}; there is {', '.join(names)}")
    return read_pack(name)


def _take(database: "Database", file: "OpmlFile", topic: str | None, new_topic: str | None) -> "TakenIn":
    """Take the list in, all of it or nothing, with a progress bar where a person watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from bot.feed_lists import take_in
    from jobs.clock import utc_now

    count = sum(len(each.feeds) for each in file.topics) + len(file.loose) + len(file.unread)
    console = Console(stderr=True)
    columns = TextColumn("Adding feeds"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=count)
        with database.write() as session:
            into: Topic | None = wanted_topic(session, topic, new_topic) if topic or new_topic else None
            return take_in(
                session, file, now=utc_now(), into=into, progress=lambda done: bar.update(task, advance=done)
            )


def _tell(files: "list[OpmlFile]", taken: "list[TakenIn]", *, as_json: bool) -> None:
    import json

    feeds, known = sum(each.feeds for each in taken), sum(each.known for each in taken)
    topics = [topic for each in taken for topic in each.topics]
    merged, bad = sum(file.merged for file in files), [row for file in files for row in file.bad]
    if as_json:
        data = {
            "feeds": feeds,
            "known": known,
            "merged": merged,
            "topics": [topic.slug for topic in topics],
            "bad": [{"line": row.line or None, "outline": row.outline, "reason": row.reason} for row in bad],
        }
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    typer.echo(
        f"{feeds} {'feed' if feeds == 1 else 'feeds'} added, {known} known already, "
        f"{merged} named twice, {len(bad)} left out."
    )
    if topics:
        more = f" and {len(topics) - MOST_NAMED} more" if len(topics) > MOST_NAMED else ""
        typer.echo(f"New topics: {', '.join(topic.name for topic in topics[:MOST_NAMED])}{more}.")
