"""Chats, their subscriptions, and what a user was asked and hasn't answered yet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from storage.carried import drop_own_topics
from storage.deliveries import DeliveryState
from storage.rows import as_record, as_records, columns_of, insert_for, some_at_a_time
from storage.tables import (
    BanRow,
    ChatRow,
    DeliveryRow,
    DialogRow,
    PreferenceRow,
    ScheduleRow,
    SubscriptionRow,
    TopicRow,
)
from storage.topics import Topic, Visibility, followed_by, read_topics

BANNED = "banned"
"""The reason why nothing is sent to whom an admin banned (`storage.bans`)."""


class ChatState(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    """Telegram refuses it: blocked, kicked, deleted. It comes back when the user does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A Telegram destination; `thread_id` is a forum topic's number, 0 for the chat itself."""

    id: int
    telegram_id: int
    thread_id: int
    kind: str
    title: str
    language: str | None
    state: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """The question a user was asked: its step, what is known so far, and when."""

    step: str
    data: Mapping[str, Any]
    asked_at: datetime


def meet_chat(
    session: Session,
    *,
    telegram_id: int,
    kind: str,
    title: str,
    now: datetime,
    thread_id: int = 0,
    language: str | None = None,
) -> tuple[Chat, bool]:
    """The chat, brought up to date and active again unless it is banned, and whether it is new."""
    row = session.scalar(select(ChatRow).where(ChatRow.telegram_id == telegram_id, ChatRow.thread_id == thread_id))
    new = row is None
    if row is None:
        row = ChatRow(telegram_id=telegram_id, thread_id=thread_id, created_at=now)
        session.add(row)
    row.kind, row.title, row.language = kind, title, language
    away, row.state, row.reason = row.state == ChatState.INACTIVE, ChatState.ACTIVE, None
    if session.get(BanRow, telegram_id) is not None:
        row.state, row.reason = ChatState.INACTIVE, BANNED
    session.flush()
    if away and row.state == ChatState.ACTIVE:
        _be_due_from(session, [row.id], now)
    return as_record(Chat, row), new


def chat(session: Session, chat_id: int) -> Chat | None:
    row = session.get(ChatRow, chat_id)
    return as_record(Chat, row) if row else None


def chats_of(session: Session, chat_ids: Collection[int]) -> dict[int, Chat]:
    """By their ids; those that are gone are left out."""
    query = select(*columns_of(Chat, ChatRow)).where(ChatRow.id.in_(chat_ids))
    return {chat.id: chat for chat in as_records(Chat, session.execute(query))}


def find_chat(session: Session, telegram_id: int, thread_id: int = 0) -> Chat | None:
    row = session.scalar(select(ChatRow).where(ChatRow.telegram_id == telegram_id, ChatRow.thread_id == thread_id))
    return as_record(Chat, row) if row else None


def deactivate_chat(session: Session, telegram_id: int, *, reason: str) -> None:
    """Nothing more is sent there: its pending deliveries are cancelled. Subscriptions stay for its return."""
    ids = select(ChatRow.id).where(ChatRow.telegram_id == telegram_id)
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.chat_id.in_(ids), DeliveryRow.state == DeliveryState.PENDING)
        .values(state=DeliveryState.CANCELLED, problem=reason)
    )
    session.execute(
        update(ChatRow).where(ChatRow.telegram_id == telegram_id).values(state=ChatState.INACTIVE, reason=reason)
    )


def reactivate_chat(session: Session, telegram_id: int, *, now: datetime) -> list[int]:
    """The chat can be reached again, with all its forum topics; returns the ids of those that were inactive.

    What was due while it couldn't be reached is due now. Nothing changes while it is banned.
    """
    statement = (
        update(ChatRow)
        .where(ChatRow.telegram_id == telegram_id, ChatRow.state != ChatState.ACTIVE)
        .where(ChatRow.telegram_id.not_in(select(BanRow.telegram_id)))
        .values(state=ChatState.ACTIVE, reason=None)
        .returning(ChatRow.id)
    )
    returned = list(session.scalars(statement))
    _be_due_from(session, returned, now)
    return returned


def _be_due_from(session: Session, chat_ids: Collection[int], now: datetime) -> None:
    """An hour that passed while a chat couldn't be reached is no hour of its digest's."""
    passed = update(ScheduleRow).where(ScheduleRow.chat_id.in_(chat_ids), ScheduleRow.next_run_at < now)
    session.execute(passed.values(next_run_at=now))


