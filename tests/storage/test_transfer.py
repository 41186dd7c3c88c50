"""From an SQLite file to PostgreSQL: all of it arrives or nothing does, and what is in the way is said before."""

import hashlib
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from string import ascii_letters

import pytest
import sqlalchemy
from sqlalchemy import text

from benchmarks.answers.filling import fill
from benchmarks.answers.size import STRIKES_AT, Size
from jobs.digests.by_hour.scheduled import make_due_digests
from jobs.digests.limits import DigestLimits
from storage import articles, audit, chats, deliveries, feeds, topics
from storage.database import Database
from storage.errors import CannotTransfer, SchemaTooOld
from storage.schema import head, revision, upgrade
from storage.search import search
from storage.search_query import Phrase, Query
from storage.tables import Table
from storage.transfer import target as in_postgres
from storage.transfer.comparing import differences
from storage.transfer.moving import Stage, transfer
from storage.transfer.source import TABLES, Source, opened
from tests.conftest import NewPostgres

SIZE = Size(chats=30, topics=5, feeds=8, articles=120, span=timedelta(days=2), due=9)
NOW = datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC)


class Silent:
    """Progress that nobody looks at."""

    def counted(self, rows: int) -> None:
        pass

    def did(self, stage: Stage, table: str, rows: int) -> None:
        pass


class Once(Silent):
    """Does something in the middle of a stage."""

    def __init__(self, stage: Stage, table: str, then: Callable[[], None]) -> None:
        self.at, self.then = (stage, table), then

    def did(self, stage: Stage, table: str, rows: int) -> None:
        if (stage, table) == self.at:
            self.then()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("filled") / "news.sqlite3"
    database = Database(f"sqlite:///{file}")
    fill(database, SIZE, lambda _: None)
    database.close()
    return file


@pytest.fixture
def source(in_a_file: Database) -> Database:
    """A file with tables and no rows."""
    return in_a_file


@pytest.fixture
def target(shared: Database) -> Database:
    """An empty database with the tables."""
    return shared


@pytest.fixture(scope="module")
def shared_target(new_postgres: NewPostgres, postgres_with_tables: str) -> Iterator[Database]:
    """For those who leave it as it is."""
    database = Database(new_postgres(f"TEMPLATE {postgres_with_tables}"))
    yield database
    database.close()


@pytest.fixture
def bare_target(new_postgres: NewPostgres) -> Iterator[Database]:
    """A database in which there is nothing at all."""
    database = Database(new_postgres())
    yield database
    database.close()


def put(source: Database, statement: str, *values: object) -> None:
    """By a program that knows nothing of foreign keys, nor of types."""
    with closing(sqlite3.connect(str(source.url.database))) as connection, connection:
        connection.execute(statement, values)


def an_article(database: Database, number: int = 1) -> int:
    url = f"https://quay.example/{number}"
    new = articles.NewArticle(url=url, title="Ferry", text="Text.", source="Quay", published_at=NOW, fetched_at=NOW)
    with database.write() as session:
        return articles.add_article(session, new)[0].id


def a_chat(database: Database, telegram_id: int = 1) -> int:
    with database.write() as session:
        chat, _ = chats.meet_chat(
            session, telegram_id=telegram_id, thread_id=0, kind="private", title="Ада 🚢", language=None, now=NOW
        )
    return chat.id


def nothing_in(target: Database) -> bool:
    with target.engine.connect() as connection:
        in_postgres.check_empty(connection)
    return True


def test_a_filled_database_arrives_and_works_on(filled: Path, bare_target: Database) -> None:
    before = hashlib.sha256(filled.read_bytes()).digest()
    source, target = Database(f"sqlite:///{filled}"), bare_target
    done = transfer(source, target, Silent())
    assert done.rows["articles"] == SIZE.articles
    assert done.mended == []
    assert hashlib.sha256(filled.read_bytes()).digest() == before
    assert revision(target) == head()
    with source.read() as there, target.read() as here:
        assert chats.count_chats(here) == chats.count_chats(there) == {"active": SIZE.chats}
        assert feeds.list_feeds(here) == feeds.list_feeds(there)
        seen = [topic.id for topic in topics.list_topics(there)]
        asked = Query(wanted=(Phrase(words=("the",), prefix=True),), unwanted=())
        found = search(here, asked, topic_ids=seen, now=STRIKES_AT)
        assert found == search(there, asked, topic_ids=seen, now=STRIKES_AT)
    assert make_due_digests(target, now=STRIKES_AT, limits=DigestLimits()) == SIZE.due, (
        "new rows get numbers of their own"
    )
    source.close()


