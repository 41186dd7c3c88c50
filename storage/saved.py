"""Stories that a chat kept for later, in words of their own: they stay when their articles are forgotten."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from storage.rows import as_record, insert_for, values_of
from storage.tables import SavedStoryRow, StoryRow

MOST_SAVED = 500
"""A chat's; who wants to keep more takes them out as a file first."""


class Saving(StrEnum):
    SAVED = "saved"
    KNOWN = "known"
    """It was saved already."""
    FULL = "full"
    """`MOST_SAVED` are there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSaved:
    """A story to keep: its headline and sentences as plain text, and where it can be read."""

    story_id: int | None
    headline: str
    url: str
    source: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedStory:
    """A kept story; `story_id` is None once the story itself is forgotten."""

    id: int
    story_id: int | None
    headline: str
    url: str
    source: str
    summary: str
    saved_at: datetime


def save_story(session: Session, chat_id: int, story: NewSaved, *, now: datetime) -> Saving:
    """Keep a story, once by its address."""
    known = select(SavedStoryRow.id).where(SavedStoryRow.chat_id == chat_id, SavedStoryRow.url == story.url)
    if session.scalar(known) is not None:
        return Saving.KNOWN
    if count_saved(session, chat_id) >= MOST_SAVED:
        return Saving.FULL
    values = values_of(story)
    if story.story_id is not None and session.get(StoryRow, story.story_id) is None:
        values["story_id"] = None
    statement = insert_for(session, SavedStoryRow).values(chat_id=chat_id, saved_at=now, **values)
    # a double tap may be in two transactions
    statement = statement.on_conflict_do_nothing(index_elements=["chat_id", "url"])
    added = session.execute(statement.returning(SavedStoryRow.id)).first()
    return Saving.KNOWN if added is None else Saving.SAVED


def unsave_story(session: Session, chat_id: int, saved_id: int) -> bool:
    """False when the chat has no such story."""
    statement = (
        delete(SavedStoryRow)
        .where(SavedStoryRow.chat_id == chat_id, SavedStoryRow.id == saved_id)
        .returning(SavedStoryRow.id)
    )
    return session.execute(statement).first() is not None


def forget_saved(session: Session, chat_id: int) -> int:
    """Let go of all that the chat saved; returns how many these were."""
    statement = delete(SavedStoryRow).where(SavedStoryRow.chat_id == chat_id).returning(SavedStoryRow.id)
    return len(session.execute(statement).all())


def saved_story(session: Session, chat_id: int, saved_id: int) -> SavedStory | None:
    """None when the chat has no such story."""
    row = session.scalar(select(SavedStoryRow).where(SavedStoryRow.chat_id == chat_id, SavedStoryRow.id == saved_id))
    return as_record(SavedStory, row) if row else None


def saved_page(session: Session, chat_id: int, *, offset: int, limit: int) -> list[SavedStory]:
    """The newest first."""
    query = (
        select(SavedStoryRow)
        .where(SavedStoryRow.chat_id == chat_id)
        .order_by(SavedStoryRow.saved_at.desc(), SavedStoryRow.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [as_record(SavedStory, row) for row in session.scalars(query)]


def all_saved(session: Session, chat_id: int) -> list[SavedStory]:
    """All of them, the newest first; at most `MOST_SAVED`."""
    return saved_page(session, chat_id, offset=0, limit=MOST_SAVED)


def saved_by_story(session: Session, chat_id: int, story_ids: Collection[int]) -> dict[int, int]:
    """By story the id under which the chat saved it; stories that it didn't save are left out."""
    query = select(SavedStoryRow.story_id, SavedStoryRow.id).where(
        SavedStoryRow.chat_id == chat_id, SavedStoryRow.story_id.in_(story_ids)
    )
    return {story_id: saved_id for story_id, saved_id in session.execute(query) if story_id is not None}


def count_saved(session: Session, chat_id: int) -> int:
    query = select(func.count()).select_from(SavedStoryRow).where(SavedStoryRow.chat_id == chat_id)
    return session.scalar(query) or 0
