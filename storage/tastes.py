"""Votes on stories, and the tastes that a chat's votes come to (`jobs.tastes` derives them)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import Session

from storage.digests import told_stories
from storage.rows import insert_for
from storage.tables import TasteRow, VoteRow

Opinion = Literal[1, -1]


class TasteKind(StrEnum):
    SOURCE = "source"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """More (up to 1) or less (down to -1) of a source, by its name, or of a topic, by its slug."""

    kind: TasteKind
    name: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """How many in a chat want more stories like this one, and how many less."""

    story_id: int
    up: int = 0
    down: int = 0


def cast_vote(session: Session, *, chat_id: int, user_id: int, story_id: int, value: Opinion, now: datetime) -> bool:
    """Let somebody's opinion of a story be this one, whatever it was. False when the chat wasn't told the story."""
    if not told_stories(session, chat_id, [story_id]):
        return False
    statement = insert_for(session, VoteRow).values(
        chat_id=chat_id, user_id=user_id, story_id=story_id, value=value, created_at=now
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["chat_id", "user_id", "story_id"], set_={"value": value, "created_at": now}
        )
    )
    return True


def withdraw_vote(session: Session, *, chat_id: int, user_id: int, story_id: int) -> bool:
    """False when there was no vote."""
    statement = (
        delete(VoteRow)
        .where(VoteRow.chat_id == chat_id, VoteRow.user_id == user_id, VoteRow.story_id == story_id)
        .returning(VoteRow.story_id)
    )
    return session.execute(statement).first() is not None


def vote_of(session: Session, *, chat_id: int, user_id: int, story_id: int) -> int:
    """1, -1, or 0 where the user has no opinion."""
    query = select(VoteRow.value).where(
        VoteRow.chat_id == chat_id, VoteRow.user_id == user_id, VoteRow.story_id == story_id
    )
    return session.scalar(query) or 0


def votes_on(session: Session, chat_id: int, story_ids: Collection[int]) -> dict[int, Votes]:
    """How the chat voted on each of these stories."""
    query = _counted(chat_id).where(VoteRow.story_id.in_(story_ids))
    counted = {row.story_id: Votes(story_id=row.story_id, up=row.up, down=row.down) for row in session.execute(query)}
    return {story_id: counted.get(story_id) or Votes(story_id=story_id) for story_id in story_ids}


def latest_votes(session: Session, chat_id: int, *, limit: int) -> list[Votes]:
    """The stories that the chat voted on last, the newest vote first."""
    query = _counted(chat_id).order_by(func.max(VoteRow.created_at).desc(), VoteRow.story_id.desc()).limit(limit)
    return [Votes(story_id=row.story_id, up=row.up, down=row.down) for row in session.execute(query)]


def set_tastes(session: Session, chat_id: int, tastes: Iterable[Taste]) -> None:
    """Let the chat have exactly these."""
    session.execute(delete(TasteRow).where(TasteRow.chat_id == chat_id))
    rows = [{"chat_id": chat_id, "kind": taste.kind, "name": taste.name, "weight": taste.weight} for taste in tastes]
    if rows:
        session.execute(insert(TasteRow), rows)


def tastes_of(session: Session, chat_id: int) -> list[Taste]:
    """What the chat wants more of first, what it wants less of last."""
    return tastes_by_chat(session, [chat_id]).get(chat_id, [])


def tastes_by_chat(session: Session, chat_ids: Collection[int]) -> dict[int, list[Taste]]:
    """The same of each of these chats; those without tastes are left out."""
    query = (
        select(TasteRow.chat_id, TasteRow.kind, TasteRow.name, TasteRow.weight)
        .where(TasteRow.chat_id.in_(chat_ids))
        .order_by(TasteRow.chat_id, TasteRow.weight.desc(), TasteRow.kind, TasteRow.name)
    )
    found: dict[int, list[Taste]] = {}
    for chat_id, kind, name, weight in session.execute(query):
        found.setdefault(chat_id, []).append(Taste(kind=TasteKind(kind), name=name, weight=weight))
    return found


def reset_tastes(session: Session, chat_id: int) -> int:
    """Forget the chat's votes, and so its tastes; returns how many votes these were."""
    set_tastes(session, chat_id, [])
    return len(session.execute(delete(VoteRow).where(VoteRow.chat_id == chat_id).returning(VoteRow.story_id)).all())


def _counted(chat_id: int) -> Select[int, int, int]:
    return (
        select(
            VoteRow.story_id,
            func.count().filter(VoteRow.value > 0).label("up"),
            func.count().filter(VoteRow.value < 0).label("down"),
        )
        .where(VoteRow.chat_id == chat_id)
        .group_by(VoteRow.story_id)
    )
