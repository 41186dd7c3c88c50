"""The composition root: everything that `newsdigest run` needs is made, wired and ended here, on one event loop."""

import asyncio
import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import cast

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ContextTypes
from telegram.request import HTTPXRequest

from bot.broadcast_cards import ProgressMessages
from bot.commands import register
from bot.context import App, Context, NoData
from bot.deps import Deps
from bot.errors import on_error
from bot.handlers import all_handlers, first_handlers
from bot.limits import feed_limits, fetch_settings
from bot.options import refresh
from bot.order import InOrderPerChat
from bot.patience import Pace, Patience
from bot.polling import PollingBot
from bot.sender import TelegramSender
from bot.settings import TELEGRAM, Settings
from bot.ticks import ticks
from bot.web import serving
from bot.words.calendar import learn_words
from bot.words.zones import learn_names
from jobs.clock import Clock, utc_now
from jobs.deliver import Outbox
from jobs.engine import start_engine, stop_engine
from jobs.feeds.fetching.client import open_client
from jobs.feeds.websub.callback import Callback
from jobs.feeds.websub.inbox import Inbox
from jobs.feeds.workers import Workers
from jobs.limits import RateLimits
from storage.chats import language_of
from storage.database import Database, explained
from storage.roles import set_owners
from storage.schema import check_schema, upgrade
from storage.websub import settle_at

ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.MESSAGE_REACTION,
)

RETRY_START_S = 2.0
"""Seconds between tries to reach Telegram at the start, as when a machine boots before its network is up."""

POLLING_GRACE_S = 2.0

THREADS = 15

log = logging.getLogger(__name__)


class TokenRefused(Exception):
    """Telegram doesn't accept the bot's token; the message is one line for the operator."""


async def run(settings: Settings, *, stop: asyncio.Event, clock: Clock = utc_now) -> None:
    """Serve until `stop` is set: then take nothing new, finish what is under way, and return.

    Raises TokenRefused, `bot.web.CannotListen`, or `storage.errors.StorageError` when the database can't be used.
    """
    # as many as there are connections to the database; the usual few may all be at long work
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="work"))
    async with AsyncExitStack() as stack:
        bot = make_bot(settings)
        database = await asyncio.to_thread(open_database, settings, clock)
        stack.callback(database.close)
        client = await stack.enter_async_context(open_client(fetch_settings(settings)))
        outbox = Outbox(database, TelegramSender(bot), RateLimits(), clock)
        workers = await stack.enter_async_context(Workers())
        deps = Deps(settings=settings, database=database, clock=clock, outbox=outbox, client=client, workers=workers)
        await asyncio.to_thread(_heed_changes, deps)
        application = build_application(deps, bot)
        # an application that didn't come to be initialized leaves its connections open
        stack.push_async_callback(bot.request.shutdown)
        stack.push_async_callback(application.shutdown)
        if not await _reach_telegram(application, settings, stop):
            return
        # what is entered last ends first: no more updates, no more ticks, handlers finish, the outbox drains
        sending = asyncio.create_task(outbox.run(), name="outbox")
        stack.push_async_callback(_drain, outbox, sending)
        await application.start()
        stack.push_async_callback(application.stop)
        await _listen_to_hubs(stack, deps)
        stack.callback(stop_engine, start_engine(ticks(deps, ProgressMessages(bot, database))))
        await asyncio.gather(asyncio.to_thread(learn_words), asyncio.to_thread(learn_names))
        await _start_polling(application)
        stack.push_async_callback(_stop_polling, application)
        stack.callback(deps.courtesy.end)
        # a hundred small requests, which nobody waits for
        registering = asyncio.create_task(_register(application, database, settings), name="menus")
        stack.push_async_callback(_ended, registering)
        log.info("@%s is ready; Ctrl-C or SIGTERM ends it", bot.username)
        await _until(stop, bot, sending, settings)
        log.info("Stopping: finishing what is under way")
    log.info("Stopped")


def _heed_changes(deps: Deps) -> None:
    """What owners changed in the chat holds again after a restart."""
    with explained(deps.database.url), deps.database.read() as session:
        refresh(session, deps)


def open_database(settings: Settings, clock: Clock) -> Database:
    """The database, its schema checked and its owners those of the settings; a missing SQLite file is made.

    Raises `storage.errors.StorageError`.
    """
    database = Database(settings.database_url)
    if is_missing_file(database):
        upgrade(database)
        log.info("Made the database %s", database.url.database)
    check_schema(database)
    with explained(database.url), database.write() as session:
        set_owners(session, settings.admins, now=clock())
    return database


def is_missing_file(database: Database) -> bool:
    """Whether this is an SQLite database whose file isn't there yet."""
    file = database.url.database
    return database.url.get_backend_name() == "sqlite" and file is not None and not Path(file).exists()


