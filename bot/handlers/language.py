"""/lang: the language that a chat is spoken to in."""

from dataclasses import replace

from telegram.constants import ChatType

from bot.commands import register_group
from bot.context import Handler
from bot.handlers.doors import on_command, on_tap
from bot.handlers.menus import show_menu
from bot.handlers.rights import Right
from bot.i18n.languages import NAMES, spoken
from bot.i18n.texts import lines, texts_in
from bot.keyboards import language as keys
from bot.keyboards.language import AS_TELEGRAM
from bot.language_words import find_language
from bot.taps.language import SetLanguage, ShowLanguages
from bot.texts import language as texts
from bot.visit import Card, Visit
from storage.chats import Chat, language_of
from storage.database import Session
from storage.preferences import preferences, set_preferences


def handlers() -> list[Handler]:
    return [
        on_command("lang", language, may=Right.CHAT, afar=True),
        on_tap(ShowLanguages, show_languages, may=Right.CHAT),
        on_tap(SetLanguage, set_language, may=Right.CHAT),
    ]


async def language(visit: Visit) -> None:
    """The card, or what `/lang Deutsch` says."""
    if not visit.words:
        await show_languages(visit)
    elif visit.words.casefold() in {AS_TELEGRAM, "auto", "off"}:
        await visit.say(await choose(visit, None))
    elif code := find_language(visit.words):
        await visit.say(await choose(visit, code))
    else:
        chosen = await _chosen(visit)
        html = lines(texts.unknown_language(visit.t, visit.words), texts.language_card(visit.t, chosen))
        await visit.say(Card(html, keys.languages(visit.t, chosen)))


async def show_languages(visit: Visit, _: ShowLanguages | None = None) -> None:
    await visit.show(_card(visit, await _chosen(visit)))


async def set_language(visit: Visit, tap: SetLanguage) -> str | None:
    if tap.language not in {AS_TELEGRAM, *NAMES}:
        await show_languages(visit)
        return texts.unknown_language_toast(visit.t)
    await visit.show(await choose(visit, None if tap.language == AS_TELEGRAM else tap.language))
    return None


async def choose(visit: Visit, code: str | None) -> Card:
    """Write it, let Telegram's menu of commands follow, and say it in the new language.

    What is chosen for a group from afar changes nothing in the private chat.
    """

    def work(session: Session) -> tuple[Chat, str | None]:
        chat = visit.meet(session)
        set_preferences(session, chat.id, language=code)
        return chat, language_of(session, chat.telegram_id, chat.thread_id)

    chat, now_spoken = await visit.write(work)
    await _show_commands(visit, chat, code)
    heard = visit if visit.aim else replace(visit, t=texts_in(now_spoken or visit.language))
    return _card(heard, code)


async def _show_commands(visit: Visit, chat: Chat, code: str | None) -> None:
    bot = visit.context.bot
    # forum topics share one menu, and channels have none
    if chat.kind == ChatType.CHANNEL or chat.thread_id:
        return
    if chat.kind != ChatType.PRIVATE:
        await register_group(bot, chat.telegram_id, code)
    else:
        await show_menu(visit, chat.telegram_id)


def _card(visit: Visit, chosen: str | None) -> Card:
    return Card(texts.language_card(visit.t, chosen), keys.languages(visit.t, chosen))


async def _chosen(visit: Visit) -> str | None:
    def work(session: Session) -> str | None:
        chat = visit.find(session)
        return spoken(preferences(session, chat.id).language) if chat else None

    return await visit.read(work)
