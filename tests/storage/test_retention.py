"""What may be forgotten, and what is still needed, however old."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from storage import articles, deliveries, digests, retention, tastes
from storage.articles import NewArticle
from storage.database import Database
from storage.deliveries import DeliveryState, NewDelivery
from storage.digests import DigestKind, ToldStory
from storage.entries import NewEntry, add_entries, due_entries, fail_entry, finish_entry
from storage.feeds import add_feed
from storage.search_index import SearchWords, index_article
from storage.tables import (
    ArticleRow,
    ArticleSearchRow,
    DeliveryRow,
    DigestRow,
    DigestStoryRow,
    EntryRow,
    StoryRow,
    Table,
)

LONG = timedelta(days=100)
SOON = timedelta(days=1)


def count(database: Database, table: type[Table]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


class Past:
    """Writes what happened at some time."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.number = 0

    def article(self, at: datetime, *, story: int | None = None, alone: bool = False) -> tuple[int, int | None]:
        """An article, and its story: a new one unless it is named, or the article is alone."""
        self.number += 1
        new = NewArticle(
            url=f"https://quay.example/{self.number}",
            title="Ferry",
            text="Text.",
            source="Quay",
            published_at=at,
            fetched_at=at,
        )
        with self.database.write() as session:
            article, _ = articles.add_article(session, new)
            index_article(session, article.id, SearchWords(title=("ferry",), body=("text",)))
            joined = None if alone else articles.put_in_story(session, article.id, story, now=at)
        return article.id, joined

    def told(self, chat: int, at: datetime, *stories: int | None, state: DeliveryState = DeliveryState.SENT) -> int:
        """A digest of these stories, with its message."""
        told = [ToldStory(story_id=story, sources=1, score={}, matches=()) for story in stories if story]
        with self.database.write() as session:
            made = digests.add_digest(
                session,
                chat_id=chat,
                kind=DigestKind.SCHEDULED,
                since=at - SOON,
                until=at,
                stories=told,
                now=at,
            )
        assert made is not None
        self.message(chat, at, digest_id=made, state=state)
        return made

    def message(
        self, chat: int, at: datetime, *, digest_id: int | None = None, state: DeliveryState = DeliveryState.SENT
    ) -> None:
        self.number += 1
        new = NewDelivery(dedup_key=f"m{self.number}", chat_id=chat, html="…", digest_id=digest_id)
        with self.database.write() as session:
            deliveries.enqueue(session, [new], now=at)
            row = session.scalars(select(DeliveryRow).order_by(DeliveryRow.id.desc()).limit(1)).one()
            row.state = state


@pytest.fixture
def past(database: Database) -> Past:
    return Past(database)


def all_of(database: Database, find, **options) -> list[int]:
    """What look after look says may go, in pieces of two."""
    found, after = [], 0
    while after is not None:
        with database.read() as session:
            look = find(session, after=after, limit=2, **options)
        found += look.ids
        after = look.after
    return found


def test_articles_of_stories_that_ended_go_with_their_words(database, past, now):
    old = [past.article(now - LONG)[0] for _ in range(5)]
    past.article(now)
    assert all_of(database, retention.old_articles, before=now - SOON) == old
    with database.write() as session:
        retention.remove_articles(session, old)
    assert (count(database, ArticleRow), count(database, ArticleSearchRow)) == (1, 1)


def test_a_story_that_still_grows_keeps_its_first_articles(database, past, now):
    _, story = past.article(now - LONG)
    past.article(now, story=story)
    assert all_of(database, retention.old_articles, before=now - SOON) == []


def test_articles_that_a_chats_taste_is_derived_from_stay_as_long_as_the_vote(database, rows, past, now):
    chat = rows.chat()
    article, story = past.article(now - LONG)
    past.told(chat, now - LONG, story)
    with database.write() as session:
        assert tastes.cast_vote(session, chat_id=chat, user_id=1, story_id=story, value=1, now=now - LONG)
    assert all_of(database, retention.old_articles, before=now - SOON) == []
    assert all_of(database, retention.old_votes, before=now - LONG - SOON) == []
    voted_on = all_of(database, retention.old_votes, before=now - SOON)
    assert voted_on == [story]
    with database.write() as session:
        retention.remove_votes(session, voted_on)
    assert all_of(database, retention.old_articles, before=now - SOON) == [article]


def test_articles_that_never_came_into_a_story_go_too(database, past, now):
    lone, _ = past.article(now - LONG, alone=True)
    past.article(now, alone=True)
    assert all_of(database, retention.lone_articles, before=now - SOON) == [lone]


