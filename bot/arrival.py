"""What is known of a visitor before anything is answered: read at once, anew with each update."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import chats
from storage.chats import Chat
from storage.database import Session
from storage.roles import Rights
from storage.visitors import visitor

REMOTE_FOR = timedelta(hours=1)
"""Who set up a group from afar, and comes back later, means their own chat again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """`language` is what the chat chose or its Telegram is set to; `aimed` the chat that a button names, `remote` the
    one that commands are about which follow the remote control.

    `speaks_anew` is whether its Telegram is in another language than is kept, `away` whether the chat counts as one
    that can't be reached, `asked` whether a question is open in a private one.
    """

    language: str | None
    speaks_anew: bool
    rights: Rights
    banned: bool
    aimed: Chat | None
    remote: Chat | None
    away: bool
    asked: bool


def look_up(
    session: Session,
    *,
    telegram_id: int,
    thread_id: int,
    user_id: int,
    aimed: int | None,
    private: bool,
    theirs: str | None,
    asked_for: timedelta,
    now: datetime,
) -> Arrival:
    """`aimed` is the row of the chat that a button names, `theirs` what the Telegram of a private chat is set to; a
    question is open for `asked_for`.

    No chat that is meant says yet that the visitor may: that is asked of Telegram at the door.
    """
    known = visitor(
        session,
        telegram_id=telegram_id,
        thread_id=thread_id,
        user_id=user_id,
        theirs=theirs,
        remote_since=now - REMOTE_FOR,
    )
    return Arrival(
        language=known.language,
        speaks_anew=theirs is not None and known.kept is not None and theirs != known.kept,
        rights=known.rights,
        banned=known.banned,
        aimed=chats.chat(session, aimed) if aimed is not None else None,
        remote=chats.chat(session, known.remote) if private and known.remote is not None else None,
        away=known.away,
        # a group's question is left to who answers it
        asked=private and known.asked_at is not None and known.asked_at >= now - asked_for,
    )
