"""The digest that somebody asks for."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from jobs.digests.gathering import gather
from jobs.digests.keeping import Edition, keep
from jobs.digests.limits import DigestLimits
from jobs.digests.presenter import PLAIN, Presenter
from storage import chats, digests, schedules, topics
from storage.database import Database
from storage.digests import DigestKind


def make_latest(
    database: Database,
    *,
    chat_id: int,
    now: datetime,
    limits: DigestLimits,
    presenter: Presenter = PLAIN,
    topic_ids: Collection[int] | None = None,
) -> int:
    """Put what is new for the chat into the outbox, from its topics or the given ones; returns how many stories.

    Nothing is written when nothing is new.
    """
    with database.read() as session:
        last = digests.last_digest(session, chat_id)
        chat = chats.chat(session, chat_id)
        schedule = schedules.schedule(session, chat_id)
        if topic_ids is None:
            wanted = chats.subscribed_topics(session, chat_id)
        else:
            wanted = [topic for topic in topics.visible_topics(session, chat_id) if topic.id in topic_ids]
        zone = ZoneInfo(schedule.zone if schedule else "UTC")
        since = now - limits.lookback
        digest = gather(session, chat_id, wanted, since=since, until=now, zone=zone, limits=limits)
    if not digest.stories:
        return 0
    edition = Edition(chat_id=chat_id, kind=DigestKind.LATEST, digest=digest, language=chat.language if chat else None)
    with database.write() as session:
        if digests.last_digest(session, chat_id) == last:
            keep(session, edition, presenter=presenter, now=now)
            return len(digest.stories)
    # the chat was told something meanwhile: choose anew
    return make_latest(database, chat_id=chat_id, now=now, limits=limits, presenter=presenter, topic_ids=topic_ids)
