"""Topics: what admins configure and people subscribe to.

Those here are the admins': a chat's own topic (`storage.own_topics`) and a topic that was removed are found by none of
these functions unless it says so.
"""

from dataclasses import dataclass, fields
from datetime import datetime, time
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from storage.rows import as_record, columns_of, insert_for
from storage.tables import SubscriptionRow, TopicFeedRow, TopicRow


class Visibility(StrEnum):
    LISTED = "listed"
    HIDDEN = "hidden"
    """In no list; whoever has the link may follow it."""
    PRIVATE = "private"
    """Only an invitation leads to it."""
    OWN = "own"
    """A chat's own feeds; nobody else's business."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """`keywords` narrow its feeds to articles that contain one of them; none means everything.

    Stories of less weight than `weight_floor` are left out. `times` and `weekdays` (0 is Monday) are what a chat begins
    with when this is its first topic; None leaves them to the settings. `invitation` ends the link to a private topic.
    """

    id: int
    slug: str
    name: str
    description: str
    language: str | None
    keywords: tuple[str, ...]
    method: str
    sentences: int
    position: int
    visibility: Visibility = Visibility.LISTED
    invitation: str | None = None
    weight_floor: float = 0.0
    pictures: bool = True
    times: tuple[time, ...] | None = None
    weekdays: frozenset[int] | None = None
    removed_at: datetime | None = None


_FIELDS = tuple(field.name for field in fields(Topic))


class Changes(TypedDict, total=False):
    """What `change_topic` takes: fields of `Topic`. Its slug stays, as links to it do."""

    name: str
    description: str
    language: str | None
    keywords: tuple[str, ...]
    method: str
    sentences: int
    visibility: Visibility
    weight_floor: float
    pictures: bool
    times: tuple[time, ...] | None
    weekdays: frozenset[int] | None


def add_topic(
    session: Session,
    *,
    slug: str,
    name: str,
    now: datetime,
    description: str = "",
    language: str | None = None,
    keywords: tuple[str, ...] = (),
    method: str = "news",
    sentences: int = 2,
    visibility: Visibility = Visibility.LISTED,
) -> Topic | None:
    """A new topic at the end of the list, or None where the slug is taken."""
    if session.scalar(select(TopicRow.id).where(TopicRow.slug == slug)) is not None:
        return None
    row = TopicRow(
        slug=slug,
        name=name,
        description=description,
        language=language,
        keywords=keywords,
        method=method,
        sentences=sentences,
        visibility=visibility,
        position=(session.scalar(select(func.max(TopicRow.position))) or 0) + 1,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return as_topic(row)


def topic(session: Session, topic_id: int) -> Topic | None:
    row = session.scalar(select(TopicRow).where(TopicRow.id == topic_id, is_kept(), _is_admins()))
    return as_topic(row) if row else None


def topic_called(session: Session, slug: str) -> Topic | None:
    """The topic that a link with this slug leads to: one that is listed or hidden."""
    row = session.scalar(
        select(TopicRow)
        .where(TopicRow.slug == slug, is_kept())
        .where(TopicRow.visibility.in_([Visibility.LISTED, Visibility.HIDDEN]))
    )
    return as_topic(row) if row else None


def topic_invited(session: Session, invitation: str) -> Topic | None:
    """The topic that this invitation leads to, whether it is still private or not."""
    row = session.scalar(select(TopicRow).where(TopicRow.invitation == invitation, is_kept(), _is_admins()))
    return as_topic(row) if row else None


def list_topics(session: Session) -> list[Topic]:
    """All topics, hidden and private ones too, in the admins' order."""
    return read_topics(session, _is_admins())


def visible_topics(session: Session, chat_id: int | None) -> list[Topic]:
    """The topics that a chat may see: those that are listed and those that it follows, its own one last.

    Without a chat: those that are listed.
    """
    seen = or_(TopicRow.visibility == Visibility.LISTED, TopicRow.id.in_(followed_by(chat_id)))
    return read_topics(session, seen)


def visible_topic_ids(session: Session, chat_id: int | None) -> list[int]:
    """The same, where their numbers are enough."""
    seen = or_(TopicRow.visibility == Visibility.LISTED, TopicRow.id.in_(followed_by(chat_id)))
    return list(session.scalars(select(TopicRow.id).where(is_kept(), seen)))


def visible_topic(session: Session, chat_id: int | None, topic_id: int) -> Topic | None:
    """The topic, where a chat may see it (`visible_topics`)."""
    seen = or_(TopicRow.visibility == Visibility.LISTED, TopicRow.id.in_(followed_by(chat_id)))
    row = session.scalar(select(TopicRow).where(TopicRow.id == topic_id, is_kept(), seen))
    return as_topic(row) if row else None


