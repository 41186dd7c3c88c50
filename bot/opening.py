"""What every part of newsdigest stands on: the database, its schema checked, and the rest of `Deps`."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.bell import Bell
from bot.deps import Deps
from bot.heeding import heeding
from bot.limits import fetch_settings
from bot.settings import Settings
from bot.watch.watch import Watch
from jobs.clock import Clock
from jobs.digests.by_hour.process import ComposingProcess
from jobs.feeds.fetching.client import open_client
from jobs.feeds.workers import Workers
from storage.database import Database, explained, is_missing_file
from storage.leases import forget_leases
from storage.roles import set_owners
from storage.schema import check_schema, head, upgrade

log = logging.getLogger(__name__)


@asynccontextmanager
async def opened(settings: Settings, clock: Clock, watch: Watch) -> AsyncIterator[Deps]:
    """Everything that handlers, jobs and the sender work with; ended with the block. Raises StorageError."""
    async with AsyncExitStack() as stack:
        database = await asyncio.to_thread(open_database, settings, clock)
        stack.callback(database.close)
        if not database.shared:
            # nobody else can be at work: what is leased is what a crash left so
            await asyncio.to_thread(_forget_leases, database)
        client = await stack.enter_async_context(open_client(fetch_settings(settings)))
        workers = await stack.enter_async_context(Workers())
        composing = stack.enter_context(ComposingProcess(database)) if sys.platform != "win32" else None
        bell = await stack.enter_async_context(Bell(database))
        deps = Deps(
            settings=settings,
            database=database,
            clock=clock,
            bell=bell,
            client=client,
            workers=workers,
            composing=composing,
            watch=watch,
        )
        await stack.enter_async_context(heeding(deps))
        minding = asyncio.create_task(deps.standstill.run(), name="standstill")
        stack.push_async_callback(_ended, deps, minding)
        yield deps


def open_database(settings: Settings, clock: Clock) -> Database:
    """The database, its schema checked and its owners those of the settings; a missing SQLite file is made.

    Raises `storage.errors.StorageError`.
    """
    database = Database(settings.database_url)
    try:
        _prepare(database, settings, clock)
    except BaseException:
        database.close()
        raise
    return database


def _prepare(database: Database, settings: Settings, clock: Clock) -> None:
    if is_missing_file(database):
        upgrade(database)
        log.info("Made the database %s", database.url.database)
    if newer := check_schema(database):
        log.warning(
            "The database is at revision %s, and this version knows %s at most; it can go on, but is to be replaced",
            *(newer, head()),
        )
    with explained(database.url), database.write() as session:
        set_owners(session, settings.admins, now=clock())


async def _ended(deps: Deps, minding: asyncio.Task[None]) -> None:
    deps.standstill.end()
    await minding


def _forget_leases(database: Database) -> None:
    with explained(database.url), database.write() as session:
        forget_leases(session)
