"""Whose hour has come."""

from datetime import datetime

from storage import schedules
from storage.database import Session


def due_now(session: Session, now: datetime) -> list[int]:
    """All chats that are due, the longest due first."""
    shares = schedules.due_shares(session, now=now)
    due = [each for share in shares for each in schedules.due_chats(session, share, now=now)]
    return [chat_id for _, chat_id in sorted(due)]
