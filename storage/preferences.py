"""How each chat wants to be told, and which of a topic's stories it wants."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Any, TypedDict, Unpack

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from storage.rows import as_record, columns_of, insert_for
from storage.tables import PreferenceRow, SubscriptionRow


class Length(StrEnum):
    HEADLINES = "headlines"
    SHORT = "short"
    LONG = "long"


class WhenNothing(StrEnum):
    """What a digest without stories does."""

    SAY = "say"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """A chat's own choices; None leaves it to Telegram (`language`), to each topic (`length`), to the settings
    (`own_feeds`: the most feeds of its own), or means never (`instant`: the weight from which on a story is told as it
    happens).

    `quiet_from` and `quiet_until` are local times between which nothing comes; `filter` is what was written, for every
    topic. `language` is a code such as "pt-br".
    """

    chat_id: int
    language: str | None = None
    length: Length | None = None
    pictures: bool = False
    when_nothing: WhenNothing = WhenNothing.SAY
    quiet_from: time | None = None
    quiet_until: time | None = None
    filter: str = ""
    instant: float | None = None
    own_feeds: int | None = None


class Changes(TypedDict, total=False):
    """What `set_preferences` takes: fields of `Preferences`."""

    language: str | None
    length: Length | None
    pictures: bool
    when_nothing: WhenNothing
    quiet_from: time | None
    quiet_until: time | None
    filter: str
    instant: float | None
    own_feeds: int | None


def preferences(session: Session, chat_id: int) -> Preferences:
    """The chat's choices, all defaults where it made none."""
    return preferences_of(session, [chat_id])[chat_id]


def preferences_of(session: Session, chat_ids: Collection[int]) -> dict[int, Preferences]:
    """The choices of each of these chats."""
    query = select(*columns_of(Preferences, PreferenceRow)).where(PreferenceRow.chat_id.in_(chat_ids))
    chosen = {row.chat_id: _record(row) for row in session.execute(query)}
    return {chat_id: chosen.get(chat_id) or Preferences(chat_id=chat_id) for chat_id in chat_ids}


def set_preferences(session: Session, chat_id: int, **changes: Unpack[Changes]) -> Preferences:
    """Change the named choices and leave the others; two who change different ones at once both get theirs."""
    if changes:
        statement = insert_for(session, PreferenceRow).values(chat_id=chat_id, **changes)
        session.execute(statement.on_conflict_do_update(index_elements=["chat_id"], set_=dict(changes)))
    return preferences(session, chat_id)


def subscription_filters(session: Session, chat_id: int) -> dict[int, str]:
    """By topic what the chat wrote about which of its stories it wants; topics without a filter are left out."""
    query = select(SubscriptionRow.topic_id, SubscriptionRow.filter).where(
        SubscriptionRow.chat_id == chat_id, SubscriptionRow.filter != ""
    )
    return dict(session.execute(query).all())


def set_subscription_filter(session: Session, chat_id: int, topic_id: int, text: str) -> bool:
    """An empty text takes the filter off. False when the chat isn't subscribed to the topic."""
    statement = (
        update(SubscriptionRow)
        .where(SubscriptionRow.chat_id == chat_id, SubscriptionRow.topic_id == topic_id)
        .values(filter=text)
        .returning(SubscriptionRow.topic_id)
    )
    return session.execute(statement).first() is not None


def _record(row: Row[Any]) -> Preferences:
    return as_record(
        Preferences,
        row,
        length=Length(row.length) if row.length else None,
        when_nothing=WhenNothing(row.when_nothing),
    )
