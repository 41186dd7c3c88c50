"""From the stories that are news to a chat to a digest: in which order, and what each one says. Pure."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from jobs.digests.choosing import Candidate
from jobs.digests.limits import DigestLimits
from summaries.headlines import headline
from summaries.ranking import rank
from summaries.summarizing import summarize_story
from summaries.types import Digest, DigestStory, Label, Score


def compose(
    candidates: Sequence[Candidate], *, since: datetime, until: datetime, zone: ZoneInfo, limits: DigestLimits
) -> Digest:
    """Rank the candidates, and tell the first of them."""
    by_key = {candidate.story.key: candidate for candidate in candidates}
    ranked = rank([candidate.story for candidate in candidates], now=until)
    stories = tuple(_tell(by_key[story.key], score) for story, score in ranked[: limits.stories])
    return Digest(since=since, until=until, zone=zone, stories=stories, more=len(ranked) - len(stories))


def _tell(candidate: Candidate, score: Score) -> DigestStory:
    summary = summarize_story(candidate.fresh, sentences=candidate.sentences, method=candidate.method)
    title, article = headline(candidate.fresh, summary)
    story = candidate.story
    fresh = frozenset(each.key for each in candidate.fresh) if story.label is Label.DEVELOPING else frozenset[int]()
    return DigestStory(story=story, headline=title, url=article.url, summary=summary, score=score, fresh=fresh)
