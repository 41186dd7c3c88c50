"""What topics and feeds have to do with one another."""

import pytest

from storage import entries, feeds, own_topics, topics
from storage.entries import NewEntry
from storage.feeds import Check
from storage.removed_topics import remove_topic
from storage.topic_entries import carried_entry, entries_at, newest_titles
from storage.topic_feeds import FeedCount, carried_feed, count_topic_feeds, listed_feed


@pytest.fixture
def add(database, now):
    """A feed in these topics, with these entries."""

    def adding(name, *carrying, titles=()):
        with database.write() as session:
            feed = feeds.add_feed(session, url=f"https://{name}.example/feed", title=name, language=None, now=now)
            for topic in carrying:
                topics.link_feed(session, topic.id, feed.id)
            new = [
                NewEntry(guid=title, url=f"https://{name}.example/{title}", title=title, content="") for title in titles
            ]
            entries.add_entries(session, feed.id, new, now=now)
        return feed

    return adding


def test_feeds_are_counted_by_topic_with_those_in_trouble(database, rows, add, now):
    sea, sky, bare = rows.topic("sea"), rows.topic("sky"), rows.topic("bare")
    add("quay", sea)
    ill = add("pier", sea, sky)
    with database.write() as session:
        feeds.record_check(session, ill.id, Check(at=now, next_check_at=now, problem="no answer"))
    with database.read() as session:
        counted = count_topic_feeds(session, [sea.id, sky.id, bare.id])
        assert counted == {sea.id: FeedCount(2, 1), sky.id: FeedCount(1, 1)}
        assert count_topic_feeds(session, []) == {}


def test_a_feed_is_reached_by_a_topic_that_carries_it_and_is_kept(database, rows, add, now):
    sea, sky = rows.topic("sea"), rows.topic("sky")
    feed = add("quay", sea)
    with database.write() as session:
        assert carried_feed(session, sea.id, feed.id) == feed
        assert carried_feed(session, sky.id, feed.id) is None
        assert listed_feed(session, feed.id) == feed
        remove_topic(session, sea.id, now=now)
        assert carried_feed(session, sea.id, feed.id) is None


def test_chats_own_feeds_are_reached_by_nobody(database, rows, now):
    chat = rows.chat()
    with database.write() as session:
        added = own_topics.add_own_feed(
            session, chat, url="https://diary.example/", title="x", language=None, most=9, topic_name="Own", now=now
        )
        own = own_topics.own_topic(session, chat)
        assert carried_feed(session, own.id, added.feed.id) is None
        assert listed_feed(session, added.feed.id) is None


def test_titles_come_newest_first_once_for_each_topic(database, rows, add):
    sea, sky, other = rows.topic("sea"), rows.topic("sky"), rows.topic("other")
    add("quay", sea, sky, titles=["ferry", "tide"])
    add("star", sky, titles=["comet"])
    add("else", other, titles=["budget"])
    with database.read() as session:
        found = [(entry.topic_id, entry.title) for entry in newest_titles(session, [sea.id, sky.id], limit=10)]
        assert found == [(sky.id, "comet"), (sea.id, "tide"), (sky.id, "tide"), (sea.id, "ferry"), (sky.id, "ferry")]
        assert [entry.title for entry in newest_titles(session, [sky.id], limit=1)] == ["comet"]
        assert newest_titles(session, [], limit=10) == []


def test_an_entry_is_found_by_its_address_in_the_topics_that_carry_it(database, rows, add):
    sea, sky, other = rows.topic("sea"), rows.topic("sky"), rows.topic("other")
    add("quay", sea, sky, titles=["ferry"])
    with database.read() as session:
        found = entries_at(session, [sea.id, sky.id, other.id], "http://www.quay.example/ferry/")
        assert [(entry.topic_id, entry.title) for entry in found] == [(sea.id, "ferry"), (sky.id, "ferry")]
        assert entries_at(session, [other.id], "https://quay.example/ferry") == []
        assert carried_entry(session, sea.id, found[0].entry_id).title == "ferry"
        assert carried_entry(session, other.id, found[0].entry_id) is None
