"""What somebody looks for and may see, told: one story at length, or several to choose from and share."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from jobs.digests.content.longer import tell
from jobs.keywords import found_keywords
from jobs.search import Found, search_stories
from storage import articles
from storage.articles import StoredArticle
from storage.database import Session
from storage.newest import newest_stories
from storage.search import Hit, hit_of
from storage.topics import Topic
from summaries.types import DigestStory, Length

SHARED_SENTENCES = 2
MOST_READ = 6
"""So many of a story's newest articles tell it where several stories are offered at once, in a moment."""

_ONE = re.compile(r"#(\d{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A story to share: the article it was found by, and how it is told."""

    hit: Hit
    told: DigestStory


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPage:
    """Some of the stories found; `following` is where the next ones begin, None where these are the last."""

    stories: tuple[Shared, ...]
    following: int | None


def reference(article_id: int) -> str:
    """What to ask for, to be offered the story of this article alone."""
    return f"#{article_id}"


def story_of(
    session: Session, article_id: int, *, topic_ids: Collection[int], sentences: int, length: Length, now: datetime
) -> DigestStory | None:
    """The story of an article, from all that these topics carry of it, under the title that it was found by; None where
    they don't carry the article."""
    article = articles.carried_article(session, article_id, topic_ids=topic_ids)
    if article is None:
        return None
    stored = _stored(session, [article.story_id], topic_ids=topic_ids, now=now).get(article.story_id, [article])
    story = tell(stored, sentences=sentences, length=length)
    return replace(story, headline=article.title, url=article.url) if article.title.strip() else story


def found_topics(session: Session, found: Sequence[Found], seen: Sequence[Topic]) -> dict[int, str]:
    """By article the name of the first topic that brings it; those of whose topics no keyword fits are left out."""
    hits = {each.hit.article_id: each.hit for each in found}
    carrying = articles.carrying_topics(session, article_ids=hits, topic_ids=[topic.id for topic in seen])
    names: dict[int, str] = {}
    for article_id, hit in hits.items():
        carried = set(carrying.get(article_id, ()))
        fitting = (topic.name for topic in seen if topic.id in carried and _fits(topic, hit))
        if (name := next(fitting, None)) is not None:
            names[article_id] = name
    return names


def stories_to_share(
    session: Session, text: str, *, topic_ids: Collection[int], now: datetime, limit: int, offset: int = 0
) -> SharedPage:
    """The stories with these words, the last of which may be unfinished; without words the newest ones.

    `reference` finds the one story that it names. Raises nothing, whatever the text.
    """
    hits, found = _asked_for(session, text.strip(), topic_ids=topic_ids, now=now, limit=limit, offset=offset)
    following = offset + len(hits)
    return SharedPage(
        stories=_told(session, hits, topic_ids=topic_ids, now=now),
        following=following if hits and following < found else None,
    )


def _asked_for(
    session: Session, text: str, *, topic_ids: Collection[int], now: datetime, limit: int, offset: int
) -> tuple[Sequence[Hit], int]:
    """(some of the stories, how many there are)."""
    if one := _ONE.fullmatch(text):
        hit = hit_of(session, int(one[1]), topic_ids=topic_ids)
        return [hit] if hit and not offset else [], 0
    if not text:
        newest = newest_stories(session, topic_ids=topic_ids, limit=limit, offset=offset)
        return newest.hits, newest.found
    page = search_stories(session, text, topic_ids=topic_ids, now=now, limit=limit, offset=offset, typing=True)
    return [each.hit for each in page.stories], page.found


def _told(session: Session, hits: Sequence[Hit], *, topic_ids: Collection[int], now: datetime) -> tuple[Shared, ...]:
    stored = _stored(session, [hit.story_id for hit in hits], topic_ids=topic_ids, now=now)
    told: list[Shared] = []
    for hit in hits:
        of_it = stored.get(hit.story_id) or _alone(session, hit, topic_ids=topic_ids)
        if of_it:
            story = tell(of_it, sentences=SHARED_SENTENCES, length=Length.SHORT, most_read=MOST_READ)
            told.append(Shared(hit=hit, told=story))
    return tuple(told)


def _alone(session: Session, hit: Hit, *, topic_ids: Collection[int]) -> Sequence[StoredArticle]:
    article = articles.carried_article(session, hit.article_id, topic_ids=topic_ids)
    return [article] if article else []


def _stored(
    session: Session, story_ids: Collection[int | None], *, topic_ids: Collection[int], now: datetime
) -> Mapping[int | None, Sequence[StoredArticle]]:
    """By story its articles, each once, the oldest first; articles without a story are no story."""
    known = {story_id for story_id in story_ids if story_id is not None}
    carried = articles.story_articles(session, story_ids=known, topic_ids=topic_ids, until=now)
    found: dict[int | None, dict[int, StoredArticle]] = {}
    for _, article in carried:
        found.setdefault(article.story_id, {})[article.id] = article
    return {story_id: list(of_it.values()) for story_id, of_it in found.items()}


def _fits(topic: Topic, hit: Hit) -> bool:
    return not topic.keywords or bool(found_keywords(topic.keywords, f"{hit.headline}\n{hit.text}"))
