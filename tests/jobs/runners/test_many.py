"""Workers that share the jobs, with procrastinate on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from time import time

import pytest
from procrastinate import App
from procrastinate.testing import InMemoryConnector
from sqlalchemy import text

from jobs.job import Job, Queue, Tick
from jobs.runners.many import RoundDueNow, cron, make_tables, running_among_many
from storage.database import Database
from storage.errors import SchemaTooOld
from tests.conftest import NewPostgres

SECOND = timedelta(seconds=1)


@pytest.fixture
def empty_database_url(new_postgres: NewPostgres) -> str:
    return new_postgres()


@asynccontextmanager
async def worker(database: Database, *jobs: Job) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    task = asyncio.create_task(running_among_many(jobs, database, list(Queue), stop=stop))
    try:
        yield stop
    finally:
        stop.set()
        async with asyncio.timeout(30):
            await task


async def test_workers_help_each_other_with_the_chunks_of_a_job_and_finish_what_they_have_in_hand(
    empty_database, monkeypatch
):
    make_tables(empty_database)
    begun: list[str] = []
    finished: list[str] = []
    told_to_end = asyncio.Event()

    def job_of(name: str) -> Job:
        async def chunk() -> bool:
            begun.append(name)
            await told_to_end.wait()
            finished.append(name)
            return False

        async def waiting() -> int:
            return 2

        return Job(name="feeds", queue=Queue.FETCH, every=SECOND, chunk=chunk, waiting=waiting, at_once=1)

    async with asyncio.timeout(30):
        async with worker(empty_database, job_of("first")) as stop, worker(empty_database, job_of("second")):
            while set(begun) != {"first", "second"}:  # noqa: ASYNC110 - what is waited for happens in the workers
                await asyncio.sleep(0.01)
            stop.set()
            told_to_end.set()
    assert sorted(finished) == sorted(begun)


async def test_what_a_killed_worker_had_in_hand_is_cleared_away(empty_database, monkeypatch):
    monkeypatch.setattr("jobs.runners.many.SWEEP", "*/1")
    make_tables(empty_database)
    (schema,) = schemas(empty_database)
    with empty_database.write() as session:
        session.execute(text(f"SET LOCAL search_path TO {schema}"))
        session.execute(text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')"))
        session.execute(
            text(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id) "
                "SELECT 'feeds', 'feeds', 'doing', id FROM procrastinate_workers"
            )
        )

    def left() -> int:
        with empty_database.read() as session:
            return session.scalar(text(f"SELECT count(*) FROM {schema}.procrastinate_jobs WHERE task_name = 'feeds'"))

    async with asyncio.timeout(30), worker(empty_database):
        while await asyncio.to_thread(left):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_without_tables_for_tasks_the_way_out_is_named(empty_database):
    with pytest.raises(SchemaTooOld, match="newsdigest db upgrade"):
        await running_among_many([], empty_database, [Queue.FETCH], stop=asyncio.Event())


def test_the_tables_are_made_once(empty_database):
    assert make_tables(empty_database)
    assert not make_tables(empty_database)
    assert len(schemas(empty_database)) == 1


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0.2, "* * * * * */1"),
        (15, "* * * * * */15"),
        (59.4, "* * * * * */59"),
        (60, "*/1 * * * *"),
        (3600, "0 * * * *"),
    ],
)
def test_an_interval_is_written_as_the_library_wants_it(seconds, written):
    assert cron(timedelta(seconds=seconds)) == written


def schemas(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'newsdigest%'")))


class MachineClock:
    """What the machine shows, in place of the library's `time`: put on by as many seconds as a test says."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def time(self) -> float:
        return time() + self.ahead


@pytest.mark.parametrize("jump", [-7200, 86400], ids=["back by two hours", "on by a day"])
async def test_a_round_comes_at_each_interval_when_the_clock_is_put(empty_database, monkeypatch, jump):
    machine = MachineClock()
    monkeypatch.setattr("procrastinate.periodic.time", machine)
    make_tables(empty_database)
    (schema,) = schemas(empty_database)
    ticks: asyncio.Queue[None] = asyncio.Queue()
    job = Job(name="feeds", queue=Queue.FETCH, every=SECOND, tick=lambda: ticks.put(None))

    def asked_for() -> int:
        with empty_database.read() as session:
            return session.scalar(text(f"SELECT last_value FROM {schema}.procrastinate_periodic_defers_id_seq"))

    async with asyncio.timeout(30), worker(empty_database, job):
        await ticks.get()
        machine.ahead += jump
        # the first may have been on its way already
        for _ in range(2):
            await ticks.get()
        # one a second for as long as this may take, and the sweeper's
        assert await asyncio.to_thread(asked_for) < 40


def test_of_the_rounds_that_were_due_only_the_last_is_asked_for():
    app = App(connector=InMemoryConnector())
    app.periodic(cron=cron(15 * SECOND))(app.task(name="feeds")(lambda timestamp: None))
    deferrer = RoundDueNow(app.periodic_registry)

    def asked_for(at: datetime) -> list[datetime]:
        return [datetime.fromtimestamp(due, UTC) for _, due in deferrer.get_previous_tasks(at.timestamp())]

    noon = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    soon = timedelta(seconds=0.5)
    assert asked_for(noon + soon) == [noon]
    # a night's sleep, and a clock that was put back
    assert asked_for(noon + timedelta(days=1) + soon) == [noon + timedelta(days=1)]
    assert asked_for(noon - timedelta(hours=2) + soon) == [noon - timedelta(hours=2)]


async def test_rounds_and_the_chunks_that_help_with_them_are_watched_each_by_its_name(empty_database):
    make_tables(empty_database)
    seen: list[str] = []

    def watched(job: Job, run: Tick) -> Tick:
        seen.append(job.name)
        return run

    async def chunk() -> bool:
        return False

    stop = asyncio.Event()
    stop.set()
    job = Job(name="feeds", queue=Queue.FETCH, every=SECOND, chunk=chunk)
    await running_among_many([job], empty_database, list(Queue), stop=stop, watched=watched)
    assert sorted(seen) == ["feeds", "feeds chunk"]


async def test_a_database_that_goes_away_is_noted_once_and_keeps_no_worker_from_ending(
    own_postgres, monkeypatch, caplog
):
    monkeypatch.setattr("jobs.runners.many.AGAIN_S", 0.1)
    monkeypatch.setattr("jobs.runners.many.ANSWER_S", 0.5)
    database = Database(own_postgres.get_uri())
    make_tables(database)
    ticked = asyncio.Event()

    async def tick() -> None:
        ticked.set()

    job = Job(name="feeds", queue=Queue.FETCH, every=SECOND, tick=tick)
    try:
        async with asyncio.timeout(60), worker(database, job):
            await ticked.wait()
            own_postgres.stop()
            while database.condition.trouble is None:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    finally:
        own_postgres.start()
        database.close()
    assert "no connection to postgresql://" in database.condition.words
    assert [record.name for record in caplog.records if record.name.startswith(("procrastinate", "jobs"))] == []
