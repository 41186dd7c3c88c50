"""People, groups and channels that the bot doesn't serve."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from storage.chats import BANNED, deactivate_chat, reactivate_chat
from storage.roles import Role, roles_of
from storage.rows import as_record, insert_for
from storage.tables import BanRow, RemoteRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """`telegram_id` is a person's or a chat's number; `by` is who decided it."""

    telegram_id: int
    reason: str
    by: int
    created_at: datetime


def ban(session: Session, telegram_id: int, *, reason: str, by: int, now: datetime) -> bool:
    """Serve them no more: what waits for them is cancelled, and no digest is made.

    False where nothing changed: they were banned, or they are an owner, who can't be.
    """
    if Role.OWNER in roles_of(session, telegram_id):
        return False
    statement = insert_for(session, BanRow).values(telegram_id=telegram_id, reason=reason, by=by, created_at=now)
    statement = statement.on_conflict_do_nothing(index_elements=["telegram_id"])
    if session.execute(statement.returning(BanRow.telegram_id)).first() is None:
        return False
    deactivate_chat(session, telegram_id, reason=BANNED)
    session.execute(delete(RemoteRow).where(RemoteRow.user_id == telegram_id))
    return True


def unban(session: Session, telegram_id: int, *, now: datetime) -> bool:
    """Serve them again, with all that their chat had; False where they weren't banned."""
    statement = delete(BanRow).where(BanRow.telegram_id == telegram_id).returning(BanRow.telegram_id)
    if session.execute(statement).first() is None:
        return False
    reactivate_chat(session, telegram_id, now=now)
    return True


def is_banned(session: Session, *telegram_ids: int) -> bool:
    """Whether one of them is: ask for the person and the chat at once."""
    return session.scalar(select(BanRow.telegram_id).where(BanRow.telegram_id.in_(telegram_ids)).limit(1)) is not None


def bans_of(session: Session, telegram_ids: Collection[int]) -> dict[int, Ban]:
    """The bans of those among them who are banned."""
    query = select(BanRow).where(BanRow.telegram_id.in_(telegram_ids))
    return {row.telegram_id: as_record(Ban, row) for row in session.scalars(query)}


def list_bans(session: Session, *, offset: int = 0, limit: int = 50) -> list[Ban]:
    """The newest first."""
    query = select(BanRow).order_by(BanRow.created_at.desc(), BanRow.telegram_id).offset(offset).limit(limit)
    return [as_record(Ban, row) for row in session.scalars(query)]


def count_bans(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(BanRow)) or 0
