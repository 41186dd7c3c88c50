"""`newsdigest feeds list`: all feeds, how each is, and which topics carry it."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.feeds.meant import meant_topic, opened

if TYPE_CHECKING:
    from datetime import datetime

    from storage.database import Session
    from storage.feeds import Feed
    from storage.websub import Lease


@dataclass(frozen=True, slots=True)
class Line:
    """A feed, the slugs of the topics that carry it, and how things stand with its hub, where it names one."""

    feed: "Feed"
    topics: tuple[str, ...]
    lease: "Lease | None" = None


def list_feeds(
    *,
    topic: Annotated[str | None, typer.Option(help="Only this topic's, by its slug or name.")] = None,
    failing: Annotated[bool, typer.Option("--failing", help="Only those whose last check failed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON object a line.")] = False,
) -> None:
    """List the feeds: a table at a terminal; in a pipe a line each, its parts separated by tabs."""
    import json

    from jobs.clock import utc_now

    with opened() as (_, database), database.read() as session:
        slug = meant_topic(session, topic).slug if topic else None
        lines = [
            line
            for line in _lines(session)
            if (slug is None or slug in line.topics) and (not failing or line.feed.failures)
        ]
    if as_json:
        for line in lines:
            data = {**as_data(line.feed, line.topics), "hub": _hub_data(line.lease)}
            typer.echo(json.dumps(data, ensure_ascii=False))
    elif sys.stdout.isatty():
        _show(lines, utc_now())
    else:
        for line in lines:
            feed = line.feed
            parts = (str(feed.id), _state(feed), ",".join(line.topics), feed.url, feed.title, feed.problem or "")
            typer.echo(with_tabs(parts))


def as_data(feed: "Feed", topics: Iterable[str]) -> dict[str, Any]:
    """What programs are told of a feed: nothing secret, times in UTC."""
    return {
        "id": feed.id,
        "url": feed.url,
        "title": feed.title,
        "language": feed.language,
        "state": feed.state,
        "topics": list(topics),
        "failures": feed.failures,
        "problem": feed.problem,
        "checked_at": _time(feed.checked_at),
        "ok_at": _time(feed.ok_at),
        "next_check_at": _time(feed.next_check_at),
        "full_article": feed.full_article,
    }


def with_tabs(parts: Iterable[str]) -> str:
    """One line for a pipe, whatever the parts hold."""
    from summaries.markup import clean

    return "\t".join(clean(part).replace("\t", " ").replace("\n", " ") for part in parts)


def _lines(session: "Session") -> list[Line]:
    """By topic as admins ordered them, those in no topic last; a feed of several topics stands once."""
    from storage.catalogue import read_catalogue
    from storage.websub import leases_of

    everything = read_catalogue(session)
    topics: dict[int, list[str]] = {}
    feeds: dict[int, Feed] = {}
    for carried in everything.topics:
        for feed in carried.feeds:
            feeds[feed.id] = feed
            topics.setdefault(feed.id, []).append(carried.topic.slug)
    feeds |= {feed.id: feed for feed in everything.unread}
    leases = leases_of(session, feeds)
    return [Line(feed, tuple(topics.get(feed.id, ())), leases.get(feed.id)) for feed in feeds.values()]


def _show(lines: list[Line], now: "datetime") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from summaries.markup import clean

    styles = {"failing": "yellow", "gone": "red", "paused": "dim", "well": "green", "new": "dim"}
    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    table.add_column("", justify="right", style="dim", no_wrap=True)
    table.add_column("feed", overflow="fold", ratio=3)
    table.add_column("topics", overflow="fold", ratio=1)
    table.add_column("state", overflow="fold", ratio=2)
    for line in lines:
        name = Text(clean(line.feed.title or line.feed.url))
        if line.feed.title:
            name.append(f"\n{clean(line.feed.url)}", style="dim")
        said = Text(clean(_in_words(line.feed, now)), style=styles[_state(line.feed)])
        if line.lease and (of_hub := _hub_in_words(line.lease, now)):
            said.append(f"\n{clean(of_hub)}", style="yellow" if line.lease.problem else "dim")
        table.add_row(str(line.feed.id), name, "\n".join(line.topics) or "none", said)
    if lines:
        console.print(table)
    failing = sum(line.feed.failures > 0 for line in lines)
    counted = "1 feed" if len(lines) == 1 else f"{len(lines)} feeds"
    console.print(f"{counted}, {failing} failing." if failing else f"{counted}.", style="dim")


def _state(feed: "Feed") -> str:
    """One word for it: paused, gone, failing, well, or new where it wasn't read yet."""
    if feed.state != "active":
        return feed.state
    if feed.failures:
        return "failing"
    return "well" if feed.ok_at else "new"


def _in_words(feed: "Feed", now: "datetime") -> str:
    from bot.i18n.phrases import ago
    from bot.i18n.texts import texts_in

    match _state(feed):
        case "failing":
            return f"failing ({feed.failures}): {feed.problem}"
        case "gone":
            return f"gone: {feed.problem or 'it has ended'}"
        case "well":
            assert feed.ok_at is not None
            return f"read {ago(texts_in(None), feed.ok_at, now=now)}"
        case "new":
            return "not read yet"
        case state:
            return state


def _time(at: "datetime | None") -> str | None:
    return at.isoformat() if at else None


def _hub_data(lease: "Lease | None") -> dict[str, Any] | None:
    if lease is None:
        return None
    return {
        "url": lease.hubs[0],
        "live_until": _time(lease.live_until),
        "delivered_at": _time(lease.delivered_at),
        "problem": lease.problem,
    }


def _hub_in_words(lease: "Lease", now: "datetime") -> str:
    """Nothing for a hub that was never asked, as long as there is no public address."""
    from bot.i18n.phrases import ago
    from bot.i18n.texts import texts_in

    if lease.problem:
        return lease.problem
    if lease.live_until is None or lease.live_until <= now:
        return "hub asked, no answer yet" if lease.asked else ""
    return (
        f"sent by its hub {ago(texts_in(None), lease.delivered_at, now=now)}"
        if lease.delivered_at
        else "its hub is to send it"
    )
