"""A standstill: work is left out while the database fails, and who waits for its end doesn't outlive the process."""

import asyncio
import threading

import pytest
from sqlalchemy import text

from jobs.standstill import Standstill
from storage.database import Database
from storage.errors import DatabaseTrouble
from storage.trouble import Trouble


async def test_work_is_done_while_all_is_well_and_left_out_while_it_is_not(database: Database) -> None:
    done = []

    async def work() -> None:
        done.append(database.condition.trouble)

    tick = Standstill(database).sparing(work)
    await tick()
    database.condition.failed(Trouble.AWAY, "away")
    await tick()
    database.condition.works()
    await tick()
    assert done == [None, None]


async def test_work_that_the_database_cuts_short_is_no_failure_and_any_other_is(database: Database) -> None:
    async def one() -> None:
        database.condition.failed(Trouble.LOCKED, "locked")
        raise DatabaseTrouble("locked")

    async def many() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(one())
            tasks.create_task(one())

    async def wrong() -> None:
        raise ZeroDivisionError

    standstill = Standstill(database)
    await standstill.sparing(one)()
    database.condition.works()
    await standstill.sparing(many)()
    database.condition.works()
    with pytest.raises(ZeroDivisionError):
        await standstill.sparing(wrong)()


async def test_trouble_that_only_another_process_met_is_a_failure_since_nobody_else_tells_of_it(
    database: Database,
) -> None:
    async def work() -> None:
        # as from the process that computes digests, which found no free connection
        raise DatabaseTrouble("too many connections")

    with pytest.RaisesGroup(DatabaseTrouble):
        await Standstill(database).sparing(work)()


async def test_work_may_meet_trouble_before_anybody_else_does(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        # as from the connection of workers' tasks
        raise DatabaseTrouble("tasks can't be asked for")

    monkeypatch.setattr(database, "try_out", lambda: False)
    await Standstill(database).sparing(work)()


async def test_who_waits_is_let_go_when_the_process_ends(database: Database) -> None:
    standstill = Standstill(database)
    assert await standstill.over() is True
    database.condition.failed(Trouble.AWAY, "away")
    waiting, running = asyncio.create_task(standstill.over()), asyncio.create_task(standstill.run())
    await asyncio.sleep(0)
    standstill.end()
    assert await waiting is False
    await running


async def test_the_same_trouble_in_other_words_is_said_once(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    words = iter(["first", "second", "third"])
    tries = iter([False, False, True])

    def try_out() -> bool:
        works = next(tries)
        if works:
            database.condition.works()
        else:
            database.condition.failed(Trouble.AWAY, next(words))
        return works

    monkeypatch.setattr("jobs.standstill.TRY_S", 0.0)
    monkeypatch.setattr(database, "try_out", try_out)
    database.condition.failed(Trouble.AWAY, next(words))
    standstill = Standstill(database)
    running = asyncio.create_task(standstill.run())
    assert await standstill.over()
    standstill.end()
    await running
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert "first" in caplog.text


async def until_it_failed_just_now(database: Database) -> None:
    database.condition.failed_at = None
    async with asyncio.timeout(30):
        while database.condition.failed_at is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_database_that_fails_is_known_to_fail_still_though_its_tries_meet_no_error_or_hang(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()

    def without_room() -> bool:
        return False

    def hangs() -> bool:
        assert answers.wait(30)
        database.condition.works()
        return True

    monkeypatch.setattr("jobs.standstill.TRY_S", 0.0)
    monkeypatch.setattr("jobs.standstill.HANGS_S", 0.01)
    monkeypatch.setattr(database, "try_out", without_room)
    database.condition.failed(Trouble.FULL, "the disk is full")
    standstill = Standstill(database)
    running = asyncio.create_task(standstill.run())
    await until_it_failed_just_now(database)
    monkeypatch.setattr(database, "try_out", hangs)
    # one that was under way before may have said so
    await until_it_failed_just_now(database)
    await until_it_failed_just_now(database)
    answers.set()
    standstill.end()
    await running


async def test_a_try_that_ends_in_another_way_than_expected_is_followed_by_the_next(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("jobs.standstill.TRY_S", 0.0)
    with database.write() as session:
        session.execute(text("ALTER TABLE alembic_version RENAME TO elsewhere"))
    database.condition.failed(Trouble.AWAY, "away")
    standstill = Standstill(database)
    running = asyncio.create_task(standstill.run())
    async with asyncio.timeout(30):
        while "Whether the database works can't be said" not in caplog.text:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    with database.write() as session:
        session.execute(text("ALTER TABLE elsewhere RENAME TO alembic_version"))
    async with asyncio.timeout(30):
        assert await standstill.over()
    standstill.end()
    await running
