"""Who set up which groups and channels. That they still may is no row's to say: Telegram is asked each time."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage.chats import Chat, ChatState
from storage.rows import as_record, insert_for
from storage.tables import ChatAdminRow, ChatRow


def remember_admin(session: Session, user_id: int, telegram_id: int, *, now: datetime) -> None:
    """They were an admin of this group or channel just now."""
    statement = insert_for(session, ChatAdminRow).values(user_id=user_id, telegram_id=telegram_id, seen_at=now)
    session.execute(statement.on_conflict_do_update(index_elements=["user_id", "telegram_id"], set_={"seen_at": now}))


def is_remembered(session: Session, user_id: int, telegram_id: int, *, since: datetime) -> bool:
    """Whether they were seen as its admin since then."""
    row = session.get(ChatAdminRow, (user_id, telegram_id))
    return row is not None and row.seen_at >= since


def forget_admin(session: Session, user_id: int, telegram_id: int) -> None:
    session.execute(
        delete(ChatAdminRow).where(ChatAdminRow.user_id == user_id, ChatAdminRow.telegram_id == telegram_id)
    )


def chats_of_admin(session: Session, user_id: int, *, limit: int) -> list[Chat]:
    """The groups and channels that they set up and that can be reached, with their forum topics, by name."""
    query = (
        select(ChatRow)
        .join(ChatAdminRow, ChatAdminRow.telegram_id == ChatRow.telegram_id)
        .where(ChatAdminRow.user_id == user_id, ChatRow.state == ChatState.ACTIVE, ChatRow.kind != "private")
        .order_by(ChatRow.title, ChatRow.telegram_id, ChatRow.thread_id)
        .limit(limit)
    )
    return [as_record(Chat, row) for row in session.scalars(query)]


def private_chats_of_admins(session: Session, telegram_ids: Collection[int]) -> dict[int, list[Chat]]:
    """By group or channel the private chats of those who set it up, as far as they can be written to."""
    query = (
        select(ChatAdminRow.telegram_id, ChatRow)
        .join(ChatRow, ChatRow.telegram_id == ChatAdminRow.user_id)
        .where(ChatAdminRow.telegram_id.in_(telegram_ids), ChatRow.state == ChatState.ACTIVE)
        .where(ChatRow.kind == "private", ChatRow.thread_id == 0)
        .order_by(ChatRow.id)
    )
    found: dict[int, list[Chat]] = {}
    for telegram_id, row in session.execute(query):
        found.setdefault(telegram_id, []).append(as_record(Chat, row))
    return found


def move_admins(session: Session, telegram_id: int, new_telegram_id: int) -> None:
    """A group became a supergroup: those who set it up are those of the new number."""
    session.execute(delete(ChatAdminRow).where(ChatAdminRow.telegram_id == new_telegram_id))
    session.execute(
        update(ChatAdminRow).where(ChatAdminRow.telegram_id == telegram_id).values(telegram_id=new_telegram_id)
    )
