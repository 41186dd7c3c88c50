"""A chat's own feeds: nobody else sees them, and they open nothing that is somebody's."""

import pytest

from storage import catalogue, chats, feed_options, feeds, own_topics, topics
from storage.feed_moves import move_feed
from storage.feed_options import FeedOptions, Login
from storage.feed_trouble import untold_failures
from storage.feeds import Check
from storage.own_topics import OwnFeed
from storage.topics import Visibility

BLOG, HERALD = "https://blog.example/feed", "https://herald.example/feed"


def add(session, chat, url, now, *, most=9):
    return own_topics.add_own_feed(
        session, chat, url=url, title=url, language=None, most=most, topic_name="Own feeds", now=now
    )


def carry(session, topic, url, now):
    feed = feeds.add_feed(session, url=url, title=url, language=None, now=now)
    topics.link_feed(session, topic.id, feed.id)
    return feed


@pytest.fixture
def chat(rows):
    return rows.chat(1)


@pytest.fixture
def other(rows):
    return rows.chat(2)


def test_a_chat_follows_its_own_feeds_from_the_first_on_and_after_all_topics(database, rows, chat, now):
    with database.write() as session:
        assert own_topics.own_topic(session, chat) is None
        assert add(session, chat, BLOG, now).outcome is OwnFeed.ADDED
        assert add(session, chat, BLOG, now).outcome is OwnFeed.KNOWN
    sea = rows.topic("sea", chat)
    with database.read() as session:
        own = own_topics.own_topic(session, chat)
        assert own.visibility is Visibility.OWN
        assert chats.subscribed_topics(session, chat) == topics.visible_topics(session, chat) == [sea, own]
        assert [feed.url for feed in own_topics.own_feeds(session, chat)] == [BLOG]
        assert [feed.url for feed in feeds.due_feeds(session, now=now, limit=9)] == [BLOG]


def test_nobody_else_comes_to_see_them(database, chat, other, now):
    with database.write() as session:
        feed = add(session, chat, BLOG, now).feed
        own = own_topics.own_topic(session, chat)
        assert topics.topic_called(session, own.slug) is None
        assert topics.topic(session, own.id) is None
        assert topics.visible_topic(session, other, own.id) is None
        assert topics.list_topics(session) == topics.visible_topics(session, other) == []
        assert topics.topics_of_feed(session, feed.id) == []
        assert topics.change_topic(session, own.id, visibility=Visibility.LISTED) is None
        assert topics.renew_invitation(session, own.id, "key") is None
        assert feeds.list_feeds(session) == []
        assert feeds.count_feeds(session) == (0, 0)
        everything = catalogue.read_catalogue(session)
        assert (everything.topics, everything.unread, everything.own) == ((), (), (feed,))
        assert own_topics.own_feed(session, other, feed.id) is None
        for _ in range(9):
            feeds.record_check(session, feed.id, Check(at=now, next_check_at=now, problem="no answer"))
        assert untold_failures(session, since=now, failures=3) == []


def test_a_chat_has_so_many_and_no_more(database, chat, now):
    with database.write() as session:
        outcomes = [add(session, chat, f"https://{n}.example/", now, most=2).outcome for n in range(3)]
        assert outcomes == [OwnFeed.ADDED, OwnFeed.ADDED, OwnFeed.FULL]
        assert own_topics.count_own_feeds(session, chat) == 2
        assert feeds.feed_at(session, "https://2.example/") is None


def test_a_feed_is_forgotten_with_the_last_who_carries_it(database, rows, chat, other, now):
    sea = rows.topic("sea")
    with database.write() as session:
        carry(session, sea, HERALD, now)
        blog, herald = (add(session, chat, url, now).feed for url in (BLOG, HERALD))
        add(session, other, BLOG, now)
        assert own_topics.remove_own_feed(session, chat, blog.id)
        assert not own_topics.remove_own_feed(session, chat, blog.id)
        assert feeds.feed(session, blog.id) is not None, "the other chat has it"
        assert own_topics.remove_own_topic(session, chat) == 1
        assert own_topics.own_topic(session, chat) is None
        assert chats.subscribed_topics(session, chat) == []
        assert feeds.feed(session, herald.id) is not None, "the topic carries it"
        assert own_topics.remove_own_topic(session, other) == 1
        assert feeds.feed(session, blog.id) is None


def test_an_admin_who_removes_a_feed_leaves_it_to_those_who_have_it_among_their_own(database, rows, chat, now):
    sea = rows.topic("sea")
    with database.write() as session:
        herald = carry(session, sea, HERALD, now)
        add(session, chat, HERALD, now)
        feeds.remove_feed(session, herald.id)
        assert feeds.list_feeds(session, topic_id=sea.id) == []
        assert [feed.url for feed in own_topics.own_feeds(session, chat)] == [HERALD]
        assert feeds.list_feeds(session) == []


def test_an_address_with_a_login_is_no_own_feed(database, chat, now):
    with database.write() as session:
        assert add(session, chat, "https://sam:pw@blog.example/feed", now).outcome is OwnFeed.CLOSED
        assert feeds.feed_at(session, BLOG) is None


def test_what_is_read_with_a_login_is_not_opened_by_knowing_its_address(database, rows, chat, now):
    sea = rows.topic("sea")
    login = Login(user="ada", password="secret")
    with database.write() as session:
        herald = carry(session, sea, "https://ada:secret@herald.example/feed", now)
        assert add(session, chat, HERALD, now).outcome is OwnFeed.CLOSED
        assert add(session, chat, "https://sam:guess@herald.example/feed", now).outcome is OwnFeed.CLOSED
        assert feed_options.feed_options(session, herald.id).login == login


@pytest.mark.parametrize("how", ["typed", "set", "redirect"])
def test_a_feed_that_comes_to_be_read_with_a_login_leaves_the_own_feeds(database, rows, chat, now, how):
    sea = rows.topic("sea")
    with database.write() as session:
        mine = add(session, chat, BLOG if how == "redirect" else HERALD, now).feed
        match how:
            case "typed":
                carry(session, sea, "https://ada:secret@herald.example/feed", now)
            case "set":
                topics.link_feed(session, sea.id, mine.id)
                feed_options.set_feed_options(session, mine.id, FeedOptions(headers={"X-Key": "secret"}))
            case "redirect":
                carry(session, sea, "https://ada:secret@herald.example/feed", now)
                move_feed(session, mine.id, HERALD)
        assert own_topics.own_feeds(session, chat) == []
        assert [feed.url for feed in feeds.list_feeds(session, topic_id=sea.id)] == [HERALD]


def test_feeds_of_a_chat_that_is_away_are_read_again_when_it_is_back(database, rows, chat, other, now):
    with database.write() as session:
        add(session, chat, BLOG, now)
        add(session, other, HERALD, now)
        chats.deactivate_chat(session, 1, reason="bot was blocked by the user")
        assert [feed.url for feed in feeds.due_feeds(session, now=now, limit=9)] == [HERALD]
        add(session, other, BLOG, now)
        assert len(feeds.due_feeds(session, now=now, limit=9)) == 2, "the other chat reads it"
        own_topics.remove_own_topic(session, other)
        chats.reactivate_chat(session, 1, now=now)
        assert [feed.url for feed in feeds.due_feeds(session, now=now, limit=9)] == [BLOG]
