"""Finding articles by their words: SQLite's FTS5, PostgreSQL's tsvector.

Of all articles that have the words, the newest that the given topics carry are candidates. A candidate's worth is

    relevance / (1 + age / a week)

where relevance is the mean over the words and phrases asked for: 1 for one in the headline, 0.6 in the first words of
the text, 0.3 further on; three quarters of that where only a longer form of the word is there. So a headline of a week
ago stands about level with a mention of today. A story is worth what its best article is, and a tenth more for each
doubling of its articles among the candidates.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2

from sqlalchemy import BindParameter, Select, bindparam, distinct, exists, func, select
from sqlalchemy.orm import Session

from storage.search_query import Phrase, Query, matching
from storage.tables import ArticleRow, ArticleSearchRow, EntryRow, TopicFeedRow

MOST_MATCHES = 20_000
"""So many of the newest articles with the words are looked at; what they carry for others only is passed over."""
MOST_CANDIDATES = 400
"""So many of the newest that may be seen are ranked."""
LEAD = 300
"""Characters of a text's words that count as its beginning."""
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A story, by its best or newest article. `sources` is how many tell it, of those that may be seen; `story_id` is
    None for an article that belongs to none."""

    story_id: int | None
    article_id: int
    headline: str
    url: str
    source: str
    language: str | None
    published_at: datetime
    text: str
    sources: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of the stories found; `found` is how many there are among the candidates, `capped` whether there may be
    more than those."""

    hits: tuple[Hit, ...]
    found: int
    capped: bool


NOTHING = Page(hits=(), found=0, capped=False)


def search(
    session: Session, query: Query, *, topic_ids: Collection[int], now: datetime, limit: int = 10, offset: int = 0
) -> Page:
    """The stories with these words that the topics' feeds carry, the best first."""
    if not query.wanted or not topic_ids:
        return NOTHING
    feeds = feeds_of(topic_ids)
    candidates = _candidates(session, query, feeds)
    best: dict[tuple[int, bool], tuple[float, int]] = {}
    articles: dict[tuple[int, bool], int] = {}
    for candidate in candidates:
        key = (candidate.id, False) if candidate.story_id is None else (candidate.story_id, True)
        worth = _relevance(query, candidate) / (1 + max(now - candidate.at, timedelta(0)) / WEEK)
        best[key] = max(best.get(key, (0.0, 0)), (worth, candidate.id))
        articles[key] = articles.get(key, 0) + 1
    ranked = sorted(best, key=lambda key: (best[key][0] * (1 + log2(articles[key]) / 10), best[key][1]), reverse=True)
    hits = as_hits(session, [best[key][1] for key in ranked[offset : offset + limit]], feeds)
    return Page(hits=hits, found=len(ranked), capped=len(candidates) == MOST_CANDIDATES)


def hit_of(session: Session, article_id: int, *, topic_ids: Collection[int]) -> Hit | None:
    """The story of this article, where a feed of these topics carries the article."""
    feeds = feeds_of(topic_ids)
    carried = exists().where(EntryRow.article_id == ArticleRow.id, EntryRow.feed_id.in_(feeds))
    known = session.scalar(select(ArticleRow.id).where(ArticleRow.id == article_id, carried))
    return None if known is None else as_hits(session, [known], feeds)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    id: int
    story_id: int | None
    at: datetime
    title: str
    lead: str


def feeds_of(topic_ids: Collection[int]) -> Select[int]:
    """The feeds that these topics carry."""
    # a parameter as a whole: looking at each of some hundred numbers takes longer than the search
    asked: BindParameter[list[int]] = bindparam("topic_ids", list(topic_ids), expanding=True)
    return select(TopicFeedRow.feed_id).where(TopicFeedRow.topic_id.in_(asked))


def _candidates(session: Session, query: Query, feeds: Select[int]) -> list[_Candidate]:
    matched = matching(session, query).limit(MOST_MATCHES).subquery()
    shown = (
        select(matched.c.article_id)
        .where(exists().where(EntryRow.article_id == matched.c.article_id, EntryRow.feed_id.in_(feeds)))
        .order_by(matched.c.article_id.desc())
        .limit(MOST_CANDIDATES)
        .subquery()
    )
    columns = (
        ArticleRow.id,
        ArticleRow.story_id,
        ArticleRow.published_at,
        ArticleRow.fetched_at,
        ArticleSearchRow.title,
        func.substr(ArticleSearchRow.body, 1, LEAD).label("lead"),
    )
    rows = session.execute(
        select(*columns)
        .join(shown, shown.c.article_id == ArticleRow.id)
        .join(ArticleSearchRow, ArticleSearchRow.article_id == ArticleRow.id)
    )
    return [
        _Candidate(
            id=row.id,
            story_id=row.story_id,
            # a date in the future is a mistake or a trick
            at=min(row.published_at, row.fetched_at),
            title=f" {row.title} ",
            lead=f" {row.lead} ",
        )
        for row in rows
    ]


def _relevance(query: Query, candidate: _Candidate) -> float:
    return sum(_place(asked, candidate) for asked in query.wanted) / len(query.wanted)


def _place(asked: Phrase, candidate: _Candidate) -> float:
    """How much it counts where in the article the words are."""
    begun = " " + " ".join(asked.words) + ("" if asked.prefix else " ")
    whole = " " + " ".join((*asked.words[:-1], asked.exact or asked.words[-1])) + " "
    for place, worth in ((candidate.title, 1.0), (candidate.lead, 0.6)):
        if whole in place:
            return worth
        if begun in place:
            return worth * 0.75
    return 0.3


def as_hits(session: Session, article_ids: Sequence[int], feeds: Select[int]) -> tuple[Hit, ...]:
    """The articles as hits, in their order; `feeds` are those whose sources count."""
    rows = session.scalars(select(ArticleRow).where(ArticleRow.id.in_(article_ids)))
    by_id = {row.id: row for row in rows}
    found = [by_id[article_id] for article_id in article_ids]
    sources = _sources(session, [row.story_id for row in found if row.story_id is not None], feeds)
    return tuple(
        Hit(
            story_id=row.story_id,
            article_id=row.id,
            headline=row.title,
            url=row.url,
            source=row.source,
            language=row.language,
            published_at=row.published_at,
            text=row.text,
            sources=1 if row.story_id is None else sources[row.story_id],
        )
        for row in found
    )


def _sources(session: Session, story_ids: Collection[int], feeds: Select[int]) -> Mapping[int, int]:
    """How many different sources that these feeds carry tell each of the stories."""
    query = (
        select(ArticleRow.story_id, func.count(distinct(ArticleRow.source)))
        .where(ArticleRow.story_id.in_(story_ids))
        .where(exists().where(EntryRow.article_id == ArticleRow.id, EntryRow.feed_id.in_(feeds)))
        .group_by(ArticleRow.story_id)
    )
    return {story_id: count for story_id, count in session.execute(query) if story_id is not None}