def rekey_chat(session: Session, telegram_id: int, new_telegram_id: int) -> None:
    """A group became a supergroup: what belongs to the old number belongs to the new one.

    Where both numbers are known, the chat that was met later gives way: the new number's, whose first message came
    before the move was noticed, or the old number's, whose last command had waited while the group moved.
    """
    for old in session.scalars(select(ChatRow).where(ChatRow.telegram_id == telegram_id)).all():
        moved = session.scalar(
            select(ChatRow).where(ChatRow.telegram_id == new_telegram_id, ChatRow.thread_id == old.thread_id)
        )
        if moved is not None and moved.id < old.id:
            _give_way(session, old.id, moved.id)
            continue
        if moved is not None:
            _give_way(session, moved.id, old.id)
        # the supergroup counts its messages anew, so that the old ones can't be answered there
        session.execute(update(DeliveryRow).where(DeliveryRow.chat_id == old.id).values(message_id=None, reply_to=None))
        old.telegram_id, old.kind = new_telegram_id, "supergroup"
    session.flush()
    # what its members were asked there, and a ban, are kept by the number
    asked_there = select(DialogRow.user_id).where(DialogRow.telegram_id == new_telegram_id)
    session.execute(
        delete(DialogRow).where(DialogRow.telegram_id == telegram_id, DialogRow.user_id.in_(asked_there)),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        update(DialogRow).where(DialogRow.telegram_id == telegram_id).values(telegram_id=new_telegram_id),
        execution_options={"synchronize_session": False},
    )
    if (ban := session.get(BanRow, telegram_id)) is not None and session.get(BanRow, new_telegram_id) is None:
        session.add(BanRow(telegram_id=new_telegram_id, reason=ban.reason, by=ban.by, created_at=ban.created_at))
        session.delete(ban)
        session.flush()


def _give_way(session: Session, later: int, chat_id: int) -> None:
    """Of the chat that was met later the topics that it subscribed to are kept, and its hours where there are none."""
    drop_own_topics(session, [later])
    kept = [
        update(SubscriptionRow).where(
            SubscriptionRow.chat_id == later, SubscriptionRow.topic_id.not_in(followed_by(chat_id))
        )
    ]
    if session.get(ScheduleRow, chat_id) is None:
        kept.append(update(ScheduleRow).where(ScheduleRow.chat_id == later))
    for statement in kept:
        session.execute(statement.values(chat_id=chat_id), execution_options={"synchronize_session": False})
    session.execute(delete(ChatRow).where(ChatRow.id == later))


def subscribe(session: Session, chat_id: int, topic_id: int, *, now: datetime) -> bool:
    """False when the chat was subscribed already."""
    statement = insert_for(session, SubscriptionRow).values(chat_id=chat_id, topic_id=topic_id, created_at=now)
    statement = statement.on_conflict_do_nothing(index_elements=["chat_id", "topic_id"])
    return session.execute(statement.returning(SubscriptionRow.topic_id)).first() is not None


def unsubscribe(session: Session, chat_id: int, topic_id: int) -> bool:
    """False when the chat wasn't subscribed."""
    statement = (
        delete(SubscriptionRow)
        .where(SubscriptionRow.chat_id == chat_id, SubscriptionRow.topic_id == topic_id)
        .returning(SubscriptionRow.topic_id)
    )
    return session.execute(statement).first() is not None


def subscribed_topics(session: Session, chat_id: int) -> list[Topic]:
    """The topics a chat is subscribed to, in the admins' order, its own one last."""
    return read_topics(session, TopicRow.id.in_(followed_by(chat_id)))


def followed_by_chat(session: Session, chat_ids: Collection[int]) -> dict[int, list[tuple[Topic, str]]]:
    """The same for each of these chats, with its filter for each topic, empty where it has none; chats that follow
    nothing are left out."""
    query = select(SubscriptionRow.chat_id, SubscriptionRow.topic_id, SubscriptionRow.filter)
    followed = session.execute(query.where(SubscriptionRow.chat_id.in_(chat_ids))).all()
    wanted = {topic_id for _, topic_id, _ in followed}
    topics = [topic for some in some_at_a_time(wanted) for topic in read_topics(session, TopicRow.id.in_(some))]
    topics.sort(key=lambda topic: (topic.visibility is Visibility.OWN, topic.position, topic.id))
    places = {topic.id: place for place, topic in enumerate(topics)}
    found: dict[int, list[tuple[int, str]]] = {}
    for chat_id, topic_id, text in followed:
        if topic_id in places:
            found.setdefault(chat_id, []).append((places[topic_id], text))
    return {chat_id: [(topics[place], text) for place, text in sorted(each)] for chat_id, each in found.items()}


