"""A story that a chat was told, told once more and at length: from all that the chat may see of it by now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from jobs.articles import as_article
from jobs.digests.content.saying import say
from jobs.digests.recipient import UTC
from storage import articles, schedules, topics
from storage.articles import StoredArticle
from storage.database import Session
from storage.digests import LedgerStory
from summaries.types import DigestStory, Length, Score, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Longer:
    """The story, and the zone whose hours stand beside its sources."""

    story: DigestStory
    zone: ZoneInfo


def longer(session: Session, told: LedgerStory, *, sentences: int, now: datetime) -> Longer | None:
    """None where nothing is left of the story that the chat may see."""
    seen = topics.visible_topic_ids(session, told.chat_id)
    carried = articles.story_articles(session, story_ids=[told.story_id], topic_ids=seen, until=now)
    found = tuple({article.id: article for _, article in carried}.values())
    if not found:
        return None
    story = tell(found, sentences=sentences, length=Length.LONG, matches=told.matches, score=told.score)
    return Longer(story=story, zone=zone_of(session, told.chat_id))


def sources_left(session: Session, told: LedgerStory, *, now: datetime) -> frozenset[str]:
    """Who tells the story in articles that the chat may see by now."""
    seen = topics.visible_topic_ids(session, told.chat_id)
    carried = articles.story_sources(session, story_ids=[told.story_id], topic_ids=seen, until=now)
    return frozenset(source for _, _, source in carried)


def tell(
    stored: Sequence[StoredArticle],
    *,
    sentences: int,
    length: Length,
    matches: tuple[str, ...] = (),
    score: Mapping[str, float] | None = None,
    most_read: int | None = None,
) -> DigestStory:
    """The story of these articles, at least one; its key is 0 where they belong to none.

    Its sentences and its headline are from the last `most_read` of them.
    """
    found = tuple(as_article(article, key=article.id) for article in stored)
    read = found[-most_read:] if most_read else found
    said = say(read, sentences)
    return DigestStory(
        story=Story(key=stored[0].story_id or 0, articles=found, matches=matches),
        headline=said.headline,
        url=said.url,
        summary=said.summary,
        score=Score(parts=score or {}),
        length=length,
    )


def zone_of(session: Session, chat_id: int | None) -> ZoneInfo:
    """The zone of the chat's hours; UTC where it has none."""
    schedule = schedules.schedule(session, chat_id) if chat_id is not None else None
    return ZoneInfo(schedule.zone) if schedule else UTC
