"""A PostgreSQL server that hangs, for as long as a test wants it to."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from storage.database import Database


@contextmanager
def held_up(database: Database) -> Iterator[None]:
    """Nothing of the server moves, and all its connections are open still."""
    with database.read() as session:
        folder = session.scalar(text("SHOW data_directory"))
        backends = session.scalars(text("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")).all()
    processes = [int(Path(folder, "postmaster.pid").read_text().split()[0]), *backends]
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)
