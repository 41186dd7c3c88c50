"""`newsdigest db migrate-to`: what an operator reads."""

import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy
from typer.testing import CliRunner, Result

from bot.cli import app
from jobs.runners.many import check_tables
from storage.chats import count_chats, meet_chat
from storage.database import Database
from storage.schema import upgrade
from tests.conftest import NewPostgres

FILE = "sqlite:///data/newsdigest.sqlite3"
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def migrate_to(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["db", "migrate-to", *arguments])


@pytest.fixture
def filled(no_settings: Path) -> Path:
    """The file of the settings' default, with a chat in it."""
    database = Database(FILE)
    upgrade(database)
    with database.write() as session:
        meet_chat(session, telegram_id=7, thread_id=0, kind="private", title="Ada", language=None, now=NOW)
    database.close()
    return no_settings / "data" / "newsdigest.sqlite3"


@pytest.fixture
def target(new_postgres: NewPostgres) -> str:
    """An empty database's URL; the server asks for no password, so any will do."""
    return sqlalchemy.make_url(new_postgres()).set(password="hunter2").render_as_string(hide_password=False)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_in_words_and_it_can_be_begun_again(target: str, monkeypatch, number) -> None:
    before = signal.getsignal(number)
    with monkeypatch.context() as patch:
        # as early as that
        patch.setattr("bot.cli.migrate_to.good_settings", lambda: signal.raise_signal(number))
        result = migrate_to(target)
    assert result.exit_code == 128 + number
    assert result.stderr.startswith("newsdigest: interrupted: nothing was changed")
    assert signal.getsignal(number) is before
    assert migrate_to(target).exit_code == 0


@pytest.mark.usefixtures("filled")
def test_it_is_rehearsed_and_then_done_and_says_what_to_do_next(target: str) -> None:
    rehearsed = migrate_to(target, "--rehearse")
    assert rehearsed.exit_code == 0, rehearsed.output
    assert rehearsed.stdout.startswith("All would fit: 1 rows of 1 tables, compared row by row, in ")
    done = migrate_to(target)
    assert done.exit_code == 0
    assert done.stdout.startswith("1 rows of 1 tables are in postgresql://postgres:***@/")
    assert "set NEWSDIGEST_DATABASE_URL" in done.stdout
    assert "hunter2" not in rehearsed.output + done.output
    database = Database(target)
    with database.read() as session:
        assert count_chats(session) == {"active": 1}
    check_tables(database)  # a worker can begin
    database.close()
    again = migrate_to(target)
    assert again.exit_code == 2
    assert again.stderr.startswith("newsdigest: the database isn't empty: it has rows in chats; ")


def test_what_is_in_the_way_is_a_line_each_and_can_be_mended_on_the_way(filled: Path, target: str) -> None:
    with closing(sqlite3.connect(filled)) as file, file:
        file.execute("UPDATE chats SET title = 'A' || char(0) || 'da'")
    refused = migrate_to(target)
    assert refused.exit_code == 2
    assert refused.stderr.splitlines() == [
        "newsdigest: PostgreSQL would refuse some rows; nothing was copied:",
        "newsdigest: chats: title has NUL characters in 1 row (id 1)",
        "newsdigest: --mend takes NUL characters and broken letters out of the copy, and leaves out what is gone",
    ]
    assert refused.stdout == ""
    mended = migrate_to(target, "--mend")
    assert mended.exit_code == 0
    assert mended.stdout.splitlines()[0] == "Mended on the way: chats: title has NUL characters in 1 row (id 1)"


@pytest.mark.parametrize(
    ("settings", "url", "words"),
    [
        (FILE, "sqlite:///other.sqlite3", "only PostgreSQL can be moved to; name the new database like postgresql://"),
        (FILE, "news.sqlite3", "this is no database URL"),
        (FILE, "postgresql://news:hunter2@127.0.0.1:9/news", "no connection to postgresql"),
        ("sqlite:///none.sqlite3", "postgresql://127.0.0.1/news", "there is no file none.sqlite3 to copy"),
        ("postgresql://127.0.0.1/old", "postgresql://127.0.0.1/news", "use pg_dump and pg_restore"),
    ],
)
@pytest.mark.usefixtures("filled")
def test_a_wrong_database_on_either_side_is_one_line(monkeypatch, settings, url, words):
    monkeypatch.setenv("NEWSDIGEST_DATABASE_URL", settings)
    result = migrate_to(url)
    assert result.exit_code == 2
    [line] = result.stderr.splitlines()
    assert words in line
    assert "hunter2" not in line
    assert not Path("none.sqlite3").exists()