def test_each_value_is_what_it_was(source: Database, target: Database) -> None:
    chat = a_chat(source, -1_002_345_678_901_234)
    with source.write() as session:
        deliveries.enqueue(session, [a_delivery(chat, buttons=((("Why?", "v1:why:1"),),))], now=NOW)
        deliveries.enqueue(session, [a_delivery(chat, key="plain")], now=NOW)
    put(source, "UPDATE deliveries SET buttons = NULL, message_id = 9007199254740993 WHERE dedup_key = 'plain'")
    put(
        source,
        "INSERT INTO audit VALUES (7, '2026-03-29 01:59:59.999999', 1, 'a', 's', '{\"b\": [1e3, true, \"\\u20ac\"]}')",
    )
    transfer(source, target, Silent())
    with target.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT buttons IS NULL, jsonb_typeof(buttons), message_id FROM deliveries ORDER BY id")
        )
        assert [tuple(row) for row in rows] == [(False, "array", None), (True, None, 9007199254740993)]
        at, details = connection.execute(text("SELECT at, details FROM audit")).one()
        assert at == datetime(2026, 3, 29, 1, 59, 59, 999999, tzinfo=UTC)
        assert details == {"b": [1000, True, "€"]}
    with target.read() as session:
        known = chats.chat(session, chat)
        assert known is not None
        assert (known.telegram_id, known.title) == (-1_002_345_678_901_234, "Ада 🚢")


def a_delivery(chat: int, *, key: str = "one", buttons: deliveries.Buttons = ()) -> deliveries.NewDelivery:
    return deliveries.NewDelivery(dedup_key=key, chat_id=chat, html="<b>Ferry</b>", priority=1, buttons=buttons)


def test_new_rows_come_behind_those_that_were_copied(source: Database, target: Database) -> None:
    for number in range(3):
        a_chat(source, number + 1)
    transfer(source, target, Silent())
    assert a_chat(target, 99) == 4


LONG = "".join(Random(1).choices(ascii_letters, k=3_000))

REFUSED = [
    ("UPDATE articles SET text = 'a' || char(0) || 'b'", "articles: text has NUL characters in 1 row (id 1)"),
    ("UPDATE articles SET title = CAST(x'ff' AS TEXT)", "articles: title is no UTF-8 in 1 row (id 1)"),
    ("UPDATE articles SET title = x'41'", "articles: title is no text"),
    ("UPDATE articles SET rereads = 3000000000", "articles: rereads is too large a number for 32 bits"),
    ("UPDATE articles SET rereads = 'often'", "articles: rereads is no whole number"),
    ("UPDATE articles SET fetched_at = 'yesterday'", "articles: fetched_at is no time"),
    (
        f"UPDATE articles SET url = 'https://quay.example/{LONG}'",
        "articles: a value that PostgreSQL refuses (index row",
    ),
    ("UPDATE audit SET details = '{\"a\": NaN}'", "audit: details is no valid JSON in 1 row (id 1)"),
    ('UPDATE audit SET details = \'{"a": "\\u0000"}\'', "audit: details has NUL characters"),
    ("UPDATE audit SET details = '[\"\\ud83d\"]'", "audit: details has half a character"),
    ("UPDATE topics SET keywords = 'ferry, storm'", "topics: keywords can't be read in 1 row (id 1)"),
    ("UPDATE topics SET pictures = 2", "topics: pictures is neither true nor false"),
    ("UPDATE articles SET story_id = 77", "articles: story_id names a row of stories that is gone in 1 row (id 1)"),
    (
        "INSERT INTO subscriptions VALUES (5, 1, '2026-03-02 08:00:00', '')",
        "subscriptions: chat_id names a row of chats that",
    ),
]


@pytest.mark.parametrize(("statement", "said"), REFUSED, ids=[said.partition(" in ")[0] for _, said in REFUSED])
def test_what_postgresql_would_refuse_is_said_before_anything_is_copied(
    source: Database, shared_target: Database, statement: str, said: str
) -> None:
    an_article(source)
    with source.write() as session:
        topics.add_topic(session, slug="sea", name="Sea", now=NOW)
        audit.record(session, user_id=1, action="add", subject="sea", now=NOW)
    put(source, statement)
    with pytest.raises(CannotTransfer) as refusal:
        transfer(source, shared_target, Silent())
    lines = str(refusal.value).splitlines()
    assert lines[0] == "PostgreSQL would refuse some rows; nothing was copied:"
    assert said in lines[1]
    assert nothing_in(shared_target)


