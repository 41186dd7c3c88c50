"""How long a search takes over many articles, and how large the index is: in SQLite, or in PostgreSQL by its URL.

    python -m benchmarks.search [--articles 200000] [--database sqlite:////tmp/news.sqlite3]

The articles are words drawn as often as English news has them (`background.json`), with the words that every text is
full of, and names of their own. A database that this benchmark has filled is used again. SQLite's times are CPU time,
which doesn't depend on what else the machine does; PostgreSQL works in processes of its own: there it is the clock's.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert, text

from benchmarks.window import COMMON
from jobs.finding import stories_to_share
from jobs.search import search_stories
from jobs.search_words import search_words
from storage import articles, topics
from storage.database import Database, Session
from storage.schema import upgrade
from storage.tables import (
    ArticleRow,
    ArticleSearchRow,
    EntryRow,
    FeedRow,
    StoryRow,
    TopicFeedRow,
)
from summaries.rendering import render_brief

FEEDS, TOPICS, EVENT = 2000, 500, 3
WORDS = 120
BATCH = 2000
ASKED, OFFERED = 150, 40
NOW = datetime(2031, 5, 14, 9, 0, tzinfo=UTC)


class News:
    """Titles and texts without end."""

    def __init__(self) -> None:
        self._chance = random.Random(11)
        known = json.loads(files("summaries").joinpath("background.json").read_text("utf-8"))["en"]["frequencies"]
        self.terms = sorted(known, key=known.get, reverse=True)
        self._often = list(accumulate(known[term] for term in self.terms))

    def article(self) -> tuple[str, str]:
        chance = self._chance
        said = chance.choices(self.terms, cum_weights=self._often, k=WORDS) + chance.choices(COMMON, k=WORDS)
        said += [f"{chance.choice(self.terms)}{chance.randrange(10**4)}" for _ in range(8)]
        chance.shuffle(said)
        return " ".join(said[:9]).capitalize(), ". ".join(
            " ".join(said[at : at + 12]) for at in range(9, len(said), 12)
        )


def fill(database: Database, count: int) -> float:
    """Write the articles; returns how long the words of an article take, split and written, in milliseconds."""
    news, spent = News(), 0.0
    with database.write() as session:
        _topics(session)
    for first in range(1, count + 1, BATCH):
        ids = range(first, min(first + BATCH, count + 1))
        told = [news.article() for _ in ids]
        with database.write() as session:
            _articles(session, ids, told, count)
            session.flush()
            started = time.process_time()
            rows = []
            for article_id, (title, body) in zip(ids, told, strict=True):
                words = search_words(title, body)
                rows.append({"article_id": article_id, "title": " ".join(words.title), "body": " ".join(words.body)})
            session.execute(insert(ArticleSearchRow), rows)
            spent += time.process_time() - started
        print(f"\r{ids[-1]:,} articles", end="", flush=True)
    print()
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))
    return spent * 1000 / count


def _topics(session: Session) -> None:
    session.execute(
        insert(FeedRow),
        [
            {
                "url": f"https://outlet{number}.example/feed", "title": f"Outlet {number}", "state": "active",
                "next_check_at": NOW, "failures": 0, "created_at": NOW,
            }
            for number in range(FEEDS)
        ],
    )  # fmt: skip
    made = [topics.add_topic(session, slug=f"t{number}", name=f"Topic {number}", now=NOW) for number in range(TOPICS)]
    links = [
        {"topic_id": topic.id, "feed_id": feed + 1}
        for feed in range(FEEDS)
        if (topic := made[feed % TOPICS]) is not None
    ]
    session.execute(insert(TopicFeedRow), links)


def _articles(session: Session, ids: Sequence[int], told: Sequence[tuple[str, str]], count: int) -> None:
    def at(article_id: int) -> datetime:
        return NOW - timedelta(days=60) * (1 - article_id / count)

    stories = sorted({article_id // EVENT + 1 for article_id in ids if article_id % EVENT == 0 or article_id == 1})
    session.execute(insert(StoryRow), [{"id": story, "created_at": NOW, "updated_at": NOW} for story in stories])
    session.execute(
        insert(ArticleRow),
        [
            {
                "id": article_id, "url": f"https://outlet.example/{article_id}", "title": title, "text": body,
                "language": "en", "source": f"Outlet {article_id * 7919 % FEEDS}", "published_at": at(article_id),
                "fetched_at": at(article_id), "url_key": f"outlet.example/{article_id}",
                "story_id": article_id // EVENT + 1,
            }
            for article_id, (title, body) in zip(ids, told, strict=True)
        ],
    )  # fmt: skip
    session.execute(
        insert(EntryRow),
        [
            {
                "feed_id": article_id * 7919 % FEEDS + 1, "guid": str(article_id), "title": "", "content": "",
                "url": f"https://outlet.example/{article_id}", "seen_at": NOW, "state": "done", "attempts": 1,
                "next_try_at": NOW, "article_id": article_id,
            }
            for article_id in ids
        ],
    )  # fmt: skip


def searches() -> dict[str, Iterator[tuple[str, bool]]]:
    """What is asked, by kind, and whether the last word is unfinished."""
    chance = random.Random(5)
    terms = [term for term in News().terms if term.isalpha()]

    def one(ranks: slice, words: int, form: str = "{}", typing: bool = False) -> Iterator[tuple[str, bool]]:
        while True:
            yield form.format(" ".join(chance.choices(terms[ranks], k=words))), typing

    def beginnings(letters: int) -> Iterator[tuple[str, bool]]:
        while True:
            yield chance.choice(terms[:3000])[:letters], True

    return {
        "a word of any rank": one(slice(None), 1),
        "one of the 50 most frequent": one(slice(50), 1),
        "in every article (the)": (("the", False) for _ in range(ASKED)),
        "two frequent words": one(slice(200), 2),
        "three words": one(slice(2000), 3),
        "a phrase": one(slice(200), 2, '"{}"'),
        "a phrase of the commonest (of the)": (('"of the"', False) for _ in range(ASKED)),
        "without a word": one(slice(200), 2, "{} -the"),
        "typing, two letters": beginnings(2),
        "typing, three letters": beginnings(3),
        "typing, five letters": beginnings(5),
        "typing after a word": one(slice(200), 2, "{}", typing=True),
    }


def measure(database: Database, topic_ids: Sequence[int]) -> None:
    """Print how long each kind of search takes."""
    clock = time.process_time if database.engine.dialect.name == "sqlite" else time.perf_counter
    print(f"{len(topic_ids)} topics may be seen:")
    for kind, asked in searches().items():
        times, found = [], 0
        for (typed, typing), _ in zip(asked, range(ASKED), strict=False):
            started = clock()
            with database.read() as session:
                page = search_stories(session, typed, topic_ids=topic_ids, now=NOW, typing=typing)
            times.append((clock() - started) * 1000)
            found += page.found
        cuts = statistics.quantiles(times, n=20)
        print(f"  {kind:36} median {cuts[9]:6.1f} ms, p95 {cuts[18]:6.1f} ms, {found / len(times):5.0f} stories")


def measure_offers(database: Database, topic_ids: Sequence[int]) -> None:
    """Print how long inline mode takes: ten stories found, each told in short and laid out."""
    chance, zone = random.Random(6), ZoneInfo("Europe/Kyiv")
    terms = [term for term in News().terms if term.isalpha()][:2000]
    clock = time.process_time if database.engine.dialect.name == "sqlite" else time.perf_counter
    print(f"inline, {len(topic_ids)} topics may be seen:")
    for kind, words in {"a word": terms, "nothing typed": [""]}.items():
        times = []
        for _ in range(OFFERED):
            started = clock()
            with database.read() as session:
                page = stories_to_share(session, chance.choice(words), topic_ids=topic_ids, now=NOW, limit=10)
            for each in page.stories:
                render_brief(each.told, now=NOW, zone=zone)
            times.append((clock() - started) * 1000)
        cuts = statistics.quantiles(times, n=20)
        print(f"  {kind:36} median {cuts[9]:6.1f} ms, p95 {cuts[18]:6.1f} ms")


def main() -> None:
    """Fill the database if it is empty, and search."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--database")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(asked.database or f"sqlite:///{folder}/news.sqlite3")
        upgrade(database)
        with database.read() as session:
            empty = articles.count_articles(session) == 0
        if empty:
            each = fill(database, asked.articles)
            print(f"{each:.2f} ms to split and index an article")
        with database.read() as session:
            topic_ids = [topic.id for topic in topics.list_topics(session)]
        measure(database, topic_ids)
        measure(database, topic_ids[: TOPICS // 50])
        measure_offers(database, topic_ids)
        measure_offers(database, topic_ids[: TOPICS // 50])
        if database.engine.dialect.name == "sqlite":
            print(f"{Path(database.url.database or '').stat().st_size / 2**20:,.0f} MB in all")
        database.close()


if __name__ == "__main__":
    main()
