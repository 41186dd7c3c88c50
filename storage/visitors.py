"""Who comes, as the database knows them: one look for all that is asked before anything is answered."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, literal, select
from sqlalchemy.orm import Session

from storage.chats import ChatState, spoken
from storage.roles import Rights, Role, rights_of
from storage.tables import BanRow, ChatRow, DialogRow, EditorRow, PreferenceRow, RemoteRow, RoleRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """`language` is what the chat chose, else what its Telegram is set to; `kept` the latter as it was when last seen.

    `away` is whether the chat, or one of its forum topics, counts as one that can't be reached. `asked_at` is when they
    were asked what they haven't answered yet, `remote` the row of the chat that they control from afar.
    """

    language: str | None
    kept: str | None
    rights: Rights
    banned: bool
    away: bool
    asked_at: datetime | None
    remote: int | None


def visitor(
    session: Session, *, telegram_id: int, thread_id: int, user_id: int, theirs: str | None, remote_since: datetime
) -> Visitor:
    """Somebody in a chat. `theirs` is what their Telegram is set to just now, where that is known; what they began to
    control before `remote_since` counts no more."""
    ours = ChatRow.telegram_id == telegram_id
    nobody = select(literal(1).label("one")).subquery()
    role, edit = select(RoleRow.user_id).where(RoleRow.user_id == user_id), EditorRow.user_id == user_id
    query = (
        select(
            ChatRow.thread_id,
            ChatRow.language,
            ChatRow.state,
            PreferenceRow.language.label("chosen"),
            role.where(RoleRow.role == Role.OWNER).exists().label("owner"),
            role.exists().label("admin"),
            exists().where(edit).label("editor"),
            exists().where(BanRow.telegram_id.in_((telegram_id, user_id))).label("banned"),
            DialogRow.asked_at,
            RemoteRow.chat_id.label("remote"),
        )
        .select_from(nobody)
        .join(ChatRow, ours, isouter=True)
        .join(PreferenceRow, PreferenceRow.chat_id == ChatRow.id, isouter=True)
        .join(DialogRow, and_(DialogRow.telegram_id == telegram_id, DialogRow.user_id == user_id), isouter=True)
        .join(RemoteRow, and_(RemoteRow.user_id == user_id, RemoteRow.since > remote_since), isouter=True)
    )
    rows = session.execute(query).all()
    first, chats = rows[0], [row for row in rows if row.state is not None]
    return Visitor(
        language=spoken({row.thread_id: (row.chosen, row.language) for row in chats}, thread_id, theirs=theirs),
        kept=next((row.language for row in chats if row.thread_id == 0), None),
        rights=rights_of(session, user_id) if first.editor else Rights(owner=first.owner, admin=first.admin),
        banned=first.banned,
        away=any(row.state != ChatState.ACTIVE for row in chats),
        asked_at=first.asked_at,
        remote=first.remote,
    )
