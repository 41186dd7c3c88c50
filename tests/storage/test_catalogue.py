"""All topics with their feeds, read and written many at a time."""

from datetime import datetime

from sqlalchemy import event

from storage import catalogue, feed_options, feeds, topics
from storage.catalogue import NewFeed
from storage.database import Database
from storage.feed_options import FeedOptions, Login
from storage.feeds import FeedState


def test_topics_stand_in_their_order_with_their_feeds_by_title(database: Database, now: datetime) -> None:
    with database.write() as session:
        world, empty = (topics.add_topic(session, slug=slug, name=slug, now=now) for slug in ("world", "empty"))
        assert world
        assert empty
        names = ("b", "a", "Ä", "lost")
        ids = catalogue.add_feeds(session, [NewFeed(url=f"https://{n}.example/", title=n) for n in names], now=now)
        catalogue.link_feeds(session, [(world.id, feed_id) for feed_id in ids[:3]])
    with database.read() as session:
        everything = catalogue.read_catalogue(session)
    assert [(each.topic.slug, [feed.title for feed in each.feeds]) for each in everything.topics] == [
        ("world", ["a", "b", "Ä"]),
        ("empty", []),
    ]
    assert [feed.title for feed in everything.unread] == ["lost"]


def test_thousands_are_added_and_read_in_a_few_statements(database: Database, now: datetime) -> None:
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with database.write() as session:
        topic = topics.add_topic(session, slug="all", name="All", now=now)
        assert topic
        ids = catalogue.add_feeds(session, [NewFeed(url=f"https://{n}.example/") for n in range(3000)], now=now)
        assert catalogue.link_feeds(session, [(topic.id, feed_id) for feed_id in ids]) == 3000
    with database.read() as session:
        assert len(catalogue.read_catalogue(session).topics[0].feeds) == 3000
    assert len(statements) < 60


def test_what_is_added_is_as_it_was_said_and_due_at_once(database: Database, now: datetime) -> None:
    with database.write() as session:
        plain, special = catalogue.add_feeds(
            session,
            [
                NewFeed(url="https://a.example/", title="A", language="en"),
                NewFeed(url="https://sam:pw@b.example/", paused=True, full_article=False),
            ],
            now=now,
        )
    with database.read() as session:
        feed = feeds.feed(session, plain)
        assert feed is not None
        assert (feed.title, feed.language, feed.state, feed.next_check_at) == ("A", "en", FeedState.ACTIVE, now)
        assert feed_options.feed_options(session, plain) == FeedOptions()
        assert feed_options.options_of(session, [plain]) == {}
        other = feeds.feed(session, special)
        assert other is not None
        assert (other.url, other.state) == ("https://b.example/", FeedState.PAUSED)
        options = feed_options.feed_options(session, special)
        assert options == FeedOptions(login=Login(user="sam", password="pw"), full_article=False)


def test_a_link_that_is_there_is_not_made_twice(database: Database, now: datetime) -> None:
    with database.write() as session:
        topic = topics.add_topic(session, slug="a", name="A", now=now)
        assert topic
        ids = catalogue.add_feeds(session, [NewFeed(url="https://a.example/")], now=now)
        assert catalogue.link_feeds(session, [(topic.id, ids[0])]) == 1
        assert catalogue.link_feeds(session, [(topic.id, ids[0])]) == 0


def test_a_paused_feed_is_not_due_until_it_is_resumed(database: Database, now: datetime) -> None:
    with database.write() as session:
        topic = topics.add_topic(session, slug="a", name="A", now=now)
        assert topic
        ids = catalogue.add_feeds(session, [NewFeed(url="https://a.example/")], now=now)
        catalogue.link_feeds(session, [(topic.id, ids[0])])
        feeds.pause_feed(session, ids[0])
        assert feeds.due_feeds(session, now=now, limit=9) == []
        feeds.make_due(session, ids[0], now=now)
        assert [feed.id for feed in feeds.due_feeds(session, now=now, limit=9)] == ids
