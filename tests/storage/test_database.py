"""Opening a database: what works, and one clear line where it doesn't."""

import threading
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage import chats, feeds
from storage.database import Database
from storage.errors import DatabaseUnreachable
from storage.schema import check_schema, upgrade


@pytest.mark.parametrize("url", ["", "news.sqlite3", "mysql://localhost/news", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_is_no_supported_database_says_what_to_write(url: str) -> None:
    with pytest.raises(DatabaseUnreachable, match=r"sqlite:///"):
        Database(url)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    database = Database(f"sqlite:///{tmp_path}/file/news.sqlite3")
    with pytest.raises(DatabaseUnreachable, match=r"file/news\.sqlite3"):
        database.ping()
    database.close()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "news.sqlite3").write_bytes(b"not a database at all, but long enough to be read as one " * 40)
    database = Database(f"sqlite:///{tmp_path}/news.sqlite3")
    for use in (database.ping, lambda: upgrade(database), lambda: check_schema(database)):
        with pytest.raises(DatabaseUnreachable, match=r"news\.sqlite3.*not a database.*backup"):
            use()
    database.close()


def test_a_malformed_address_is_not_repeated_with_its_password() -> None:
    with pytest.raises(DatabaseUnreachable, match="postgresql://") as caught:
        Database("postgresql://reader:secret@host:port/news")
    assert "secret" not in str(caught.value)


def test_an_absent_postgresql_is_named_without_its_password() -> None:
    database = Database("postgresql://reader:secret@127.0.0.1:1/news")
    with pytest.raises(DatabaseUnreachable, match=r"127\.0\.0\.1") as caught:
        database.ping()
    assert "secret" not in str(caught.value)
    database.close()


def test_an_option_that_there_is_not_is_told_of_the_address() -> None:
    database = Database("postgresql://127.0.0.1:1/news?nonsense=1")
    with pytest.raises(DatabaseUnreachable, match=r'option "nonsense".*the URL is right'):
        database.ping()
    database.close()


def test_what_a_failed_write_did_is_undone(database: Database, now: datetime) -> None:
    def fail_half_way() -> None:
        with database.write() as session:
            feeds.add_feed(session, url="https://a.example/feed", title="A", language=None, now=now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with database.read() as session:
        assert feeds.list_feeds(session) == []


def test_writers_wait_for_each_other_instead_of_failing(database: Database, now: datetime) -> None:
    """A reader that became a writer under SQLite's WAL would be refused at once; a writer says so from the start."""
    together = threading.Barrier(8)

    def add(number: int) -> None:
        together.wait()
        for step in range(5):
            with database.write() as session:
                chats.find_chat(session, number)
                chats.meet_chat(session, telegram_id=number, kind="private", title=str(step), now=now)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert chats.count_chats(session) == {"active": 8}


def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="naive time"), database.write() as session:
        feeds.add_feed(session, url="https://a.example", title="A", language=None, now=datetime(2026, 1, 1))  # noqa: DTZ001


def test_times_come_back_aware_and_in_utc(database: Database, now: datetime) -> None:
    local = now.astimezone(ZoneInfo("Asia/Kathmandu"))
    with database.write() as session:
        made = feeds.add_feed(session, url="https://a.example", title="A", language=None, now=local)
    with database.read() as session:
        found = feeds.feed(session, made.id)
    assert found is not None
    assert found.next_check_at == now
    assert found.next_check_at.utcoffset() is not None
    assert str(found.next_check_at.tzinfo) == "UTC"
