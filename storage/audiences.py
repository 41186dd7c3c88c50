"""Whom a broadcast is for."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from storage.chats import ChatState
from storage.tables import ChatRow, PreferenceRow, SubscriptionRow, TopicRow
from storage.topics import is_kept

SPOKEN_UNLESS_SAID = "en"
"""What those are taken to read of whom no language is known: most groups and channels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """How many chats a broadcast would reach: one message each, a group with forum topics once."""

    private: int = 0
    groups: int = 0
    channels: int = 0

    @property
    def total(self) -> int:
        return self.private + self.groups + self.channels


def audience(session: Session, *, topic_id: int | None, language: str | None) -> Audience:
    """Whom a broadcast would reach now."""
    query = receivers(topic_id=topic_id, language=language)
    kinds = session.scalars(select(ChatRow.kind).where(ChatRow.id.in_(query))).all()
    return Audience(
        private=sum(kind == "private" for kind in kinds),
        groups=sum(kind in {"group", "supergroup"} for kind in kinds),
        channels=sum(kind == "channel" for kind in kinds),
    )


def receivers(*, topic_id: int | None, language: str | None) -> Select[int]:
    """SQL: the ids of the chats that get it: of a group with forum topics the one with the lowest id."""
    query = select(func.min(ChatRow.id)).where(ChatRow.state == ChatState.ACTIVE).group_by(ChatRow.telegram_id)
    if topic_id is not None:
        followers = (
            select(SubscriptionRow.chat_id)
            .join(TopicRow, TopicRow.id == SubscriptionRow.topic_id)
            .where(SubscriptionRow.topic_id == topic_id, is_kept())
        )
        query = query.where(ChatRow.id.in_(followers))
    if language is not None:
        query = query.where(_reads(language))
    return query


def _reads(language: str) -> ColumnElement[bool]:
    """Whether the chat chose the language, else whether its Telegram speaks it; "pt" is "pt-br" too."""
    chosen = select(PreferenceRow.language).where(PreferenceRow.chat_id == ChatRow.id).scalar_subquery()
    group = aliased(ChatRow)
    # a forum topic that chose none speaks as its group does
    groups = (
        select(PreferenceRow.language)
        .join(group, group.id == PreferenceRow.chat_id)
        .where(group.telegram_id == ChatRow.telegram_id, group.thread_id == 0)
        .scalar_subquery()
    )
    known = func.lower(func.coalesce(chosen, groups, ChatRow.language, cast(literal(SPOKEN_UNLESS_SAID), Text)))
    return or_(known == language.lower(), known.startswith(f"{language.lower()}-", autoescape=True))
