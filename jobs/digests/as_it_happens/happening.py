"""Telling at once: stories of a weight that a chat named, and developments of those it follows.

Each look takes the stories that grew since the one before, so that it costs little where nothing happened, and no
chat's digest is made for it. What a chat was told is in the ledger as ever: a digest doesn't repeat it, and a look that
a crash cut short is made again at the start.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jobs.courtesy import NOBODY_WAITS, Courtesy
from jobs.digests.as_it_happens.alarms import Alarm, send_alarm
from jobs.digests.content.gathering import LATE
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.presenter import PLAIN, Presenter
from jobs.schedule import QuietHours, is_quiet
from storage import happening
from storage.database import Database, Session
from storage.errors import StorageError
from storage.happening import Alert, Grown, Sleeper

START = timedelta(hours=1)
"""So far the first look of a process goes back: to what another one was about to tell when it ended."""

A_DAY = timedelta(days=1)

log = logging.getLogger(__name__)

ByChat = dict[int, set[int]]
"""Stories, by the chat that may be told them."""


class Watch:
    """What was looked at already. One a process; its owner keeps it between ticks."""

    def __init__(self, database: Database, courtesy: Courtesy = NOBODY_WAITS) -> None:
        self._database = database
        self._courtesy = courtesy
        self._looked_at: datetime | None = None
        self._seen: dict[int, datetime] = {}
        """By story when it had last grown as it was looked at."""
        self._tried: dict[tuple[int, int], datetime] = {}
        """The same by chat and story that it follows."""

    def tell(self, *, now: datetime, limits: DigestLimits, presenter: Presenter = PLAIN) -> int:
        """Tell what happened since the last look to all who want to hear it now; returns how many chats were told.

        Raises StorageError; then all who weren't told are looked at again.
        """
        seen, tried = self._seen, self._tried
        try:
            told = self._tell(now=now, limits=limits, presenter=presenter)
        except BaseException:
            self._seen, self._tried = seen, tried
            raise
        self._looked_at = now
        return told

    def _tell(self, *, now: datetime, limits: DigestLimits, presenter: Presenter) -> int:
        looked_at = self._looked_at or now - START
        with self._database.read() as session:
            heavy = self._heavy(session, looked_at=looked_at, now=now, limits=limits)
            followed = self._followed(session, now=now, limits=limits)
        told = 0
        for chat_id in self._courtesy.between(sorted(heavy.keys() | followed.keys())):
            alarm = Alarm(
                chat_id=chat_id,
                heavy=frozenset(heavy.get(chat_id, ())),
                followed=frozenset(followed.get(chat_id, ())),
            )
            try:
                told += send_alarm(self._database, alarm, now=now, limits=limits, presenter=presenter)
            except StorageError:
                # nobody can be told now
                raise
            except Exception:  # one chat's news must not hold up the others'; its digest brings it
                log.exception("Chat %d could not be told at once", chat_id)
        return told

    def _heavy(self, session: Session, *, looked_at: datetime, now: datetime, limits: DigestLimits) -> ByChat:
        if (least := happening.least_weight(session)) is None:
            return {}
        settled = now - limits.settle
        # what was too young at the last look is looked at again
        since = looked_at - limits.settle - LATE
        grown = happening.grown_stories(session, since=since, begun_before=settled)
        fresh = [story for story in grown if self._seen.get(story.story_id) != story.updated_at]
        self._seen = {story.story_id: story.updated_at for story in grown}
        found = _who_wants(session, fresh, least)
        # who slept is told at the end of their quiet hours, where no digest was due then
        if woken := _woken(session, looked_at, now):
            slept_over = happening.grown_stories(session, since=now - A_DAY, begun_before=settled)
            for chat_id, stories in _who_wants(session, slept_over, least, only=woken).items():
                found.setdefault(chat_id, set()).update(stories)
        return _untold(session, found)

    def _followed(self, session: Session, *, now: datetime, limits: DigestLimits) -> ByChat:
        """Where a followed story grew after its chat was told it, and that is a while ago."""
        pairs = happening.followers_since(session, since=now - A_DAY)
        if not pairs:
            return {}
        told = happening.told_pairs(session, {story_id for _, story_id, _ in pairs})
        asleep = {sleeper.chat_id for sleeper in happening.sleepers(session) if _sleeps(sleeper, now)}
        found: ByChat = {}
        tried: dict[tuple[int, int], datetime] = {}
        for chat_id, story_id, grown_at in pairs:
            before = told.get((chat_id, story_id))
            if chat_id in asleep or before is None or not before <= min(grown_at, now - limits.follow_gap):
                continue
            tried[chat_id, story_id] = grown_at
            if self._tried.get((chat_id, story_id)) != grown_at:
                found.setdefault(chat_id, set()).add(story_id)
        self._tried = tried
        return found


def outweighing(grown: Iterable[Grown], alerts: Iterable[Alert]) -> ByChat:
    """By chat the stories that as many outlets tell, in the topics it follows, as it named, or more. Pure."""
    carried: defaultdict[int, list[Grown]] = defaultdict(list)
    for story in grown:
        for topic_id in story.outlets:
            carried[topic_id].append(story)
    outlets: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    weights: dict[int, float] = {}
    for alert in alerts:
        weights[alert.chat_id] = alert.weight
        for story in carried.get(alert.topic_id, ()):
            outlets[alert.chat_id, story.story_id] |= story.outlets[alert.topic_id]
    found: ByChat = {}
    for (chat_id, story_id), names in outlets.items():
        if len(names) >= weights[chat_id]:
            found.setdefault(chat_id, set()).add(story_id)
    return found


def _who_wants(
    session: Session, grown: Sequence[Grown], least: float, *, only: Collection[int] | None = None
) -> ByChat:
    heavy = [story for story in grown if len(frozenset().union(*story.outlets.values())) >= least]
    if not heavy:
        return {}
    topic_ids = {topic_id for story in heavy for topic_id in story.outlets}
    return outweighing(heavy, happening.alerts(session, topic_ids, chat_ids=only))


def _untold(session: Session, found: Mapping[int, Collection[int]]) -> ByChat:
    told = happening.told_pairs(session, set().union(*found.values())) if found else {}
    left = {
        chat_id: {story_id for story_id in stories if (chat_id, story_id) not in told}
        for chat_id, stories in found.items()
    }
    return {chat_id: stories for chat_id, stories in left.items() if stories}


def _woken(session: Session, looked_at: datetime, now: datetime) -> frozenset[int]:
    """The chats whose quiet hours ended since the last look; these begin and end at full minutes."""
    if looked_at.replace(second=0, microsecond=0) == now.replace(second=0, microsecond=0):
        return frozenset()
    return frozenset(
        sleeper.chat_id
        for sleeper in happening.sleepers(session)
        if _sleeps(sleeper, looked_at) and not _sleeps(sleeper, now)
    )


def _sleeps(sleeper: Sleeper, at: datetime) -> bool:
    return is_quiet(at, QuietHours(sleeper.quiet_from, sleeper.quiet_until), ZoneInfo(sleeper.zone))
