"""Putting each new article into a story as it arrives, and sorting the last days' articles anew now and then."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from jobs.articles import as_article
from jobs.courtesy import NOBODY_WAITS, Courtesy
from jobs.feeds.articles.regroup import regroup
from jobs.locks import alone_at
from jobs.search_words import search_words
from storage import homes
from storage.articles import (
    NewArticle,
    StoredArticle,
    add_article,
    article_at,
    articles_after,
    articles_of,
    articles_since,
    changed_since,
    count_reading,
    homes_since,
    is_closed,
    put_in_story,
    update_article,
)
from storage.database import Database
from storage.digests import stories_told
from storage.entries import Entry, fail_entry, finish_entry
from storage.locks import taking_turns
from storage.search_index import index_article
from summaries.clustering import cluster
from summaries.window import Window, assign

LOOK_BACK = timedelta(days=3)
OVERLAP = timedelta(minutes=5)
TURN = "filing articles"
CLOSED = "this article is read with somebody's login"
"""Why a chat's own feed doesn't lead to it, though it names its address."""

REGROUPED = timedelta(hours=36)
"""How far back articles are clustered anew: a day's digest and what it continues."""


class StoryDesk:
    """Where articles of the last three days stand by story. One a process; its owner keeps it between ticks.

    Several processes may file at once, each with a desk of its own: it is one's turn at a time, and who has it learns
    first what the others filed. What they revised or sorted anew is known after the next `catch_up`, or the next turn.
    """

    def __init__(self, database: Database, courtesy: Courtesy = NOBODY_WAITS) -> None:
        self._database = database
        self._courtesy = courtesy
        self._window = Window()
        self._known: dict[int, _State] = {}
        """How each article was when it was taken in."""
        self._seen_until: datetime | None = None
        self._newest = 0
        """The id of the newest article that is known here."""
        self._sortings = 0
        """How often articles had been sorted anew."""
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

    async def regroup(self, *, now: datetime) -> int | None:
        """Cluster the last days' articles anew, all at once; returns how many changed their story.

        None where another process is at it.
        """
        async with alone_at(self._database, "regrouping") as alone, self._lock:
            return await asyncio.to_thread(self._regroup, now) if alone else None

    def _regroup(self, now: datetime) -> int:
        with self._database.read() as session:
            recent = articles_since(session, now - REGROUPED)
            filed = {article.id: article.story_id for article in recent if article.story_id is not None}
            told = stories_told(session, set(filed.values()))
        groups = cluster([as_article(article, key=article.id) for article in recent if article.id in filed])
        if not regroup(groups, filed, told):
            return 0
        with taking_turns(self._database, TURN), self._database.write() as session:
            homes.hold_for_sorting(session)
            # more may have been told since then
            moves = regroup(groups, filed, stories_told(session, set(filed.values())))
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
            sortings = homes.count_sortings(session)
            recent = changed_since(session, since)
        for article in self._courtesy.between(recent):
            if article.fetched_at >= now - LOOK_BACK and self._known.get(article.id) != _state(article):
                self._take_in(article)
        self._newest = max([self._newest, *(article.id for article in recent)])
        if self._sortings != sortings and self._seen_until is not None:
            self._learn_moves(now)
        self._seen_until, self._sortings = now, sortings
        self._window.forget(now - LOOK_BACK)
        self._known = {
            key: state for key, state in self._known.items() if state.fetched_at >= now - LOOK_BACK - OVERLAP
        }

    def _learn(self, now: datetime) -> None:
        """What other processes did since the last turn: new articles, and stories sorted anew."""
        with self._database.read() as session:
            sortings = homes.count_sortings(session)
            new = articles_after(session, self._newest)
        for article in new:
            self._take_in(article)
            self._newest = article.id
        if self._sortings != sortings:
            self._learn_moves(now)
            self._sortings = sortings

    def _learn_moves(self, now: datetime) -> None:
        with self._database.read() as session:
            known = homes_since(session, now - REGROUPED)
            moved = [key for key, home in known.items() if key in self._known and self._known[key].story_id != home]
            articles = articles_of(session, moved)
        for article in articles:
            self._take_in(article)

    def _file(self, entry: Entry, article: NewArticle, now: datetime, problem: str | None) -> bool:
        words = search_words(article.title, article.text)
        with taking_turns(self._database, TURN):
            if self._database.shared:
                self._learn(now)
            # the comparison takes its time and stands before the transaction; the turn keeps its answer true
            story_id = assign(as_article(article, key=0), self._window)
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
            self._newest = max(self._newest, stored.id)
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


@dataclass(frozen=True, slots=True)
class _State:
    """When it was fetched, when last put in other words, and where it stands."""

    fetched_at: datetime
    updated_at: datetime | None
    story_id: int | None


def _state(article: StoredArticle) -> _State:
    return _State(article.fetched_at, article.updated_at, article.story_id)


def _alike(there: StoredArticle, article: NewArticle) -> bool:
    """Whether both can be one article: by the title, or by half of the words of the text."""
    if there.title.casefold() == article.title.casefold():
        return True
    ours, theirs = (set(text.casefold().split()) for text in (article.text, there.text))
    return len(ours & theirs) * 2 >= min(len(ours), len(theirs))
