"""The doors of the bot: who may come in, for every command, button and answer, checked each time anew.

A handler is registered with the right it needs; what it is handed is a `Visit`.
"""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from typing import TypeVar

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters
from telegram.ext.filters import BaseFilter

from bot.arrival import Arrival, look_up
from bot.context import Context, Handler
from bot.dialogs import VALID_FOR, leave_question
from bot.handlers.rights import Right, refused
from bot.i18n.texts import texts_in
from bot.keyboards.buttons import data_under
from bot.taps.core import Tap, aim_of, decode, family
from bot.texts import talk
from bot.visit import Card, Visit
from storage.chats import keep_language
from storage.roles import Rights

WRITTEN = filters.UpdateType.MESSAGE | filters.UpdateType.CHANNEL_POST
"""Not what was edited afterwards."""


Answer = Callable[[Visit], Awaitable[None]]
Callback = Callable[[Update, Context], Coroutine[object, object, None]]
TapKind = TypeVar("TapKind", bound=Tap)


class CommandDoor(CommandHandler[Context, None]):
    """Answers a command of those who have the right `may`."""

    def __init__(self, names: str | Sequence[str], callback: Callback, *, may: Right) -> None:
        super().__init__(names, callback, filters=WRITTEN)
        self.may = may


class TapDoor(CallbackQueryHandler[Context, None]):
    """Answers the buttons of one kind, of those who have the right `may`."""

    def __init__(self, kind: type[Tap], callback: Callback, *, may: Right) -> None:
        super().__init__(callback, pattern=_is(kind))
        self.kind = kind
        self.may = may


def on_command(
    names: str | Sequence[str],
    answer: Answer,
    *,
    may: Right,
    leaves_question: bool = True,
    afar: bool = False,
) -> Handler:
    """Answer a command; one that somebody may not give is refused politely.

    An open question ends: who gives a command has something else in mind, and what they write later is no answer.
    `afar` is for commands that are about the group that is set up from the private chat, while one is.
    """

    async def callback(update: Update, context: Context) -> None:
        visit = await arrive(update, context, words=" ".join(context.args or ()), afar=afar)
        if refusal := await refused(visit, may):
            await visit.say(Card(refusal.message))
            return
        if leaves_question and visit.asked:
            await leave_question(visit)
        await answer(visit)

    return CommandDoor(names, callback, may=may)


def on_sent(what: BaseFilter, answer: Answer, *, may: Right) -> Handler:
    """Answer what is sent into a private chat, such as a file; from afar it is about the group that is set up."""

    async def callback(update: Update, context: Context) -> None:
        visit = await arrive(update, context, afar=True)
        if refusal := await refused(visit, may):
            await visit.say(Card(refusal.message))
        else:
            await answer(visit)

    return MessageHandler(WRITTEN & filters.ChatType.PRIVATE & what, callback)


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
        if refusal := await refused(visit, may, tap):
            await visit.answer_tap(refusal.toast, alert=True)
        elif is_forged(visit):
            await visit.answer_tap(talk.old_button_no_card_toast(visit.t), alert=True)
        else:
            await visit.answer_tap(await answer(visit, tap))

    return TapDoor(kind, callback, may=may)


def is_forged(visit: Visit) -> bool:
    """Whether what a tap in a group says is on no card of this kind: any member's client can say it under any message
    of the bot's, and would put another card in the place of what the others read.

    A button that was there a moment ago is none: who taps twice, or two at once, find the card on its next page.
    """
    query = visit.update.callback_query
    if visit.private or query is None or not query.data or visit.message is None:
        return False
    shown = data_under(visit.message)
    return query.data not in shown and family(query.data) not in set(map(family, shown))


async def arrive(update: Update, context: Context, *, words: str = "", afar: bool = False) -> Visit:
    """Who comes, in which language they are answered, what they may do, and which chat they mean."""
    assert update.effective_chat is not None
    sender, now = update.effective_user, context.bot_data.clock()
    visit = Visit(
        update=update,
        context=context,
        chat=update.effective_chat,
        now=now,
        t=texts_in(None),
        rights=Rights(),
        words=words,
    )
    aimed = aim_of((update.callback_query.data if update.callback_query else None) or "")
    theirs = sender.language_code if sender else None
    # once an update: who looks at it first, and who answers it, know the same
    known = context.known = context.known or await _known(visit, aimed, theirs if visit.private else None)
    return replace(
        visit,
        t=texts_in(known.language or theirs),
        rights=known.rights,
        banned=known.banned,
        away=known.away,
        asked=known.asked,
        aim=known.remote if afar and aimed is None else known.aimed,
        words=words.strip(),
    )


async def _known(visit: Visit, aimed: int | None, theirs: str | None) -> Arrival:
    known = await visit.read(
        lambda session: look_up(
            session,
            telegram_id=visit.chat.id,
            thread_id=visit.thread_id,
            user_id=visit.user_id,
            aimed=aimed,
            private=visit.private,
            theirs=theirs,
            asked_for=VALID_FOR,
            now=visit.now,
        )
    )
    if known.speaks_anew and theirs:
        await visit.write(lambda session: keep_language(session, visit.chat.id, theirs))
    return known


def tap_of(update: Update) -> Tap | None:
    """What the tapped button asks for; None when no button of this version says it."""
    query = update.callback_query
    return decode(query.data) if query and query.data else None


def _is(kind: type[Tap]) -> Callable[[object], bool]:
    def matches(data: object) -> bool:
        return isinstance(data, str) and isinstance(decode(data), kind)

    return matches
