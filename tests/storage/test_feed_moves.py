"""A feed moves to another address, alone or onto a feed that is there already; nothing is lost, nothing told twice."""

import pytest

from storage import articles, entries, feed_options, feeds, topics
from storage.articles import NewArticle
from storage.entries import NewEntry
from storage.feed_moves import move_feed
from storage.feed_options import FeedOptions, Login
from storage.feeds import Check
from storage.revisions import known_entries

OLD, NEW = "http://old.example/feed", "https://new.example/feed"


def entry(name: str) -> NewEntry:
    return NewEntry(guid=name, url=f"https://new.example/{name}", title=name, content="<p>Text</p>")


def known(session, feed_id, *names):
    return {each.guid for each in known_entries(session, feed_id, [entry(name) for name in names])}


def feed(session, url, now, *topic_names):
    made = feeds.add_feed(session, url=url, title="", language=None, now=now)
    for name in topic_names:
        topic = topics.topic_called(session, name) or topics.add_topic(session, slug=name, name=name, now=now)
        topics.link_feed(session, topic.id, made.id)
    return made.id


def read(session, feed_id, name, now):
    """Let an entry have its article."""
    due = next(x for x in entries.due_entries(session, now=now, limit=99) if (x.feed_id, x.guid) == (feed_id, name))
    made, _ = articles.add_article(
        session, NewArticle(url=due.url, title=name, text="Text.", source="s", published_at=now, fetched_at=now)
    )
    entries.finish_entry(session, due.id, article_id=made.id)


def test_a_feed_moves_with_its_topics_and_entries_and_without_its_validators(database, now):
    with database.write() as session:
        moving = feed(session, OLD, now, "sea")
        entries.add_entries(session, moving, [entry("a")], now=now)
        feeds.record_check(
            session,
            moving,
            Check(at=now, next_check_at=now, etag='"1"', body_hash="x", moved_to=NEW, moved_since=now, moved_checks=3),
        )
        assert move_feed(session, moving, NEW) == moving
        moved = feeds.feed(session, moving)
        assert (moved.url, moved.etag, moved.body_hash, moved.moved_to, moved.moved_checks) == (
            NEW,
            None,
            None,
            None,
            0,
        )
        assert known(session, moving, "a") == {"a"}
        assert [topic.slug for topic in topics.topics_of_feed(session, moving)] == ["sea"]


def test_two_feeds_at_one_address_become_one_with_all_that_both_had(database, now):
    with database.write() as session:
        moving, there = feed(session, OLD, now, "sea", "ports"), feed(session, NEW, now, "ports", "fish")
        entries.add_entries(session, moving, [entry("mine"), entry("both"), entry("read")], now=now)
        entries.add_entries(session, there, [entry("both"), entry("theirs"), entry("read")], now=now)
        read(session, moving, "read", now)
        feeds.pause_feed(session, there)
        assert move_feed(session, moving, NEW) == there
        assert [found.id for found in feeds.list_feeds(session)] == [there]
        assert feeds.feed(session, there).state == "active", "the topics of the other counted on it"
        assert {topic.slug for topic in topics.topics_of_feed(session, there)} == {"sea", "ports", "fish"}
        due = [(x.feed_id, x.guid) for x in entries.due_entries(session, now=now, limit=99)]
        assert sorted(due) == [(there, "both"), (there, "mine"), (there, "theirs")]
        assert known(session, there, "mine", "both", "theirs", "read") == {
            "mine", "both", "theirs", "read",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("new", "stays"),
    [
        ("https://old.example/feed", True),
        ("http://old.example/other", True),
        ("https://old.example:8443/feed", False),
        ("https://new.example/feed", False),
    ],
)
def test_headers_and_login_stay_with_the_host_they_are_for(database, now, new, stays):
    own = FeedOptions(headers={"X-Key": "1"}, login=Login(user="ada", password="x"), proxy="http://p.example:8080")
    with database.write() as session:
        moving = feed(session, OLD, now)
        feed_options.set_feed_options(session, moving, own)
        move_feed(session, moving, new)
        assert feed_options.feed_options(session, moving) == (own if stays else FeedOptions(proxy=own.proxy))


def test_a_login_is_never_carried_from_https_to_http(database, now):
    with database.write() as session:
        moving = feed(session, "https://old.example/feed", now)
        feed_options.set_feed_options(session, moving, FeedOptions(login=Login(user="ada", password="x")))
        move_feed(session, moving, OLD)
        assert feed_options.feed_options(session, moving) == FeedOptions()
