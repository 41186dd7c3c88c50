"""Putting each new article into a story as it arrives, and sorting the last days' articles anew now and then."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from jobs.articles import as_article
from jobs.courtesy import NOBODY_WAITS, Courtesy
from jobs.feeds.articles.regroup import regroup
from jobs.search_words import search_words
from storage.articles import (
    NewArticle,
    StoredArticle,
    add_article,
    article_at,
    articles_since,
    changed_since,
    count_reading,
    is_closed,
    put_in_story,
    update_article,
)
from storage.database import Database
from storage.digests import stories_told
from storage.entries import Entry, fail_entry, finish_entry
from storage.search_index import index_article
from summaries.clustering import cluster
from summaries.window import Window, assign

LOOK_BACK = timedelta(days=3)
OVERLAP = timedelta(minutes=5)
CLOSED = "this article is read with somebody's login"
"""Why a chat's own feed doesn't lead to it, though it names its address."""

REGROUPED = timedelta(hours=36)
"""How far back articles are clustered anew: a day's digest and what it continues."""


class StoryDesk:
    """Where articles of the last three days stand by story. One a process; its owner keeps it between ticks.

    It reads storage again at each `catch_up`, so that what other processes filed is known here too.
    """

    def __init__(self, database: Database, courtesy: Courtesy = NOBODY_WAITS) -> None:
        self._database = database
        self._courtesy = courtesy
        self._window = Window()
        self._known: dict[int, tuple[datetime, datetime | None]] = {}
        """When each article was fetched, and when it was last put in other words."""
        self._seen_until: datetime | None = None
        self._lock = asyncio.Lock()

    async def catch_up(self, *, now: datetime) -> None:
        """Take in the articles filed or revised since the last time, and forget those that are too old."""
        async with self._lock:
            await asyncio.to_thread(self._catch_up, now)

    async def file(self, entry: Entry, article: NewArticle, *, now: datetime, problem: str | None = None) -> bool:
        """Keep the article of an entry, in a story. False when it stood at its address before.

        Where another article stands there, the entry's address is its own: some sites name one for all their articles.
        """
        async with self._lock:
            return await asyncio.to_thread(self._file, entry, article, now, problem)

    async def revise(
        self, entry_id: int, before: StoredArticle, article: NewArticle, *, now: datetime, problem: str | None = None
    ) -> bool:
        """Put an entry's article in its new words; it stays in its story. False where they are the old ones."""
        async with self._lock:
            return await asyncio.to_thread(self._revise, entry_id, before, article, now, problem)

    async def regroup(self, *, now: datetime) -> int:
        """Cluster the last days' articles anew, all at once; returns how many changed their story."""
        async with self._lock:
            return await asyncio.to_thread(self._regroup, now)

    def _regroup(self, now: datetime) -> int:
        with self._database.read() as session:
            recent = articles_since(session, now - REGROUPED)
            filed = {article.id: article.story_id for article in recent if article.story_id is not None}
            told = stories_told(session, set(filed.values()))
        groups = cluster([as_article(article, key=article.id) for article in recent if article.id in filed])
        moves = regroup(groups, filed, told)
        if not moves:
            return 0
        with self._database.write() as session:
            for article_ids, story_id in moves:
                home = story_id
                for article_id in article_ids:
                    home = put_in_story(session, article_id, home, now=now)
        # the window knows the old places: it is built anew from storage
        self._window, self._known, self._seen_until = Window(), {}, None
        self._catch_up(now)
        return sum(len(article_ids) for article_ids, _ in moves)

    def _catch_up(self, now: datetime) -> None:
        since = now - LOOK_BACK
        if self._seen_until is not None:
            since = max(since, self._seen_until - OVERLAP)
        with self._database.read() as session:
            recent = changed_since(session, since)
        for article in self._courtesy.between(recent):
            if article.fetched_at >= now - LOOK_BACK and self._known.get(article.id) != _state(article):
                self._take_in(article)
        self._seen_until = now
        self._window.forget(now - LOOK_BACK)
        self._known = {key: state for key, state in self._known.items() if state[0] >= now - LOOK_BACK - OVERLAP}

    def _file(self, entry: Entry, article: NewArticle, now: datetime, problem: str | None) -> bool:
        # the comparison takes its time and stands before the transaction; the lock keeps its answer true
        story_id = assign(as_article(article, key=0), self._window)
        words = search_words(article.title, article.text)
        with self._database.write() as session:
            there = article_at(session, article.url)
            if there is not None and not _alike(there, article):
                article = replace(article, url=entry.url)
                there = article_at(session, article.url)
            if there is not None and entry.private and is_closed(session, there.id):
                fail_entry(session, entry.id, problem=CLOSED)
                return False
            stored, added = add_article(session, article)
            if added:
                home = put_in_story(session, stored.id, story_id, now=now)
                index_article(session, stored.id, words)
            finish_entry(session, entry.id, article_id=stored.id, problem=problem, as_of=now)
        if added:
            self._take_in(replace(stored, story_id=home))
        return added

    def _revise(
        self, entry_id: int, before: StoredArticle, article: NewArticle, now: datetime, problem: str | None
    ) -> bool:
        changed = (article.title, article.text) != (before.title, before.text)
        words = search_words(article.title, article.text) if changed else None
        with self._database.write() as session:
            stored = before
            if words:
                stored = update_article(session, before.id, article, now=now)
                index_article(session, before.id, words)
            count_reading(session, before.id, now=now)
            finish_entry(session, entry_id, article_id=before.id, problem=problem, as_of=now)
        if changed and before.id in self._known:
            self._take_in(stored)
        return changed

    def _take_in(self, article: StoredArticle) -> None:
        if article.story_id is None:
            return
        if article.id in self._known:
            self._window.drop(article.id)
        self._window.add(as_article(article, key=article.id), article.story_id)
        self._known[article.id] = _state(article)


def _state(article: StoredArticle) -> tuple[datetime, datetime | None]:
    return article.fetched_at, article.updated_at


def _alike(there: StoredArticle, article: NewArticle) -> bool:
    """Whether both can be one article: by the title, or by half of the words of the text."""
    if there.title.casefold() == article.title.casefold():
        return True
    ours, theirs = (set(text.casefold().split()) for text in (article.text, there.text))
    return len(ours & theirs) * 2 >= min(len(ours), len(theirs))
