"""Roles: who may configure what. Owners everything; admins all but the settings and the roles; editors some topics."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.rows import insert_for
from storage.tables import EditorRow, RoleRow, TopicRow
from storage.topics import Topic, is_kept, read_topics


class Role(StrEnum):
    OWNER = "owner"
    """Named in the settings."""
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What somebody may do; an owner is an admin too. `edits` are the ids of an editor's topics."""

    owner: bool = False
    admin: bool = False
    edits: frozenset[int] = frozenset()

    def may_edit(self, topic_id: int) -> bool:
        return self.admin or topic_id in self.edits

    @property
    def any(self) -> bool:
        return self.admin or bool(self.edits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody with rights, and since when they have the first of them."""

    user_id: int
    rights: Rights
    since: datetime


def set_owners(session: Session, user_ids: Iterable[int], *, now: datetime) -> None:
    """Let exactly these users be owners: who left the settings loses the role.

    Processes that start at the same moment do so at the same moment.
    """
    owners = sorted(set(user_ids))
    session.execute(delete(RoleRow).where(RoleRow.role == Role.OWNER, RoleRow.user_id.not_in(owners)))
    for user_id in owners:
        grant(session, user_id, Role.OWNER, now=now)


def grant(session: Session, user_id: int, role: Role, *, now: datetime) -> bool:
    """False where they had it."""
    statement = insert_for(session, RoleRow).values(user_id=user_id, role=role, created_at=now)
    statement = statement.on_conflict_do_nothing(index_elements=["user_id", "role"])
    return session.execute(statement.returning(RoleRow.user_id)).first() is not None


def revoke(session: Session, user_id: int, role: Role) -> bool:
    """False where they didn't have it."""
    statement = delete(RoleRow).where(RoleRow.user_id == user_id, RoleRow.role == role).returning(RoleRow.user_id)
    return session.execute(statement).first() is not None


def let_edit(session: Session, user_id: int, topic_id: int, *, now: datetime) -> bool:
    """Make somebody an editor of a topic; False where they were."""
    statement = insert_for(session, EditorRow).values(user_id=user_id, topic_id=topic_id, created_at=now)
    statement = statement.on_conflict_do_nothing(index_elements=["user_id", "topic_id"])
    return session.execute(statement.returning(EditorRow.user_id)).first() is not None


def stop_editing(session: Session, user_id: int, topic_id: int) -> bool:
    """False where they were no editor of it."""
    statement = (
        delete(EditorRow)
        .where(EditorRow.user_id == user_id, EditorRow.topic_id == topic_id)
        .returning(EditorRow.user_id)
    )
    return session.execute(statement).first() is not None


def rights_of(session: Session, user_id: int) -> Rights:
    roles = roles_of(session, user_id)
    query = (
        select(EditorRow.topic_id)
        .join(TopicRow, TopicRow.id == EditorRow.topic_id)
        .where(EditorRow.user_id == user_id, is_kept())
    )
    return _rights(roles, session.scalars(query))


def holders(session: Session) -> list[Holder]:
    """All who have rights: owners, admins, then editors, each in the order they came."""
    roles: dict[int, set[Role]] = {}
    edits: dict[int, set[int]] = {}
    since: dict[int, datetime] = {}
    for user_id, role, at in session.execute(select(RoleRow.user_id, RoleRow.role, RoleRow.created_at)):
        roles.setdefault(user_id, set()).add(Role(role))
        since[user_id] = min(at, since.get(user_id, at))
    query = select(EditorRow.user_id, EditorRow.topic_id, EditorRow.created_at).join(
        TopicRow, TopicRow.id == EditorRow.topic_id
    )
    for user_id, topic_id, at in session.execute(query.where(is_kept())):
        edits.setdefault(user_id, set()).add(topic_id)
        since[user_id] = min(at, since.get(user_id, at))
    found = [
        Holder(user_id=user_id, rights=_rights(roles.get(user_id, ()), edits.get(user_id, ())), since=at)
        for user_id, at in since.items()
    ]
    return sorted(found, key=lambda one: (not one.rights.owner, not one.rights.admin, one.since, one.user_id))


def editors_of(session: Session, topic_id: int) -> list[int]:
    """In the order they came."""
    query = (
        select(EditorRow.user_id)
        .where(EditorRow.topic_id == topic_id)
        .order_by(EditorRow.created_at, EditorRow.user_id)
    )
    return list(session.scalars(query))


def edited_topics(session: Session, user_id: int) -> list[Topic]:
    """The topics that somebody is an editor of, in the admins' order."""
    edited = select(EditorRow.topic_id).where(EditorRow.user_id == user_id)
    return read_topics(session, TopicRow.id.in_(edited))


def roles_of(session: Session, user_id: int) -> frozenset[Role]:
    query = select(RoleRow.role).where(RoleRow.user_id == user_id)
    return frozenset(Role(role) for role in session.scalars(query))


def may_configure(session: Session, user_id: int) -> bool:
    return bool(roles_of(session, user_id))


def _rights(roles: Iterable[Role], edits: Iterable[int]) -> Rights:
    roles = frozenset(roles)
    return Rights(owner=Role.OWNER in roles, admin=bool(roles), edits=frozenset(edits))
