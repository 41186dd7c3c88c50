"""Erasing somebody, with what their votes did to the groups that they are in."""

from datetime import datetime

from jobs.tastes import refresh
from storage.database import Session
from storage.personal import Erased, erase_chat


def erase(session: Session, *, telegram_id: int, user_id: int | None, now: datetime) -> Erased:
    """See `storage.personal.erase_chat`."""
    erased = erase_chat(session, telegram_id=telegram_id, user_id=user_id, now=now)
    for chat_id in erased.voted_in:
        refresh(session, chat_id, now=now)
    return erased
