"""`newsdigest feeds pause`, `resume` and `remove`: feeds by their numbers or addresses, all of them or none."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.feeds.meant import meant_feeds, opened
from bot.cli.output import give_up

if TYPE_CHECKING:
    from storage.database import Database, Session
    from storage.feeds import Feed

Feeds = Annotated[
    list[str], typer.Argument(metavar="FEED...", help="Numbers, as newsdigest feeds list shows them, or addresses.")
]
Json = Annotated[bool, typer.Option("--json", help="For programs: one JSON object a line.")]


def pause(feeds: Feeds, *, as_json: Json = False) -> None:
    """Don't read these feeds until they are resumed."""
    from storage.feeds import pause_feed

    _change(feeds, lambda session, feed: pause_feed(session, feed.id), "is paused", as_json=as_json)


def resume(feeds: Feeds, *, as_json: Json = False) -> None:
    """Read these feeds again, at once: paused ones, ended ones, and those that wait after failures."""
    from jobs.clock import utc_now
    from storage.feeds import make_due

    now = utc_now()
    _change(feeds, lambda session, feed: make_due(session, feed.id, now=now), "is read again", as_json=as_json)


def remove(
    feeds: Feeds,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    as_json: Json = False,
) -> None:
    """Forget these feeds, in every topic; articles that were read from them stay."""
    from storage.feeds import remove_feed

    with opened() as (_, database):
        if not yes:
            _ask(database, feeds)
        _change_in(database, feeds, lambda session, feed: remove_feed(session, feed.id), "is removed", as_json=as_json)


def _ask(database: "Database", named: Sequence[str]) -> None:
    from summaries.markup import clean

    with database.read() as session:
        meant = meant_feeds(session, named)
    if not sys.stdin.isatty():
        give_up("nothing is removed without being asked; add --yes")
    for feed in meant:
        typer.echo(f"{feed.id}  {clean(feed.title or feed.url)}  {clean(feed.url)}", err=True)
    if not typer.confirm("Remove it?" if len(meant) == 1 else f"Remove these {len(meant)}?", err=True):
        raise typer.Exit(1)


def _change(named: Sequence[str], change: "Callable[[Session, Feed], None]", said: str, *, as_json: bool) -> None:
    with opened() as (_, database):
        _change_in(database, named, change, said, as_json=as_json)


def _change_in(
    database: "Database",
    named: Sequence[str],
    change: "Callable[[Session, Feed], None]",
    said: str,
    *,
    as_json: bool,
) -> None:
    import json

    from bot.cli.feeds.shown import as_data
    from storage import feeds, topics
    from summaries.markup import clean

    lines = []
    with database.write() as session:
        for feed in meant_feeds(session, named):
            slugs = [topic.slug for topic in topics.topics_of_feed(session, feed.id)]
            change(session, feed)
            session.expire_all()
            now_is = feeds.feed(session, feed.id)
            data = {**as_data(now_is or feed, slugs), "removed": now_is is None}
            lines.append(
                json.dumps(data, ensure_ascii=False) if as_json else f"{clean(feed.title or feed.url)} {said}."
            )
    for line in lines:
        typer.echo(line)
