"""The default runner: APScheduler in the process. It only ticks; what is due stands in the database."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from jobs.clock import utc_now
from jobs.job import Job, Tick, Watched, unwatched

END_SECONDS = 5.0
"""So long what is cut short may take to write down how far it came."""


@asynccontextmanager
async def running_here(jobs: Collection[Job], watched: Watched = unwatched) -> AsyncIterator[None]:
    """Run each job at its interval, the first time at once; a slow one never overlaps itself.

    At the end what is under way is cancelled: what it didn't finish is still due.
    """
    scheduler = AsyncIOScheduler(
        timezone="UTC",
        # a machine that slept has one tick to make up for, not a hundred
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    # the scheduler goes by the machine's clock, whatever time it is for the jobs
    begin = utc_now()
    under_way: set[asyncio.Task[object]] = set()
    for job in jobs:
        scheduler.add_job(
            _noted(watched(job, job.go_round), under_way),
            "interval",
            seconds=job.every.total_seconds(),
            id=job.name,
            name=job.name,
            next_run_time=begin,
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
        if under_way:
            await asyncio.wait(under_way, timeout=END_SECONDS)


def _noted(tick: Tick, under_way: set[asyncio.Task[object]]) -> Tick:
    """One that is known while it runs, and that the end cuts short without a traceback."""

    async def run() -> None:
        task = asyncio.current_task()
        assert task is not None
        under_way.add(task)
        try:
            with suppress(asyncio.CancelledError):
                await tick()
        finally:
            under_way.discard(task)

    return run
