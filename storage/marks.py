"""What a chat wants of single stories: no more of it, or more of it as it happens."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.chats import ChatState
from storage.rows import insert_for
from storage.tables import ChatRow, StoryMarkRow, StoryRow


class Mark(StrEnum):
    MUTED = "muted"
    FOLLOWED = "followed"
    """Told as it happens."""


def mark_story(session: Session, chat_id: int, story_id: int, mark: Mark, *, now: datetime) -> bool:
    """Mute or follow a story; another mark is replaced. False when the story is forgotten."""
    if session.get(StoryRow, story_id) is None:
        return False
    statement = insert_for(session, StoryMarkRow).values(chat_id=chat_id, story_id=story_id, mark=mark, created_at=now)
    session.execute(
        statement.on_conflict_do_update(index_elements=["chat_id", "story_id"], set_={"mark": mark, "created_at": now})
    )
    return True


def unmark_story(session: Session, chat_id: int, story_id: int) -> bool:
    """False when it had no mark."""
    statement = (
        delete(StoryMarkRow)
        .where(StoryMarkRow.chat_id == chat_id, StoryMarkRow.story_id == story_id)
        .returning(StoryMarkRow.story_id)
    )
    return session.execute(statement).first() is not None


def marks_of(session: Session, chat_id: int, story_ids: Collection[int]) -> dict[int, Mark]:
    """The marks that the chat put on these stories; those without one are left out."""
    query = select(StoryMarkRow.story_id, StoryMarkRow.mark).where(
        StoryMarkRow.chat_id == chat_id, StoryMarkRow.story_id.in_(story_ids)
    )
    return {story_id: Mark(mark) for story_id, mark in session.execute(query)}


def marks_by_chat(session: Session, chat_ids: Collection[int]) -> dict[int, dict[int, Mark]]:
    """All marks of each of these chats, by story; chats without any are left out."""
    query = select(StoryMarkRow.chat_id, StoryMarkRow.story_id, StoryMarkRow.mark)
    found: dict[int, dict[int, Mark]] = {}
    for chat_id, story_id, mark in session.execute(query.where(StoryMarkRow.chat_id.in_(chat_ids))):
        found.setdefault(chat_id, {})[story_id] = Mark(mark)
    return found


def followers_of(session: Session, story_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """By story the chats that follow it and can be reached; stories that nobody follows are left out."""
    query = (
        select(StoryMarkRow.story_id, StoryMarkRow.chat_id)
        .join(ChatRow, ChatRow.id == StoryMarkRow.chat_id)
        .where(StoryMarkRow.story_id.in_(story_ids), StoryMarkRow.mark == Mark.FOLLOWED)
        .where(ChatRow.state == ChatState.ACTIVE)
    )
    followers: dict[int, set[int]] = {}
    for story_id, chat_id in session.execute(query):
        followers.setdefault(story_id, set()).add(chat_id)
    return {story_id: frozenset(chat_ids) for story_id, chat_ids in followers.items()}


def followed_stories(session: Session) -> frozenset[int]:
    """All stories that a chat which can be reached follows."""
    query = (
        select(StoryMarkRow.story_id)
        .join(ChatRow, ChatRow.id == StoryMarkRow.chat_id)
        .where(StoryMarkRow.mark == Mark.FOLLOWED, ChatRow.state == ChatState.ACTIVE)
        .distinct()
    )
    return frozenset(session.scalars(query))
