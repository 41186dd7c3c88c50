"""The bot's commands as Telegram shows them in its menu, and their registration."""

from collections.abc import Iterable, Mapping

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.i18n.languages import NAMES, SOURCE
from bot.i18n.texts import Texts, texts_in
from bot.texts import commands
from bot.texts.commands import Listed
from storage.roles import Rights

UNLISTED = ("start", "add", "remove", "digest", "more", "why", "save", "mute", "export", "delete_me", "id", "cancel")
"""Understood as well, but not in the menu."""

ELSEWHERE = {
    "stop": "pause",
    "subscribe": "sub",
    "unsubscribe": "unsub",
    "news": "latest",
    "digests": "latest",
    "feeds": "list",
    "language": "lang",
    "time": "schedule",
}
"""What other bots call a command, and ours: people try what they know, and letters alone don't lead them here."""


def known_commands(*, admin: bool) -> tuple[str, ...]:
    """Every command that is understood."""
    listed = commands.admin if admin else commands.reader
    return (*(name for name, _ in listed(texts_in(None))), *UNLISTED)


async def register(bot: Bot, admins: Mapping[int, str | None], *, languages: Iterable[str] = NAMES) -> None:
    """Tell Telegram, in each language, what the bot is and its commands: for private chats, for groups, for each admin.

    `admins` are their Telegram ids, each with the language that they are spoken to in, as far as it is known.
    A description that the operator gave the bot stays, and what is set already is not set again.
    """
    for admin_id, theirs in admins.items():
        await register_holder(bot, admin_id, theirs, Rights(owner=True, admin=True))
    for code in languages:
        t, language = texts_in(code), None if code == SOURCE else code
        for scope, listed in _lists(t):
            await _set(bot, listed, scope, language)
        await _describe(bot, t, language)


async def register_holder(bot: Bot, user_id: int, language: str | None, rights: Rights) -> None:
    """Show the commands that somebody with rights may give in their private chat, in their language; one who never
    wrote gets them with /start."""
    listed = commands.admin if rights.admin else commands.editor
    await _show(bot, user_id, listed(texts_in(language)))


async def register_reader(bot: Bot, user_id: int, language: str | None) -> None:
    """Show the commands in somebody's private chat in the language they chose; None leaves it to Telegram's."""
    await _show(bot, user_id, commands.reader(texts_in(language)) if language else None)


async def register_group(bot: Bot, chat_id: int, language: str | None) -> None:
    """The same for all members of a group."""
    await _show(bot, chat_id, commands.group(texts_in(language)) if language else None)


async def _show(bot: Bot, chat_id: int, listed: Listed | None) -> None:
    """A chat's own menu, or the one that it has without one; a chat that can't be reached has none.

    A group that became a supergroup gets it as it is followed there (`bot.moves`).
    """
    scope = BotCommandScopeChat(chat_id)
    try:
        if listed is None:
            await bot.delete_my_commands(scope)
        else:
            await bot.set_my_commands(_commands(listed), scope=scope)
    except (BadRequest, ChatMigrated, Forbidden):
        return


def _lists(t: Texts) -> list[tuple[BotCommandScope, Listed]]:
    return [
        (BotCommandScopeDefault(), commands.reader(t)),
        (BotCommandScopeAllPrivateChats(), commands.reader(t)),
        (BotCommandScopeAllGroupChats(), commands.group(t)),
    ]


async def _describe(bot: Bot, t: Texts, language: str | None) -> None:
    if not (await bot.get_my_description(language_code=language)).description:
        await bot.set_my_description(commands.description(t), language_code=language)
    if not (await bot.get_my_short_description(language_code=language)).short_description:
        await bot.set_my_short_description(commands.short_description(t), language_code=language)


async def _set(bot: Bot, listed: Listed, scope: BotCommandScope, language: str | None) -> None:
    wanted = _commands(listed)
    if list(await bot.get_my_commands(scope=scope, language_code=language)) != wanted:
        await bot.set_my_commands(wanted, scope=scope, language_code=language)


def _commands(listed: Iterable[tuple[str, str]]) -> list[BotCommand]:
    return [BotCommand(name, description) for name, description in listed]
