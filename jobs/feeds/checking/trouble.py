"""Telling the admins, once, that feeds fail for good, and once that they are back.

What is said and how is the caller's: this room knows which feeds and whom.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.chats import Chat
from storage.database import Database, Session
from storage.deliveries import Buttons, NewDelivery, enqueue, last_enqueued_at
from storage.feed_trouble import chats_of_admins, mark_told, untold_failures, untold_recoveries
from storage.feeds import Feed, count_feeds

FAILING_FOR = timedelta(days=2)
FAILURES = 5
"""For good is: as long as a weekend without anybody at the publisher's, and seen often enough to be no chance. By the
back-off both come together; a server that asks to be left alone for a day gets more time. A feed that says itself that
it has ended is told of at once."""
BETWEEN_NOTICES = timedelta(hours=3)
"""A host that goes down takes its feeds along one after the other: they are told together."""
NOTICE_PRIORITY = 20
"""After digests."""

_KEY = "feed-trouble:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Feeds that fail for good, those longest failing first, and those that are back; `of` how many feeds in all."""

    failing: tuple[Feed, ...]
    well: tuple[Feed, ...]
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message: Telegram HTML, and rows of (label, callback data)."""

    html: str
    buttons: Buttons = ()


def tell_admins(database: Database, *, now: datetime, write: Callable[[Trouble, Chat], Notice]) -> int:
    """Put a notice into the outbox for each admin who can be written to; returns how many.

    Nothing is told while nobody can hear it: it stays to be told.
    """
    with database.read() as session:
        # nearly always there is nothing, and a reader waits for nobody
        if not _untold(session, now) or not chats_of_admins(session):
            return 0
    with database.write() as session:
        trouble, chats = _untold(session, now), chats_of_admins(session)
        if trouble is None or not chats:
            return 0
        messages = [
            NewDelivery(
                dedup_key=f"{_KEY}{now.isoformat()}:{chat.id}",
                chat_id=chat.id,
                html=notice.html,
                buttons=notice.buttons,
                priority=NOTICE_PRIORITY,
            )
            for chat in chats
            for notice in [write(trouble, chat)]
        ]
        mark_told(
            session, failing=[feed.id for feed in trouble.failing], well=[feed.id for feed in trouble.well], now=now
        )
        return enqueue(session, messages, now=now)


def _untold(session: Session, now: datetime) -> Trouble | None:
    failing = untold_failures(session, since=now - FAILING_FOR, failures=FAILURES)
    well = untold_recoveries(session)
    if not failing and not well:
        return None
    last = last_enqueued_at(session, _KEY)
    if last is not None and now - last < BETWEEN_NOTICES:
        return None
    return Trouble(failing=tuple(failing), well=tuple(well), of=count_feeds(session)[0])