def test_a_long_address_that_postgresql_can_shrink_is_no_reason_to_refuse_it(
    source: Database, target: Database
) -> None:
    an_article(source)
    put(source, f"UPDATE articles SET url = 'https://quay.example/{'a' * 5_000}'")
    assert transfer(source, target, Silent()).rows["articles"] == 1


def test_mending_takes_out_what_is_refused_and_what_depends_on_it(source: Database, target: Database) -> None:
    first, second = an_article(source, 1), an_article(source, 2)
    chat = a_chat(source)
    put(source, "UPDATE articles SET text = 'a' || char(0) || 'b', title = CAST(x'4180' AS TEXT) WHERE id = ?", first)
    put(source, "UPDATE articles SET story_id = 77 WHERE id = ?", second)
    put(source, "INSERT INTO audit VALUES (1, '2026-03-02 08:00:00', 1, 'a', 's', '{\"a\": \"x\\u0000\"}')")
    # the digest of a chat that is gone, and a message of that digest, for a chat that isn't
    put(source, "INSERT INTO digests VALUES (5, 99, 'scheduled', ?, ?, ?)", *["2026-03-02 08:00:00"] * 3)
    with source.write() as session:
        deliveries.enqueue(session, [a_delivery(chat)], now=NOW)
    put(source, "UPDATE deliveries SET digest_id = 5")
    done = transfer(source, target, Silent(), mend=True)
    assert {doubt.table for doubt in done.mended} == {"articles", "audit", "digests"}
    assert (done.rows["digests"], done.rows["deliveries"]) == (0, 0)
    with target.engine.connect() as connection:
        rows = connection.execute(text("SELECT text, title, story_id FROM articles ORDER BY id")).all()
        assert [tuple(row) for row in rows] == [("ab", "A\ufffd", None), ("Text.", "Ferry", None)]
        assert connection.scalar(text("SELECT details FROM audit")) == {"a": "x"}


def test_a_target_that_is_in_use_is_left_alone(source: Database, target: Database) -> None:
    upgrade(target)
    a_chat(target)
    with pytest.raises(CannotTransfer, match="rows in chats; nothing is ever overwritten"):
        transfer(source, target, Silent())
    with target.read() as session:
        assert chats.count_chats(session) == {"active": 1}


@pytest.mark.parametrize("stage", [Stage.COPY, Stage.COMPARE])
def test_an_interruption_leaves_nothing_and_it_can_be_started_again(
    source: Database, bare_target: Database, stage: Stage
) -> None:
    an_article(source)

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transfer(source, bare_target, Once(stage, "articles", interrupt))
    assert sqlalchemy.inspect(bare_target.engine).get_table_names() == []
    assert transfer(source, bare_target, Silent(), keep=False).rows["articles"] == 1


def test_a_lost_connection_leaves_nothing_and_is_said_in_one_line(source: Database, target: Database) -> None:
    an_article(source)
    others = text("""
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
    """)

    def cut() -> None:
        with target.engine.connect() as connection:
            connection.execute(others)

    with pytest.raises(CannotTransfer, match=r"^postgresql.* can't be filled \(.*\); nothing was kept"):
        transfer(source, target, Once(Stage.COPY, "articles", cut))
    assert nothing_in(target)


def test_what_is_written_to_the_file_meanwhile_is_noticed(source: Database, target: Database) -> None:
    an_article(source)
    with pytest.raises(CannotTransfer, match="written to meanwhile"):
        transfer(source, target, Once(Stage.COPY, "articles", lambda: an_article(source, 2) and None))
    assert nothing_in(target)


def test_a_rehearsal_may_be_held_while_the_bot_writes_and_keeps_nothing(source: Database, target: Database) -> None:
    an_article(source)
    meanwhile = Once(Stage.COPY, "articles", lambda: an_article(source, 2) and None)
    assert transfer(source, target, meanwhile, keep=False).rows["articles"] == 1
    assert nothing_in(target)


