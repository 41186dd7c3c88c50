"""One chat, told at once what it asked to hear at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from jobs.digests.content.choosing import Candidate
from jobs.digests.content.compose import compose
from jobs.digests.content.gathering import Request, candidates, has_picture
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.addressing import addressed
from jobs.digests.messages.keeping import keep, print_edition
from jobs.digests.messages.pages import Edition
from jobs.digests.messages.presenter import Presenter
from jobs.digests.messages.standing import Standing
from jobs.digests.recipient import Recipient, recipient
from jobs.schedule import is_quiet
from storage import digests, topics
from storage.database import Database, Session
from storage.digests import DigestKind
from summaries.copies import independent_sources
from summaries.types import Label

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Stories that may be worth telling a chat at once: new ones that outweigh what it named, and those it follows."""

    chat_id: int
    heavy: frozenset[int] = frozenset()
    followed: frozenset[int] = frozenset()


def send_alarm(database: Database, alarm: Alarm, *, now: datetime, limits: DigestLimits, presenter: Presenter) -> bool:
    """Tell the chat those of the stories that are news to it; False where none is, it sleeps, or had enough today."""
    with database.read() as session:
        last = digests.last_digest(session, alarm.chat_id)
        chat = recipient(session, alarm.chat_id)
        if chat is None or is_quiet(now, chat.quiet, chat.zone):
            return False
        if digests.count_digests(session, alarm.chat_id, DigestKind.INSTANT, since=now - A_DAY) >= limits.instant_a_day:
            return False
        chosen = [*_heavy(session, chat, alarm.heavy, now), *_developed(session, chat, alarm.followed, now)]
        if not chosen:
            return False
        edition = _edition(session, chat, chosen, now=now, limits=limits)
    printed = print_edition(edition, presenter)
    with database.write() as session:
        if digests.hold_chat(session, alarm.chat_id) == last and Standing().holds(session, printed):
            return keep(session, alarm.chat_id, printed, now=now)
    # the chat was told something meanwhile, perhaps this, or stories were sorted anew: choose again
    return send_alarm(database, alarm, now=now, limits=limits, presenter=presenter)


def _heavy(session: Session, chat: Recipient, story_ids: Collection[int], now: datetime) -> list[Candidate]:
    """Those that the chat wasn't told and that weigh enough; copies don't count."""
    least = chat.preferences.instant
    if least is None or not story_ids:
        return []
    request = Request(recipient=chat, topics=chat.topics, since=now, until=now)
    return [
        candidate
        for candidate in candidates(session, request, story_ids)
        if candidate.story.label is Label.NEW and len(independent_sources(candidate.story.articles)) >= least
    ]


def _developed(session: Session, chat: Recipient, story_ids: Collection[int], now: datetime) -> list[Candidate]:
    """Those that the chat was told and that developed since, from all topics that it may see."""
    if not story_ids:
        return []
    visible = topics.visible_topics(session, chat.chat.id)
    request = Request(recipient=chat, topics=visible, since=now, until=now)
    return [
        candidate for candidate in candidates(session, request, story_ids) if candidate.story.label is Label.DEVELOPING
    ]


def _edition(
    session: Session, chat: Recipient, chosen: Sequence[Candidate], *, now: datetime, limits: DigestLimits
) -> Edition:
    last = digests.last_told_at(session, chat.chat.id)
    usual = now - limits.lookback
    digest = compose(
        chosen,
        since=max(last, usual) if last else usual,
        until=now,
        zone=chat.zone,
        limits=limits,
        tastes=chat.tastes,
    )
    picture = chat.preferences.pictures and has_picture(digest, chosen)
    # what didn't fit comes with the next digest, and is no reason for a line in an alarm
    return addressed(session, chat, DigestKind.INSTANT, replace(digest, more=0), picture=picture, limits=limits)
