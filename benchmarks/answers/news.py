"""The database's news: feeds, topics, and a month of articles in their stories."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from sqlalchemy import insert

from benchmarks.answers.press import Event, Press
from benchmarks.answers.size import NOW, Size
from storage.database import Database, Session
from storage.tables import ArticleRow, ArticleSearchRow, EntryRow, FeedRow, StoryRow, TopicFeedRow, TopicRow

BATCH = 2000
MOST_OUTLETS = 40
COPIED = 0.15
"""How often an outlet tells an event word for word as another did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article to be written: of which story (ids from 1 on), in which feed, and when."""

    at: datetime
    story: int
    feed: int
    copied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who carries what: `topics` are the feeds by topic, `popularity` how often a topic is chosen."""

    topics: Mapping[int, Sequence[int]]
    popularity: Sequence[float]
    pieces: Sequence[Piece]

    def stories(self) -> dict[int, list[tuple[datetime, int]]]:
        """By topic what happened in it: (when it was first told, story), oldest first."""
        by_feed: dict[int, list[int]] = {}
        for topic, feeds in self.topics.items():
            for feed in feeds:
                by_feed.setdefault(feed, []).append(topic)
        found: dict[int, dict[int, datetime]] = {topic: {} for topic in self.topics}
        for piece in self.pieces:
            for topic in by_feed.get(piece.feed, ()):
                found[topic].setdefault(piece.story, piece.at)
        return {topic: sorted((at, story) for story, at in told.items()) for topic, told in found.items()}


def plan(size: Size) -> Plan:
    """Some topics are far larger than others; an event is told by outlets of its topic, now and then by many."""
    chance = random.Random(3)
    popularity = [1 / (rank + 3) for rank in range(size.topics)]
    topics = {
        topic: sorted(chance.sample(range(1, size.feeds + 1), k=min(chance.randint(2, 8), size.feeds)))
        for topic in range(1, size.topics + 1)
    }
    # each feed is carried by somebody
    for feed in range(1, size.feeds + 1):
        at = feed % size.topics + 1
        topics[at] = sorted({*topics[at], feed})
    pieces = sorted(_pieces(size, topics, popularity, chance), key=lambda piece: piece.at)
    numbers: dict[int, int] = {}
    for piece in pieces:
        numbers.setdefault(piece.story, len(numbers) + 1)
    renumbered = [
        Piece(at=piece.at, story=numbers[piece.story], feed=piece.feed, copied=piece.copied) for piece in pieces
    ]
    return Plan(topics=topics, popularity=popularity, pieces=renumbered)


def _pieces(
    size: Size, topics: Mapping[int, Sequence[int]], popularity: Sequence[float], chance: random.Random
) -> Iterator[Piece]:
    numbers, often = list(topics), list(accumulate(popularity))
    written = story = 0
    while written < size.articles:
        story += 1
        [topic] = chance.choices(numbers, cum_weights=often)
        begun = NOW - timedelta(minutes=2) - chance.random() * size.span
        # most events are told once, a few by dozens
        outlets = min(int(chance.paretovariate(1.3)), MOST_OUTLETS, size.articles - written)
        near = topics[topic]
        feeds = {
            chance.choice(near) if chance.random() < 0.7 else chance.randint(1, size.feeds) for _ in range(outlets)
        }
        for feed in feeds:
            at = min(begun + timedelta(hours=chance.expovariate(1 / 3)), NOW - timedelta(minutes=1))
            yield Piece(at=at, story=story, feed=feed, copied=chance.random() < COPIED)
            written += 1


def write_feeds(database: Database, made: Plan, size: Size, press: Press) -> None:
    """The outlets and the topics that carry them; some topics are for invited chats alone, a few are hidden."""
    chance = random.Random(4)
    with database.write() as session:
        session.execute(insert(FeedRow), [_feed(number, chance) for number in range(1, size.feeds + 1)])
        session.execute(insert(TopicRow), [_topic(number, press, chance) for number in made.topics])
        links = [{"topic_id": topic, "feed_id": feed} for topic, feeds in made.topics.items() for feed in feeds]
        session.execute(insert(TopicFeedRow), links)


