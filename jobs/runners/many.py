"""The runner that many workers share: procrastinate on PostgreSQL (https://procrastinate.readthedocs.io).

Each job's round is a periodic task, deferred once however many workers there are. Who gets it does the job's `tick`,
asks for as much help as there are chunks, and begins with them itself. What a worker had in hand when it was killed
stays due in the database: its task is only cleared away (`STALLED_S`), since the next round is never far.

The tables of procrastinate lie in a schema that is named for their version. So workers of two versions, while a cluster
is brought up to date, each have tables they know, and nothing has to be carried over: a task is no more than a bell.
"""

import asyncio
import logging
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import DeleteJobCondition, Status
from procrastinate.periodic import PeriodicDeferrer, TaskAtTime
from procrastinate.schema import SchemaManager
from procrastinate.worker import Worker

from jobs.job import Job, Queue, Tick, Watched, unwatched
from jobs.standstill import is_trouble, says_more
from storage import liveness
from storage.addresses import with_password
from storage.database import Database
from storage.errors import DatabaseTrouble, SchemaTooOld
from storage.foreign_tables import has_schema, make_schema

LOOK_S = 1.0
"""Seconds between looks for a task, which cost less than a connection that listens."""
HEARTBEAT_S = 5.0
STALLED_S = 20.0
"""A worker that gave no sign of life for so long is gone."""
SWEEP = "*/10"
SWEEPER = "sweep"
DRAIN_S = 15.0
"""So long a worker that is told to stop may go on with what it has in hand."""
A_TURN_S = 30.0
"""After so long with chunks of a job its next tick has its turn."""
ANSWER_S = 5.0
"""A database that doesn't let a task be asked for within this is away."""
AGAIN_S = 2.0
CONNECTIONS = 4

LIBRARIES = ("procrastinate.worker", "procrastinate.utils", "procrastinate.periodic", "procrastinate.jobs")

log = logging.getLogger(__name__)


class RoundDueNow(PeriodicDeferrer):
    """Asks for the round that is due by the clock as it stands, whichever it asked for before.

    The library goes on from the last one: it would make up for each that a machine slept through, and ask for none
    while a clock that was put back has still to come to where it was. Two that ask for the same get it once.
    """

    def get_previous_tasks(self, at: float) -> Iterable[TaskAtTime]:
        self.last_defers.clear()
        return super().get_previous_tasks(at)


class _Worker(Worker):
    async def _periodic_deferrer(self) -> None:
        await RoundDueNow(self.app.periodic_registry).worker()


def make_tables(database: Database) -> bool:
    """Make the tables for tasks of the installed version; False where they are there."""
    return make_schema(database, _schema(), SchemaManager.get_schema)


def check_tables(database: Database) -> None:
    """Raise SchemaTooOld where there are no tables for tasks of the installed version; DatabaseUnreachable."""
    if not has_schema(database, _schema()):
        raise SchemaTooOld("the database has no tables for the workers' tasks yet; run: newsdigest db upgrade")


async def running_among_many(
    jobs: Collection[Job],
    database: Database,
    queues: Collection[Queue],
    *,
    stop: asyncio.Event,
    watched: Watched = unwatched,
) -> None:
    """Take part in the jobs of these queues until `stop`: then finish what is in hand, for `DRAIN_S` at the most.

    Raises SchemaTooOld where there are no tables for tasks.
    """
    await asyncio.to_thread(check_tables, database)
    connector = PsycopgConnector(
        conninfo=with_password(database.url),
        kwargs={
            "options": f"-c search_path={_schema()} {liveness.OPTIONS}",
            "application_name": "newsdigest worker",
            **liveness.CLIENT,
        },
        min_size=1,
        max_size=CONNECTIONS,
        timeout=ANSWER_S,
        # else it tries ever more rarely, and doesn't notice for long that the database is back
        reconnect_timeout=ANSWER_S,
        # with the others of this process they are cut when the server hangs
        configure=database.lines.take_in,
    )
    _say_it_once(jobs)
    async with App(connector=connector).open_async(), asyncio.TaskGroup() as tasks:
        for job in jobs:
            if job.queue in queues:
                tasks.create_task(_work(_app_of(job, connector, watched), database, job.name, job.at_once, stop))
        tasks.create_task(_work(_sweeper(connector), database, SWEEPER, 1, stop))