def make_bot(settings: Settings) -> PollingBot:
    """The bot, with time-outs for a message's way to Telegram and back. Raises TokenRefused without a token."""
    if settings.token is None:
        raise TokenRefused("NEWSDIGEST_TOKEN is not set; get a token from https://t.me/BotFather and put it into .env")
    # a message whose answer is waited for too briefly may have been sent, and nobody knows: rather wait
    request = HTTPXRequest(read_timeout=20, write_timeout=10, connect_timeout=5, pool_timeout=5)
    return PollingBot(
        settings.token.get_secret_value(),
        base_url=f"{settings.bot_api_url}/bot",
        base_file_url=f"{settings.bot_api_url}/file/bot",
        request=request,
        get_updates_request=HTTPXRequest(connection_pool_size=1, connect_timeout=5, pool_timeout=5),
    )


def build_application(deps: Deps, bot: PollingBot, *, pace: Pace | None = None) -> App:
    """The application with every handler, not yet initialized; `pace` is what one person may send."""
    types: ContextTypes[Context, NoData, NoData, Deps] = ContextTypes(
        context=Context,
        # called for the one object there is to be, though it is typed as a class
        bot_data=cast("type[Deps]", lambda: deps),
    )
    application = (
        Application.builder()
        .bot(bot)
        .context_types(types)
        .concurrent_updates(InOrderPerChat(patience=Patience(pace), courtesy=deps.courtesy))
        .job_queue(None)
        .build()
    )
    application.add_handlers(first_handlers(), group=-1)
    application.add_handlers(all_handlers())
    application.add_error_handler(on_error)
    return application


def _languages(database: Database, user_ids: Iterable[int]) -> dict[int, str | None]:
    """By Telegram id the language that somebody is spoken to in, None for who never wrote."""
    with database.read() as session:
        return {user_id: language_of(session, user_id) for user_id in user_ids}


async def _register(application: App, database: Database, settings: Settings) -> None:
    """Tell Telegram the commands; that this failed is no reason not to answer them."""
    languages = await asyncio.to_thread(_languages, database, settings.admins)
    try:
        await register(application.bot, languages)
    except TelegramError as error:
        log.warning("The commands could not be registered (%s); Telegram's menu may show old ones", error)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _reach_telegram(application: App, settings: Settings, stop: asyncio.Event) -> bool:
    """Initialize the application; False when `stop` came before Telegram answered."""
    trouble = ""
    while not stop.is_set():
        try:
            await application.initialize()
            break
        except InvalidToken:
            # its text holds the token
            raise refused(settings) from None
        except TelegramError as error:
            if str(error) != trouble:
                log.warning("Telegram can't be reached at %s (%s); trying on", settings.bot_api_url, error)
            trouble = str(error)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), RETRY_START_S)
    return not stop.is_set()


def refused(settings: Settings) -> TokenRefused:
    other = "" if settings.bot_api_url == TELEGRAM else f" at {settings.bot_api_url}"
    return TokenRefused(f"Telegram{other} doesn't know this NEWSDIGEST_TOKEN; copy it anew from https://t.me/BotFather")


async def _listen_to_hubs(stack: AsyncExitStack, deps: Deps) -> None:
    """Be reached at the public address, if there is one, before any hub is asked to call it."""
    settings = deps.settings
    await asyncio.to_thread(_settle, deps)
    if settings.public_url is None:
        return
    inbox = Inbox(deps.database, deps.workers, limits=feed_limits(settings).plan, clock=deps.clock)
    await stack.enter_async_context(inbox)
    callback = Callback(database=deps.database, inbox=inbox, clock=deps.clock)
    listening = serving(callback.routes(), host=settings.listen_host, port=settings.listen_port)
    port = await stack.enter_async_context(listening)
    log.info("%s has to lead to %s:%d, where this listens", settings.public_url, settings.listen_host, port)


def _settle(deps: Deps) -> None:
    with explained(deps.database.url), deps.database.write() as session:
        voided = settle_at(session, deps.settings.public_url, now=deps.clock())
    if voided:
        log.info("The public address is another one: %d leases of hubs are void", voided)


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


async def _drain(outbox: Outbox, sending: asyncio.Task[None]) -> None:
    outbox.stop()
    await sending


async def _until(stop: asyncio.Event, bot: PollingBot, sending: asyncio.Task[None], settings: Settings) -> None:
    """Return when `stop` is set; raise what ended the outbox, or TokenRefused when the token was revoked."""
    stopped = asyncio.create_task(stop.wait())
    revoked = asyncio.create_task(bot.revoked.wait())
    try:
        await asyncio.wait({stopped, revoked, sending}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        revoked.cancel()
    if sending.done():
        sending.result()
    if bot.revoked.is_set():
        raise refused(settings)