def _feed(number: int, chance: random.Random) -> dict[str, object]:
    failing = chance.random() < 0.03
    return {
        "id": number, "url": f"https://outlet{number}.example/feed", "title": f"Outlet {number}", "language": "en",
        "state": "active", "next_check_at": NOW + timedelta(days=1), "checked_at": NOW - timedelta(minutes=20),
        "ok_at": NOW - timedelta(days=2) if failing else NOW - timedelta(minutes=20),
        "failures": chance.randint(3, 30) if failing else 0, "problem": "HTTP 503" if failing else None,
        "failing_since": NOW - timedelta(days=2) if failing else None,
        "failure_told_at": NOW - timedelta(days=1) if failing else None, "created_at": NOW - timedelta(days=90),
    }  # fmt: skip


def _topic(number: int, press: Press, chance: random.Random) -> dict[str, object]:
    words = press.words(2)
    kind = chance.choices(("listed", "private", "hidden"), (94, 4, 2))[0]
    return {
        "id": number, "slug": f"topic-{number}", "name": f"{' '.join(words).capitalize()} {number}",
        "description": " ".join(press.words(8)).capitalize(), "language": "en" if chance.random() < 0.5 else None,
        "keywords": tuple(press.words(25)) if chance.random() < 0.2 else (), "method": "news",
        "sentences": chance.choice((1, 2, 2, 3)), "position": number, "created_at": NOW - timedelta(days=90),
        "visibility": kind, "invitation": f"invitation-of-topic-{number}" if kind == "private" else None,
    }  # fmt: skip


def write_articles(database: Database, made: Plan, press: Press) -> Iterator[int]:
    """Write them in the order in which they came; yields how many are written by now."""
    last = {piece.story: piece.at for piece in made.pieces}
    events: dict[int, Event] = {}
    for done in range(0, len(made.pieces), BATCH):
        pieces = made.pieces[done : done + BATCH]
        begun = {piece.story: piece.at for piece in reversed(pieces) if piece.story not in events}
        events |= {story: press.event() for story in begun}
        with database.write() as session:
            if begun:
                session.execute(insert(StoryRow), [_story(story, at, last[story]) for story, at in begun.items()])
            _write(session, pieces, done + 1, events, press)
        yield done + len(pieces)


def _story(story: int, begun: datetime, ended: datetime) -> dict[str, object]:
    return {"id": story, "language": "en", "created_at": begun, "updated_at": ended}


def _write(session: Session, pieces: Sequence[Piece], first: int, events: Mapping[int, Event], press: Press) -> None:
    articles, entries, searched = [], [], []
    for number, piece in enumerate(pieces, start=first):
        report = press.report(events[piece.story], copied=piece.copied)
        address = f"outlet{piece.feed}.example/news/{number}"
        articles.append(
            {
                "id": number, "url": f"https://{address}", "title": report.title, "text": report.text,
                "language": "en", "source": f"Outlet {piece.feed}", "published_at": piece.at - timedelta(minutes=3),
                "fetched_at": piece.at, "url_key": address, "story_id": piece.story,
            }
        )  # fmt: skip
        entries.append(
            {
                "feed_id": piece.feed, "guid": address, "url": f"https://{address}", "title": report.title,
                "content": "", "published_at": piece.at, "seen_at": piece.at, "state": "done", "attempts": 1,
                "next_try_at": piece.at, "article_id": number, "url_key": address,
            }
        )  # fmt: skip
        searched.append({"article_id": number, "title": report.title_words, "body": report.body_words})
    session.execute(insert(ArticleRow), articles)
    session.execute(insert(EntryRow), entries)
    session.execute(insert(ArticleSearchRow), searched)
