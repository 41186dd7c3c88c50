"""Sends one delivery to Telegram and says what came of it, in the outbox's words.

What each answer means stands in the Bot API's description (https://core.telegram.org/bots/api#making-requests) and in
the server's source for the texts; python-telegram-bot changes their capitals, so they are compared without case.
"""

import logging
import re

import httpx
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from jobs.outcomes import ChatGone, ChatMoved, DeliveryProblem, MaybeSent, NotSent, Refused, Throttled
from storage.deliveries import Buttons, Delivery
from summaries.markup import plain_text

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

UNPARSABLE = "can't parse entities"
NEVER_LEFT = (httpx.ConnectTimeout, httpx.ConnectError, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
"""These come before a byte of the request was written."""

PATIENCE_S = 5.0
"""How long to wait after a 429 that doesn't say how long."""

log = logging.getLogger(__name__)


class TelegramSender:
    """The outbox's `Send` over a python-telegram-bot bot."""

    def __init__(self, bot: ExtBot[None]) -> None:
        self._bot = bot

    async def __call__(self, delivery: Delivery) -> int:
        """Send one message, as plain text where Telegram can't read its markup; returns its number in the chat.

        Raises a `jobs.outcomes.DeliveryProblem`.
        """
        try:
            return await self._send(delivery, delivery.html, ParseMode.HTML)
        except BadRequest as error:
            if not _says(error, UNPARSABLE):
                raise problem_of(error) from error
            log.error("Delivery %d goes out as plain text: %s. Its markup: %r", delivery.id, error, delivery.html)
        except TelegramError as error:
            raise problem_of(error) from error
        try:
            return await self._send(delivery, plain_text(delivery.html), None)
        except TelegramError as error:
            raise problem_of(error) from error

    async def _send(self, delivery: Delivery, text: str, parse_mode: ParseMode | None) -> int:
        message = await self._bot.send_message(
            chat_id=delivery.telegram_id,
            message_thread_id=delivery.thread_id or None,
            text=text,
            parse_mode=parse_mode,
            link_preview_options=_preview(delivery.preview),
            reply_parameters=_reply(delivery.reply_to),
            disable_notification=delivery.silent or None,
            reply_markup=keyboard(delivery.buttons),
        )
        return message.message_id


def _preview(url: str | None) -> LinkPreviewOptions:
    if url is None:
        return NO_PREVIEW
    return LinkPreviewOptions(url=url, prefer_large_media=True, show_above_text=True)


def _reply(message_id: int | None) -> ReplyParameters | None:
    # the reader may have deleted the message meanwhile: then this one stands for itself
    return ReplyParameters(message_id, allow_sending_without_reply=True) if message_id is not None else None


def keyboard(buttons: Buttons) -> InlineKeyboardMarkup | None:
    """The buttons as Telegram takes them; None where there are none."""
    rows = [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in buttons]
    return InlineKeyboardMarkup(rows) if rows else None


def problem_of(error: TelegramError) -> DeliveryProblem:
    """What a failed request means for the delivery it was for."""
    match error:
        case RetryAfter():
            # the public attribute changes its type with an environment variable, and warns that it will
            return Throttled(error._retry_after.total_seconds())
        case ChatMigrated():
            return ChatMoved(error.new_chat_id)
        case Forbidden():
            return ChatGone(_reason(error))
        case BadRequest():
            return Refused(_reason(error))
        case InvalidToken():
            # the message is not to blame: it waits for the operator to put in a good token
            return NotSent(f"the token was refused ({_reason(error)})")
        case NetworkError():
            return _network_problem(error)
        case _:
            # such as an answer that is no JSON: whatever sent it, it wasn't a refusal
            return MaybeSent(_reason(error))


def _network_problem(error: NetworkError) -> DeliveryProblem:
    cause = error.__cause__
    if isinstance(cause, NEVER_LEFT):
        return NotSent(f"no connection ({type(cause).__name__})")
    if isinstance(cause, httpx.HTTPError):
        return MaybeSent(f"the answer was lost ({type(cause).__name__})")
    if _says(error, "too many requests"):
        named = re.search(r"retry after (\d+)", str(error), re.IGNORECASE)
        return Throttled(float(named[1]) if named else PATIENCE_S)
    if cause is None or isinstance(cause, TelegramError):
        # an answer arrived, with a status of 500 or more
        return NotSent(_reason(error))
    return MaybeSent(f"the request broke off ({type(cause).__name__})")


def _says(error: TelegramError, words: str) -> bool:
    return words in str(error).casefold()


def _reason(error: TelegramError) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
