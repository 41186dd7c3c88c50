"""Whether PostgreSQL answers, and takes changes: asked all the time, on a connection that does nothing else.

A server that hangs (it was stopped, its machine pages, its disk gives no answer) keeps its connections alive, so that
neither side notices (`storage.liveness`): only a question that has to be answered within a time tells.
"""

import asyncio

import psycopg

from storage import liveness
from storage.addresses import shown
from storage.database import Database
from storage.trouble import Trouble, explain_server, trouble_in

ANSWER_S = 6
"""Longer than a connection may take to come about."""

QUESTION = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'"


class Pulse:
    """One per process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: psycopg.AsyncConnection | None = None

    async def feel(self) -> None:
        """Ask once, and note in the database's condition what is wrong. Of a server that hangs, let go all who wait."""
        known = self._connection is not None
        asking = asyncio.create_task(self._ask(), name="pulse")
        if not await _done(asking):
            self._database.condition.failed(Trouble.AWAY, _hangs(self._database))
            self._database.lines.cut()
            if self._connection is None:
                asking.cancel()
        await asyncio.wait({asking})
        if asking.cancelled():
            return
        error = asking.exception()
        if error is None:
            standby, refuses = asking.result()
            if refuses:
                self._met(Trouble.READ_ONLY, "it is a stand-by" if standby else "default_transaction_read_only is on")
            return
        await self.end()
        if not isinstance(error, psycopg.Error):
            raise error
        if known and self._database.condition.trouble is None:
            # one that does nothing may have been ended for that alone
            await self.feel()
        elif self._database.condition.trouble is None:
            said = str(error).strip().splitlines()
            self._met(trouble_in(error) or Trouble.AWAY, said[0] if said else type(error).__name__)

    async def end(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _ask(self) -> tuple[bool, bool]:
        if self._connection is None:
            self._connection = await liveness.connect(self._database.url, "pulse")
            self._database.lines.add(self._connection)
            await self._connection.execute(liveness.SET)
        cursor = await self._connection.execute(QUESTION)
        row = await cursor.fetchone()
        assert row is not None
        return row[0], row[1]

    def _met(self, trouble: Trouble, reason: str) -> None:
        self._database.condition.failed(trouble, explain_server(self._database.url, trouble, reason))


def _hangs(database: Database) -> str:
    return (
        f"no answer from {shown(database.url)} for {ANSWER_S} seconds; "
        "look whether its server is stopped, or held up by its disk or memory"
    )


async def _done(asking: asyncio.Task[tuple[bool, bool]]) -> bool:
    """Whether it came to its end in time, by a clock that stands still while this process, or its machine, does."""
    for _ in range(ANSWER_S):
        if (await asyncio.wait({asking}, timeout=1))[0]:
            return True
    return False
