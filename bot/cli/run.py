"""`newsdigest run`: the bot and its jobs in one process, until it is told to stop; and its parts, each in its own."""

import logging
from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import WRONG_INPUT, complain, give_up, good_settings

if TYPE_CHECKING:
    from bot.settings import Settings
    from jobs.job import Queue


UNFORESEEN = 1


def run() -> None:
    """Run all of newsdigest: fetch feeds, make digests, answer people. Ctrl-C or SIGTERM stops it."""
    _serve(good_settings())


def bot() -> None:
    """Run the part that answers people, and what else calls from outside (PostgreSQL)."""
    _serve(_for_many("bot"), ["bot"])


def worker(
    *, queues: Annotated[str, typer.Option(help="Only some of its work: fetch, digest, house.")] = "fetch,digest,house"
) -> None:
    """Run the part that fetches feeds and makes digests; as many of it as are needed (PostgreSQL)."""
    from jobs.job import Queue

    named = queues.replace(",", " ").split()
    if unknown := [name for name in named if name not in set(Queue)]:
        give_up(f"--queues {','.join(unknown)} is no queue; there are {', '.join(Queue)}")
    _serve(_for_many("worker"), ["worker"], [Queue(name) for name in dict.fromkeys(named)] or tuple(Queue))


def sender() -> None:
    """Run the part that sends; a second one stands by and takes over within seconds (PostgreSQL)."""
    _serve(_for_many("sender"), ["sender"])


def _for_many(part: str) -> "Settings":
    """The settings; gives up where their database is one process's."""
    from storage.database import parse_url
    from storage.errors import StorageError

    settings = good_settings()
    try:
        kind = parse_url(settings.database_url).get_backend_name()
    except StorageError as problem:
        give_up(str(problem))
    if kind == "sqlite":
        give_up(
            f"newsdigest {part} is a part of several processes, and an SQLite file is for one: newsdigest run is all "
            "parts in one; for more, move to PostgreSQL: newsdigest db migrate-to --help"
        )
    return settings


def _say(settings: "Settings", problem: str) -> None:
    """What the operator has to mend, in a line of its own; as a record where programs read the log."""
    if settings.log_format == "json":
        logging.getLogger(__name__).error("%s", problem)
    else:
        complain(problem)


def _serve(settings: "Settings", only: Collection[str] = (), queues: "Collection[Queue]" = ()) -> None:
    import asyncio
    import signal

    from bot.logs import set_up_logs
    from bot.reading_settings import loose_files, unknown_names

    set_up_logs(settings.log_level, secrets=settings.secrets(), form=settings.log_format)
    # what libraries warn of goes the same way as everything else
    logging.captureWarnings(True)
    for problem in (*unknown_names(), *loose_files(settings)):
        _say(settings, problem)

    # these take a second to load: a wrong setting is said before
    from bot.app import ALL, Part
    from bot.app import run as serve
    from bot.connecting import TokenRefused
    from bot.web import CannotListen
    from storage.errors import StorageError

    parts = frozenset(map(Part, only)) or ALL

    async def until_signalled() -> signal.Signals | None:
        stop, received = asyncio.Event(), None

        def on_signal(number: signal.Signals) -> None:
            nonlocal received
            received = number
            stop.set()
            # the second one ends the process at once
            for each in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(each)

        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, on_signal, each)
        await serve(settings, stop=stop, parts=parts, queues=queues)
        return received

    try:
        received = asyncio.run(until_signalled())
    except (TokenRefused, StorageError, CannotListen) as problem:
        for line in str(problem).splitlines():
            _say(settings, line)
        raise typer.Exit(WRONG_INPUT) from None
    except Exception:  # the end of the process: what Python would print by itself may hold secrets
        logging.getLogger(__name__).critical("newsdigest ends, in an unforeseen way", exc_info=True)
        raise typer.Exit(UNFORESEEN) from None
    if received is signal.SIGINT:
        raise typer.Exit(128 + signal.SIGINT)
