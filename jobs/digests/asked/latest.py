"""The digest that somebody asks for."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from jobs.digests.content.gathering import Request, gather
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.keeping import keep, print_edition
from jobs.digests.messages.pages import Edition
from jobs.digests.messages.presenter import PLAIN, Presenter
from jobs.digests.messages.standing import Standing
from jobs.digests.recipient import Recipient, recipient
from jobs.filters.terms import Filter
from storage import digests, topics
from storage.database import Database, Session
from storage.digests import DigestKind
from storage.topics import Topic


def make_latest(
    database: Database,
    *,
    chat_id: int,
    now: datetime,
    limits: DigestLimits,
    presenter: Presenter = PLAIN,
    topic_ids: Collection[int] | None = None,
    words: Filter | None = None,
    most: int | None = None,
    whole_day: bool = False,
) -> int:
    """Put what is new for the chat into the outbox; returns how many stories that is.

    It is new since the chat was last told something, at least of the last day: from the topics it follows, or from the
    given ones where it may see them; narrowed to `words`; at most `most` stories. The `whole_day` is all of the last
    day, also what was told before. Nothing is written when there is nothing.
    """
    kind = DigestKind.WHOLE_DAY if whole_day else DigestKind.LATEST
    most = most or (limits.day_stories if whole_day else limits.stories)
    with database.read() as session:
        last = digests.last_digest(session, chat_id)
        found = recipient(session, chat_id)
        if found is None:
            return 0
        request = Request(
            recipient=found,
            topics=found.topics if topic_ids is None else _visible(session, chat_id, topic_ids),
            since=now - limits.lookback if whole_day else _since(session, found, now=now, limits=limits),
            until=now,
            words=words,
            again=whole_day,
        )
        gathered = gather(session, request, limits=replace(limits, stories=most))
    stories = len(gathered.digest.stories)
    if not stories:
        return 0
    # a question has one answer: what developed stands in it, not beside it
    edition = Edition(kind=kind, digest=gathered.digest, language=found.language, picture=gathered.picture)
    printed = print_edition(edition, presenter)
    with database.write() as session:
        if digests.hold_chat(session, chat_id) == last and Standing().holds(session, printed):
            keep(session, chat_id, printed, now=now)
            return stories
    # the chat was told something meanwhile, or its stories were sorted anew: choose again
    return make_latest(
        database,
        chat_id=chat_id,
        now=now,
        limits=limits,
        presenter=presenter,
        topic_ids=topic_ids,
        words=words,
        most=most,
        whole_day=whole_day,
    )


def _visible(session: Session, chat_id: int, topic_ids: Collection[int]) -> tuple[Topic, ...]:
    return tuple(topic for topic in topics.visible_topics(session, chat_id) if topic.id in topic_ids)


def _since(session: Session, chat: Recipient, *, now: datetime, limits: DigestLimits) -> datetime:
    """Since the chat was last told something, but at least for a usual window: not all of that was told."""
    last = digests.last_told_at(session, chat.chat.id)
    usual = now - limits.lookback
    return max(min(last, usual), now - limits.longest_recap) if last else usual
