"""How updates come: asked of Telegram, by one process at a time."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.answers_first import seconds_of
from bot.application import ALLOWED_UPDATES
from bot.context import App
from bot.deps import Deps
from bot.parts.alone import first_of, serve_alone
from bot.parts.posted import left_over
from bot.polling import trouble_of
from bot.spells import Spell
from bot.tasks import ended
from bot.watch.signs import Signs
from bot.webhook.desk import Desk
from storage.posts import Hold, Post

RETRY_S = 2.0
"""Between two tries to begin."""

POLLING_GRACE_S = 2.0

log = logging.getLogger(__name__)


@asynccontextmanager
async def polling(application: App, deps: Deps, desk: Desk) -> AsyncIterator[asyncio.Task[None]]:
    """Ask for updates until the block ends; Telegram serves one who asks. Gives the task that does it.

    What was posted before, to a process that had a webhook, is handled at the desk.
    """
    stop = asyncio.Event()

    async def poll(held: Hold) -> None:
        with deps.watch.signs.polls():
            asking = asyncio.create_task(_ask(application, deps.watch.signs), name="asking for updates")
            try:
                await first_of(stop, held.lost, tasks=[asking])
            finally:
                await ended(asking)

    task = asyncio.create_task(serve_alone(deps.database, Post.POLLER, poll, stop=stop), name="poller")
    finishing = asyncio.create_task(left_over(desk), name="updates posted before")
    try:
        yield task
    finally:
        stop.set()
        try:
            await ended(finishing)
        finally:
            await task


async def _ask(application: App, signs: Signs) -> None:
    """Ask until cancelled. Sets `bot.revoked` where Telegram doesn't know the token any more."""
    try:
        await _begin(application, signs)
        # python-telegram-bot asks in a task of its own
        await asyncio.Event().wait()
    finally:
        await _stop_polling(application)


async def _begin(application: App, signs: Signs) -> None:
    """Try until Telegram has removed the webhook, which is how python-telegram-bot begins."""
    trouble = Spell()
    while True:
        try:
            await _start_polling(application)
        except InvalidToken:
            application.bot.revoked.set()
            return
        except TelegramError as error:
            if signs.polling:
                signs.polling.failed(signs.seconds(), str(error))
            if told := trouble.goes_on(trouble_of(error), signs.seconds()):
                log.warning("%s", told)
            await asyncio.sleep(seconds_of(error) if isinstance(error, RetryAfter) else RETRY_S)
        else:
            if lasted := trouble.ends(signs.seconds()):
                log.info("Telegram answers again, after %s", lasted)
            return


async def _start_polling(application: App) -> None:
    """Raises TelegramError."""
    assert application.updater is not None
    await application.updater.start_polling(
        allowed_updates=ALLOWED_UPDATES,
        # its own tries tell nobody of their errors
        bootstrap_retries=0,
        # PollingBot has logged it
        error_callback=lambda _: None,
    )


async def _stop_polling(application: App) -> None:
    assert application.updater is not None
    if not application.updater.running:
        return
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
