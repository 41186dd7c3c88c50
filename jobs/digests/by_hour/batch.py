"""The digests of some due chats, computed with few queries and nothing written: what is to be written, chat by chat."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from jobs.courtesy import NOBODY_WAITS, Courtesy
from jobs.digests.by_hour.issue import Composed, Issue
from jobs.digests.by_hour.lateness import Line, idle_since
from jobs.digests.content.kinds import kind_of
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.addressing import replies
from jobs.digests.messages.keeping import Printed
from jobs.digests.recipient import Recipient, recipients
from jobs.schedule import after_quiet, is_quiet, next_run
from storage import digests, marks, schedules
from storage.database import Session
from storage.digests import Telling
from storage.preferences import WhenNothing
from storage.schedules import Move, Schedule
from summaries.types import Label

Tellings = Mapping[int, Mapping[int, Sequence[Telling]]]
"""By chat and story when and where it was told."""

LEAST = 8
"""So many digests are made of a batch however long that takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to become of one due chat: its schedule moves on, and it gets a copy of a print, or nothing.

    It holds while the chat's newest digest is still `last`; None where that doesn't matter.
    """

    move: Move
    last: int | None = None
    printed: int | None = None
    replies: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """`plans` name by their places the prints that they are about; `left` are chats that there was no time for."""

    plans: tuple[Plan, ...] = ()
    prints: tuple[Printed, ...] = ()
    left: tuple[int, ...] = ()

    @property
    def messages(self) -> int:
        """How many messages its digests are."""
        return sum(len(self.prints[plan.printed].messages) for plan in self.plans if plan.printed is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    chat: Recipient
    schedule: Schedule
    since: datetime


def make_batch(
    session: Session,
    issue: Issue,
    chat_ids: Collection[int],
    *,
    now: datetime,
    seconds: float,
    line: Line,
    courtesy: Courtesy = NOBODY_WAITS,
) -> Batch:
    """What is to be written for those of these chats whose hour has come, as far as `seconds` go.

    The plans have the order of the chats. One in its quiet hours is put off until their end. Digests say where they
    come late, behind what is in `line`.
    """
    began = time.monotonic()
    last = digests.last_digests(session, chat_ids)
    found = recipients(session, chat_ids)
    plans: list[Plan] = []
    due: list[_Due] = []
    still_due = schedules.still_due(session, chat_ids, now=now)
    for chat in (found[chat_id] for chat_id in chat_ids if chat_id in still_due):
        schedule = chat.schedule
        assert schedule is not None
        if is_quiet(now, chat.quiet, chat.zone):
            plans.append(Plan(move=_move(schedule, after_quiet(now, chat.quiet, chat.zone))))
        elif not chat.topics:
            plans.append(Plan(move=_moved_on(chat, schedule, issue.until, now), last=last[schedule.chat_id]))
        else:
            due.append(
                _Due(chat=chat, schedule=schedule, since=_since(schedule, until=issue.until, limits=issue.limits))
            )
    made, told = _composed(session, issue, due, began + seconds, courtesy)
    messages = _telling_messages(session, made, told)
    prints: dict[int, tuple[int, Printed]] = {}
    idle, before = idle_since(session, line.at), 0
    for each, composed in made:
        plan = Plan(move=_moved_on(each.chat, each.schedule, issue.until, now), last=last[each.chat.chat.id])
        if composed.digest.stories or each.chat.preferences.when_nothing is not WhenNothing.SILENT:
            answered = replies(composed.digest, messages.get(each.chat.chat.id, {}))
            due_at, tried_at = each.schedule.due_since, each.schedule.next_run_at
            late = line.why_late(due_at, tried_at=tried_at, more=before, limits=issue.limits, idle=idle)
            printed = issue.print(composed, answered, late=late)
            before += len(printed.messages)
            place, _ = prints.setdefault(id(printed), (len(prints), printed))
            plan = Plan(move=plan.move, last=plan.last, printed=place, replies=answered.messages)
        plans.append(plan)
    return Batch(
        plans=tuple(plans),
        prints=tuple(printed for _, printed in prints.values()),
        left=tuple(each.chat.chat.id for each in due[len(made) :]),
    )


def _composed(
    session: Session, issue: Issue, due: Sequence[_Due], until: float, courtesy: Courtesy
) -> tuple[list[tuple[_Due, Composed]], Tellings]:
    """The first of them, as many as there is time for, each with the digest of its kind; and what they were told."""
    issue.stock(session, (each.since for each in due))
    candidates = [issue.candidates(session, each.chat.topics, each.since) for each in due]
    chat_ids = [each.chat.chat.id for each in due]
    told_since = issue.told_since(session, frozenset().union(*candidates))
    told = digests.tellings_by_chat(session, chat_ids, since=told_since)
    marked = marks.marks_by_chat(session, chat_ids)
    made: list[tuple[_Due, Composed]] = []
    for each, of_each in courtesy.between(zip(due, candidates, strict=True)):
        if len(made) >= LEAST and time.monotonic() > until:
            break
        chat_id = each.chat.chat.id
        kind = kind_of(
            each.chat,
            since=each.since,
            candidates=of_each,
            told={story_id: digests.told(tellings) for story_id, tellings in told.get(chat_id, {}).items()},
            marked=marked.get(chat_id, {}),
        )
        made.append((each, issue.compose(session, kind)))
    return made, told


def _telling_messages(
    session: Session, made: Collection[tuple[_Due, Composed]], told: Tellings
) -> Mapping[int, Mapping[int, int]]:
    """By chat and story the message that told it first, of stories that are told again."""
    again = [
        (chat_id, story_id, telling)
        for chat_id, story_ids in _told_again(made)
        for story_id in story_ids
        for telling in told.get(chat_id, {}).get(story_id, ())
    ]
    sent = digests.sent_messages(session, {telling.digest_id for _, _, telling in again})
    found: dict[int, dict[int, int]] = {}
    for chat_id, story_id, telling in again:
        if (message := sent.get((telling.digest_id, telling.part))) is not None:
            of_chat = found.setdefault(chat_id, {})
            of_chat[story_id] = min(message, of_chat.get(story_id, message))
    return found


def _told_again(made: Collection[tuple[_Due, Composed]]) -> Iterator[tuple[int, frozenset[int]]]:
    for each, composed in made:
        stories = composed.digest.stories
        again = frozenset(told.story.key for told in stories if told.story.label is Label.DEVELOPING)
        if again:
            yield each.chat.chat.id, again


def _since(schedule: Schedule, *, until: datetime, limits: DigestLimits) -> datetime:
    if schedule.covered_until is None:
        return until - limits.lookback
    # what is prepared may tell of an earlier moment than a digest that was just made
    return min(max(schedule.covered_until, until - limits.longest_recap), until)


def _moved_on(chat: Recipient, schedule: Schedule, until: datetime, now: datetime) -> Move:
    following = _next_run(schedule.times, schedule.weekdays, chat.zone, now, chat.quiet)
    return _move(schedule, following, covered_until=until)


def _move(schedule: Schedule, next_run_at: datetime, *, covered_until: datetime | None = None) -> Move:
    return Move(
        chat_id=schedule.chat_id,
        due_at=schedule.next_run_at,
        next_run_at=next_run_at,
        covered_until=covered_until,
    )


# many chats have the same hours
_next_run = lru_cache(maxsize=4096)(next_run)
