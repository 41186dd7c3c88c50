"""The articles of some feeds right now, without a database: what `newsdigest preview` shows."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp

from jobs.articles import as_article
from jobs.feeds.articles.pages import MOST_ATTEMPTS, GiveUp, Made, read_entry
from jobs.feeds.fetching.robots import Robots
from jobs.feeds.finding.discovery import find_feed
from jobs.feeds.finding.found import newest
from jobs.feeds.problems import FeedProblem
from jobs.feeds.workers import Workers
from storage.articles import NewArticle
from storage.entries import Entry
from summaries.types import Article

IN_FLIGHT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far it has come: `done` of `known` steps, of which more become known as feeds are read; and the last one."""

    done: int
    known: int
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Articles in the feeds' order, keys from 0; `problems` are (address, reason) of feeds and pages that failed."""

    articles: tuple[Article, ...]
    problems: tuple[tuple[str, str], ...]


async def fetch_articles(
    client: aiohttp.ClientSession,
    addresses: Sequence[str],
    *,
    now: datetime,
    workers: Workers,
    robots: Robots | None = None,
    limit: int = 20,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Gathered:
    """The `limit` newest entries of each address's feed as articles. A feed that fails leaves the others alone.

    Pages that `robots` disallow are not fetched; they are not to be paced, since somebody waits.
    """
    gathering = _Gathering(client, workers, robots, now, limit, progress)
    found = await asyncio.gather(*(gathering.feed(address) for address in dict.fromkeys(addresses)))
    unique = {article.url: article for articles in found for article in articles}
    articles = tuple(as_article(article, key=key) for key, article in enumerate(unique.values()))
    return Gathered(articles=articles, problems=tuple(gathering.problems))


@dataclass(slots=True)
class _Gathering:
    client: aiohttp.ClientSession
    workers: Workers
    robots: Robots | None
    now: datetime
    limit: int
    progress: Callable[[Progress], None]
    in_flight: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(IN_FLIGHT))
    done: int = 0
    known: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)

    async def feed(self, address: str) -> list[NewArticle]:
        self.known += 1
        try:
            async with self.in_flight:
                found = await find_feed(self.client, self.workers, address, now=self.now)
        except FeedProblem as problem:
            self.problems.append((address, str(problem)))
            self._step(address)
            return []
        entries = newest(found.feed.entries, self.limit)
        self.known += len(entries)
        self._step(found.feed.title or address)
        made = await asyncio.gather(
            *(
                self.article(
                    Entry(
                        id=number,
                        feed_id=0,
                        feed_title=found.feed.title,
                        feed_language=found.feed.language,
                        guid=entry.guid,
                        url=entry.url,
                        title=entry.title,
                        content=entry.content,
                        author=entry.author,
                        image=entry.image,
                        published_at=entry.published_at,
                        seen_at=self.now,
                        attempts=MOST_ATTEMPTS,
                    )
                )
                for number, entry in enumerate(entries)
            )
        )
        return [article for article in made if article is not None]

    async def article(self, entry: Entry) -> NewArticle | None:
        async with self.in_flight:
            settled = await read_entry(self.client, self.workers, entry, now=self.now, robots=self.robots)
        self._step(entry.title)
        if isinstance(settled, Made):
            return settled.article
        # its last attempt, and no pace: nothing is put off
        assert isinstance(settled, GiveUp)
        self.problems.append((entry.url, settled.problem))
        return None

    def _step(self, step: str) -> None:
        self.done += 1
        self.progress(Progress(done=self.done, known=self.known, step=step))
