"""What a chat follows as a file, and what such a file holds for it."""

from datetime import UTC, datetime

import pytest

from bot.own_feeds import as_file, listed_in, most_own_feeds
from bot.settings import Settings
from jobs.feeds.lists.opml import BadOutline, OpmlFeed, OpmlFile, OpmlTopic, read_opml, write_opml
from storage import chats, topics
from storage.database import Database
from storage.own_topics import add_own_feed
from storage.preferences import set_preferences
from storage.schema import upgrade
from storage.topics import Visibility

NOW = datetime(2031, 3, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path):
    opened = Database(f"sqlite:///{tmp_path}/own.sqlite3")
    upgrade(opened)
    yield opened
    opened.close()


@pytest.fixture
def chat(database):
    with database.write() as session:
        return chats.meet_chat(session, telegram_id=1, kind="private", title="", now=NOW)[0].id


def test_a_chat_may_have_as_many_as_the_settings_say_or_an_admin_allowed_it(database, chat):
    settings = Settings(_env_file=None, own_feeds=7)
    with database.write() as session:
        assert most_own_feeds(session, settings) == most_own_feeds(session, settings, chat) == 7
        set_preferences(session, chat, own_feeds=0)
        assert most_own_feeds(session, settings, chat) == 0


def test_the_file_has_own_feeds_with_their_addresses_and_topics_by_name_alone(database, chat):
    with database.write() as session:
        for slug, visibility in (("science", Visibility.LISTED), ("board", Visibility.PRIVATE)):
            topic = topics.add_topic(session, slug=slug, name=slug.title(), now=NOW, visibility=visibility)
            topics.renew_invitation(session, topic.id, f"the-key-to-{slug}")
            chats.subscribe(session, chat, topic.id, now=NOW)
        add_own_feed(
            session,
            chat,
            url="https://harbour.example/news.xml",
            title="Harbour & Co",
            language="en",
            most=5,
            topic_name="Own feeds",
            now=NOW,
        )
        file = as_file(session, chat)
    written = write_opml(file)
    assert read_opml(written) == file
    assert file.loose == (OpmlFeed(url="https://harbour.example/news.xml", title="Harbour & Co", language="en"),)
    assert [(topic.name, topic.slug, topic.feeds) for topic in file.topics] == [
        ("Science", "science", ()),
        ("Board", None, ()),
    ]
    assert b"the-key-to" not in written
    assert b'"board"' not in written


def test_the_file_of_who_follows_nothing_is_empty(database, chat):
    with database.read() as session:
        assert as_file(session, chat).topics == as_file(session, chat).loose == ()


def test_folders_say_nothing_but_that_a_feed_of_two_is_one():
    one, two = OpmlFeed(url="https://a.example/rss"), OpmlFeed(url="http://a.example/rss/")
    file = OpmlFile(
        topics=(OpmlTopic(name="A", feeds=(one,)), OpmlTopic(name="B", feeds=(two,))),
        loose=(OpmlFeed(url="https://b.example/rss"),),
        bad=(BadOutline(line=3, outline="Nothing", reason="it names no feed"),),
    )
    listed = listed_in(file)
    assert [feed.url for feed in listed.feeds] == ["https://a.example/rss", "https://b.example/rss"]
    assert listed.unusable == ("Nothing",)


def test_topics_are_the_empty_folders_of_our_own_files():
    file = OpmlFile(
        topics=(
            OpmlTopic(name="Science", feeds=(), slug="science"),
            OpmlTopic(name="Somebody's folder", feeds=()),
            OpmlTopic(name="Admin's", feeds=(OpmlFeed(url="https://a.example/rss"),), slug="admins"),
        )
    )
    assert listed_in(file).slugs == ("science",)
