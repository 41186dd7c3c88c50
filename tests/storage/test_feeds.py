"""Feeds, entries, articles and stories."""

from datetime import datetime, timedelta

from storage import articles, entries, feeds, revisions, topics
from storage.articles import NewArticle
from storage.database import Database, Session
from storage.entries import NewEntry
from storage.feeds import Check
from storage.tables import EntryRow

HOUR = timedelta(hours=1)
OTHER = {"guid": "2", "url": "https://a.example/2", "title": "Two", "content": ""}


def feed_with_topic(session: Session, now: datetime, name: str = "a") -> tuple[feeds.Feed, topics.Topic]:
    feed = feeds.add_feed(session, url=f"https://{name}.example/feed", title=name, language="en", now=now)
    topic = topics.topic_called(session, "sea") or topics.add_topic(session, slug="sea", name="Sea", now=now)
    assert topic is not None
    topics.link_feed(session, topic.id, feed.id)
    return feed, topic


def article(session: Session, feed: feeds.Feed, now: datetime, name: str) -> articles.StoredArticle:
    """An article of the feed, as fetching leaves it."""
    url = f"https://{name}.example/story"
    entries.add_entries(session, feed.id, [NewEntry(guid=url, url=url, title=name, content="<p>x</p>")], now=now)
    entry = next(e for e in entries.due_entries(session, now=now, limit=99) if e.url == url)
    made, _ = articles.add_article(
        session,
        NewArticle(url=url, title=name, text="Text.", source=feed.title, published_at=now, fetched_at=now),
    )
    entries.finish_entry(session, entry.id, article_id=made.id)
    return made


def test_a_feed_is_due_when_its_check_has_come_and_a_topic_carries_it(database: Database, now: datetime) -> None:
    with database.write() as session:
        feed, topic = feed_with_topic(session, now)
        feeds.add_feed(session, url="https://unused.example", title="unused", language=None, now=now)
        assert feeds.due_feeds(session, now=now, limit=9) == [feed]
        feeds.record_check(session, feed.id, Check(at=now, next_check_at=now + HOUR))
        assert feeds.due_feeds(session, now=now, limit=9) == []
        assert [f.id for f in feeds.due_feeds(session, now=now + HOUR, limit=9)] == [feed.id]
        topics.unlink_feed(session, topic.id, feed.id)
        assert feeds.due_feeds(session, now=now + HOUR, limit=9) == []


def test_failures_count_up_with_their_reason_and_success_resets_them(database: Database, now: datetime) -> None:
    with database.write() as session:
        feed, _ = feed_with_topic(session, now)
        feeds.record_check(session, feed.id, Check(at=now, next_check_at=now, etag='"1"', title="The A"))
        for count in (1, 2):
            feeds.record_check(session, feed.id, Check(at=now, next_check_at=now, problem="404 Not Found"))
            failing = feeds.feed(session, feed.id)
            assert failing is not None
            assert (failing.failures, failing.problem, failing.etag) == (count, "404 Not Found", '"1"')
        assert feeds.count_feeds(session) == (1, 1)
        feeds.record_check(session, feed.id, Check(at=now, next_check_at=now))
        well = feeds.feed(session, feed.id)
        assert well is not None
        assert (well.failures, well.problem, well.title) == (0, None, "The A")


def test_a_feed_that_ended_is_not_checked_until_somebody_asks(database: Database, now: datetime) -> None:
    with database.write() as session:
        feed, _ = feed_with_topic(session, now)
        gone = Check(at=now, next_check_at=now, problem="410 Gone", ended=True)
        feeds.record_check(session, feed.id, gone)
        assert feeds.due_feeds(session, now=now + HOUR, limit=9) == []
        feeds.make_due(session, feed.id, now=now)
        assert [f.id for f in feeds.due_feeds(session, now=now, limit=9)] == [feed.id]