def test_old_digests_go_with_messages_and_ledger_but_for_each_chats_last(database, rows, past, now):
    ada, ben = rows.chat(1), rows.chat(2)
    _, story = past.article(now - LONG)
    first = past.told(ada, now - LONG, story)
    past.told(ada, now - LONG + SOON)
    past.told(ben, now - LONG)
    found = all_of(database, retention.old_digests, before=now - SOON, alive_since=now - SOON)
    assert found == [first]
    with database.write() as session:
        retention.remove_digests(session, found)
    assert count(database, DigestRow) == count(database, DeliveryRow) == 2
    assert count(database, DigestStoryRow) == 0
    with database.read() as session:
        assert digests.last_told_at(session, ada) == now - LONG + SOON


def test_a_digest_stays_while_one_of_its_stories_grows_for_what_is_new_answers_it(database, rows, past, now):
    chat = rows.chat()
    _, story = past.article(now - LONG)
    past.told(chat, now - LONG, story)
    past.told(chat, now)
    past.article(now, story=story)
    assert all_of(database, retention.old_digests, before=now - SOON, alive_since=now - SOON) == []


def test_what_still_waits_to_be_sent_stays(database, rows, past, now):
    chat = rows.chat()
    past.told(chat, now - LONG, state=DeliveryState.PENDING)
    past.told(chat, now)
    past.message(chat, now - LONG, state=DeliveryState.PENDING)
    past.message(chat, now - LONG, state=DeliveryState.SENDING)
    assert all_of(database, retention.old_digests, before=now - SOON, alive_since=now - SOON) == []
    assert all_of(database, retention.old_messages, before=now - SOON) == []


def test_old_answers_and_notices_go_whatever_became_of_them(database, rows, past, now):
    chat = rows.chat()
    for state in (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.CANCELLED):
        past.message(chat, now - LONG, state=state)
    past.message(chat, now)
    found = all_of(database, retention.old_messages, before=now - SOON)
    with database.write() as session:
        retention.remove_messages(session, found)
    assert count(database, DeliveryRow) == 1


def test_a_story_goes_when_nothing_tells_of_it_any_more(database, rows, past, now):
    chat = rows.chat()
    article, told = past.article(now - LONG)
    other, untold = past.article(now - LONG)
    past.told(chat, now - LONG, told)
    with database.write() as session:
        retention.remove_articles(session, [article, other])
    found = all_of(database, retention.empty_stories, before=now - SOON)
    assert found == [untold]
    with database.write() as session:
        retention.remove_stories(session, found)
    assert count(database, StoryRow) == 1


def entries_of_a_feed(database: Database, at: datetime, number: int, *, dated: bool) -> int:
    with database.write() as session:
        feed = add_feed(session, url="https://quay.example/feed", title="Quay", language="en", now=at)
        new = [
            NewEntry(
                guid=f"{n}", url=f"https://q.example/{n}", title="", content="", published_at=at if dated else None
            )
            for n in range(number)
        ]
        add_entries(session, feed.id, new, now=at)
        for entry in due_entries(session, now=at, limit=9999):
            fail_entry(session, entry.id, problem="gone")
    return feed.id


def forgotten(database: Database, feed: int, before: datetime) -> int:
    with database.read() as session:
        return len(retention.old_entries(session, feed, before=before, limit=9999))


def test_old_entries_go_but_for_a_feeds_newest_so_that_it_never_counts_as_new(database, now):
    feed = entries_of_a_feed(database, now - LONG, 25, dated=True)
    assert forgotten(database, feed, now - SOON) == 25 - retention.DATED_KEPT
    assert forgotten(database, feed, now - LONG) == 0


def test_entries_without_dates_stay_as_long_as_their_feed_may_still_have_them(database, now, monkeypatch):
    monkeypatch.setattr(retention, "UNDATED_KEPT", 30)
    feed = entries_of_a_feed(database, now - LONG, 40, dated=False)
    assert forgotten(database, feed, now - SOON) == 10


def test_entries_stay_as_long_as_their_article_and_while_they_wait(database, past, now):
    feed = entries_of_a_feed(database, now - LONG, 25, dated=True)
    article, _ = past.article(now - LONG)
    with database.write() as session:
        first = session.scalars(select(EntryRow.id).order_by(EntryRow.id)).all()
        finish_entry(session, first[0], article_id=article)
        session.get_one(EntryRow, first[1]).state = "pending"
    assert forgotten(database, feed, now - SOON) == 25 - retention.DATED_KEPT - 2
