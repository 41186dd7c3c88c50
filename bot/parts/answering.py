"""The bot proper: it answers people, and what else calls it from outside."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web
from telegram.error import TelegramError

from bot.commands import register
from bot.context import App
from bot.deps import Deps
from bot.limits import feed_limits
from bot.parts.posted import posted
from bot.parts.updates import polling
from bot.settings import Settings
from bot.tasks import ended
from bot.web import serving
from bot.webhook.desk import Desk
from bot.webhook.receiving import Receiving
from bot.words.calendar import learn_words
from bot.words.zones import learn_names
from jobs.feeds.websub.callback import Callback
from jobs.feeds.websub.inbox import Inbox
from storage.chats import language_of
from storage.database import Database, explained
from storage.errors import DatabaseTrouble
from storage.websub import settle_at

log = logging.getLogger(__name__)


@asynccontextmanager
async def answering(application: App, deps: Deps) -> AsyncIterator[asyncio.Task[None]]:
    """Answer, until the block ends: then no more updates, and handlers finish. Gives the task that brings updates.

    The application is initialized. Raises `bot.web.CannotListen`.
    """
    async with AsyncExitStack() as stack:
        await application.start()
        stack.push_async_callback(application.stop)
        desk = Desk(application, deps)
        await _listen(stack, deps, Receiving(desk, deps).routes() if deps.settings.webhook else [])
        await asyncio.gather(asyncio.to_thread(learn_words), asyncio.to_thread(learn_names))
        coming = posted(application, deps, desk) if deps.settings.webhook else polling(application, deps, desk)
        bringing = await stack.enter_async_context(coming)
        # a hundred small requests, which nobody waits for
        registering = asyncio.create_task(_register(application, deps.database, deps.settings), name="menus")
        stack.push_async_callback(ended, registering)
        yield bringing


async def _listen(stack: AsyncExitStack, deps: Deps, others: Iterable[web.RouteDef]) -> None:
    """Be reached at the public address, if there is one, before a hub, or Telegram, is asked to call it."""
    settings = deps.settings
    await asyncio.to_thread(_settle, deps)
    if settings.public_url is None:
        return
    inbox = Inbox(deps.database, deps.workers, limits=feed_limits(settings).plan, clock=deps.clock)
    await stack.enter_async_context(inbox)
    callback = Callback(database=deps.database, inbox=inbox, clock=deps.clock)
    listening = serving([*callback.routes(), *others], host=settings.listen_host, port=settings.listen_port)
    port = await stack.enter_async_context(listening)
    log.info("%s has to lead to %s:%d, where this listens", settings.public_url, settings.listen_host, port)


def _settle(deps: Deps) -> None:
    with explained(deps.database.url), deps.database.write() as session:
        voided = settle_at(session, deps.settings.public_url, now=deps.clock())
    if voided:
        log.info("The public address is another one: %d leases of hubs are void", voided)


async def _register(application: App, database: Database, settings: Settings) -> None:
    """Tell Telegram the commands; that this failed is no reason not to answer them."""
    try:
        languages = await asyncio.to_thread(_languages, database, settings.admins)
        await register(application.bot, languages)
    except (TelegramError, DatabaseTrouble) as error:
        log.warning("The commands could not be registered (%s); Telegram's menu may show old ones", error)
    except Exception:  # such as an answer that is none of Telegram's: nobody else hears of it before the end
        log.exception("The commands could not be registered; Telegram's menu may show old ones")


def _languages(database: Database, user_ids: Iterable[int]) -> dict[int, str | None]:
    """By Telegram id the language that somebody is spoken to in, None for who never wrote."""
    with database.read() as session:
        return {user_id: language_of(session, user_id) for user_id in user_ids}