def test_a_bot_that_runs_is_named_and_has_to_be_stopped(source: Database, target: Database) -> None:
    opens = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT 1 FROM chats').fetchall();"
        "print('open', flush=True); sys.stdin.read()"
    )
    file = str(source.url.database)
    source.close()
    with subprocess.Popen(
        [sys.executable, "-c", opens, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as bot:
        assert bot.stdout
        assert bot.stdout.readline() == "open\n"
        with pytest.raises(
            CannotTransfer, match=f"^process {bot.pid} has {file} open, most likely the bot; stop it first"
        ):
            transfer(source, target, Silent())
        assert transfer(source, target, Silent(), keep=False).mended == []
    assert transfer(source, target, Silent()).mended == []


def test_only_one_at_a_time_fills_a_database(source: Database, target: Database) -> None:
    with target.engine.connect() as connection, connection.begin():
        in_postgres.claim(connection)
        with pytest.raises(CannotTransfer, match="somebody else is filling this database"):
            transfer(source, target, Silent())


def test_a_database_that_has_not_every_letter_is_refused(source: Database, new_postgres: NewPostgres) -> None:
    latin = Database(new_postgres("ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'"))
    with pytest.raises(CannotTransfer, match=r"keeps text in LATIN1.* createdb --encoding=UTF8"):
        transfer(source, latin, Silent())
    latin.close()


def test_an_older_file_is_to_be_upgraded_first(tmp_path: Path, target: Database) -> None:
    old = Database(f"sqlite:///{tmp_path}/old.sqlite3")
    upgrade(old, to="0007")
    old.close()
    with pytest.raises(SchemaTooOld, match=r"at revision 0007, .* newsdigest db upgrade"):
        transfer(old, target, Silent())


def test_a_file_that_is_damaged_is_said_in_one_line(filled: Path, tmp_path: Path, target: Database) -> None:
    damaged = bytearray(filled.read_bytes())
    damaged[len(damaged) // 2 : len(damaged) // 2 + 40_960] = b"\xa5" * 40_960
    (tmp_path / "damaged.sqlite3").write_bytes(damaged)
    broken = Database(f"sqlite:///{tmp_path}/damaged.sqlite3")
    with pytest.raises(CannotTransfer, match=r"damaged\.sqlite3 can't be read \(.*\); nothing was kept"):
        transfer(broken, target, Silent())
    assert nothing_in(target)


CHANGES = [
    ("UPDATE chats SET title = 'Ada' WHERE id = 2", "chats: id 2 differs in title"),
    (
        "UPDATE chats SET created_at = created_at + interval '1 microsecond', kind = 'x' WHERE id = 1",
        "chats: id 1 differs in kind, created_at",
    ),
    ("DELETE FROM chats WHERE id = 2", "chats: id 2 is missing in PostgreSQL"),
    ("DELETE FROM chats WHERE id = 3", "chats: id 3 is missing in PostgreSQL"),
    (
        "UPDATE chats SET id = 9 WHERE id = 2",
        "chats: id 2 is missing in PostgreSQL; chats: id 9 is in PostgreSQL alone",
    ),
    ("UPDATE audit SET details = '{\"a\": true}'", "audit: id 1 differs in details"),
    (
        "UPDATE tastes SET weight = weight * (1 + 1e-15) WHERE name = 'é'",
        "tastes: chat_id 1, kind source, name é differs in weight",
    ),
]


def test_any_difference_between_the_two_sides_is_found(source: Database, target: Database) -> None:
    for number in range(3):
        a_chat(source, number + 1)
    with source.write() as session:
        audit.record(session, user_id=1, action="add", subject="sea", details={"a": 1}, now=NOW)
    # in an order that depends on the language, but for those who compare bytes
    for name in ("Z", "a", "é", "ß"):
        put(source, "INSERT INTO tastes VALUES (1, 'source', ?, 0.3)", name)
    transfer(source, target, Silent())
    with opened(Path(str(source.url.database)), mend=False) as snapshot, target.engine.connect() as connection:
        assert between(snapshot, connection) == []
        connection.rollback()
        for statement, said in CHANGES:
            connection.execute(text(statement))
            assert "; ".join(between(snapshot, connection)) == said
            connection.rollback()


def between(snapshot: Source, connection: sqlalchemy.Connection) -> list[str]:
    return [
        str(difference)
        for table in TABLES
        for difference in differences(table, snapshot.rows(table), in_postgres.rows(connection, table))
        if difference
    ]


def test_every_table_is_copied() -> None:
    assert {table.name for table in TABLES} == set(Table.metadata.tables)
