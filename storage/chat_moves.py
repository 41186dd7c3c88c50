"""A group that became a supergroup goes on under another number."""

from sqlalchemy.orm import Session

from storage.chat_admins import move_admins
from storage.chats import rekey_chat, threads_of


def move_chat(session: Session, telegram_id: int, new_telegram_id: int) -> bool:
    """What belongs to the old number, and who set it up there, belongs to the new one.

    False where nothing is known of the old number, as when it was moved before.
    """
    if not threads_of(session, telegram_id):
        return False
    rekey_chat(session, telegram_id, new_telegram_id)
    move_admins(session, telegram_id, new_telegram_id)
    return True
