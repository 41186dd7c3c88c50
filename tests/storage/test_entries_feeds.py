"""What a feed published before, known by guid and by address; what of it is never read, and what it revised."""

from dataclasses import replace
from datetime import timedelta

from storage.articles import NewArticle, add_article, article_behind, count_reading
from storage.entries import (
    NewEntry,
    add_entries,
    due_entries,
    fail_entry,
    finish_entry,
    postpone_entry,
    retry_entry,
    skip_entries,
)
from storage.entry_trouble import EntryTrouble, entry_trouble
from storage.feeds import add_feed
from storage.revisions import Revision, known_entries, revise_entries
from storage.tables import EntryRow

HOUR = timedelta(hours=1)


def entry(number: int, **changes: object) -> NewEntry:
    made = NewEntry(
        guid=str(number), url=f"https://post.example/{number}", title="", content="<p>Text</p>", fingerprint="first"
    )
    return replace(made, **changes)


def feed_of(session, now, *entries, url="https://post.example/feed"):
    feed = add_feed(session, url=url, title="", language=None, now=now)
    add_entries(session, feed.id, entries, now=now)
    return feed.id


def finish(session, now, **as_of):
    """Let the entry that is due first have its article; returns its id."""
    due = due_entries(session, now=now, limit=1)[0]
    new = NewArticle(url=due.url, title="", text="Text.", source="Post", published_at=now, fetched_at=now)
    made, _ = add_article(session, new)
    finish_entry(session, due.id, article_id=made.id, **as_of)
    return due.id


def test_skipped_entries_are_known_and_never_due(database, now):
    with database.write() as session:
        feed = feed_of(session, now, entry(1))
        skip_entries(session, feed, [entry(1), entry(2)], now=now)
    with database.read() as session:
        known = known_entries(session, feed, [entry(1), entry(2), entry(3)])
        assert {(each.guid, each.state) for each in known} == {("1", "pending"), ("2", "skipped")}
        assert [due.guid for due in due_entries(session, now=now, limit=9)] == ["1"]


def test_entries_are_known_for_their_own_feed_alone(database, now):
    with database.write() as session:
        feeds = [feed_of(session, now, url=f"https://{n}.example/") for n in range(2)]
        add_entries(session, feeds[0], [entry(1)], now=now)
    with database.read() as session:
        assert [len(known_entries(session, feed, [entry(1), entry(2)])) for feed in feeds] == [1, 0]


def test_an_entry_is_known_under_another_guid_at_a_variant_of_its_address(database, now):
    with database.write() as session:
        feed = feed_of(session, now, entry(1))
    with database.read() as session:
        (known,) = known_entries(session, feed, [entry(1, guid="anew", url="http://www.post.example/1/amp")])
        assert (known.guid, known.fingerprint, known.read_at) == ("1", "first", None)


def test_a_revised_entry_is_due_again_with_its_new_words_and_its_article(database, now):
    later = now + HOUR
    with database.write() as session:
        feed = feed_of(session, now, entry(1))
        finish(session, now)
        assert due_entries(session, now=later, limit=9) == []
        (known,) = known_entries(session, feed, [entry(1)])
        assert (known.state, known.read_at, known.rereads) == ("done", now, 0)
        said = entry(1, title="Two", content="<p>More</p>", fingerprint="second")
        revise_entries(session, [Revision(entry_id=known.id, entry=said, due_at=later)], now=now)
        assert due_entries(session, now=now, limit=9) == []
        (due,) = due_entries(session, now=later, limit=9)
        assert (due.title, due.content, due.revised_at) == ("Two", "<p>More</p>", now)
        assert due.article_id is not None
        count_reading(session, due.article_id, now=later)
        (known,) = known_entries(session, feed, [entry(1)])
        assert (known.fingerprint, known.read_at, known.rereads) == ("second", later, 1)


def test_a_revision_of_an_entry_that_waits_leaves_its_turn_alone(database, now):
    with database.write() as session:
        feed = feed_of(session, now, entry(1))
        (known,) = known_entries(session, feed, [entry(1)])
        revise_entries(session, [Revision(entry_id=known.id, entry=entry(1, title="Two"))], now=now + HOUR)
        (due,) = due_entries(session, now=now, limit=9)
        assert (due.title, due.revised_at) == ("Two", now + HOUR)


def test_a_missing_fingerprint_is_filled_in_without_any_news(database, now):
    with database.write() as session:
        feed = feed_of(session, now, entry(1, fingerprint=None))
        finish(session, now)
        (known,) = known_entries(session, feed, [entry(1)])
        adopted = Revision(entry_id=known.id, entry=entry(1, content=""), is_news=False)
        revise_entries(session, [adopted], now=now)
        row = session.get_one(EntryRow, known.id)
        assert (row.fingerprint, row.state, row.revised_at, row.content) == ("first", "done", None, "")


def test_what_was_revised_while_it_was_read_is_read_again(database, now):
    with database.write() as session:
        feed = feed_of(session, now, entry(1))
        (known,) = known_entries(session, feed, [entry(1)])
        revise_entries(session, [Revision(entry_id=known.id, entry=entry(1, title="Two"))], now=now + HOUR)
        finish(session, now, as_of=now)
        (due,) = due_entries(session, now=now, limit=9)
        assert (due.title, due.content) == ("Two", "<p>Text</p>")
        finish(session, now, as_of=now + HOUR)
        assert due_entries(session, now=now, limit=9) == []


def test_a_postponed_entry_has_lost_no_attempt(database, now):
    with database.write() as session:
        feed_of(session, now, entry(1))
        (due,) = due_entries(session, now=now, limit=9)
        postpone_entry(session, due.id, until=now + HOUR)
        assert due_entries(session, now=now, limit=9) == []
        assert due_entries(session, now=now + HOUR, limit=9)[0].attempts == 0


def test_an_article_is_known_by_every_address_that_led_to_it(database, now):
    with database.write() as session:
        feed_of(session, now, entry(1, url="https://short.example/x1"))
        (due,) = due_entries(session, now=now, limit=9)
        new = NewArticle(
            url="https://post.example/ferry", title="", text="Text.", source="Post", published_at=now, fetched_at=now
        )
        made, _ = add_article(session, new)
        finish_entry(session, due.id, article_id=made.id)
    with database.read() as session:
        for url in ("https://short.example/x1", "http://m.post.example/ferry/", new.url):
            assert article_behind(session, url) == made
        assert article_behind(session, "https://post.example/bank") is None


def test_what_could_not_be_read_is_counted_with_the_reason_of_what_was_seen_last(database, now):
    with database.write() as session:
        feed = feed_of(session, now, entry(1), entry(2), entry(3))
        other = feed_of(session, now, entry(9), url="https://other.example/feed")
        assert entry_trouble(session, feed) == EntryTrouble()
        finish(session, now, problem="its page asks for a login")
        fail_entry(session, due_entries(session, now=now, limit=1)[0].id, problem="no text")
        # one that is tried again isn't lost yet
        retry_entry(session, due_entries(session, now=now, limit=1)[0].id, problem="too slow", next_try_at=now)
        assert entry_trouble(session, feed) == EntryTrouble(unread=1, from_feed=1, newest="no text")
        assert entry_trouble(session, other) == EntryTrouble()
