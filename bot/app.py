"""The composition root: the parts of newsdigest, all or some of them, are wired and ended here on one event loop."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from enum import StrEnum
from functools import partial

from bot.application import build_application
from bot.comparing_notes import comparing_notes
from bot.connecting import make_bot, reach_telegram, refused
from bot.context import App
from bot.deps import Deps
from bot.memory import settled, take_from_few_arenas
from bot.opening import opened
from bot.page.routes import page_routes
from bot.parts.alone import first_of
from bot.parts.answering import answering
from bot.parts.sending import sending
from bot.parts.working import working, working_with_others
from bot.polling import PollingBot
from bot.settings import Settings
from bot.watch.restarters import restarters
from bot.watch.serving import watching
from bot.watch.watch import Watch
from jobs.clock import Clock, utc_now
from jobs.job import Queue
from storage.database import Database
from storage.file_lock import used_alone

THREADS = 15

log = logging.getLogger(__name__)


class Part(StrEnum):
    """What a process can be: the bot that answers, a worker that does what is due, the sender of the outbox."""

    BOT = "bot"
    WORKER = "worker"
    SENDER = "sender"


ALL = frozenset(Part)


async def run(
    settings: Settings,
    *,
    stop: asyncio.Event,
    parts: Collection[Part] = ALL,
    queues: Collection[Queue] = tuple(Queue),
    clock: Clock = utc_now,
) -> None:
    """Serve until `stop` is set: then take nothing new, finish what is under way, and return.

    All parts together run their jobs by themselves; a worker that is a part alone shares those of its `queues` with
    other workers, on PostgreSQL.

    Raises TokenRefused, `bot.web.CannotListen`, or `storage.errors.StorageError` when the database can't be used.
    """
    take_from_few_arenas()
    # as many as there are connections to the database; the usual few may all be at long work
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="work"))
    async with AsyncExitStack() as stack:
        watch = Watch()
        watch.runs(parts)
        bot = make_bot(settings, watch)
        if not await stack.enter_async_context(_alone(settings, stop)):
            return
        deps = await stack.enter_async_context(opened(settings, clock, watch))
        await stack.enter_async_context(
            watching(
                watch,
                settings,
                deps.database,
                clock,
                also=partial(page_routes, settings, deps.database, clock),
                waiting=restarters(os.environ, by_itself=settings.end_when_unwell),
            )
        )
        await stack.enter_async_context(comparing_notes(deps.database, bot.limiter, clock))
        bot.ask_when(deps.standstill.over)
        application = build_application(deps, bot)
        # an application that didn't come to be initialized leaves its connections open
        stack.push_async_callback(bot.close_connections)
        stack.push_async_callback(application.shutdown)
        # the jobs go on while Telegram is away
        if set(parts) != {Part.WORKER} and not await reach_telegram(
            application.initialize, settings, stop, watch.signs
        ):
            return
        ends = await _begin(stack, application, deps, parts, queues)
        stack.callback(deps.courtesy.end)
        stack.callback(deps.standstill.let_go)
        stack.enter_context(settled())
        watch.signs.ready = True
        log.info("%s is ready; Ctrl-C or SIGTERM ends it", _called(bot, parts))
        await _until(stop, bot, ends, settings)
        log.info("Stopping: finishing what is under way")
    log.info("Stopped")


async def _begin(
    stack: AsyncExitStack, application: App, deps: Deps, parts: Collection[Part], queues: Collection[Queue]
) -> list[asyncio.Task[None]]:
    """Enter the parts; the tasks of those that end only when something is wrong.

    What is entered last ends first: no more ticks, no more updates, handlers finish, the outbox drains.
    """
    bot = application.bot
    ends: list[asyncio.Task[None]] = []
    if Part.SENDER in parts:
        ends.append(await stack.enter_async_context(sending(deps, bot)))
    if Part.BOT in parts:
        ends.append(await stack.enter_async_context(answering(application, deps)))
    if set(parts) == ALL:
        await stack.enter_async_context(working(deps, bot))
    elif Part.WORKER in parts:
        ends.append(await stack.enter_async_context(working_with_others(deps, bot, queues)))
    return ends


@asynccontextmanager
async def _alone(settings: Settings, stop: asyncio.Event) -> AsyncIterator[bool]:
    """Once no other process works on the database, if it is one for a single process; False where `stop` came first."""

    def waiting(process: str) -> None:
        log.warning("Another newsdigest (process %s) works on this database; waiting until it ends", process)

    async with used_alone(Database(settings.database_url), stop=stop, waiting=waiting) as alone:
        yield alone


def _called(bot: PollingBot, parts: Collection[Part]) -> str:
    if set(parts) == ALL:
        return f"@{bot.username}"
    return f"The {' and the '.join(part for part in Part if part in parts)}"


async def _until(
    stop: asyncio.Event, bot: PollingBot, ends: Collection[asyncio.Task[None]], settings: Settings
) -> None:
    """Return when `stop` is set; raise what ended a part's task, or TokenRefused when the token was revoked."""
    await first_of(stop, bot.revoked, tasks=ends)
    for task in ends:
        if task.done():
            task.result()
    if bot.revoked.is_set():
        raise refused(settings)
