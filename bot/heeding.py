"""What owners change in the chat holds in every process, whatever part it is, within a tick."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.deps import Deps
from bot.options import refresh
from bot.tasks import ended
from storage.database import explained

log = logging.getLogger(__name__)


@asynccontextmanager
async def heeding(deps: Deps) -> AsyncIterator[None]:
    """Heed what was changed before, and what is while the block lasts. Raises StorageError."""
    with explained(deps.database.url):
        await asyncio.to_thread(_heed, deps)
    looking = asyncio.create_task(_look(deps), name="heeding")
    try:
        yield
    finally:
        await ended(looking)


async def _look(deps: Deps) -> None:
    while True:
        await asyncio.sleep(deps.settings.tick_seconds)
        if not deps.standstill.is_on:
            try:
                await asyncio.to_thread(_heed, deps)
            except Exception:  # whatever the database says: the settings are those that held until now
                log.debug("The settings could not be looked up", exc_info=True)


def _heed(deps: Deps) -> None:
    with deps.database.read() as session:
        refresh(session, deps)
