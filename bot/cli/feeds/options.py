"""`newsdigest feeds set`: a feed's own headers, login and proxy, and whether its articles' pages are fetched."""

import sys
from typing import Annotated

import typer

from bot.cli.feeds.meant import meant_feeds, opened
from bot.cli.output import give_up

FROM_INPUT = "-"


def set_options(
    feed: Annotated[str, typer.Argument(help="Its number, as newsdigest feeds list shows it, or its address.")],
    *,
    header: Annotated[
        list[str] | None,
        typer.Option(metavar="'NAME: VALUE'", help="Send this header; may be repeated. Replaces those set before."),
    ] = None,
    login: Annotated[
        str | None, typer.Option(metavar="USER:PASSWORD", help="For basic authentication; - asks for it or reads it.")
    ] = None,
    proxy: Annotated[str | None, typer.Option(metavar="http://HOST:PORT", help="Fetch it through this proxy.")] = None,
    full_article: Annotated[
        bool | None,
        typer.Option("--full-article/--no-full-article", help="Fetch articles' pages, or take the feed's own texts."),
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="First forget its headers, login and proxy.")] = False,
) -> None:
    """Set what a feed needs to be fetched. What isn't named stays; values are kept secret, and shown to nobody."""
    from dataclasses import replace

    from jobs.feeds.fetching.own_request import checked, typed_options
    from jobs.feeds.problems import FeedProblem
    from storage.feed_options import FeedOptions, feed_options, set_feed_options

    if not (header or login or proxy or clear) and full_article is None:
        give_up("nothing is set; newsdigest feeds set --help names what can be")
    try:
        typed = typed_options(headers=header or (), login=_login(login), proxy=proxy or "")
        with opened() as (_, database), database.write() as session:
            (meant,) = meant_feeds(session, [feed])
            before = feed_options(session, meant.id)
            kept = FeedOptions(full_article=before.full_article) if clear else before
            after = replace(
                kept,
                headers=typed.headers or kept.headers,
                login=typed.login or kept.login,
                proxy=typed.proxy or kept.proxy,
                full_article=kept.full_article if full_article is None else full_article,
            )
            set_feed_options(session, meant.id, checked(after))
    except FeedProblem as problem:
        give_up(str(problem))
    typer.echo(f"{meant.title or meant.url}: {_in_words(after)}.")


def _login(typed: str | None) -> str:
    """The login, off the command line where others could read it, if a dash stands for it."""
    if typed != FROM_INPUT:
        return typed or ""
    if sys.stdin.isatty():
        return str(typer.prompt("user:password", hide_input=True, err=True))
    return sys.stdin.readline().strip()


def _in_words(options: object) -> str:
    from storage.feed_options import FeedOptions

    assert isinstance(options, FeedOptions)
    # names and never values
    has = [f"header {name}" for name in options.headers]
    has += ["a login"] if options.login else []
    has += ["a proxy"] if options.proxy else []
    has.append("full articles" if options.full_article else "the feed's own texts")
    return ", ".join(has)
