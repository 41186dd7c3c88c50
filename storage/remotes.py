"""Which group or channel somebody controls from their private chat.

That they may, is no row's to say: whoever acts on it asks Telegram whether they are its admin still.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.chats import Chat
from storage.rows import as_record, insert_for
from storage.tables import ChatRow, RemoteRow


def set_remote(session: Session, user_id: int, chat_id: int, *, now: datetime) -> None:
    """Let what they do in private be about this chat; an earlier one gives way."""
    values = {"chat_id": chat_id, "since": now}
    statement = insert_for(session, RemoteRow).values(user_id=user_id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["user_id"], set_=values))


def remote_of(session: Session, user_id: int, *, now: datetime, valid_for: timedelta) -> Chat | None:
    """The chat that they control, unless that was begun too long ago to be remembered."""
    query = (
        select(ChatRow)
        .join(RemoteRow, RemoteRow.chat_id == ChatRow.id)
        .where(RemoteRow.user_id == user_id, RemoteRow.since > now - valid_for)
    )
    row = session.scalar(query)
    return as_record(Chat, row) if row else None


def clear_remote(session: Session, user_id: int) -> bool:
    """Let what they do in private be about that chat again; False where it was."""
    statement = delete(RemoteRow).where(RemoteRow.user_id == user_id).returning(RemoteRow.user_id)
    return session.execute(statement).first() is not None
