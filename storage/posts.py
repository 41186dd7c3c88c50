"""What only one process may be at a time: the one that sends, the one that asks Telegram for updates.

On PostgreSQL a post is an advisory lock of a connection that does nothing else. It ends with the connection: at once
where the process ends, killed or not, and after eleven seconds where its machine is gone (`storage.liveness`). Who
holds it looks every second whether the connection still answers, and so knows of its loss before the server gives the
lock to another. It needs a connection to PostgreSQL itself, or a pooler in session mode.

An SQLite file has one process anyway (`storage.file_lock`), which holds every post.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from enum import StrEnum

import psycopg
from sqlalchemy import bindparam, func, select, text

from storage import liveness
from storage.addresses import shown
from storage.database import Database, Session
from storage.errors import DatabaseUnreachable

LOOK_S = 1.0
ANSWER_S = 3.0
"""A connection that doesn't answer for so long is lost."""

NEWS = "newsdigest_outbox"
"""The channel on which processes tell the sender that there is something new to send."""

log = logging.getLogger(__name__)


class Post(StrEnum):
    SENDER = "sender"
    POLLER = "poller"


class Hold:
    """A post that this process holds, until `lost` is set: then another one may have it."""

    def __init__(self) -> None:
        self.lost = asyncio.Event()


@asynccontextmanager
async def hold(
    database: Database,
    post: Post,
    *,
    stop: asyncio.Event,
    waiting: Callable[[], None],
    on_news: Callable[[], None] = lambda: None,
) -> AsyncIterator[Hold | None]:
    """Wait for the post and hold it until the block ends; None where `stop` came first.

    Calls `waiting` once where another process holds it, and `on_news` when one rings (`tell_sender`). Raises
    DatabaseUnreachable.
    """
    if not database.shared:
        yield Hold()
        return
    async with _connection(database) as connection:
        if not await _wait(connection, post, stop, waiting):
            yield None
            return
        held = Hold()
        watching = asyncio.create_task(_watch(connection, held, on_news), name=f"post {post}")
        try:
            yield held
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching


HELD = text("""
    SELECT post FROM unnest(CAST(:posts AS text[])) AS post WHERE EXISTS (
        SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
        WHERE datname = current_database() AND locktype = 'advisory' AND granted AND objsubid = 1
        AND (classid::bigint << 32) | objid::bigint = hashtextextended('newsdigest ' || post, 0)
    )
""").bindparams(bindparam("posts", [str(post) for post in Post]))
"""https://www.postgresql.org/docs/current/view-pg-locks.html says how a lock's number is told."""


def held_posts(session: Session) -> frozenset[Post]:
    """Those that a process holds by now, this one or another."""
    if session.get_bind().dialect.name != "postgresql":
        return frozenset(Post)
    return frozenset(map(Post, session.scalars(HELD)))


def tell_sender(session: Session) -> None:
    """Wake the sender in whichever process it is, once the transaction is committed; on SQLite it is in this one."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_notify(NEWS, "")))


@asynccontextmanager
async def _connection(database: Database) -> AsyncIterator[psycopg.AsyncConnection]:
    try:
        connection = await liveness.connect(database.url, "post")
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        where = shown(database.url)
        raise DatabaseUnreachable(f"no connection to {where} ({reason})") from error
    try:
        yield connection
    finally:
        # the end of the connection is the end of the lock
        await connection.close()


async def _wait(
    connection: psycopg.AsyncConnection, post: Post, stop: asyncio.Event, waiting: Callable[[], None]
) -> bool:
    said = False
    try:
        await connection.execute(liveness.SET)
        # to wait in the database would hold back its vacuum
        while not await _try(connection, post):
            if not said:
                waiting()
                said = True
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_S)
            if stop.is_set():
                return False
        await connection.execute(f"LISTEN {NEWS}")
    except (psycopg.Error, TimeoutError) as error:
        raise DatabaseUnreachable(f"the database went away ({type(error).__name__})") from error
    return True


async def _try(connection: psycopg.AsyncConnection, post: Post) -> bool:
    async with asyncio.timeout(ANSWER_S + LOOK_S):
        cursor = await connection.execute(
            "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (f"newsdigest {post}",)
        )
        row = await cursor.fetchone()
    return bool(row and row[0])


async def _watch(connection: psycopg.AsyncConnection, held: Hold, on_news: Callable[[], None]) -> None:
    try:
        while True:
            async for _ in connection.notifies(timeout=LOOK_S, stop_after=1):
                on_news()
            async with asyncio.timeout(ANSWER_S):
                await connection.execute("SELECT 1")
    except (psycopg.Error, TimeoutError) as error:
        log.debug("The connection of a post is lost: %s", type(error).__name__)
    finally:
        held.lost.set()