def change_topic(session: Session, topic_id: int, **changes: Unpack[Changes]) -> Topic | None:
    """Change the named fields and leave the others; None where there is no such topic."""
    if changes:
        session.execute(
            update(TopicRow).where(TopicRow.id == topic_id, is_kept(), _is_admins()).values(**changes),
            execution_options={"synchronize_session": "fetch"},
        )
    return topic(session, topic_id)


def describe_topic(session: Session, topic_id: int, *, name: str, description: str, keywords: tuple[str, ...]) -> None:
    change_topic(session, topic_id, name=name, description=description, keywords=keywords)


def set_telling(session: Session, topic_id: int, *, sentences: int, method: str) -> None:
    """How many sentences tell a story of this topic, and which method chooses them."""
    change_topic(session, topic_id, sentences=sentences, method=method)


def renew_invitation(session: Session, topic_id: int, invitation: str) -> Topic | None:
    """Let this lead to the topic from now on, and what led there before no more; None where there is no such topic.

    It must be long and random (`secrets.token_urlsafe`), since whoever knows it may follow the topic.
    """
    session.execute(
        update(TopicRow)
        .where(TopicRow.id == topic_id, is_kept(), _is_admins())
        .values(invitation=invitation)
        .execution_options(synchronize_session="fetch")
    )
    return topic(session, topic_id)


def place_topic(session: Session, topic_id: int, place: int) -> bool:
    """Put the topic at this place of the list, counted from 1, or at its end; False where there is no such topic."""
    ordered = list(session.scalars(select(TopicRow).where(is_kept(), _is_admins()).order_by(*_IN_ORDER)))
    moved = next((row for row in ordered if row.id == topic_id), None)
    if moved is None:
        return False
    ordered.remove(moved)
    ordered.insert(max(place, 1) - 1, moved)
    # numbered anew, since two may have come to the same position
    for position, row in enumerate(ordered, start=1):
        row.position = position
    session.flush()
    return True


def link_feed(session: Session, topic_id: int, feed_id: int) -> bool:
    """Let a topic carry a feed; False when it did already."""
    statement = insert_for(session, TopicFeedRow).values(topic_id=topic_id, feed_id=feed_id)
    statement = statement.on_conflict_do_nothing(index_elements=["topic_id", "feed_id"])
    return session.execute(statement.returning(TopicFeedRow.feed_id)).first() is not None


def unlink_feed(session: Session, topic_id: int, feed_id: int) -> None:
    session.execute(delete(TopicFeedRow).where(TopicFeedRow.topic_id == topic_id, TopicFeedRow.feed_id == feed_id))


def topics_of_feed(session: Session, feed_id: int) -> list[Topic]:
    carried = select(TopicFeedRow.topic_id).where(TopicFeedRow.feed_id == feed_id)
    return read_topics(session, TopicRow.id.in_(carried), _is_admins())


def count_subscribers(session: Session, topic_id: int) -> int:
    query = select(func.count()).select_from(SubscriptionRow).where(SubscriptionRow.topic_id == topic_id)
    return session.scalar(query) or 0


def read_topics(session: Session, *which: ColumnElement[bool]) -> list[Topic]:
    """The topics of which all of this is so, in order, without those that are removed."""
    query = select(*columns_of(Topic, TopicRow)).where(is_kept(), *which).order_by(*_IN_ORDER)
    return [_topic(*row) for row in session.execute(query)]


@lru_cache(maxsize=4096)
def _topic(*values: Any) -> Topic:
    """The topic with these values of its columns. Lists of hundreds are read for one card after another, and are the
    same ones mostly."""
    read = dict(zip(_FIELDS, values, strict=True))
    return Topic(**read | {"visibility": Visibility(read["visibility"])})


def as_topic(row: TopicRow) -> Topic:
    return as_record(Topic, row, visibility=Visibility(row.visibility))


def is_kept() -> ColumnElement[bool]:
    """SQL: the topic isn't removed."""
    return TopicRow.removed_at.is_(None)


_IN_ORDER = (TopicRow.visibility == Visibility.OWN, TopicRow.position, TopicRow.id)
"""SQL: as the admins ordered them, a chat's own one last."""


def _is_admins() -> ColumnElement[bool]:
    return TopicRow.visibility != Visibility.OWN


def followed_by(chat_id: int | None) -> Select[int]:
    """SQL: the numbers of the topics that the chat follows."""
    return select(SubscriptionRow.topic_id).where(SubscriptionRow.chat_id == chat_id)
