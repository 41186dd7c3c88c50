"""From storage to a digest: what topics carried in a window, chosen for a chat, ranked and told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs.digests.content.choosing import Candidate, LeftOut, judge
from jobs.digests.content.compose import compose
from jobs.digests.content.wants import Wants
from jobs.digests.limits import DigestLimits
from jobs.digests.recipient import Recipient
from jobs.filters.terms import Filter
from storage import articles, digests, marks
from storage.database import Session
from storage.marks import Mark
from storage.topics import Topic
from summaries.types import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be told to whom: what is new in `[since, until)` in these topics.

    `words` narrows it beyond the chat's own filters. With `again` also what the chat was told before.
    """

    recipient: Recipient
    topics: Sequence[Topic]
    since: datetime
    until: datetime
    words: Filter | None = None
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A digest, and whether the picture of its first story may stand above it."""

    digest: Digest
    picture: bool = False


LATE = timedelta(minutes=15)
"""So much later than it says an article may come into the database: those of one batch have one time. What was told
meanwhile isn't told again, so that looking back costs nothing."""


def gather(session: Session, request: Request, *, limits: DigestLimits) -> Gathered:
    """The digest of what the topics carried that is news to the chat."""
    story_ids = articles.topic_stories(
        session,
        topic_ids=[topic.id for topic in request.topics],
        since=request.since - LATE,
        until=request.until,
        most=limits.candidates,
    )
    chosen = candidates(session, request, story_ids)
    digest = compose(
        chosen,
        since=request.since,
        until=request.until,
        zone=request.recipient.zone,
        limits=limits,
        tastes=request.recipient.tastes,
        length=request.recipient.length,
    )
    return Gathered(digest=digest, picture=request.recipient.preferences.pictures and has_picture(digest, chosen))


def has_picture(digest: Digest, chosen: Collection[Candidate]) -> bool:
    """Whether a topic of the first story has pictures."""
    if not digest.stories:
        return False
    first = digest.stories[0].story.key
    return any(topic.pictures for candidate in chosen if candidate.story.key == first for topic in candidate.topics)


def candidates(session: Session, request: Request, story_ids: Collection[int]) -> list[Candidate]:
    """Those of the stories that are news to the chat."""
    judged = judge_stories(session, request, story_ids).values()
    return [found for found in judged if isinstance(found, Candidate)]


def judge_stories(session: Session, request: Request, story_ids: Collection[int]) -> dict[int, Candidate | LeftOut]:
    """Each of the stories as it is to be told to the chat, or why it isn't."""
    recipient, by_id = request.recipient, {topic.id: topic for topic in request.topics}
    # a story is told with all that its topics carry of it, also from before the window
    carried = articles.story_articles(session, story_ids=story_ids, topic_ids=by_id.keys(), until=request.until)
    marked = marks.marks_of(session, recipient.chat.id, story_ids)
    told = {} if request.again else digests.told_stories(session, recipient.chat.id, story_ids)
    wants = Wants(
        filters=tuple(chosen for chosen in (recipient.filter, request.words) if chosen),
        by_topic=recipient.by_topic,
        muted=frozenset(story_id for story_id, mark in marked.items() if mark is Mark.MUTED),
        followed=frozenset(story_id for story_id, mark in marked.items() if mark is Mark.FOLLOWED),
    )
    return judge([(by_id[topic_id], article) for topic_id, article in carried], told, wants)
