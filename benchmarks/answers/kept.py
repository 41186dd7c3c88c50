"""The filled database that is kept, and the copy of it that a run works on."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine import URL

from benchmarks.answers.filling import Say, fill
from benchmarks.answers.size import Size
from storage.database import Database, parse_url
from storage.schema import upgrade

HOME = Path(tempfile.gettempdir()) / "newsdigest-answers"
"""Where SQLite's file is kept, and the bot's log."""


@contextmanager
def copied(url: str | None, size: Size, say: Say) -> Iterator[str]:
    """The URL of a copy, which is gone afterwards; made first is what isn't there yet: an SQLite file, or the tables in
    the empty PostgreSQL database at `url`."""
    HOME.mkdir(parents=True, exist_ok=True)
    if url is None:
        kept = HOME / f"{size.chats}-{size.topics}-{size.feeds}-{size.articles}-{size.due}.sqlite3"
        if not kept.exists():
            _make_file(kept, size, say)
        with tempfile.TemporaryDirectory(dir=HOME) as folder:
            copy = shutil.copy(kept, Path(folder) / "news.sqlite3")
            yield _upgraded(f"sqlite:///{copy}")
        return
    kept_url = parse_url(url)
    _make_tables(url, size, say)
    server = create_engine(kept_url, isolation_level="AUTOCOMMIT")
    copy_url = kept_url.set(database=f"{kept_url.database}_run")
    _drop(server, copy_url)
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{copy_url.database}" TEMPLATE "{kept_url.database}"'))
    try:
        yield _upgraded(copy_url.render_as_string(hide_password=False))
    finally:
        _drop(server, copy_url)
        server.dispose()


def _make_file(kept: Path, size: Size, say: Say) -> None:
    unfinished = kept.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    database = Database(f"sqlite:///{unfinished}")
    took = fill(database, size, say)
    database.close()
    unfinished.rename(kept)
    say(f"Made {kept} in {took:.0f} s: {kept.stat().st_size / 2**20:,.0f} MB; the next runs use it again\n")


def _make_tables(url: str, size: Size, say: Say) -> None:
    database = Database(url)
    if not inspect(database.engine).has_table("articles"):
        say(f"Made the tables in {fill(database, size, say):.0f} s; the next runs use them again\n")
    database.close()


def _upgraded(url: str) -> str:
    """What is kept may have been made by an earlier version."""
    database = Database(url)
    upgrade(database)
    database.close()
    return url


def _drop(server: Engine, copy: URL) -> None:
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{copy.database}" WITH (FORCE)'))
