"""Digests and the ledger of which stories a chat was told, in which message, and how much there was of them then."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from storage.rows import insert_for
from storage.tables import ChatRow, DeliveryRow, DigestRow, DigestStoryRow


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
    statement = insert_for(session, DigestRow).values(
        chat_id=chat_id, kind=kind, since=since, until=until, created_at=now
    )
    statement = statement.on_conflict_do_nothing(index_elements=["chat_id", "kind", "until"])
    made = session.execute(statement.returning(DigestRow.id)).first()
    if made is None:
        return None
    for position, story in enumerate(stories):
        session.add(
            DigestStoryRow(
                digest_id=made.id,
                story_id=story.story_id,
                position=position,
                sources=story.sources,
                score=dict(story.score),
                matches=story.matches,
                part=story.part,
                headline=story.headline,
                url=story.url,
            )
        )
    session.flush()
    return int(made.id)


def last_digest(session: Session, chat_id: int) -> int:
    """The id of the chat's newest digest, 0 before the first: while it is the same, the chat was told nothing more."""
    return session.scalar(select(func.max(DigestRow.id)).where(DigestRow.chat_id == chat_id)) or 0


def hold_chat(session: Session, chat_id: int) -> int:
    """Let nobody else tell the chat anything until this transaction ends; returns the id of its newest digest."""
    # SQLite has one writer anyway
    session.execute(select(ChatRow.id).where(ChatRow.id == chat_id).with_for_update())
    return last_digest(session, chat_id)


def told_stories(session: Session, chat_id: int, story_ids: Collection[int]) -> dict[int, Told]:
    """For each of the stories that the chat was told before: when last, and with how many sources."""
    query = (
        select(DigestStoryRow.story_id, func.max(DigestRow.until).label("at"), func.max(DigestStoryRow.sources))
        .join(DigestRow, DigestRow.id == DigestStoryRow.digest_id)
        .where(DigestRow.chat_id == chat_id, DigestStoryRow.story_id.in_(story_ids))
        .group_by(DigestStoryRow.story_id)
    )
    return {story_id: Told(at=at, sources=sources) for story_id, at, sources in session.execute(query)}


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


def telling_messages(session: Session, chat_id: int, story_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """For each of the stories that a message was sent about: the numbers of the first one in the chat, and the last."""
    query = (
        select(DigestStoryRow.story_id, func.min(DeliveryRow.message_id), func.max(DeliveryRow.message_id))
        .join(DigestRow, DigestRow.id == DigestStoryRow.digest_id)
        .join(DeliveryRow, (DeliveryRow.digest_id == DigestRow.id) & (DeliveryRow.part == DigestStoryRow.part))
        .where(DigestRow.chat_id == chat_id, DigestStoryRow.story_id.in_(story_ids))
        .where(DeliveryRow.message_id.is_not(None))
        .group_by(DigestStoryRow.story_id)
    )
    found = session.execute(query)
    return {story_id: (first, last) for story_id, first, last in found if first is not None and last is not None}


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