def threads_of(session: Session, telegram_id: int) -> list[Chat]:
    """A group's own chat and those of its forum topics, as far as they were met, in the order of their numbers."""
    query = select(ChatRow).where(ChatRow.telegram_id == telegram_id).order_by(ChatRow.thread_id)
    return [as_record(Chat, row) for row in session.scalars(query)]


def keep_language(session: Session, telegram_id: int, language: str) -> None:
    """Keep what somebody's Telegram is set to, for what is sent unasked; of who isn't known nothing is kept."""
    session.execute(
        update(ChatRow).where(ChatRow.telegram_id == telegram_id, ChatRow.thread_id == 0).values(language=language)
    )


def language_of(session: Session, telegram_id: int, thread_id: int = 0, *, theirs: str | None = None) -> str | None:
    """The language that the chat chose, else that of its Telegram (never known for groups and channels), else None.

    `theirs` is what its Telegram is set to just now, where that is known: it is newer than what is kept. A forum topic
    that chose none speaks as its group does.
    """
    query = (
        select(ChatRow.thread_id, PreferenceRow.language, ChatRow.language)
        .select_from(ChatRow)
        .join(PreferenceRow, PreferenceRow.chat_id == ChatRow.id, isouter=True)
        .where(ChatRow.telegram_id == telegram_id, ChatRow.thread_id.in_({0, thread_id}))
    )
    found = {number: (chosen, kept) for number, chosen, kept in session.execute(query)}
    return spoken(found, thread_id, theirs=theirs)


def spoken(found: Mapping[int, tuple[str | None, str | None]], thread_id: int, *, theirs: str | None) -> str | None:
    """The same of what each forum topic chose, and what is kept of its Telegram."""
    both = [found[number] for number in dict.fromkeys((thread_id, 0)) if number in found]
    languages = [chosen for chosen, _ in both] + [theirs] + [kept for _, kept in both]
    return next((language for language in languages if language), None)


def unsubscribe_all(session: Session, chat_id: int) -> int:
    """Leave every topic, with the chat's own feeds; returns how many topics it had followed."""
    left = session.execute(
        delete(SubscriptionRow).where(SubscriptionRow.chat_id == chat_id).returning(SubscriptionRow.topic_id)
    ).all()
    drop_own_topics(session, [chat_id])
    return len(left)


def count_chats(session: Session) -> dict[str, int]:
    """How many chats there are in each state."""
    query = select(ChatRow.state, func.count()).group_by(ChatRow.state)
    return dict(session.execute(query).all())


def ask(session: Session, *, telegram_id: int, user_id: int, step: str, data: Mapping[str, Any], now: datetime) -> None:
    """Remember the question; an earlier one is replaced."""
    values = {"step": step, "data": dict(data), "asked_at": now}
    statement = insert_for(session, DialogRow).values(telegram_id=telegram_id, user_id=user_id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["telegram_id", "user_id"], set_=values))


def pending_question(
    session: Session, *, telegram_id: int, user_id: int, now: datetime, valid_for: timedelta
) -> Dialog | None:
    """What the user was asked, unless that was too long ago to be answered."""
    row = session.get(DialogRow, (telegram_id, user_id))
    if row is None or row.asked_at < now - valid_for:
        return None
    return as_record(Dialog, row)


def close_question(session: Session, *, telegram_id: int, user_id: int) -> None:
    session.execute(delete(DialogRow).where(DialogRow.telegram_id == telegram_id, DialogRow.user_id == user_id))


def is_to_forget(session: Session, *, before: datetime) -> bool:
    """Whether a question was asked before that."""
    return session.scalar(select(DialogRow.user_id).where(DialogRow.asked_at < before).limit(1)) is not None


def forget_questions(session: Session, *, before: datetime) -> int:
    """Let go of the questions that were asked before that, with what was written in them; returns how many."""
    statement = delete(DialogRow).where(DialogRow.asked_at < before).returning(DialogRow.user_id)
    return len(session.execute(statement).all())
