"""What one process does at a time while others stand by to take it over."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection

from storage.database import Database
from storage.errors import DatabaseTrouble, DatabaseUnreachable
from storage.posts import Hold, Post, hold

RETRY_S = 1.0

log = logging.getLogger(__name__)


async def serve_alone(
    database: Database,
    post: Post,
    serve: Callable[[Hold], Awaitable[None]],
    *,
    stop: asyncio.Event,
    on_news: Callable[[], None] = lambda: None,
) -> None:
    """`serve` whenever this process holds the post, until `stop`; it returns when the hold is lost or `stop` is set.

    Raises what `serve` raises, unless it is that the database fails.
    """
    said = ""

    def waiting() -> None:
        nonlocal said
        said = "waits"
        log.info("Another process is the %s; standing by", post)

    while not stop.is_set():
        try:
            async with hold(database, post, stop=stop, waiting=waiting, on_news=on_news) as held:
                if held is None:
                    return
                if said:
                    log.info("This process is the %s now", post)
                said = "lost"
                await serve(held)
                if held.lost.is_set() and not stop.is_set():
                    log.warning("The %s lost its connection to the database; it stopped until it has it again", post)
        except (DatabaseUnreachable, DatabaseTrouble) as problem:
            if said != str(problem):
                log.warning("The %s waits: %s", post, problem)
            said = str(problem)
            await first_of(stop, seconds=RETRY_S)


async def first_of(
    *events: asyncio.Event, tasks: Collection[asyncio.Task[None]] = (), seconds: float | None = None
) -> None:
    """Wait until one of the events is set, one of the tasks is done, or so many seconds are over."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait([*waits, *tasks], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
