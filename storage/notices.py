"""What processes that share a database tell one another at once and nobody keeps: on PostgreSQL, by its notifications.

Who doesn't listen at that moment never hears of it (https://www.postgresql.org/docs/current/sql-notify.html).
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import aclosing, asynccontextmanager

import psycopg
from sqlalchemy import func, select

from storage import liveness
from storage.database import Database, Session
from storage.errors import DatabaseUnreachable

LONGEST = 7999
"""Bytes of a notice: PostgreSQL takes fewer than 8000."""


def tell(session: Session, channel: str, notices: Iterable[str]) -> None:
    """Tell all who listen, once the transaction is committed. Raises ValueError for a notice that is too long."""
    for notice in notices:
        if len(notice.encode()) > LONGEST:
            raise ValueError(f"tell: a notice of {len(notice.encode())} bytes; {LONGEST} is the most")
        session.execute(select(func.pg_notify(channel, notice)))


@asynccontextmanager
async def listening(database: Database, channel: str) -> AsyncIterator[AsyncIterator[str]]:
    """What others tell, and this process itself: all that is committed once the block is entered. What was before can
    be read then, so that nothing is missed. The connection is one of its own, and ends with the block.

    Raises DatabaseUnreachable where it can't be made or ends.
    """
    try:
        async with await liveness.connect(database.url, "notices") as connection:
            await connection.execute(liveness.SET)
            await connection.execute(psycopg.sql.SQL("LISTEN {}").format(psycopg.sql.Identifier(channel)))
            async with aclosing(connection.notifies()) as notices:
                yield (notice.payload async for notice in notices)
    except psycopg.Error as error:
        raise DatabaseUnreachable(f"the database went away ({type(error).__name__})") from error
