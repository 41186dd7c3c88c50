"""What was sent within the last seconds, for a sender that begins and has to keep to a group's minute.

No index is by the time of sending, which would cost each message something. But what is sent is sent nearly in the
order in which it was due, priority by priority, and that order has an index: it is read backwards, some rows at a time,
until some hold nothing that is recent.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, or_, select

from storage.database import Session
from storage.deliveries import DeliveryState
from storage.rows import as_records
from storage.statistics import priorities
from storage.tables import ChatRow, DeliveryRow

AT_ONCE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLately:
    """A message to a chat, and when it was marked as sent, or claimed by a sender that never marked it.

    `html` is None where the message went to somebody alone, before the time that concerns those.
    """

    telegram_id: int
    kind: str
    html: str | None
    sent_at: datetime


def sent_lately(
    session: Session, *, since: datetime, people_since: datetime, until: datetime, groups: Collection[str], most: int
) -> list[SentLately]:
    """What was sent from one moment until the other, the oldest first. The text is told of what went to chats of the
    kinds `groups`, and to others from `people_since` on. Of each priority the newest `most` are looked at, no more."""
    texts = or_(ChatRow.kind.in_(groups), _at() >= people_since)
    query = (
        select(ChatRow.telegram_id, ChatRow.kind, case((texts, DeliveryRow.html)), _at())
        .join(ChatRow, ChatRow.id == DeliveryRow.chat_id)
        .where(_at() >= since, _at() <= until)
    )
    found = as_records(SentLately, session.execute(query.where(DeliveryRow.state == DeliveryState.SENDING)))
    for priority in priorities(session, DeliveryState.SENT):
        for some in _newest(priority, until, most):
            rows = as_records(SentLately, session.execute(query.where(DeliveryRow.id.in_(some))))
            if not rows:
                break
            found += rows
    return sorted(found, key=lambda each: each.sent_at)


def _at() -> Any:
    return case((DeliveryRow.state == DeliveryState.SENT, DeliveryRow.sent_at), else_=DeliveryRow.claimed_at)


def _newest(priority: int, until: datetime, most: int) -> Iterator[Select[Any]]:
    sent = and_(DeliveryRow.state == DeliveryState.SENT, DeliveryRow.priority == priority)
    # what a clock that ran ahead left isn't the newest
    query = select(DeliveryRow.id).where(sent, DeliveryRow.not_before <= until).order_by(DeliveryRow.not_before.desc())
    for skip in range(0, most, AT_ONCE):
        yield query.offset(skip).limit(min(AT_ONCE, most - skip))
