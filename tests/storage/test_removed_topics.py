"""Topics that admins removed: gone for everybody, and back as they were for a day."""

from datetime import timedelta

import pytest

from storage import catalogue, chats, feeds, topics
from storage.feed_trouble import untold_failures
from storage.feeds import Check
from storage.removed_topics import purge_removed, remove_topic, removed_topic, removed_topics, restore_topic

DAY = timedelta(days=1)


@pytest.fixture
def chat(rows):
    return rows.chat()


@pytest.fixture
def sea(database, rows, chat, now):
    """A topic with a feed, followed by a chat, and removed."""
    made = rows.topic("sea", chat)
    with database.write() as session:
        topics.renew_invitation(session, made.id, "key")
        feed = feeds.add_feed(session, url="https://quay.example/feed", title="Quay", language=None, now=now)
        topics.link_feed(session, made.id, feed.id)
        assert remove_topic(session, made.id, now=now)
    return made


def test_nothing_leads_to_a_removed_topic(database, sea, chat, now):
    with database.write() as session:
        assert topics.topic(session, sea.id) is None
        assert topics.topic_called(session, "sea") is None
        assert topics.topic_invited(session, "key") is None
        assert topics.list_topics(session) == topics.visible_topics(session, chat) == []
        assert topics.visible_topic(session, chat, sea.id) is None
        assert chats.subscribed_topics(session, chat) == []
        assert topics.change_topic(session, sea.id, name="x") is None
        (feed,) = feeds.list_feeds(session)
        assert topics.topics_of_feed(session, feed.id) == []
        read = catalogue.read_catalogue(session)
        assert (read.topics, read.unread) == ((), (feed,))
        assert not remove_topic(session, sea.id, now=now + DAY), "removing it twice would keep it longer"


def test_it_comes_back_with_its_subscriptions_and_nothing_missed(database, sea, chat, now):
    with database.write() as session:
        assert [topic.id for topic in removed_topics(session)] == [sea.id]
        assert [feed.title for feed in feeds.due_feeds(session, now=now, limit=9)] == ["Quay"]
        back = restore_topic(session, sea.id)
        assert back is not None
        assert (back.slug, back.removed_at) == ("sea", None)
        assert chats.subscribed_topics(session, chat) == [back]
        assert removed_topics(session) == []
        assert restore_topic(session, sea.id) is None
        assert removed_topic(session, sea.id) is None


def test_its_slug_is_free_and_it_comes_back_under_another_where_that_was_taken(database, sea, now):
    with database.write() as session:
        assert topics.add_topic(session, slug="sea", name="Another sea", now=now) is not None
        assert topics.add_topic(session, slug="sea-2", name="And another", now=now) is not None
        back = restore_topic(session, sea.id)
        assert back is not None
        assert back.slug == "sea-3"


def test_after_a_day_it_is_gone_and_its_feeds_are_read_no_more(database, sea, chat, now):
    with database.write() as session:
        assert purge_removed(session, before=now, now=now) == 0
        assert purge_removed(session, before=now + DAY, now=now) == 1
        assert restore_topic(session, sea.id) is None
        assert topics.count_subscribers(session, sea.id) == 0
        assert feeds.due_feeds(session, now=now, limit=9) == []
        assert len(feeds.list_feeds(session)) == 1


def test_no_admin_is_told_that_a_feed_fails_which_only_a_removed_topic_carries(database, sea, now):
    with database.write() as session:
        (feed,) = feeds.list_feeds(session)
        for _ in range(3):
            feeds.record_check(session, feed.id, Check(at=now, next_check_at=now, problem="no answer"))
        assert untold_failures(session, since=now, failures=3) == []
        restore_topic(session, sea.id)
        assert len(untold_failures(session, since=now, failures=3)) == 1
