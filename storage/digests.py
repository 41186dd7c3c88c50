"""Digests and the ledger of which stories a chat was told, in which message, and how much there was of them then."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from storage.bulk import Ready, insert_ready, ready
from storage.memo import Memo
from storage.rows import insert_for, some_at_a_time, values_of
from storage.tables import ChatRow, DeliveryRow, DigestRow, DigestStoryRow

MOST_REMEMBERED = 1000
"""Of so many digests the ledger's lines are remembered, some kilobytes each."""

_TOLD = ("story_id", "position", "sources", "score", "matches", "part", "headline", "url")


class DigestKind(StrEnum):
    SCHEDULED = "scheduled"
    LATEST = "latest"
    """Asked for with /latest."""
    WHOLE_DAY = "day"
    """Asked for: all of the last day, also what was told before."""
    INSTANT = "instant"
    """Told as it happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldStory:
    """A story as a digest told it: how many independent sources it had, its score's parts, what it matched.

    `part` is the number of the digest's message that it stands in, `headline` and `url` are what stands there.
    """

    story_id: int
    sources: int
    score: Mapping[str, float]
    matches: tuple[str, ...]
    part: int = 0
    headline: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDigest:
    """What one chat is told of the window `[since, until)`, in the order of its stories."""

    chat_id: int
    kind: DigestKind
    since: datetime
    until: datetime
    stories: Sequence[ToldStory]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerStory:
    """A story of a digest, in the ledger: to whom, when and where in the digest it was told."""

    digest_id: int
    position: int
    chat_id: int
    kind: str
    at: datetime
    story_id: int
    part: int
    headline: str
    url: str
    sources: int
    score: Mapping[str, float]
    matches: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """When a chat was last told a story, and how many independent sources it had then."""

    at: datetime
    sources: int


class Telling(NamedTuple):
    """One time that a chat was told a story: when, how many sources it had, and in which message of which digest."""

    at: datetime
    sources: int
    digest_id: int
    part: int


class Ledger:
    """The ledger's lines of digests that were added lately: what many chats are told is made ready for the database
    once, where it is the very same sequence of stories."""

    def __init__(self) -> None:
        self._memo: Memo[Sequence[ToldStory], list[Ready]] = Memo(MOST_REMEMBERED)

    def lines(self, session: Session, stories: Sequence[ToldStory]) -> list[Ready]:
        """What follows the digest's id in each line; for one database alone."""
        return self._memo.get(stories, partial(_lines, session))


def _lines(session: Session, stories: Sequence[ToldStory]) -> list[Ready]:
    told = [values_of(story) | {"position": position} for position, story in enumerate(stories)]
    return [ready(session, DigestStoryRow, _TOLD, values) for values in told]


def add_digest(
    session: Session,
    *,
    chat_id: int,
    kind: DigestKind,
    since: datetime,
    until: datetime,
    stories: Sequence[ToldStory],
    now: datetime,
) -> int | None:
    """Keep a digest in the order of its stories and return its id; None when it was made already."""
    new = NewDigest(chat_id=chat_id, kind=kind, since=since, until=until, stories=stories)
    return add_digests(session, [new], now=now).get(chat_id)


def add_digests(
    session: Session, made: Sequence[NewDigest], *, now: datetime, ledger: Ledger | None = None
) -> dict[int, int]:
    """Keep digests of as many chats, and return their ids by chat; those that were made already are left out."""
    if not made:
        return {}
    statement = insert_for(session, DigestRow).on_conflict_do_nothing(index_elements=["chat_id", "kind", "until"])
    rows = [
        {"chat_id": new.chat_id, "kind": new.kind, "since": new.since, "until": new.until, "created_at": now}
        for new in made
    ]
    ids = dict(session.execute(statement.returning(DigestRow.chat_id, DigestRow.id), rows).all())
    ledger = ledger or Ledger()
    told = [
        (ids[new.chat_id], *line) for new in made if new.chat_id in ids for line in ledger.lines(session, new.stories)
    ]
    insert_ready(session, DigestStoryRow, ("digest_id", *_TOLD), told)
    return ids


def last_digest(session: Session, chat_id: int) -> int:
    """The id of the chat's newest digest, 0 before the first: while it is the same, the chat was told nothing more."""
    return session.scalar(select(func.max(DigestRow.id)).where(DigestRow.chat_id == chat_id)) or 0


def last_digests(session: Session, chat_ids: Collection[int]) -> dict[int, int]:
    """The same for each of these chats."""
    query = select(DigestRow.chat_id, func.max(DigestRow.id)).where(DigestRow.chat_id.in_(chat_ids))
    found = dict(session.execute(query.group_by(DigestRow.chat_id)).all())
    return {chat_id: found.get(chat_id, 0) for chat_id in chat_ids}


def hold_chat(session: Session, chat_id: int) -> int:
    """Let nobody else tell the chat anything until this transaction ends; returns the id of its newest digest."""
    return hold_chats(session, [chat_id])[chat_id]


def hold_chats(session: Session, chat_ids: Collection[int]) -> dict[int, int]:
    """The same for each of these chats."""
    # SQLite has one writer anyway; in one order, so that no two wait for each other, and without keeping those waiting
    # who write a row that names the chat
    held = select(ChatRow.id).where(ChatRow.id.in_(chat_ids)).order_by(ChatRow.id)
    session.execute(held.with_for_update(key_share=True))
    return last_digests(session, chat_ids)


