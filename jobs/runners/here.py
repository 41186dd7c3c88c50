"""The default runner: APScheduler in the process. It only ticks; what is due stands in the database."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from jobs.clock import utc_now
from jobs.job import Job, Tick, Watched, unwatched

END_SECONDS = 5.0
"""So long what is cut short may take to write down how far it came."""
LOOK_S = 1.0
"""Seconds between looks whether the machine's clock was put back."""
SLACK = timedelta(seconds=1)
"""So much a clock may be put back without a word: a tick then comes that much later."""


class Every(BaseTrigger):  # type: ignore[misc]
    """An interval from now on. What was missed isn't counted: tick by tick a year would take half a minute."""

    def __init__(self, every: timedelta) -> None:
        self.every = every

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        return now + self.every


@asynccontextmanager
async def running_here(jobs: Collection[Job], watched: Watched = unwatched) -> AsyncIterator[None]:
    """Run each job at its interval, the first time at once; a slow one never overlaps itself.

    At the end what is under way is cancelled: what it didn't finish is still due.
    """
    scheduler = AsyncIOScheduler(
        timezone="UTC",
        job_defaults={"max_instances": 1, "misfire_grace_time": None},
    )
    # the scheduler goes by the machine's clock, whatever time it is for the jobs
    begin = utc_now()
    under_way: set[asyncio.Task[object]] = set()
    for job in jobs:
        scheduler.add_job(
            _noted(watched(job, job.go_round), under_way),
            Every(job.every),
            id=job.name,
            name=job.name,
            next_run_time=begin,
        )
    scheduler.start()
    looking = asyncio.create_task(_keep_near(scheduler, jobs))
    try:
        yield
    finally:
        looking.cancel()
        scheduler.shutdown(wait=False)
        if under_way:
            await asyncio.wait(under_way, timeout=END_SECONDS)


async def _keep_near(scheduler: AsyncIOScheduler, jobs: Collection[Job]) -> None:
    """Let jobs go on at once where the clock was put back: they would wait until it shows again what it did."""
    while True:
        await asyncio.sleep(LOOK_S)
        now = utc_now()
        for job in jobs:
            if is_too_far(scheduler.get_job(job.name).next_run_time, job.every, now=now):
                scheduler.modify_job(job.name, next_run_time=now)


def is_too_far(following: datetime, every: timedelta, *, now: datetime) -> bool:
    """Whether the following tick is farther off than its interval, which no clock that only went on can make it."""
    return following - now > every + SLACK


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
