"""Making digests: the scheduled ones that are due, and the one somebody asks for with /latest.

A digest, its deliveries and the schedule's next run are written in one transaction, after all computing is done. What
changed meanwhile leaves nothing behind: a schedule that was moved on or paused, a chat that was told something else.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jobs.compose import DigestLimits, choose, compose
from jobs.schedule import next_run
from storage import articles, chats, deliveries, digests, schedules, topics
from storage.database import Database, Session
from storage.deliveries import NewDelivery
from storage.digests import DigestKind, ToldStory
from storage.schedules import Schedule
from storage.topics import Topic
from summaries.copies import independent_sources
from summaries.rendering import render
from summaries.types import Digest

ANSWER, SCHEDULED = 0, 10
"""Priorities of deliveries: who asks now goes before who gets it by the hour."""

BATCH = 200
PUT_OFF = timedelta(minutes=5)

log = logging.getLogger(__name__)


def make_due_digests(database: Database, *, now: datetime, limits: DigestLimits) -> int:
    """Make the digest of every chat whose hour has come; returns how many were made."""
    made = 0
    with database.read() as session:
        due = schedules.due_schedules(session, now=now, limit=BATCH)
    for schedule in due:
        try:
            made += make_scheduled(database, schedule, now=now, limits=limits)
        except Exception:  # one chat's digest must not hold up the others'; it is due again in a while
            log.exception("No digest for chat %d; next try in %s", schedule.chat_id, PUT_OFF)
            with database.write() as session:
                schedules.move_schedule_on(
                    session, schedule.chat_id, due_at=schedule.next_run_at, next_run_at=now + PUT_OFF
                )
    return made


def make_scheduled(database: Database, schedule: Schedule, *, now: datetime, limits: DigestLimits) -> bool:
    """Make one chat's due digest; False where there was nobody to make it for, or it is not due any more.

    Also where the chat asked for news meanwhile, which this digest would tell again: then it is still due.
    """
    zone = ZoneInfo(schedule.zone)
    since = _since(schedule, now=now, limits=limits)
    with database.read() as session:
        last = digests.last_digest(session, schedule.chat_id)
        subscribed = chats.subscribed_topics(session, schedule.chat_id)
        digest = _digest(session, schedule.chat_id, subscribed, since=since, until=now, zone=zone, limits=limits)
    following = next_run(schedule.times, schedule.weekdays, zone, now)
    with database.write() as session:
        if digests.last_digest(session, schedule.chat_id) != last:
            return False
        mine = schedules.move_schedule_on(
            session,
            schedule.chat_id,
            due_at=schedule.next_run_at,
            next_run_at=following,
            covered_until=now,
        )
        if not mine or not subscribed:
            return False
        return _keep(session, schedule.chat_id, DigestKind.SCHEDULED, digest, now=now)


def make_latest(
    database: Database,
    *,
    chat_id: int,
    now: datetime,
    limits: DigestLimits,
    topic_ids: Collection[int] | None = None,
) -> int:
    """Put what is new for the chat into the outbox, from its topics or the given ones; returns how many stories.

    Nothing is written when nothing is new.
    """
    with database.read() as session:
        last = digests.last_digest(session, chat_id)
        schedule = schedules.schedule(session, chat_id)
        if topic_ids is None:
            wanted = chats.subscribed_topics(session, chat_id)
        else:
            wanted = [topic for topic in topics.list_topics(session) if topic.id in topic_ids]
        zone = ZoneInfo(schedule.zone if schedule else "UTC")
        since = now - limits.lookback
        digest = _digest(session, chat_id, wanted, since=since, until=now, zone=zone, limits=limits)
    if not digest.stories:
        return 0
    with database.write() as session:
        if digests.last_digest(session, chat_id) == last:
            _keep(session, chat_id, DigestKind.LATEST, digest, now=now)
            return len(digest.stories)
    # the chat was told something meanwhile: choose anew
    return make_latest(database, chat_id=chat_id, now=now, limits=limits, topic_ids=topic_ids)


def _since(schedule: Schedule, *, now: datetime, limits: DigestLimits) -> datetime:
    if schedule.covered_until is None:
        return now - limits.lookback
    return max(schedule.covered_until, now - limits.longest_recap)


def _digest(
    session: Session,
    chat_id: int,
    wanted: Collection[Topic],
    *,
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    limits: DigestLimits,
) -> Digest:
    by_id = {topic.id: topic for topic in wanted}
    story_ids = articles.topic_stories(session, topic_ids=by_id.keys(), since=since, until=until)
    # a story is told with all that its topics carry of it, also from before the window
    carried = articles.story_articles(session, story_ids=story_ids, topic_ids=by_id.keys(), until=until)
    told = digests.told_stories(session, chat_id, story_ids)
    candidates = choose([(by_id[topic_id], article) for topic_id, article in carried], told)
    return compose(candidates, since=since, until=until, zone=zone, limits=limits)


def _keep(session: Session, chat_id: int, kind: DigestKind, digest: Digest, *, now: datetime) -> bool:
    stories = [
        ToldStory(
            story_id=told.story.key,
            sources=len(independent_sources(told.story.articles)),
            score=told.score.parts,
            matches=told.story.matches,
        )
        for told in digest.stories
    ]
    digest_id = digests.add_digest(
        session, chat_id=chat_id, kind=kind, since=digest.since, until=digest.until, stories=stories, now=now
    )
    if digest_id is None:
        return False
    priority = ANSWER if kind is DigestKind.LATEST else SCHEDULED
    parts = [
        NewDelivery(
            dedup_key=f"digest:{digest_id}:{number}",
            digest_id=digest_id,
            chat_id=chat_id,
            part=number,
            html=part.html,
            priority=priority,
        )
        for number, part in enumerate(render(digest))
    ]
    deliveries.enqueue(session, parts, now=now)
    return True
