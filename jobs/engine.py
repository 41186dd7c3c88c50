"""The default engine: APScheduler in the process. It only ticks; what is due stands in the database."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from jobs.clock import utc_now

Tick = Callable[[], Awaitable[object]]


def start_engine(ticks: Mapping[str, tuple[timedelta, Tick]]) -> AsyncIOScheduler:
    """Run each named tick at its interval, the first time at once; a slow one never overlaps itself.

    Needs a running event loop. Stop it with `stop_engine`.
    """
    scheduler = AsyncIOScheduler(
        timezone="UTC",
        # a machine that slept has one tick to make up for, not a hundred
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    # the scheduler goes by the machine's clock, whatever time it is for the ticks
    begin = utc_now()
    for name, (every, tick) in ticks.items():
        scheduler.add_job(tick, "interval", seconds=every.total_seconds(), id=name, name=name, next_run_time=begin)
    scheduler.start()
    return scheduler


def stop_engine(scheduler: AsyncIOScheduler) -> None:
    """No more ticks; those under way are cancelled. What they didn't finish is still due."""
    scheduler.shutdown(wait=False)
