"""The bot's commands as Telegram shows them in its menu, and their registration."""

from collections.abc import Iterable

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, Forbidden

READER = (
    ("latest", "What is new now"),
    ("topics", "Choose what you follow"),
    ("list", "Your topics and your hours"),
    ("schedule", "When your digest comes"),
    ("pause", "Take a break"),
    ("resume", "Go on after a break"),
    ("sub", "Follow a topic by name"),
    ("unsub", "Leave a topic by name"),
    ("privacy", "What is kept about you"),
    ("help", "How this works"),
)
GROUP = (
    ("latest", "What is new now"),
    ("list", "This group's topics and hours"),
    ("topics", "Choose the topics (admins)"),
    ("schedule", "When the digest comes (admins)"),
    ("pause", "Take a break (admins)"),
    ("resume", "Go on after a break (admins)"),
    ("help", "How this works"),
)
ADMIN = (("admin", "Topics and feeds of this bot"), *READER)

DESCRIPTION = (
    "I bring you the news, short and true. I read many outlets, put their reports of one event together, and pick the "
    "sentences that tell it: word for word, each with a link to where it stands. At your own hours."
)
"""What an empty chat shows above its Start button: at most 512 characters."""

SHORT_DESCRIPTION = "A short news digest at your hours: quoted word for word, each story once, with all its sources."
"""What the bot's profile shows: at most 120 characters."""

UNLISTED = ("start", "add", "remove", "digest", "cancel")
"""Understood as well, but not in the menu."""


def known_commands(*, admin: bool) -> tuple[str, ...]:
    """Every command that is understood."""
    listed = [name for name, _ in (ADMIN if admin else READER)]
    return (*listed, *UNLISTED)


async def register(bot: Bot, admin_ids: Iterable[int]) -> None:
    """Tell Telegram what the bot is and the commands: one list for private chats, one for groups, one for each admin.

    A description that the operator gave the bot stays.
    """
    if not (await bot.get_my_description()).description:
        await bot.set_my_description(DESCRIPTION)
    if not (await bot.get_my_short_description()).short_description:
        await bot.set_my_short_description(SHORT_DESCRIPTION)
    await bot.set_my_commands(_commands(READER), scope=BotCommandScopeDefault())
    await bot.set_my_commands(_commands(READER), scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(_commands(GROUP), scope=BotCommandScopeAllGroupChats())
    for admin_id in admin_ids:
        await register_admin(bot, admin_id)


async def register_admin(bot: Bot, user_id: int) -> None:
    """Show the admin's commands in their private chat; one who never wrote gets them with /start."""
    try:
        await bot.set_my_commands(_commands(ADMIN), scope=BotCommandScopeChat(user_id))
    except (BadRequest, Forbidden):
        return


def _commands(listed: Iterable[tuple[str, str]]) -> list[BotCommand]:
    return [BotCommand(name, description) for name, description in listed]
