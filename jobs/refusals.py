"""Telling those who set up a group or channel that Telegram doesn't let the bot write there.

What is said and how is the caller's: this room knows of whom and to whom. Once a day a chat.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from storage.chat_admins import private_chats_of_admins
from storage.chats import Chat
from storage.database import Database
from storage.deliveries import NewDelivery, enqueue
from storage.refusals import Refusal, refusals_since

LOOK_BACK = timedelta(hours=1)
PRIORITY = 20
"""After digests."""


def tell_refusals(database: Database, *, now: datetime, write: Callable[[Refusal, Chat], str]) -> int:
    """Put a notice into the outbox for each admin who can be written to; returns how many.

    `write` makes the Telegram HTML for one of them.
    """
    with database.read() as session:
        # nearly always there is nothing, and a reader waits for nobody
        if not refusals_since(session, now - LOOK_BACK):
            return 0
    with database.write() as session:
        found = refusals_since(session, now - LOOK_BACK)
        admins = private_chats_of_admins(session, [refusal.chat.telegram_id for refusal in found])
        notices = [
            NewDelivery(
                dedup_key=f"refused:{refusal.chat.id}:{now:%Y-%m-%d}:{admin.id}",
                chat_id=admin.id,
                html=write(refusal, admin),
                priority=PRIORITY,
            )
            for refusal in found
            for admin in admins.get(refusal.chat.telegram_id, [])
        ]
        return enqueue(session, notices, now=now)
