"""How updates come: asked of Telegram, by one process at a time."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram.error import InvalidToken

from bot.application import ALLOWED_UPDATES
from bot.context import App
from bot.deps import Deps
from bot.parts.alone import first_of, serve_alone
from bot.parts.posted import left_over
from bot.tasks import ended
from bot.webhook.desk import Desk
from storage.posts import Hold, Post

POLLING_GRACE_S = 2.0

log = logging.getLogger(__name__)


@asynccontextmanager
async def polling(application: App, deps: Deps, desk: Desk) -> AsyncIterator[asyncio.Task[None]]:
    """Ask for updates until the block ends; Telegram serves one who asks. Gives the task that does it.

    What was posted before, to a process that had a webhook, is handled at the desk.
    """
    stop = asyncio.Event()

    async def poll(held: Hold) -> None:
        await _start_polling(application)
        try:
            with deps.watch.signs.polls():
                await first_of(stop, held.lost)
        finally:
            await _stop_polling(application)

    task = asyncio.create_task(serve_alone(deps.database, Post.POLLER, poll, stop=stop), name="poller")
    finishing = asyncio.create_task(left_over(desk), name="updates posted before")
    try:
        yield task
    finally:
        stop.set()
        await ended(finishing)
        await task


async def _start_polling(application: App) -> None:
    assert application.updater is not None
    await application.updater.start_polling(
        allowed_updates=ALLOWED_UPDATES,
        bootstrap_retries=-1,
        # PollingBot has logged it
        error_callback=lambda _: None,
    )


async def _stop_polling(application: App) -> None:
    assert application.updater is not None
    stopping = asyncio.create_task(application.updater.stop())
    done, _ = await asyncio.wait({stopping}, timeout=POLLING_GRACE_S)
    if not done:
        # after an error python-telegram-bot sleeps for up to 30 s and hears of nothing; its name for that task
        # is all there is to find it by
        for task in asyncio.all_tasks():
            if task.get_name() == "Updater:start_polling:polling_task":
                task.cancel()
    with suppress(InvalidToken):
        await stopping
