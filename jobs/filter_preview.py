"""What a filter would have kept of the last week, before anybody relies on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs.digests.content.wants import match, speaks
from jobs.filters.judging import Verdict, judge_story
from jobs.filters.terms import Filter
from storage.articles import StoredArticle, newest_articles
from storage.database import Session
from storage.topics import Topic

WEEK = timedelta(days=7)
MOST_ARTICLES = 1000
"""So many articles are looked at, the newest ones: that is quick enough to answer somebody who waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A story, by its newest report, and the verdict on it."""

    story_id: int
    headline: str
    url: str
    source: str
    published_at: datetime
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """How many stories the filter would have kept since `since` and how many left out, with the newest of each."""

    since: datetime
    kept: int
    left_out: int
    kept_examples: tuple[Example, ...]
    left_out_examples: tuple[Example, ...]


def preview_filter(
    session: Session, topics: Collection[Topic], wanted: Filter, *, now: datetime, examples: int = 3
) -> Preview:
    """Judge what these topics carried in the last week, or where that is much, in as much of it as can be done at once.

    `topics` are those that the filter is for; `since` of the answer tells how far back it goes.
    """
    by_id = {topic.id: topic for topic in topics}
    carried = newest_articles(session, topic_ids=by_id.keys(), since=now - WEEK, until=now, limit=MOST_ARTICLES)
    stories: dict[int, dict[int, StoredArticle]] = {}
    for topic_id, article in carried:
        topic = by_id[topic_id]
        if article.story_id is not None and speaks(topic, article) and match(topic, article):
            stories.setdefault(article.story_id, {})[article.id] = article
    judged = [_example(story_id, list(articles.values()), wanted) for story_id, articles in stories.items()]
    kept = [example for example in judged if example.verdict.kept]
    left_out = [example for example in judged if not example.verdict.kept]
    whole = len({article.id for _, article in carried}) < MOST_ARTICLES
    return Preview(
        since=now - WEEK if whole else carried[-1][1].fetched_at,
        kept=len(kept),
        left_out=len(left_out),
        kept_examples=tuple(kept[:examples]),
        left_out_examples=tuple(left_out[:examples]),
    )


def _example(story_id: int, articles: list[StoredArticle], wanted: Filter) -> Example:
    judged = judge_story(wanted, articles)
    shown = (judged.articles or articles)[0]
    return Example(
        story_id=story_id,
        headline=shown.title,
        url=shown.url,
        source=shown.source,
        published_at=shown.published_at,
        verdict=judged.verdict,
    )
