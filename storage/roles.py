"""Roles: who may configure."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.tables import RoleRow


class Role(StrEnum):
    OWNER = "owner"
    """Named in the settings."""
    ADMIN = "admin"


def set_owners(session: Session, user_ids: Iterable[int], *, now: datetime) -> None:
    """Let exactly these users be owners: who left the settings loses the role."""
    session.execute(delete(RoleRow).where(RoleRow.role == Role.OWNER))
    session.add_all(RoleRow(user_id=user_id, role=Role.OWNER, created_at=now) for user_id in set(user_ids))
    session.flush()


def grant(session: Session, user_id: int, role: Role, *, now: datetime) -> None:
    if role not in roles_of(session, user_id):
        session.add(RoleRow(user_id=user_id, role=role, created_at=now))
        session.flush()


def revoke(session: Session, user_id: int, role: Role) -> None:
    session.execute(delete(RoleRow).where(RoleRow.user_id == user_id, RoleRow.role == role))


def roles_of(session: Session, user_id: int) -> frozenset[Role]:
    query = select(RoleRow.role).where(RoleRow.user_id == user_id)
    return frozenset(Role(role) for role in session.scalars(query))


def may_configure(session: Session, user_id: int) -> bool:
    return bool(roles_of(session, user_id))
