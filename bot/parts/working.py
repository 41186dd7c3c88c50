"""The worker: the jobs that are due."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.broadcast_cards import ProgressMessages
from bot.deps import Deps
from bot.polling import PollingBot
from bot.ticks import ticks
from jobs.engine import start_engine, stop_engine


@asynccontextmanager
async def working(deps: Deps, bot: PollingBot) -> AsyncIterator[None]:
    """Do what is due, until the block ends: what is under way then is cut short, and still due."""
    engine = start_engine(deps.watch.ticks(ticks(deps, ProgressMessages(bot, deps.database))))
    try:
        yield
    finally:
        stop_engine(engine)
