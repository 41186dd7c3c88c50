"""What a feed published before, known by guid and by address; and what of it is never read."""

from storage.entries import NewEntry, add_entries, due_entries, known_guids, known_urls, skip_entries
from storage.feeds import add_feed


def entry(number: int) -> NewEntry:
    return NewEntry(guid=str(number), url=f"https://post.example/{number}", title="", content="<p>Text</p>")


def test_skipped_entries_are_known_and_never_due(database, now):
    with database.write() as session:
        feed = add_feed(session, url="https://post.example/feed", title="", language=None, now=now)
        add_entries(session, feed.id, [entry(1)], now=now)
        skip_entries(session, feed.id, [entry(1), entry(2)], now=now)
    with database.read() as session:
        assert known_guids(session, feed.id, ["1", "2", "3"]) == {"1", "2"}
        assert [due.guid for due in due_entries(session, now=now, limit=9)] == ["1"]


def test_addresses_are_known_for_their_own_feed_alone(database, now):
    with database.write() as session:
        feeds = [add_feed(session, url=f"https://{n}.example/", title="", language=None, now=now) for n in range(2)]
        add_entries(session, feeds[0].id, [entry(1)], now=now)
    with database.read() as session:
        known = [known_urls(session, feed.id, [entry(1).url, entry(2).url]) for feed in feeds]
    assert known == [{entry(1).url}, set()]
