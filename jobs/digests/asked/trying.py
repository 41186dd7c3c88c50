"""Trying a topic: its digest as somebody new would get it now, and why other things its feeds brought aren't in it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from jobs.digests.content.choosing import Candidate, LeftOut
from jobs.digests.content.compose import compose, rank_candidates
from jobs.digests.content.gathering import Request, judge_stories
from jobs.digests.content.wants import Because, match, speaks
from jobs.digests.limits import DigestLimits
from jobs.digests.recipient import UTC, Recipient
from storage import articles, topics
from storage.chats import Chat, ChatState
from storage.database import Database
from storage.entries import EntryState
from storage.preferences import Preferences
from storage.topic_entries import TopicEntry, entry_at, latest_entries
from storage.topics import Topic
from summaries.copies import origins
from summaries.types import Digest

LOOKED_AT = 1000
"""Entries that are judged at the most; of a topic with more, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What becomes of an entry in the digest: told, under the headline that stands there, or left out, and why."""

    entry: TopicEntry
    headline: str | None = None
    left_out: LeftOut | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A topic's digest as it would be now for who begins to follow it; nothing of it is kept."""

    topic: Topic
    digest: Digest
    judged: dict[int, Candidate | LeftOut]
    """Every story of the window, told or not."""
    places: dict[int, int]
    """By story the place at which it is ranked, from 1 on."""

    def outcome(self, entry: TopicEntry) -> Outcome:
        """Why the entry is left out, where it is."""
        article = entry.article
        if article is None:
            return Outcome(entry=entry, left_out=LeftOut(because=_UNREAD.get(entry.state, Because.UNREAD)))
        if article.fetched_at < self.digest.since:
            return Outcome(entry=entry, left_out=LeftOut(because=Because.WINDOW, at=article.fetched_at))
        if not speaks(self.topic, article):
            return Outcome(entry=entry, left_out=LeftOut(because=Because.LANGUAGE))
        if not match(self.topic, article):
            return Outcome(entry=entry, left_out=LeftOut(because=Because.KEYWORDS))
        return self._of_story(entry, article.id, article.story_id)

    def _of_story(self, entry: TopicEntry, article_id: int, story_id: int | None) -> Outcome:
        found = self.judged.get(story_id) if story_id is not None else None
        if story_id is None or found is None:
            return Outcome(entry=entry, left_out=LeftOut(because=Because.UNREAD))
        if isinstance(found, LeftOut):
            return Outcome(entry=entry, left_out=found)
        told = next((each for each in self.digest.stories if each.story.key == story_id), None)
        if told is None:
            beyond = LeftOut(because=Because.CROWDED, number=self.places[story_id], least=len(self.digest.stories))
            return Outcome(entry=entry, left_out=beyond)
        if article_id not in {article.key for article in origins(told.story.articles)}:
            return Outcome(entry=entry, headline=told.headline, left_out=LeftOut(because=Because.COPY))
        return Outcome(entry=entry, headline=told.headline)


_UNREAD: dict[str, Because] = {EntryState.FAILED: Because.UNREADABLE, EntryState.SKIPPED: Because.SKIPPED}


def try_topic(
    database: Database, topic_id: int, *, now: datetime, limits: DigestLimits, zone: ZoneInfo = UTC
) -> Trial | None:
    """What a digest of the topic would be now, in the hours of `zone`; None where there is no such topic."""
    with database.read() as session:
        topic = topics.topic(session, topic_id)
        if topic is None:
            return None
        request = Request(recipient=_newcomer(topic), topics=[topic], since=now - limits.lookback, until=now)
        found = articles.topic_stories(
            session, topic_ids=[topic_id], since=request.since, until=request.until, most=limits.candidates
        )
        judged = judge_stories(session, request, found)
    chosen = [each for each in judged.values() if isinstance(each, Candidate)]
    ranked = rank_candidates(chosen, now=now)
    return Trial(
        topic=topic,
        digest=compose(chosen, since=request.since, until=now, zone=zone, limits=limits),
        judged=judged,
        places={candidate.story.key: place for place, (candidate, _) in enumerate(ranked, start=1)},
    )


def preview_topic(
    database: Database, topic_id: int, *, now: datetime, limits: DigestLimits, zone: ZoneInfo = UTC
) -> Digest | None:
    """The digest alone."""
    trial = try_topic(database, topic_id, now=now, limits=limits, zone=zone)
    return trial.digest if trial else None


def left_out(database: Database, trial: Trial, *, most: int) -> list[Outcome]:
    """What the topic's feeds published in the window and the digest doesn't tell, the newest first."""
    with database.read() as session:
        entries = latest_entries(session, trial.topic.id, since=trial.digest.since, limit=LOOKED_AT)
    outcomes = (trial.outcome(entry) for entry in entries)
    return [outcome for outcome in outcomes if outcome.left_out][:most]


def why_not(database: Database, trial: Trial, *, url: str) -> Outcome | None:
    """The outcome for what stands at this address; None where none of the topic's feeds published it."""
    with database.read() as session:
        entry = entry_at(session, trial.topic.id, url)
    return trial.outcome(entry) if entry else None


def _newcomer(topic: Topic) -> Recipient:
    """Somebody who follows the topic from now on, and chose nothing."""
    chat = Chat(
        id=0, telegram_id=0, thread_id=0, kind="private", title="", language=None, state=ChatState.ACTIVE, reason=None
    )
    return Recipient(chat=chat, topics=(topic,), preferences=Preferences(chat_id=0))
