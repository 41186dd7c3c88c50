"""Who changed what, when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.rows import as_record
from storage.tables import AuditRow

COMMAND_LINE = 0
"""The user id of changes that were made there."""

ERASED = -1
"""The user id of those who had themselves erased: that something was changed stays, who it was doesn't."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An `action` ("topic.rename") on a `subject` ("topic:3"), with what else there is to say of it."""

    id: int
    at: datetime
    user_id: int
    action: str
    subject: str
    details: Mapping[str, Any]


def person(user_id: int) -> str:
    """The subject that stands for somebody; erasing them empties it."""
    return f"user:{user_id}"


def record(
    session: Session,
    *,
    user_id: int,
    action: str,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
    now: datetime,
) -> None:
    """Write down a change, in the transaction that makes it. No secrets: `details` are shown to every admin."""
    session.add(AuditRow(at=now, user_id=user_id, action=action, subject=subject, details=dict(details or {})))
    session.flush()


def last_changes(session: Session, limit: int = 50) -> list[Change]:
    """The newest first."""
    return changes_page(session, limit=limit)


def changes_page(
    session: Session, *, limit: int, before: int | None = None, user_id: int | None = None, subject: str | None = None
) -> list[Change]:
    """Those with an id below `before`, the newest first; one person's or one subject's where that is said."""
    query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditRow.id < before)
    if user_id is not None:
        query = query.where(AuditRow.user_id == user_id)
    if subject is not None:
        query = query.where(AuditRow.subject == subject)
    return [as_record(Change, row) for row in session.scalars(query)]