def _schema() -> str:
    """Named for the newest of the library's migrations, which is what its tables are."""
    newest = max(file.name for file in Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    return "newsdigest_tasks_" + newest.split("_")[0].replace(".", "_")


def _sweeper(connector: PsycopgConnector) -> App:
    """The task of clearing away others."""
    app = App(connector=connector)

    @app.periodic(cron=f"* * * * * {SWEEP}")
    @app.task(name=SWEEPER, queue=SWEEPER, queueing_lock=SWEEPER)
    async def sweep(timestamp: int) -> None:
        await _sweep(app)

    return app


def _app_of(job: Job, connector: PsycopgConnector, watched: Watched) -> App:
    """A job's tasks, in a queue of their own: so that one job with much to do doesn't take the places of others."""
    app, name = App(connector=connector), job.name

    help_out: Tick = watched(replace(job, name=f"{name} chunk"), partial(job.go_on, seconds=A_TURN_S))

    @app.task(name=f"{name} chunk", queue=name)
    async def chunk() -> None:
        await help_out()

    async def go_round() -> None:
        if job.tick is not None:
            await job.tick()
        if job.chunk is not None:
            for number in range((await job.waiting() if job.waiting else 1) - 1):
                with suppress(AlreadyEnqueued):
                    await chunk.configure(queueing_lock=f"{name} chunk {number}").defer_async()
            await job.go_on(seconds=A_TURN_S)
        if job.after is not None:
            await job.after()

    async def go_round_or_leave_off() -> None:
        try:
            await go_round()
        except ConnectorException as error:
            if is_trouble(error):
                raise DatabaseTrouble("tasks can't be asked for") from error
            raise

    run: Tick = watched(job, go_round_or_leave_off)

    @app.periodic(cron=cron(job.every))
    @app.task(name=name, queue=name, queueing_lock=name)
    async def tick(timestamp: int) -> None:
        await run()

    return app


async def _work(app: App, database: Database, queue: str, at_once: int, stop: asyncio.Event) -> None:
    """Work until `stop`, also where the database goes away for a while."""
    while not stop.is_set():
        working = asyncio.create_task(
            _Worker(
                app,
                queues=[queue],
                name=queue,
                concurrency=at_once,
                install_signal_handlers=False,
                listen_notify=False,
                fetch_job_polling_interval=LOOK_S,
                abort_job_polling_interval=3600,
                # a task says nothing that isn't in the database or the log
                delete_jobs=DeleteJobCondition.ALWAYS,
                update_heartbeat_interval=HEARTBEAT_S,
                stalled_worker_timeout=STALLED_S,
                shutdown_graceful_timeout=DRAIN_S,
            ).run()  # type: ignore[no-untyped-call]
        )
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        # a worker that is cancelled ends when its tasks have
        working.cancel()
        try:
            await working
        except asyncio.CancelledError:
            continue
        except ConnectorException as error:
            # whoever minds the database says what is wrong with it
            if not is_trouble(error) or await asyncio.to_thread(database.try_out):
                log.warning("The worker lost the database (%s); trying on", type(error.__cause__ or error).__name__)
        await _sleep(stop, AGAIN_S)
        while database.condition.trouble is not None and not stop.is_set():
            await _sleep(stop, AGAIN_S)


async def _sleep(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


def _say_it_once(jobs: Collection[Job]) -> None:
    """Keep the library from showing the places in its code that waited for a database which fails."""
    queues = [*(job.name for job in jobs), SWEEPER]
    for name in (*LIBRARIES, "asyncio", *(f"procrastinate.worker.{each}" for each in queues)):
        # added twice it is there once
        logging.getLogger(name).addFilter(says_more)


async def _sweep(app: App) -> None:
    """Clear away the tasks of workers that are gone; nobody else would, and theirs would be counted as under way."""
    manager = app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S):
        assert stalled.id is not None
        # somebody else may have swept it just now
        with suppress(ConnectorException):
            await manager.finish_job_by_id_async(job_id=stalled.id, status=Status.FAILED, delete_job=True)
            log.warning("A worker is gone; what it was at (%s) is done again", stalled.task_name)
    await manager.prune_stalled_workers(STALLED_S)


def cron(every: timedelta) -> str:
    """About the interval, as procrastinate has it: whole seconds under a minute, else whole minutes, or an hour."""
    seconds = max(1, round(every.total_seconds()))
    if seconds < 60:
        return f"* * * * * */{seconds}"
    minutes = round(seconds / 60)
    return f"*/{minutes} * * * *" if minutes <= 30 else "0 * * * *"
