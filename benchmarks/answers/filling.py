"""The database that the benchmark runs on, made once."""

import time
from collections.abc import Callable

from sqlalchemy import text

from benchmarks.answers.chats import write_chats
from benchmarks.answers.news import plan, write_articles, write_feeds
from benchmarks.answers.press import Press
from benchmarks.answers.size import Size
from storage.database import Database
from storage.schema import upgrade

Say = Callable[[str], None]


def fill(database: Database, size: Size, say: Say) -> float:
    """Fill an empty database; returns how many seconds that took."""
    started = time.perf_counter()
    upgrade(database)
    press, made = Press(), plan(size)
    write_feeds(database, made, size, press)
    for done in write_articles(database, made, press):
        say(f"{done:,} articles")
    for done in write_chats(database, made, size, press):
        say(f"{done:,} chats")
    _finish(database)
    return time.perf_counter() - started


def _finish(database: Database) -> None:
    """An empty journal; on PostgreSQL statistics, and sequences that go on behind the ids given."""
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        if database.engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            return
        connection.execute(text("VACUUM ANALYZE"))
        for table in ("feeds", "topics", "stories", "articles", "chats", "digests"):
            connection.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))