def told_stories(session: Session, chat_id: int, story_ids: Collection[int]) -> dict[int, Told]:
    """For each of the stories that the chat was told before: when last, and with how many sources."""
    query = (
        select(DigestStoryRow.story_id, func.max(DigestRow.until).label("at"), func.max(DigestStoryRow.sources))
        .join(DigestRow, DigestRow.id == DigestStoryRow.digest_id)
        .where(DigestRow.chat_id == chat_id, DigestStoryRow.story_id.in_(story_ids))
        .group_by(DigestStoryRow.story_id)
    )
    return {story_id: Told(at=at, sources=sources) for story_id, at, sources in session.execute(query)}


def tellings_by_chat(
    session: Session, chat_ids: Collection[int], *, since: datetime
) -> dict[int, dict[int, list[Telling]]]:
    """All that each of these chats was told in digests that ended at or after `since`, by story."""
    # all kinds by name, so that the index leads past the digests of years
    mine = select(DigestRow.id, DigestRow.chat_id, DigestRow.until).where(
        DigestRow.chat_id.in_(chat_ids), DigestRow.kind.in_(list(DigestKind)), DigestRow.until >= since
    )
    ended = {digest_id: (chat_id, until) for digest_id, chat_id, until in session.execute(mine)}
    lines = select(DigestStoryRow.digest_id, DigestStoryRow.story_id, DigestStoryRow.sources, DigestStoryRow.part)
    found: dict[int, dict[int, list[Telling]]] = {}
    for some in some_at_a_time(ended):
        for digest_id, story_id, sources, part in session.execute(lines.where(DigestStoryRow.digest_id.in_(some))):
            chat_id, until = ended[digest_id]
            telling = Telling(at=until, sources=sources, digest_id=digest_id, part=part)
            found.setdefault(chat_id, {}).setdefault(story_id, []).append(telling)
    return found


def told(tellings: Sequence[Telling]) -> Told:
    """What they come to: when last, and with how many sources at the most. Pure."""
    return Told(at=max(each.at for each in tellings), sources=max(each.sources for each in tellings))


def sent_messages(session: Session, digest_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """By (digest, part) the number that the message has in its chat, of those that were sent."""
    query = select(DeliveryRow.digest_id, DeliveryRow.part, DeliveryRow.message_id)
    return {
        (digest_id, part): message_id
        for some in some_at_a_time(digest_ids)
        for digest_id, part, message_id in session.execute(query.where(DeliveryRow.digest_id.in_(some)))
        if digest_id is not None and message_id is not None
    }


def stories_told(session: Session, story_ids: Collection[int]) -> frozenset[int]:
    """Those of the stories that any chat was told."""
    query = select(DigestStoryRow.story_id).where(DigestStoryRow.story_id.in_(story_ids)).distinct()
    return frozenset(session.scalars(query))


def ledger_story(session: Session, digest_id: int, position: int) -> LedgerStory | None:
    """The story at this place of a digest, if there is one; who may see it is for the caller to check by its chat."""
    query = _ledger().where(DigestStoryRow.digest_id == digest_id, DigestStoryRow.position == position)
    found = session.execute(query).first()
    return _ledger_story(found) if found else None


def stories_in_message(session: Session, chat_id: int, message_id: int) -> list[LedgerStory]:
    """The stories that a message of the chat tells, in their order; none where it is no digest's."""
    query = (
        _ledger()
        .join(DeliveryRow, (DeliveryRow.digest_id == DigestRow.id) & (DeliveryRow.part == DigestStoryRow.part))
        .where(DeliveryRow.chat_id == chat_id, DeliveryRow.message_id == message_id)
        .order_by(DigestStoryRow.position)
    )
    return [_ledger_story(row) for row in session.execute(query)]


def stories_in_part(session: Session, digest_id: int, part: int) -> list[LedgerStory]:
    """The stories that one message of a digest tells, in their order."""
    query = _ledger().where(DigestStoryRow.digest_id == digest_id, DigestStoryRow.part == part)
    return [_ledger_story(row) for row in session.execute(query.order_by(DigestStoryRow.position))]


def telling_messages(session: Session, chat_id: int, story_ids: Collection[int]) -> dict[int, int]:
    """For each of the stories that a message was sent about: the number in the chat of the first one."""
    query = (
        select(DigestStoryRow.story_id, func.min(DeliveryRow.message_id))
        .join(DigestRow, DigestRow.id == DigestStoryRow.digest_id)
        .join(DeliveryRow, (DeliveryRow.digest_id == DigestRow.id) & (DeliveryRow.part == DigestStoryRow.part))
        .where(DigestRow.chat_id == chat_id, DigestStoryRow.story_id.in_(story_ids))
        .where(DeliveryRow.message_id.is_not(None))
        .group_by(DigestStoryRow.story_id)
    )
    return {story_id: first for story_id, first in session.execute(query) if first is not None}


def last_told_at(session: Session, chat_id: int) -> datetime | None:
    """When the chat's newest digest ended, asked for or not; None before the first."""
    return session.scalar(select(func.max(DigestRow.until)).where(DigestRow.chat_id == chat_id))


def count_digests(session: Session, chat_id: int, kind: DigestKind, *, since: datetime) -> int:
    """How many digests of this kind the chat got since then."""
    query = select(func.count()).where(DigestRow.chat_id == chat_id, DigestRow.kind == kind, DigestRow.until >= since)
    return session.scalar(query) or 0


def _ledger() -> Select[DigestStoryRow, DigestRow]:
    return select(DigestStoryRow, DigestRow).join(DigestRow, DigestRow.id == DigestStoryRow.digest_id)


def _ledger_story(row: Row[DigestStoryRow, DigestRow]) -> LedgerStory:
    told, digest = row
    return LedgerStory(
        digest_id=digest.id,
        position=told.position,
        chat_id=digest.chat_id,
        kind=digest.kind,
        at=digest.until,
        story_id=told.story_id,
        part=told.part,
        headline=told.headline,
        url=told.url,
        sources=told.sources,
        score=told.score,
        matches=told.matches,
    )
