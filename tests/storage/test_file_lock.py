"""One process a database file."""

import asyncio
import errno
import os

import pytest

from storage.database import Database
from storage.errors import DatabaseUnreachable
from storage.file_lock import used_alone


async def test_a_second_process_is_told_whose_file_it_is_and_waits_for_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr("storage.file_lock.LOOK_S", 0.01)
    database = Database(f"sqlite:///{tmp_path}/folder/news.sqlite3")
    told: asyncio.Queue[str] = asyncio.Queue()
    has_it = asyncio.Event()

    async def second() -> None:
        async with used_alone(database, stop=asyncio.Event(), waiting=told.put_nowait) as alone:
            assert alone
            has_it.set()

    async with used_alone(database, stop=asyncio.Event(), waiting=told.put_nowait) as alone:
        assert alone
        other = asyncio.create_task(second())
        assert await told.get() == str(os.getpid())
        assert not has_it.is_set()
    async with asyncio.timeout(30):
        await has_it.wait()
        await other


async def test_who_waits_can_be_stopped(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/news.sqlite3")
    stop = asyncio.Event()
    async with (
        used_alone(database, stop=asyncio.Event(), waiting=str),
        used_alone(database, stop=stop, waiting=lambda _: stop.set()) as alone,
    ):
        assert not alone


async def test_a_folder_that_cannot_be_written_is_named():
    with pytest.raises(DatabaseUnreachable, match="/proc/none"):
        async with used_alone(Database("sqlite:////proc/none/news.sqlite3"), stop=asyncio.Event(), waiting=str):
            raise AssertionError


async def test_postgresql_is_for_many():
    database = Database("postgresql://nobody@127.0.0.1:1/news")
    async with used_alone(database, stop=asyncio.Event(), waiting=str) as alone:
        assert alone


async def test_a_full_disk_is_said_in_place_of_its_error(tmp_path, monkeypatch):
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(DatabaseUnreachable, match=r"the disk with the database file .* is full; make room"):
        async with used_alone(Database(f"sqlite:///{tmp_path}/news.sqlite3"), stop=asyncio.Event(), waiting=str):
            raise AssertionError