def test_an_entry_is_new_once_per_feed(database: Database, now: datetime) -> None:
    entry = NewEntry(guid="1", url="https://a.example/1", title="One", content="")
    with database.write() as session:
        one, _ = feed_with_topic(session, now, "a")
        two, _ = feed_with_topic(session, now, "b")
        assert not entries.has_entries(session, one.id)
        assert entries.add_entries(session, one.id, [entry, entry], now=now) == 1
        assert entries.add_entries(session, one.id, [entry], now=now) == 0
        assert entries.add_entries(session, two.id, [entry], now=now) == 1
        assert len(revisions.known_entries(session, one.id, [entry, NewEntry(**OTHER)])) == 1
        assert entries.has_entries(session, one.id)


def test_a_page_that_failed_is_tried_again_later_and_given_up_with_its_reason(
    database: Database, now: datetime
) -> None:
    with database.write() as session:
        feed, _ = feed_with_topic(session, now)
        new = NewEntry(guid="1", url="https://a.example/1", title="One", content="")
        entries.add_entries(session, feed.id, [new], now=now)
        (entry,) = entries.due_entries(session, now=now, limit=9)
        entries.retry_entry(session, entry.id, problem="503", next_try_at=now + HOUR)
        assert entries.due_entries(session, now=now, limit=9) == []
        (again,) = entries.due_entries(session, now=now + HOUR, limit=9)
        assert again.attempts == 1
        entries.fail_entry(session, entry.id, problem="404")
        assert entries.due_entries(session, now=now + HOUR, limit=9) == []
        row = session.get_one(EntryRow, entry.id)
        assert (row.state, row.problem) == ("failed", "404")


def test_one_address_is_one_article(database: Database, now: datetime) -> None:
    new = NewArticle(url="u", title="t", text="first", source="s", published_at=now, fetched_at=now)
    with database.write() as session:
        one, added = articles.add_article(session, new)
        two, added_again = articles.add_article(session, new)
    assert (added, added_again) == (True, False)
    assert one == two


def test_articles_join_stories_and_topics_carry_them(database: Database, now: datetime) -> None:
    with database.write() as session:
        a, topic = feed_with_topic(session, now, "a")
        b, _ = feed_with_topic(session, now, "b")
        first, second = article(session, a, now, "a"), article(session, b, now + HOUR, "b")
        story = articles.put_in_story(session, first.id, None, now=now)
        window = {"topic_ids": [topic.id], "since": now, "until": now + HOUR}
        later = articles.put_in_story(session, second.id, None, now=now + HOUR)
        assert later != story
        assert articles.topic_stories(session, **window) == {story}, "a window is half-open"
        assert articles.topic_stories(session, topic_ids=[], since=now, until=now + HOUR) == frozenset()
        assert articles.put_in_story(session, second.id, story, now=now + HOUR) == story
        told = articles.story_articles(session, story_ids=[story], topic_ids=[topic.id], until=now + 2 * HOUR)
        assert [x.id for _, x in told] == [first.id, second.id]
        assert [x.story_id for x in articles.articles_since(session, now)] == [story, story]


def test_removing_a_feed_keeps_the_articles_that_digests_may_tell(database: Database, now: datetime) -> None:
    with database.write() as session:
        feed, _ = feed_with_topic(session, now)
        article(session, feed, now, "a")
        feeds.remove_feed(session, feed.id)
        assert feeds.list_feeds(session) == []
        assert articles.count_articles(session) == 1


def test_a_title_that_an_admin_gave_stays_until_it_is_taken_back(database: Database, now: datetime) -> None:
    def checked(session: Session) -> str:
        feeds.record_check(session, feed.id, Check(at=now, next_check_at=now, etag='"1"', title="ALL NEWS"))
        found = feeds.feed(session, feed.id)
        assert found is not None
        return found.title

    with database.write() as session:
        feed, _ = feed_with_topic(session, now)
        assert checked(session) == "ALL NEWS"
        feeds.name_feed(session, feed.id, "Harbour Post")
        assert checked(session) == "Harbour Post"
        feeds.name_feed(session, feed.id, "")
        unnamed = feeds.feed(session, feed.id)
        # its server would say that nothing is new, and its own title never come
        assert unnamed is not None
        assert (unnamed.etag, unnamed.titled) == (None, False)
        assert checked(session) == "ALL NEWS"
