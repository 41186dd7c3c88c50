"""What a process has to know that it didn't hear, as one that begins: what was sent just now, and how long Telegram
asked to wait.

The database tells by the clock on the wall, which may have been put on or back meanwhile: what was sent after now was
not sent lately, and nobody waits for longer than Telegram said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from jobs.choosing import GROUPS
from jobs.limits import GROUP_WINDOW_S, Earlier, Limiter, Throttle
from storage.database import Database
from storage.sent_lately import sent_lately
from storage.throttles import EVERYBODY, KeptThrottle, keep_throttles, kept_throttles
from summaries.markup import shown_characters

PERSON_WINDOW_S = 2.0
"""So long the longest message keeps its chat from the next one."""

SPARE = 2
"""So many times what can be sent in a group's minute is looked at: a few were sent later than in their turn."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Telegram asked to wait, and `left` seconds of that are left, fewer than none where it is over; after that it goes
    on at a part of the full `speed`. It concerns one `chat`, or all where that is None."""

    left: float
    speed: float
    chat: int | None


def asked_before(database: Database, *, now: datetime) -> list[Asked]:
    """What Telegram asked for that isn't over, or slows down."""
    with database.read() as session:
        kept = kept_throttles(session)
    if ahead := [_from_now(each, now) for each in kept if (each.until - now).total_seconds() > each.seconds]:
        # the clock was put back: once is enough
        with database.write() as session:
            keep_throttles(session, ahead, now=now)
    return [
        Asked(each.left(now), each.speed, None if each.telegram_id == EVERYBODY else each.telegram_id) for each in kept
    ]


def recall(limiter: Limiter, asked: Sequence[Asked], *, now: float) -> float:
    """Let the limiter know; returns the seconds for which nothing may go to anybody. `now` is of its clock."""
    for each in asked:
        if each.chat is None:
            limiter.resume(each.left, each.speed, now=now)
        elif each.left > 0:
            limiter.hear(Throttle(each.left, each.chat), now=now)
    return limiter.throttled_for(now)


def sent_before(database: Database, limiter: Limiter, *, now: datetime) -> list[Earlier]:
    """What the outbox sent in the last minute to groups, and in the last seconds to others, the oldest first."""
    with database.read() as session:
        found = sent_lately(
            session,
            since=now - timedelta(seconds=GROUP_WINDOW_S),
            people_since=now - timedelta(seconds=PERSON_WINDOW_S),
            until=now,
            groups=GROUPS,
            most=int(limiter.limits.per_second * GROUP_WINDOW_S * SPARE),
        )
    return [
        Earlier(
            (now - each.sent_at).total_seconds(), each.telegram_id, each.kind in GROUPS, shown_characters(each.html)
        )
        for each in found
        if each.html is not None
    ]


def kept(throttle: Throttle, *, speed: float, at: datetime) -> KeptThrottle:
    """What Telegram asked for then, as it is kept."""
    until = at + timedelta(seconds=throttle.seconds)
    chat = EVERYBODY if throttle.chat is None else throttle.chat
    return KeptThrottle(telegram_id=chat, until=until, seconds=throttle.seconds, speed=speed)


def _from_now(throttle: KeptThrottle, now: datetime) -> KeptThrottle:
    return replace(throttle, until=now + timedelta(seconds=throttle.seconds))
