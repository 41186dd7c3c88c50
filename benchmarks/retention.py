"""How long forgetting holds the writer, on a copy of a database: python -m benchmarks.retention FILE"""

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from jobs.clock import utc_now
from jobs.prune import Keep, Pruning
from storage.database import Database, Session


class Timed(Database):
    """Knows how long each of its writers held it, in seconds."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.held: list[float] = []

    @contextmanager
    def write(self) -> Iterator[Session]:
        with super().write() as session:
            began = time.perf_counter()
            yield session
            session.flush()
        self.held.append(time.perf_counter() - began)


def measure(file: Path, keep: Keep, *, days_on: int = 0) -> dict[str, object]:
    """Prune a copy of the database in one go, as if it were `days_on` days later."""
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        copy = shutil.copy(file, folder)
        database = Timed(f"sqlite:///{copy}")
        cpu = time.process_time()
        now = utc_now() + timedelta(days=days_on)
        pruning = Pruning(database, patience_s=0)
        removed = pruning.go_on(keep, now=now, monotonic_s=time.monotonic(), seconds=24 * 3600)
        cpu = time.process_time() - cpu
        database.close()
    held = sorted(database.held)
    return {
        "removed": dict(removed),
        "cpu_ms_a_row": round(1000 * cpu / max(1, sum(removed.values())), 2),
        "transactions": len(held),
        "held_ms": {
            name: round(1000 * held[min(len(held) - 1, int(share * len(held)))], 1)
            for name, share in (("median", 0.5), ("p95", 0.95), ("p99", 0.99), ("longest", 1.0))
        },
    }


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path, help="an SQLite database; a copy of it is pruned")
    options.add_argument("--articles", type=int, default=90, help="days that articles are kept")
    options.add_argument("--digests", type=int, default=365, help="days that digests are kept")
    options.add_argument("--days-on", type=int, default=0, help="so many days from now")
    given = options.parse_args()
    wanted = Keep(articles=timedelta(days=given.articles), digests=timedelta(days=given.digests))
    print(json.dumps(measure(given.file, wanted, days_on=given.days_on), indent=2))
