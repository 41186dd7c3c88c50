"""What the owners hear of a failure: where in the code it was, under the reference that the user was given.

The same failure is told once an hour, however often it happens; nothing of what anybody wrote is in it.
"""

import traceback
from datetime import datetime
from pathlib import Path

from bot.i18n.texts import texts_in
from bot.texts import talk
from storage.database import Session
from storage.deliveries import NewDelivery, enqueue
from storage.feed_trouble import chats_of_admins
from storage.roles import rights_of

PRIORITY = 20
"""After digests."""

CODE = Path(__file__).parents[1]


def tell_owners(session: Session, error: BaseException, *, reference: str, now: datetime) -> int:
    """Put a line for each owner who can be written to into the outbox; returns how many."""
    kind, place = type(error).__name__, place_of(error)
    notes = [
        NewDelivery(
            dedup_key=f"failure:{now:%Y-%m-%dT%H}:{kind}:{place}:{chat.id}",
            chat_id=chat.id,
            html=talk.failed(texts_in(chat.language), reference=reference, kind=kind, place=place),
            priority=PRIORITY,
        )
        for chat in chats_of_admins(session)
        if rights_of(session, chat.telegram_id).owner
    ]
    return enqueue(session, notes, now=now)


def place_of(error: BaseException) -> str:
    """The innermost line of our own code that the error came through, as `bot/handlers/latest.py:45`."""
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        file = Path(frame.filename)
        if file.is_relative_to(CODE) and "site-packages" not in file.parts:
            return f"{file.relative_to(CODE).as_posix()}:{frame.lineno}"
    return "?"
