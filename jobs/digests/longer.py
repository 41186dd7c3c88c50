"""A story that a chat was told, told once more and at length: from all that the chat may see of it by now."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from jobs.articles import as_article
from jobs.digests.recipient import UTC
from storage import articles, schedules, topics
from storage.database import Session
from storage.digests import LedgerStory
from summaries.headlines import headline
from summaries.summarizing import summarize_story
from summaries.types import DigestStory, Length, Score, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Longer:
    """The story, and the zone whose hours stand beside its sources."""

    story: DigestStory
    zone: ZoneInfo


def longer(session: Session, told: LedgerStory, *, sentences: int, now: datetime) -> Longer | None:
    """None where nothing is left of the story that the chat may see."""
    seen = [topic.id for topic in topics.visible_topics(session, told.chat_id)]
    carried = articles.story_articles(session, story_ids=[told.story_id], topic_ids=seen, until=now)
    stored = {article.id: article for _, article in carried}
    if not stored:
        return None
    found = tuple(as_article(article, key=article.id) for article in stored.values())
    summary = summarize_story(found, sentences=sentences)
    title, article = headline(found, summary)
    schedule = schedules.schedule(session, told.chat_id)
    return Longer(
        story=DigestStory(
            story=Story(key=told.story_id, articles=found, matches=told.matches),
            headline=title,
            url=article.url,
            summary=summary,
            score=Score(parts=told.score),
            length=Length.LONG,
        ),
        zone=ZoneInfo(schedule.zone) if schedule else UTC,
    )
