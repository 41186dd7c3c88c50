"""What happens when a handler fails: the log learns everything, the user learns that it was noted."""

import asyncio
import logging
import secrets
from collections.abc import Iterable

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.context import Context
from bot.deps import Deps
from bot.failures import tell_owners
from bot.i18n.texts import Texts, texts_in
from bot.log_lines import PERSONAL
from bot.moves import follow
from bot.texts import talk
from storage.chats import language_of
from storage.database import explained
from storage.errors import DatabaseTrouble, StorageError

HARMLESS = (
    # a second tap on a button whose work is done
    "message is not modified",
    # a tap that waited while the bot was away
    "query is too old",
    # the user deleted what would be edited or answered
    "message to edit not found",
    "message to be replied not found",
    "message to delete not found",
)

REFUSED = (
    "chat not found",
    "chat_restricted",
    # of any kind of message
    "not enough rights",
    "have no rights",
    "have no write access",
    "need administrator rights",
    "chat_admin_required",
    "chat_write_forbidden",
    "chat_send_",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
)
"""What Telegram says with a 400 where the bot may not write: no less the chat's affair than a 403."""

SOON_S = 3.0
"""Who waits no longer than that for the database hears nothing of it."""

MOST_TRIES = 5
"""For one update, each after the database was found to work again."""

log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Application.add_error_handler's callback."""
    error = context.error
    match error:
        case BadRequest() if _says(error, HARMLESS):
            log.debug("Left alone: %s", error)
        case BadRequest() if _says(error, REFUSED):
            await _note_refusal(update, context)
        case ChatMigrated():
            log.info("An answer could not be sent: %s", error)
            await _follow(update, context, error.new_chat_id)
        case DatabaseTrouble():
            await _once_it_works(update, context)
        case Forbidden():
            log.info("An answer could not be sent: %s", error)
        case RetryAfter():
            log.warning("An answer could not be sent: %s", error)
        case NetworkError() if not isinstance(error, BadRequest):
            log.warning("An answer could not be sent, or perhaps it was: %s", error)
        case _:
            await _note(update, context)


def _says(error: BadRequest, texts: Iterable[str]) -> bool:
    return any(text in error.message.casefold() for text in texts)


async def _follow(update: object, context: Context, new: int) -> None:
    """Move what belongs to the group, so that the next command finds it."""
    deps = context.bot_data
    chat = update.effective_chat if isinstance(update, Update) else None
    # who sets up a group from afar is in a private chat, which moves nowhere
    if chat is None or chat.type != ChatType.GROUP or not isinstance(deps, Deps):
        return
    try:
        with explained(deps.database.url):
            await follow(context.bot, deps, chat.id, new)
    except StorageError as trouble:
        log.warning("Chat %d could not be moved to %d: %s", chat.id, new, trouble)


async def _note_refusal(update: object, context: Context) -> None:
    """The bot's owners hear nothing of it. Who asked may: a tap can be answered everywhere, and where files are refused
    words may be allowed."""
    reference = _new_reference()
    log.info("Reference %s: an answer to update %s could not be sent: %s", reference, _named(update), context.error)
    await _apologize(update, context, reference)


async def _note(update: object, context: Context) -> None:
    reference = _new_reference()
    log.error("Reference %s: update %s failed", reference, _named(update), exc_info=context.error, extra=PERSONAL)
    await _tell_owners(context, context.error, reference)
    await _apologize(update, context, reference)


def _new_reference() -> str:
    return secrets.token_hex(3).upper()


async def _apologize(update: object, context: Context, reference: str) -> None:
    if isinstance(update, Update):
        await _answer(update, talk.apology(await _texts_for(update, context), reference), f"Reference {reference}")


async def _once_it_works(update: object, context: Context) -> None:
    """The database fails, which is nobody's mistake: handle the update again when it works, and say so meanwhile.

    It stays in the chat's turn, so that what came after it waits for it.
    """
    deps = context.bot_data
    if not isinstance(update, Update) or deps.tries[update.update_id] >= MOST_TRIES:
        await _note(update, context)
        return
    deps.tries[update.update_id] += 1
    try:
        try:
            async with asyncio.timeout(SOON_S):
                works = await deps.standstill.over()
        except TimeoutError:
            await _answer(update, talk.later(texts_in(_theirs(update))), f"Update {_named(update)}")
            works = await deps.standstill.over()
        if works:
            await context.application.process_update(update)
        else:
            log.warning(
                "Update %s is left without an answer: the database fails, and this process ends", _named(update)
            )
    finally:
        del deps.tries[update.update_id]


async def _tell_owners(context: Context, error: Exception | None, reference: str) -> None:
    deps = context.bot_data
    if error is None or not isinstance(deps, Deps):
        return

    def work() -> int:
        with explained(deps.database.url), deps.database.write() as session:
            return tell_owners(session, error, reference=reference, now=deps.clock())

    try:
        told = await asyncio.to_thread(work)
    except StorageError as trouble:
        log.warning("Reference %s: the owners could not be told: %s", reference, trouble)
        return
    if told:
        deps.bell.ring()


async def _texts_for(update: Update, context: Context) -> Texts:
    """In the language that the chat chose, where that can be read; else in that of their Telegram."""
    deps, chat, theirs = context.bot_data, update.effective_chat, _theirs(update)
    if chat is None or not isinstance(deps, Deps):
        return texts_in(theirs)
    message = update.effective_message
    thread_id = (message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None) or 0

    def work() -> str | None:
        with explained(deps.database.url), deps.database.read() as session:
            return language_of(session, chat.id, thread_id, theirs=theirs if chat.type == ChatType.PRIVATE else None)

    try:
        return texts_in(await asyncio.to_thread(work) or theirs)
    except StorageError:
        return texts_in(theirs)


def _theirs(update: Update) -> str | None:
    sender = update.effective_user
    return sender.language_code if sender else None


async def _answer(update: Update, text: str, about: str) -> None:
    try:
        if update.callback_query:
            await update.callback_query.answer(text, show_alert=True)
        elif update.effective_message:
            await update.effective_message.reply_text(text)
    except (BadRequest, Forbidden) as error:
        log.info("%s: nor may the user be told: %s", about, error)
    except TelegramError as error:
        log.warning("%s: nor could the user be told: %s", about, error)


def _named(update: object) -> str:
    # not its text: what people write is nobody's business in a log
    if not isinstance(update, Update):
        return type(update).__name__
    chat = update.effective_chat.id if update.effective_chat else "?"
    return f"{update.update_id} of chat {chat}"
