"""The doors of the bot: who may come in, for every command, button and answer, checked each time anew.

A handler is registered with the right it needs; what it is handed is a `Visit`.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from markupsafe import Markup
from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.context import Context, Handler
from bot.dialogs import leave_question
from bot.i18n.texts import Texts, texts_in
from bot.taps.core import Tap, decode
from bot.texts import talk
from bot.visit import Card, Visit
from storage.roles import may_configure

WRITTEN = filters.UpdateType.MESSAGE | filters.UpdateType.CHANNEL_POST
"""Not what was edited afterwards."""


class Right(StrEnum):
    ANYBODY = "anybody"
    CHAT = "chat"
    """Whoever speaks for the chat: the person of a private chat, the admins of a group, a channel itself."""
    CONFIGURE = "configure"
    """Who runs this bot, in their private chat with it."""


Answer = Callable[[Visit], Awaitable[None]]
TapKind = TypeVar("TapKind", bound=Tap)


def on_command(names: str | Sequence[str], answer: Answer, *, may: Right, leaves_question: bool = True) -> Handler:
    """Answer a command; one that somebody may not give is refused politely.

    An open question ends: who gives a command has something else in mind, and what they write later is no answer.
    """

    async def callback(update: Update, context: Context) -> None:
        visit = await arrive(update, context, words=" ".join(context.args or ()))
        if refusal := await refused(visit, may):
            await visit.say(Card(refusal.message))
            return
        if leaves_question:
            await leave_question(visit)
        await answer(visit)

    return CommandHandler(names, callback, filters=WRITTEN)


def on_tap(
    kind: type[TapKind],
    answer: Callable[[Visit, TapKind], Awaitable[str | None]],
    *,
    may: Right,
) -> Handler:
    """Answer a tapped button; what `answer` returns is shown as a toast."""

    async def callback(update: Update, context: Context) -> None:
        visit = await arrive(update, context)
        tap = tap_of(update)
        assert isinstance(tap, kind)
        if refusal := await refused(visit, may):
            await visit.answer_tap(refusal.toast, alert=True)
        else:
            await visit.answer_tap(await answer(visit, tap))

    return CallbackQueryHandler(callback, pattern=_is(kind))


async def arrive(update: Update, context: Context, *, words: str = "") -> Visit:
    """Who comes, and in which language they are answered."""
    assert update.effective_chat is not None
    sender = update.effective_user
    return Visit(
        update=update,
        context=context,
        chat=update.effective_chat,
        now=context.bot_data.clock(),
        t=texts_in(sender.language_code if sender else None),
        words=words.strip(),
    )


def tap_of(update: Update) -> Tap | None:
    """What the tapped button asks for; None when no button of this version says it."""
    query = update.callback_query
    return decode(query.data) if query and query.data else None


@dataclass(frozen=True, slots=True)
class Refusal:
    """The two forms of a polite no: a message, and an alert at the button."""

    message: Markup
    toast: str


def not_admin(t: Texts) -> Refusal:
    return Refusal(talk.admins_only(t), talk.admins_only_toast(t))


def not_runner(t: Texts) -> Refusal:
    return Refusal(talk.runners_only(t), talk.runners_only_toast(t))


def not_here(t: Texts) -> Refusal:
    return Refusal(talk.private_only(t), talk.private_only_toast(t))


async def refused(visit: Visit, right: Right) -> Refusal | None:
    """Why this visitor may not do that; None when they may."""
    match right:
        case Right.ANYBODY:
            return None
        case Right.CHAT:
            return None if await speaks_for_chat(visit) else not_admin(visit.t)
        case Right.CONFIGURE:
            if not await is_configurer(visit):
                return not_runner(visit.t)
            return None if visit.private else not_here(visit.t)


async def speaks_for_chat(visit: Visit) -> bool:
    """Whether the visitor may change the chat's settings. A group's admins are asked of Telegram each time."""
    if visit.private or visit.speaks_as_chat:
        return True
    if visit.chat.type == ChatType.CHANNEL and visit.update.channel_post is not None:
        return True
    try:
        member = await visit.context.bot.get_chat_member(visit.chat.id, visit.user_id)
    except (BadRequest, Forbidden):
        # nobody that Telegram knows there, or a group that the bot was put out of
        return False
    return member.status in {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR}


async def is_configurer(visit: Visit) -> bool:
    return await visit.read(lambda session: may_configure(session, visit.user_id))


def _is(kind: type[Tap]) -> Callable[[object], bool]:
    def matches(data: object) -> bool:
        return isinstance(data, str) and isinstance(decode(data), kind)

    return matches
