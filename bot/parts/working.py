"""The worker: the jobs that are due."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from functools import partial

from bot.broadcast_cards import ProgressMessages
from bot.deps import Deps
from bot.polling import PollingBot
from bot.ticks import jobs_of
from jobs.job import Job, Queue, Tick
from jobs.runners.here import running_here
from jobs.runners.many import check_tables, running_among_many


@asynccontextmanager
async def working(deps: Deps, bot: PollingBot) -> AsyncIterator[None]:
    """Do what is due, until the block ends: what is under way then is cut short, and still due."""
    jobs = jobs_of(deps, ProgressMessages(bot, deps.database))
    async with running_here(jobs.values(), partial(_watched, deps, shares=False)):
        yield


@asynccontextmanager
async def working_with_others(
    deps: Deps, bot: PollingBot, queues: Collection[Queue]
) -> AsyncIterator[asyncio.Task[None]]:
    """Do some of what is due in these queues, as other workers do, until the block ends: what is under way then may
    come to its end, for a while. Gives the task that does it. Raises SchemaTooOld where there are no tables for tasks.
    """
    # here, and not by the task: who can't begin isn't said to be ready
    await asyncio.to_thread(check_tables, deps.database)
    jobs = jobs_of(deps, ProgressMessages(bot, deps.database))
    stop, watched = asyncio.Event(), partial(_watched, deps, shares=True)
    task = asyncio.create_task(
        running_among_many(jobs.values(), deps.database, queues, stop=stop, watched=watched), name="worker"
    )
    try:
        yield task
    finally:
        stop.set()
        await task


def _watched(deps: Deps, job: Job, run: Tick, *, shares: bool) -> Tick:
    return deps.watch.job(job.name, deps.standstill.sparing(run), every=job.every, shares=shares)
