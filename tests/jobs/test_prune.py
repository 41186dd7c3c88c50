"""Pruning: months go by and the database stays as large as it is; a little at a time, once a day."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text

from jobs.courtesy import Courtesy
from jobs.prune import Keep, Pruning
from storage import articles, chats, deliveries, digests, entries, feeds, retention
from storage.articles import NewArticle
from storage.database import Database
from storage.deliveries import NewDelivery
from storage.digests import DigestKind, ToldStory
from storage.entries import NewEntry
from storage.schema import upgrade
from storage.search_index import SearchWords, index_article

START = datetime(2030, 1, 1, tzinfo=UTC)
HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)
KEEP = Keep(articles=10 * DAY, digests=20 * DAY)
ARTICLES = 6
"""A day."""


@pytest.fixture
def database(tmp_path: Path):
    made = Database(f"sqlite:///{tmp_path}/news.sqlite3")
    # these months need to survive no power cut
    event.listen(made.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
    upgrade(made)
    yield made
    made.close()


def go_on(pruning: Pruning, *, now: datetime, running: timedelta | None = None, seconds: float = 60) -> Counter[str]:
    """One tick, of a process that has been running for so long; without that, since the start of it all."""
    ran = now - START if running is None else running
    return pruning.go_on(KEEP, now=now, monotonic_s=ran.total_seconds(), seconds=seconds)


def count(database: Database, table: str) -> int:
    with database.read() as session:
        return session.scalar(text(f"SELECT count(*) FROM {table}")) or 0


def size(database: Database) -> int:
    """Pages in use: what is free is used again before the file grows."""
    with database.read() as session:
        pages = session.scalar(text("PRAGMA page_count")) or 0
        return pages - (session.scalar(text("PRAGMA freelist_count")) or 0)


def a_day(database: Database, on: datetime, chance: random.Random) -> None:
    """Some articles of a feed, each a story, told to three chats in one digest each."""
    with database.write() as session:
        feed = feeds.feed_at(session, "https://quay.example/feed") or feeds.add_feed(
            session, url="https://quay.example/feed", title="Quay", language="en", now=on
        )
        told = []
        for number in range(ARTICLES):
            url = f"https://quay.example/{on:%Y%m%d}/{number}"
            words = tuple(f"w{chance.randrange(2000)}" for _ in range(80))
            entries.add_entries(
                session, feed.id, [NewEntry(guid=url, url=url, title="", content="", published_at=on)], now=on
            )
            new = NewArticle(url=url, title=url, text=" ".join(words), source="Quay", published_at=on, fetched_at=on)
            article, _ = articles.add_article(session, new)
            index_article(session, article.id, SearchWords(title=words[:5], body=words))
            entry = entries.due_entries(session, now=on, limit=1)[0]
            entries.finish_entry(session, entry.id, article_id=article.id)
            story = articles.put_in_story(session, article.id, None, now=on)
            told.append(ToldStory(story_id=story, sources=1, score={"weight": 1.0}, matches=()))
        for telegram_id in (1, 2, 3):
            chat, _ = chats.meet_chat(session, telegram_id=telegram_id, kind="private", title="", now=on)
            digest = digests.add_digest(
                session, chat_id=chat.id, kind=DigestKind.SCHEDULED, since=on - DAY, until=on, stories=told, now=on
            )
            new_ones = [NewDelivery(dedup_key=f"{digest}", chat_id=chat.id, html="…" * 900, digest_id=digest)]
            deliveries.enqueue(session, new_ones, now=on)
            claimed = deliveries.claim(session, now=on)
            assert claimed is not None
            deliveries.mark_sent(session, claimed.id, now=on, message_id=1)


def test_a_database_is_as_large_after_eight_weeks_as_after_four(database: Database) -> None:
    pruning, chance, sizes = Pruning(database, patience_s=0), random.Random(7), {}
    for day in range(56):
        now = START + day * DAY
        a_day(database, now, chance)
        go_on(pruning, now=now + HOUR)
        sizes[day] = size(database)
    assert sizes[10] > 1.2 * sizes[4]
    assert max(sizes[day] for day in range(46, 56)) <= 1.2 * max(sizes[day] for day in range(26, 36))
    assert count(database, "articles") == 10 * ARTICLES
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM article_search_index WHERE article_search_index MATCH 'w7'"))
        # raises where the index and what it is of don't agree
        session.execute(text("INSERT INTO article_search_index (article_search_index) VALUES ('integrity-check')"))


def test_it_sees_everything_once_a_day(database: Database) -> None:
    chance = random.Random(7)
    a_day(database, START, chance)
    a_day(database, START + DAY, chance)
    pruning, now = Pruning(database, patience_s=0), START + 11 * DAY
    assert go_on(pruning, now=now)["articles"] == ARTICLES
    later = now + DAY
    assert not go_on(pruning, now=later - HOUR)
    assert go_on(pruning, now=later + HOUR)["articles"] == ARTICLES


def test_it_goes_on_next_time_where_its_time_was_over(database: Database) -> None:
    a_day(database, START, random.Random(7))
    pruning, now = Pruning(database, patience_s=0), START + 11 * DAY
    parts = [go_on(pruning, now=now, seconds=0)["articles"] for _ in range(30)]
    assert parts[0] < sum(parts) == ARTICLES


def test_it_ends_with_the_process(database: Database) -> None:
    a_day(database, START, random.Random(7))
    courtesy = Courtesy()
    courtesy.end()
    assert not go_on(Pruning(database, courtesy, patience_s=0), now=START + 11 * DAY)


def test_one_kind_that_fails_keeps_no_other_from_being_pruned(database: Database, monkeypatch) -> None:
    a_day(database, START, random.Random(7))
    a_day(database, START + 29 * DAY, random.Random(8))
    pruning, now = Pruning(database, patience_s=0), START + 30 * DAY
    tidied = []
    monkeypatch.setattr(retention, "tidy_up", tidied.append)
    with monkeypatch.context() as patch:
        patch.setattr(retention, "remove_articles", fail)
        with pytest.raises(RuntimeError, match="locked"):
            go_on(pruning, now=now)
        assert go_on(pruning, now=now)["digests"] == 3
    assert tidied
    # an hour later, not a day
    assert not go_on(pruning, now=now + 0.9 * HOUR)
    assert go_on(pruning, now=now + HOUR)["articles"] == ARTICLES
    assert not go_on(pruning, now=now + DAY)


def fail(*_: object, **__: object) -> None:
    raise RuntimeError("locked")


def test_a_process_that_begins_with_a_clock_that_is_ahead_forgets_nothing(database: Database) -> None:
    """It is put right within minutes, and then has to have been right for an hour."""
    a_day(database, START, random.Random(7))
    a_day(database, START + 10 * DAY, random.Random(8))
    pruning, began = Pruning(database), START + 11 * DAY
    for minutes in range(71):
        ahead = YEAR if minutes < 10 else 0 * DAY
        ran = timedelta(minutes=minutes)
        removed = go_on(pruning, now=began + ran + ahead, running=ran)
        assert bool(removed) == (minutes == 70)
    assert count(database, "articles") == ARTICLES


def test_a_clock_that_is_ahead_for_a_while_forgets_nothing(database: Database) -> None:
    pruning = Pruning(database)
    for hours in range(100):
        now = START + hours * HOUR
        if now.hour == 0:
            a_day(database, now, random.Random(7))
        # just when the next round is to begin
        ahead = YEAR if hours == 25 else 0 * DAY
        for minutes in range(0, 60, 10):
            ran = timedelta(hours=hours, minutes=minutes)
            assert not go_on(pruning, now=START + ran + ahead, running=ran)
    assert count(database, "articles") == 5 * ARTICLES


def test_a_round_that_was_done_by_a_clock_ahead_puts_the_next_one_off_by_a_day(database: Database) -> None:
    pruning = Pruning(database, patience_s=0)
    assert not go_on(pruning, now=START + YEAR, running=0 * DAY)
    a_day(database, START, random.Random(7))
    assert not go_on(pruning, now=START + 11 * DAY, running=DAY - HOUR)
    assert go_on(pruning, now=START + 11 * DAY, running=DAY)["articles"] == ARTICLES
