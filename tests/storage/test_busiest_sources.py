"""Who tells the most of what a topic carries."""

from datetime import timedelta

from storage.articles import NewArticle, add_article, busiest_sources
from storage.entries import NewEntry, add_entries, due_entries, finish_entry
from storage.feeds import add_feed
from storage.topics import link_feed

DAY = timedelta(days=1)


def carry(session, now, *topic_ids, source, number, ago=timedelta(hours=1)):
    """An article that a feed of all these topics carries."""
    feed = add_feed(session, url=f"https://{source.lower()}.example/feed", title=source, language=None, now=now)
    for topic_id in topic_ids:
        link_feed(session, topic_id, feed.id)
    url = f"https://{source.lower()}.example/{number}"
    add_entries(session, feed.id, [NewEntry(guid=url, url=url, title="", content="")], now=now)
    new = NewArticle(url=url, title="", text="Text.", source=source, published_at=now - ago, fetched_at=now - ago)
    (due,) = due_entries(session, now=now, limit=2)
    finish_entry(session, due.id, article_id=add_article(session, new)[0].id)


def test_sources_come_by_how_much_they_told_lately(database, rows, now):
    sea, sky = rows.topic("sea").id, rows.topic("sky").id
    with database.write() as session:
        # what two topics carry counts once
        carry(session, now, sea, sky, source="Quay", number=1)
        carry(session, now, sea, source="Post", number=1)
        carry(session, now, sea, source="Post", number=2)
        carry(session, now, sea, source="Old", number=1, ago=8 * DAY)
        carry(session, now, sky, source="Sky", number=1)

    def found(*topic_ids, limit=9):
        with database.read() as session:
            return busiest_sources(session, topic_ids=topic_ids, since=now - 7 * DAY, limit=limit)

    assert found(sea) == ["Post", "Quay"]
    assert found(sea, sky) == ["Post", "Quay", "Sky"]
    assert found(sea, sky, limit=1) == ["Post"]
    assert found() == []
