"""Upgrading while processes of the version before go on: what they may, and what a migration may do to them."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Inspector, inspect, text

from storage import schema
from storage.database import Database
from storage.errors import DatabaseUnreachable, SchemaInUse, SchemaTooNew
from storage.migration_files import MIGRATIONS, newest
from storage.schema import check_schema, head, revision, upgrade
from tests.conftest import NewPostgres

OLDEST_TO_GO_ON = "0008"
"""From here on every version can work with the tables of the next ones."""


@pytest.fixture
def bare(new_postgres: NewPostgres) -> Iterator[Database]:
    """An empty PostgreSQL."""
    database = Database(new_postgres())
    yield database
    database.close()


def another(database: Database) -> Database:
    return Database(database.url.render_as_string(hide_password=False))


def test_a_newer_database_is_worked_with_where_it_says_so(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert check_schema(database) == "9999"
    assert upgrade(database) == ("9999", "9999"), "nothing is to be done, and it is no error"


def test_a_newer_database_that_has_no_such_word_is_left_alone(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        session.execute(text("DROP TABLE schema_floor"))
    with pytest.raises(SchemaTooNew):
        check_schema(database)


def test_the_newest_migrations_file_is_named_for_it() -> None:
    assert newest() == head()


def test_a_migration_waits_for_a_table_in_turns_and_goes_on_where_it_was(
    bare: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "LOCK_MS", 50)
    monkeypatch.setattr(schema, "PAUSE_S", 0.05)
    upgrade(bare, to="0008")
    reader = another(bare)
    with reader.engine.connect() as reading:
        reading.execute(text("SELECT count(*) FROM feeds"))
        said: list[str] = []

        def waiting(words: str) -> None:
            said.append(words)
            if len(said) == 2:
                # somebody new isn't held up by the migration that waits
                with reader.read() as session:
                    session.execute(text("SET LOCAL lock_timeout = '1ms'"))
                    session.execute(text("SELECT count(*) FROM feeds"))
                assert revision(bare) == "0008"
                reading.rollback()

        assert upgrade(bare, waiting=waiting) == ("0008", head())
    assert len(said) == 2
    assert said[0].startswith("a table is in use (")
    reader.close()


def test_a_table_that_stays_in_use_ends_it_and_what_was_done_is_done(
    bare: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "LOCK_MS", 10)
    monkeypatch.setattr(schema, "PAUSE_S", 0.0)
    monkeypatch.setattr(schema, "PATIENCE_S", 0.0)
    upgrade(bare, to="0008")
    reader = another(bare)
    with reader.engine.connect() as reading:
        # what the tenth migration needs, and not the ninth
        reading.execute(text("LOCK TABLE deliveries IN ROW EXCLUSIVE MODE"))
        with pytest.raises(DatabaseUnreachable, match=r"a table that is in use .* so try again"):
            upgrade(bare)
    assert revision(bare) == "0009"
    assert upgrade(bare) == ("0009", head())
    reader.close()


def test_of_two_that_upgrade_at_once_one_waits_and_finds_it_done(bare: Database) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        database = another(bare)
        try:
            upgrade(database)
        except BaseException as failure:
            failures.append(failure)
        database.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    check_schema(bare)


@pytest.fixture
def without_rights(bare: Database) -> Iterator[Database]:
    """The empty PostgreSQL for a role that may make no tables in it."""
    with bare.aside() as admin:
        admin.execute(text("CREATE ROLE guest LOGIN PASSWORD 'x'"))
    theirs = Database(bare.url.set(username="guest", password="x").render_as_string(hide_password=False))
    yield theirs
    theirs.close()
    with bare.aside() as admin:
        admin.execute(text("DROP ROLE guest"))


def test_a_right_that_is_missing_is_told_as_that(without_rights: Database) -> None:
    said = r"refuses it \(permission denied for schema public\); look at the rights of this role"
    with pytest.raises(DatabaseUnreachable, match=said):
        upgrade(without_rights)


NOTING = """
from alembic import op

revision = "9000"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE noted AS SELECT current_setting('statement_timeout') AS statement_timeout")
"""


def test_a_migration_may_take_longer_than_the_server_lets_a_statement(
    bare: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(bare)
    add_migration(NOTING.format(before=head()), tmp_path, monkeypatch)
    with bare.aside() as admin:
        admin.execute(text(f"ALTER DATABASE {bare.url.database} SET statement_timeout = '1h'"))
    bare.close()
    upgrade(bare)
    with bare.read() as session:
        assert session.scalar(text("SELECT statement_timeout FROM noted")) == "0"
        assert session.scalar(text("SHOW statement_timeout")) == "1h", "what it is for everything else"


def add_migration(script: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one more be the newest."""
    shutil.copytree(MIGRATIONS, folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "migrations" / "versions" / "9000_more.py").write_text(script)
    monkeypatch.setattr(schema, "MIGRATIONS", folder / "migrations")


CONTRACT = """
import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("feeds", "title")
    op.execute("UPDATE schema_floor SET revision = '9000'")
"""


def test_what_older_processes_still_use_is_not_taken_away_while_they_run(
    bare: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(bare)
    before = head()
    older = another(bare)
    older.ping()
    add_migration(CONTRACT.format(before=before), tmp_path, monkeypatch)
    newer = Database(f"{bare.url.render_as_string(hide_password=False)}&application_name=newsdigest+r9000")
    bare.close()
    with pytest.raises(SchemaInUse, match=rf"can't work with the tables of revision 9000: .* \(revision {before}\)"):
        upgrade(newer)
    assert revision(newer) == before
    older.close()
    assert upgrade(newer) == (before, "9000")
    newer.close()
    monkeypatch.undo()
    with pytest.raises(SchemaTooNew):
        check_schema(bare)


def test_an_older_version_can_write_into_the_newer_tables(empty_database: Database) -> None:
    upgrade(empty_database, to=OLDEST_TO_GO_ON)
    with empty_database.engine.connect() as connection:
        old = {name: inspect(connection).get_columns(name) for name in tables(inspect(connection))}
    upgrade(empty_database)
    with empty_database.engine.connect() as connection:
        new = inspect(connection)
        for name, columns in old.items():
            now = {column["name"]: column for column in new.get_columns(name)}
            for column in columns:
                assert column["name"] in now, f"{name}.{column['name']} is gone, which the version before uses"
                assert now[column["name"]]["nullable"] or not column["nullable"], f"{name}.{column['name']}"
                assert str(now[column["name"]]["type"]) == str(column["type"])
            for added in set(now) - {column["name"] for column in columns}:
                fills_itself = now[added]["nullable"] or now[added]["default"] is not None
                assert fills_itself, f"{name}.{added} has no default: the version before can't add a row any more"
            connection.rollback()


def tables(inspector: Inspector) -> list[str]:
    return [name for name in inspector.get_table_names() if not name.startswith(("article_search_index", "alembic"))]


TAKES_AWAY = ("drop_table", "drop_column", "alter_column", "rename_table", "create_unique_constraint")


def test_a_migration_that_takes_something_away_says_so() -> None:
    """By hand it would be forgotten, and an older process that starts then would find out by failing."""
    for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions():
        source = Path(script.path).read_text(encoding="utf-8")
        if script.revision > "0012" and any(word in source for word in TAKES_AWAY):
            assert "UPDATE schema_floor" in source, f"{script.path} leaves the floor where it is"
