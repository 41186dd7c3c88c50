"""Migrations: an empty and a filled old database come to this version, and the tables equal the migrations' sum."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from storage import articles, deliveries, digests, feed_options, feeds, revisions, schedules, topics
from storage.database import Database, make_file
from storage.entries import NewEntry
from storage.errors import SchemaTooNew, SchemaTooOld
from storage.feed_options import Login
from storage.schema import check_schema, head, is_declared, revision, upgrade
from storage.search_index import unindexed_articles
from storage.tables import Table

OLD = Path(__file__).parent / "data"


def test_an_empty_database_is_refused_until_it_is_upgraded(empty_database: Database) -> None:
    make_file(empty_database.url)
    with pytest.raises(SchemaTooOld, match="newsdigest db upgrade"):
        check_schema(empty_database)
    assert upgrade(empty_database) == (None, head())
    check_schema(empty_database)


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    assert upgrade(database) == (head(), head())


def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        session.execute(text("UPDATE schema_floor SET revision = '9998'"))
    with pytest.raises(SchemaTooNew, match="9999"):
        check_schema(database)
    with pytest.raises(SchemaTooNew, match="9999"):
        upgrade(database)


def test_the_tables_are_the_sum_of_the_migrations(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_declared})
        assert compare_metadata(context, Table.metadata) == []


def test_a_filled_database_of_the_first_version_keeps_what_it_holds(empty_database: Database) -> None:
    upgrade(empty_database, to="0001")
    script = (OLD / "filled_at_0001.sql").read_text(encoding="utf-8")
    with empty_database.write() as session:
        for statement in script.split(";\n"):
            if statement.strip():
                session.execute(text(statement))
    assert revision(empty_database) == "0001"
    upgrade(empty_database)
    check_schema(empty_database)
    with empty_database.read() as session:
        assert [feed.title for feed in feeds.list_feeds(session)] == ["Members", "Quay Herald"]
        assert [topic.slug for topic in topics.topics_of_feed(session, 1)] == ["sea"]
        moved = NewEntry(guid="anew", url="http://www.quay.example/a/", title="Ferry stuck", content="")
        (known,) = revisions.known_entries(session, 1, [moved])
        assert (known.guid, known.fingerprint, known.rereads) == ("a", None, 0)
        ferry = articles.article_at(session, moved.url)
        assert ferry is not None
        assert (ferry.url, known.read_at) == ("https://quay.example/a", ferry.fetched_at)
        assert [topic.keywords for topic in topics.list_topics(session)] == [("ferry", "storm")]
        schedule = schedules.schedule(session, 1)
        assert schedule is not None
        assert schedule.next_run_at == datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
        assert digests.told_stories(session, 1, [1])[1].sources == 3
        assert deliveries.count_deliveries(session) == {"sent": 1, "pending": 1}
        members = feeds.feed_at(session, "https://members.example/feed.xml")
        assert members is not None
        assert members.failing_since == datetime(2026, 3, 1, 20, tzinfo=UTC)
        login = feed_options.feed_options(session, members.id).login
        assert login == Login(user="ada", password="p@ss"), "a login is no part of an address that is shown"
        assert not feed_options.options_of(session, [1])
        assert [old.title for old in unindexed_articles(session, limit=9)] == ["Ferry stuck"], "still to be found"
