"""The database's locks for work that waits for other things meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from storage.database import Database
from storage.locks import alone


@asynccontextmanager
async def alone_at(database: Database, name: str) -> AsyncIterator[bool]:
    """As `storage.locks.alone`."""
    stack = ExitStack()
    mine = await asyncio.to_thread(stack.enter_context, alone(database, name))
    try:
        yield mine
    finally:
        await asyncio.to_thread(stack.close)
