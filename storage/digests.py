"""Digests and the ledger of which stories a chat was told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.rows import insert_for
from storage.tables import DigestRow, DigestStoryRow


class DigestKind(StrEnum):
    SCHEDULED = "scheduled"
    LATEST = "latest"
    """Asked for with /latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldStory:
    """A story as a digest told it: how many independent sources it had, its score's parts, what it matched."""

    story_id: int
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
            )
        )
    session.flush()
    return int(made.id)


def last_digest(session: Session, chat_id: int) -> int:
    """The id of the chat's newest digest, 0 before the first: while it is the same, the chat was told nothing more."""
    return session.scalar(select(func.max(DigestRow.id)).where(DigestRow.chat_id == chat_id)) or 0


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
