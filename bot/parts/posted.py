"""How updates come: posted by Telegram, to any of several processes."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.context import App
from bot.deps import Deps
from bot.tasks import ended
from bot.webhook.desk import LOOK_S, Desk
from bot.webhook.registering import keep_registered

log = logging.getLogger(__name__)


@asynccontextmanager
async def posted(application: App, deps: Deps, desk: Desk) -> AsyncIterator[asyncio.Task[None]]:
    """Work on what is posted until the block ends, and keep Telegram posting. Gives the task that does so."""
    async with desk.at_work():
        task = asyncio.create_task(keep_registered(application.bot, deps), name="webhook")
        try:
            yield task
        finally:
            # it stays registered: others may be there, and what comes meanwhile waits at Telegram
            await ended(task)


async def left_over(desk: Desk) -> None:
    """Handle what was posted before, where updates aren't posted any more."""
    if await desk.is_empty():
        return
    log.info("Handling what Telegram has posted before")
    async with desk.at_work():
        # other processes may be at work on it, too
        while not await desk.is_empty():  # noqa: ASYNC110
            await asyncio.sleep(LOOK_S)
