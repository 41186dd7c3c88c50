"""/chats: groups and channels that somebody sets up from their private chat.

Which ones are offered is remembered; whether one still may is asked of Telegram at every step.
"""

from dataclasses import replace

from markupsafe import escape

from bot.arrival import REMOTE_FOR
from bot.context import Handler
from bot.handlers.doors import on_command, on_tap
from bot.handlers.overview import show_list
from bot.handlers.rights import Right, is_admin_there
from bot.keyboards import afar as keys
from bot.taps.afar import Control, ShowChats
from bot.taps.core import row_id
from bot.texts import afar as texts
from bot.texts import talk
from bot.visit import Card, Visit
from storage import chat_admins, chats, remotes
from storage.chats import Chat
from storage.database import Session

LINK = "chat_"
"""Begins the parameter of the link that leads from a group to its settings in private."""

MOST = 200

NO_CHAT = 0
"""The row of no chat."""


def handlers() -> list[Handler]:
    return [
        on_command("chats", show_chats, may=Right.ANYBODY),
        on_tap(ShowChats, turn, may=Right.ANYBODY),
        on_tap(Control, control, may=Right.ANYBODY),
    ]


async def show_chats(visit: Visit, page: int = 0) -> None:
    if not visit.private:
        await visit.say(Card(talk.private_only(visit.t, "/chats")))
        return

    def work(session: Session) -> tuple[list[Chat], Chat | None]:
        mine = chat_admins.chats_of_admin(session, visit.user_id, limit=MOST)
        return mine, remotes.remote_of(session, visit.user_id, now=visit.now, valid_for=REMOTE_FOR)

    found, current = await visit.read(work)
    name = visit.context.bot.username
    buttons = keys.chats(visit.t, found, current=current.id if current else 0, page=page, bot_name=name)
    await visit.show(Card(texts.chats(visit.t, some=bool(found), current=current), buttons))


async def turn(visit: Visit, tap: ShowChats) -> None:
    await show_chats(visit, tap.page)


async def control(visit: Visit, tap: Control) -> str | None:
    if not tap.chat_id:
        await visit.write(lambda session: remotes.clear_remote(session, visit.user_id))
        await show_chats(visit)
        return texts.own_again_toast(visit.t)
    return await set_up(visit, tap.chat_id)


async def set_up(visit: Visit, chat_id: int) -> str | None:
    """Let the next commands be about this chat, and show what it follows; what is wrong is returned."""
    chat = await visit.read(lambda session: chats.chat(session, chat_id))
    if chat is None or chat.kind == "private" or not await is_admin_there(visit, chat.telegram_id):
        if chat is not None:
            await visit.write(lambda session: chat_admins.forget_admin(session, visit.user_id, chat.telegram_id))
        return texts.not_admin_there(visit.t)

    def work(session: Session) -> None:
        visit.meet(session)
        remotes.set_remote(session, visit.user_id, chat.id, now=visit.now)
        chat_admins.remember_admin(session, visit.user_id, chat.telegram_id, now=visit.now)

    await visit.write(work)
    await show_list(replace(visit, aim=chat))
    await visit.say(Card(texts.controlled(visit.t)))
    return None


async def open_link(visit: Visit, written: str) -> None:
    """`/start chat_5`, from the button in the group; the number is anybody's words."""
    if problem := await set_up(visit, row_id(written) or NO_CHAT):
        await visit.say(Card(escape(problem)))
