"""Why messages were not sent, or perhaps not, in the words that their rows keep."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.deliveries import DeliveryState
from storage.tables import DeliveryRow

NEWEST = 1000
"""Rows that are looked at: what went wrong long ago is history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """`number` of the newest rows have this one, the last of them tried at `last_at`; None for one that never was."""

    problem: str
    number: int
    last_at: datetime | None


def reasons(session: Session, state: DeliveryState, *, newest: int = NEWEST) -> list[Reason]:
    """Those of the newest messages in this state, the most frequent first."""
    query = (
        select(DeliveryRow.problem, DeliveryRow.claimed_at)
        .where(DeliveryRow.state == state)
        .order_by(DeliveryRow.id.desc())
        .limit(newest)
    )
    found: dict[str, list[datetime | None]] = {}
    for problem, tried_at in session.execute(query):
        found.setdefault(problem or "no reason is known", []).append(tried_at)
    told = [
        Reason(problem=problem, number=len(times), last_at=max(filter(None, times), default=None))
        for problem, times in found.items()
    ]
    return sorted(told, key=lambda reason: (-reason.number, reason.problem))
