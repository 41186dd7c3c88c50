"""How long Telegram asked to wait: kept for the process that begins before that is over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from storage.database import Session
from storage.rows import as_record, insert_for, values_of
from storage.tables import ThrottleRow

EVERYBODY = 0
"""No chat has this number."""

REMEMBERED = timedelta(minutes=10)
"""So long after its end a pause may still mean a slower speed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptThrottle:
    """Nothing to the chat, or to `EVERYBODY`, `until` then, `seconds` after Telegram said so; it goes on at a part of
    the full `speed`."""

    telegram_id: int
    until: datetime
    seconds: float
    speed: float = 1.0

    def left(self, now: datetime) -> float:
        """Seconds until it is over, no more than Telegram said, whatever the clock did; negative once it is."""
        return min((self.until - now).total_seconds(), self.seconds)


def keep_throttles(session: Session, throttles: Collection[KeptThrottle], *, now: datetime) -> None:
    """Keep them; one that lasts longer stands, unless it is of a clock that ran ahead. What is long over is dropped."""
    session.execute(delete(ThrottleRow).where(ThrottleRow.until < now - REMEMBERED))
    known = {kept.telegram_id: kept for kept in kept_throttles(session)}
    for new in throttles:
        kept = known.get(new.telegram_id)
        if kept is not None and kept.left(now) > new.left(now):
            continue
        known[new.telegram_id] = new
        statement = insert_for(session, ThrottleRow).values(**values_of(new))
        changes = {name: statement.excluded[name] for name in ("until", "seconds", "speed")}
        session.execute(statement.on_conflict_do_update(index_elements=["telegram_id"], set_=changes))


def kept_throttles(session: Session) -> Sequence[KeptThrottle]:
    """All that are kept, over or not."""
    return [
        as_record(KeptThrottle, row) for row in session.scalars(select(ThrottleRow).order_by(ThrottleRow.telegram_id))
    ]
