"""A group that became a supergroup: what it has, and its menu, go with it."""

import asyncio
import logging

from telegram import Bot
from telegram.error import TelegramError

from bot.commands import register_group
from bot.deps import Deps
from storage.chat_moves import move_chat
from storage.chats import language_of

log = logging.getLogger(__name__)


async def follow(bot: Bot, deps: Deps, old: int, new: int) -> None:
    """The group `old` goes on as `new`, as Telegram answered; to hear it twice changes nothing.

    Raises DatabaseTrouble.
    """

    def work() -> tuple[bool, str | None]:
        with deps.database.write() as session:
            return move_chat(session, old, new), language_of(session, new)

    moved, language = await asyncio.to_thread(work)
    if not moved:
        return
    log.info("Chat %d became the supergroup %d", old, new)
    if language is None:
        return
    try:
        # Telegram keeps a menu by the chat's number
        await register_group(bot, new, language)
    except TelegramError as error:
        log.warning("The menu of chat %d could not be set: %s", new, error)
