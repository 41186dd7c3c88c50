"""What processes that share a database tell one another at once and nobody keeps: on PostgreSQL, by its notifications.

Who doesn't listen at that moment never hears of it (https://www.postgresql.org/docs/current/sql-notify.html).
"""

from collections.abc import AsyncGenerator, Iterable

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


async def listening(database: Database, channel: str) -> AsyncGenerator[str]:
    """What others tell, and this process itself, from now on. The connection is one of its own, and ends with this.

    Raises DatabaseUnreachable where it can't be made or ends.
    """
    try:
        async with await liveness.connect(database.url, "notices") as connection:
            await connection.execute(liveness.SET)
            await connection.execute(psycopg.sql.SQL("LISTEN {}").format(psycopg.sql.Identifier(channel)))
            async for notice in connection.notifies():
                yield notice.payload
    except psycopg.Error as error:
        raise DatabaseUnreachable(f"the database went away ({type(error).__name__})") from error
