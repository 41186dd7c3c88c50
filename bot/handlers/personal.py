"""/privacy, /export and /delete_me: what is kept about somebody or a group, as a file, and erased.

In the private chat they are about its person; in a group or channel about that chat, for its admins. A file about a
group goes to the private chat of the admin who asks: not everything in it is for every member to see.
"""

from typing import NamedTuple

from telegram import InlineKeyboardMarkup
from telegram.error import Forbidden

from bot.commands import register_group, register_reader
from bot.context import Handler
from bot.handlers.doors import on_command, on_tap
from bot.handlers.rights import Right, speaks_for_chat
from bot.keyboards import personal as keys
from bot.keyboards.buttons import to_private
from bot.taps.personal import Erase, Export, KeepData
from bot.texts import privacy as texts
from bot.texts.afar import chat_name
from bot.visit import Card, Visit
from jobs import personal

LINK = "privacy"
"""The parameter of a deep link that shows what is kept about somebody, in their private chat."""


def handlers() -> list[Handler]:
    return [
        on_command("privacy", show_privacy, may=Right.ANYBODY),
        on_command("export", export, may=Right.ANYBODY, afar=True),
        # who says "me" in private means themselves, whatever they set up from there
        on_command("delete_me", ask_to_erase, may=Right.ANYBODY),
        on_tap(Export, export_by_tap, may=Right.CHAT),
        on_tap(Erase, erase, may=Right.CHAT),
        on_tap(KeepData, keep, may=Right.CHAT),
    ]


class Whose(NamedTuple):
    """As `jobs.personal` takes it: a group's or channel's data has no person."""

    telegram_id: int
    user_id: int | None


def whose(visit: Visit) -> Whose:
    if visit.aim is not None:
        return Whose(visit.aim.telegram_id, None)
    return Whose(visit.chat.id, visit.user_id if visit.private else None)


async def show_privacy(visit: Visit) -> None:
    if visit.private:
        await visit.say(Card(texts.privacy(visit.t), keys.privacy(visit.t)))
    else:
        await visit.say(Card(texts.privacy_of_chat(visit.t), _private_button(visit)))


async def export(visit: Visit) -> None:
    if not await speaks_for_chat(visit):
        await visit.say(Card(texts.not_yours(visit.t), _private_button(visit)))
    elif not visit.user_id:
        await visit.say(Card(texts.who_asks(visit.t)))
    else:
        await _send(visit)


async def export_by_tap(visit: Visit, _: Export) -> None:
    await _send(visit)


async def ask_to_erase(visit: Visit) -> None:
    if not await speaks_for_chat(visit):
        await visit.say(Card(texts.not_yours(visit.t), _private_button(visit)))
    else:
        await _ask(visit)


async def erase(visit: Visit, tap: Erase) -> None:
    if not tap.sure:
        await _ask(visit)
        return
    about = whose(visit)
    await visit.write(
        lambda session: personal.erase(session, telegram_id=about.telegram_id, user_id=about.user_id, now=visit.now)
    )
    # the language that was chosen shows in Telegram's menu too
    if about.user_id is None:
        await register_group(visit.context.bot, about.telegram_id, None)
    elif not visit.rights.any:
        await register_reader(visit.context.bot, about.telegram_id, None)
    await visit.show(Card(texts.erased(visit.t) if about.user_id else texts.erased_chat(visit.t)))


async def keep(visit: Visit, _: KeepData) -> None:
    await visit.show(Card(texts.kept(visit.t)))


async def _ask(visit: Visit) -> None:
    html = texts.confirm_erase(visit.t, visit.rights) if whose(visit).user_id else texts.confirm_erase_chat(visit.t)
    await visit.show(Card(html, keys.confirm_erase(visit.t)))


async def _send(visit: Visit) -> None:
    """Send the file where only the one who asks reads it."""
    about, elsewhere = whose(visit), None if visit.private else visit.user_id
    if elsewhere is None:
        await visit.typing()
    file = await visit.read(
        lambda session: personal.export(session, telegram_id=about.telegram_id, user_id=about.user_id, now=visit.now)
    )
    if file is None:
        await visit.say(Card(texts.nothing_kept(visit.t) if about.user_id else texts.nothing_kept_of(visit.t)))
        return
    caption = texts.export_caption(visit.t) if about.user_id else texts.export_caption_of(visit.t, _name(visit))
    try:
        await visit.send_file(file.name, file.content, caption, to=elsewhere)
    except Forbidden:
        if elsewhere is None:
            raise
        await visit.say(Card(texts.write_first(visit.t), _private_button(visit)))
        return
    if elsewhere is not None:
        await visit.say(Card(texts.sent_in_private(visit.t)))


def _name(visit: Visit) -> str:
    return chat_name(visit.t, visit.aim) if visit.aim else visit.chat.title or ""


def _private_button(visit: Visit) -> InlineKeyboardMarkup:
    return to_private(texts.private_button(visit.t), visit.context.bot.username, LINK)
