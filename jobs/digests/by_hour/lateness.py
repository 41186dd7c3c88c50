"""Whether a digest comes late, and why, as far as that can be told when it is made.

It is late against the moment at which its chat was due. That is the reader's own: quiet hours, a new hour, the end of a
pause, or coming back to the bot have moved it on, so that none of them makes a digest late.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from jobs.digests.limits import DigestLimits
from jobs.digests.messages.keeping import PRIORITIES
from storage import deliveries
from storage.database import Session
from storage.digests import DigestKind
from summaries.types import Late

SCHEDULED = PRIORITIES[DigestKind.SCHEDULED]
LOOKS = 12
"""Into so many parts a time is divided, to see in which of them digests were made."""
MOST_SENT = 50_000
"""The sender isn't followed further back than so many messages."""
MINUTE = timedelta(minutes=1)
NO_TIME = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a digest waits for that is made `at` that moment: `length` messages before it, `stale` of which are there
    since the sender couldn't send."""

    at: datetime
    length: int = 0
    stale: int = 0

    def why_late(
        self,
        due_at: datetime,
        *,
        tried_at: datetime | None = None,
        more: int,
        limits: DigestLimits,
        idle: Callable[[datetime], timedelta],
    ) -> Late | None:
        """Why a digest that was due then comes late, with so many `more` messages before it; None where it doesn't.

        `idle` says for how long no digests were made since a moment. Until `tried_at` it failed by itself, whatever was
        made for others. Of two reasons the one that took longer is named.
        """
        late = self.at - due_at + self._sending(self.length + more, limits)
        if late <= limits.late:
            return None
        tried_at = tried_at or due_at
        away = tried_at - due_at + idle(tried_at) + self._sending(min(self.stale, self.length), limits)
        return Late.AWAY if away > late - away else Late.MANY

    @staticmethod
    def _sending(messages: int, limits: DigestLimits) -> timedelta:
        return timedelta(seconds=messages / limits.per_second)


def idle_since(session: Session, until: datetime) -> Callable[[datetime], timedelta]:
    """For how long, from a moment on, no digests by the hour were put into the outbox, roughly."""

    @cache
    def idle(since: datetime) -> timedelta:
        step = (until - since) / LOOKS
        if step <= NO_TIME:
            return NO_TIME
        return sum(
            (
                step
                for number in range(LOOKS)
                if not deliveries.is_any_of(
                    session, priority=SCHEDULED, since=since + number * step, until=since + (number + 1) * step
                )
            ),
            NO_TIME,
        )

    return idle


def line_before(session: Session, *, at: datetime, limits: DigestLimits) -> Line:
    """What waits before a digest that is made now; it isn't counted further than what makes that late."""
    most = int(limits.per_second * limits.late.total_seconds()) + 1
    length = deliveries.count_waiting(session, priority=SCHEDULED, at_most=most)
    return Line(at=at, length=length, stale=length if _is_held_up(session, length, at=at, limits=limits) else 0)


def why_waiting(session: Session, *, at: datetime, limits: DigestLimits) -> Late | None:
    """Why what waits longest, of what waits now, is late; None where it isn't."""
    since = deliveries.waits_since(session, priority=SCHEDULED, skip=0)
    if since is None or at - since <= limits.late:
        return None
    return Late.AWAY if line_before(session, at=at, limits=limits).stale else Late.MANY


def _is_held_up(session: Session, length: int, *, at: datetime, limits: DigestLimits) -> bool:
    """Whether less than half of what waits would wait, had it been sent as it came."""
    # the one in the middle: a few may wait long for reasons of their own
    since = deliveries.waits_since(session, priority=SCHEDULED, skip=length // 2)
    if since is None or at - since < MINUTE:
        return False
    expected = min(int((at - since).total_seconds() * limits.per_second / 2), MOST_SENT)
    sent_at = deliveries.sent_last(session, priority=SCHEDULED, skip=expected)
    return sent_at is None or sent_at < since
