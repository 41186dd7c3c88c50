"""Sends one delivery to Telegram and says what came of it, in the outbox's words.

It posts JSON over the bot's own transport and reads of the answer what the outbox needs: python-telegram-bot would make
objects of a message that nobody looks at. What each answer means stands in the Bot API's description
(https://core.telegram.org/bots/api#making-requests) and in the server's source for the texts.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram.error import NetworkError

from bot.transport import NEVER_LEFT, NoConnection, Posts, said_by_telegram
from jobs.outcomes import ChatGone, ChatMoved, DeliveryProblem, MaybeSent, NotSent, Refused, Throttled
from storage.deliveries import Buttons, Delivery
from summaries.markup import plain_text

UNPARSABLE = "can't parse entities"

PATIENCE_S = 5.0
"""How long to wait after a 429 that doesn't say how long."""

PREFIX = re.compile(r"^(Bad Request|Forbidden|Unauthorized|Not Found|Conflict|Internal Server Error): ")

REFUSED_BY_SIZE_OR_FORM = frozenset({400, 413})

GATEWAY_TIMED_OUT = 504

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the Bot API, or of whatever stands in between: then `body` is empty."""

    status: int
    body: Mapping[str, Any]

    @property
    def description(self) -> str:
        return str(self.body.get("description", ""))

    @property
    def reason(self) -> str:
        """Why it was refused, in one line."""
        said = PREFIX.sub("", self.description.partition("\n")[0])[:200]
        return said or f"answered with status {self.status}"


class TelegramSender:
    """The outbox's `Send` over a transport; `paid` lets Telegram take Stars for what is beyond the free rate."""

    def __init__(self, transport: Posts, base_url: str, *, paid: bool = False) -> None:
        """`base_url` is the Bot API's address, the token at its end."""
        self._transport = transport
        self._base_url = base_url
        self._paid = paid

    async def __call__(self, delivery: Delivery) -> int:
        """Send one message, as plain text where Telegram can't read its markup; returns its number in the chat.

        Raises a `jobs.outcomes.DeliveryProblem`.
        """
        answer = await self._post("sendMessage", self._message(delivery))
        if answer.status == 400 and UNPARSABLE in answer.description.casefold():
            log.error(
                "Telegram can't read the markup of delivery %d, which is a bug (%s); it goes out as plain text, and "
                "its row keeps the markup",
                *(delivery.id, answer.reason),
            )
            message = self._message(delivery) | {"text": plain_text(delivery.html)}
            del message["parse_mode"]
            answer = await self._post("sendMessage", message)
        try:
            return int(answer.body["result"]["message_id"])
        except (KeyError, TypeError, ValueError):
            raise problem_of(answer) from None

    async def answers(self) -> bool:
        """Whether Telegram answers at all, asked by what does no harm."""
        try:
            answer = await self._post("getMe", {})
        except DeliveryProblem:
            return False
        return answer.body.get("ok") is True

    async def _post(self, method: str, parameters: Mapping[str, Any]) -> Answer:
        try:
            status, body = await self._transport.call(f"{self._base_url}/{method}", parameters)
        except NetworkError as error:
            raise network_problem(error) from error
        return Answer(status, said_by_telegram(status, body))

    def _message(self, delivery: Delivery) -> dict[str, Any]:
        message: dict[str, Any] = {
            "chat_id": delivery.telegram_id,
            "text": delivery.html,
            "parse_mode": "HTML",
            "link_preview_options": _preview(delivery.preview),
        }
        if delivery.thread_id:
            message["message_thread_id"] = delivery.thread_id
        if delivery.reply_to is not None:
            # the reader may have deleted the message meanwhile: then this one stands for itself
            message["reply_parameters"] = {"message_id": delivery.reply_to, "allow_sending_without_reply": True}
        if delivery.silent:
            message["disable_notification"] = True
        if delivery.buttons:
            message["reply_markup"] = {"inline_keyboard": _rows(delivery.buttons)}
        if self._paid:
            message["allow_paid_broadcast"] = True
        return message


def _preview(url: str | None) -> dict[str, Any]:
    if url is None:
        return {"is_disabled": True}
    return {"url": url, "prefer_large_media": True, "show_above_text": True}


def _rows(buttons: Buttons) -> list[list[dict[str, str]]]:
    return [[{"text": label, "callback_data": data} for label, data in row] for row in buttons]


def problem_of(answer: Answer) -> DeliveryProblem:
    """What an answer that is no message means for the delivery it was for."""
    parameters = answer.body.get("parameters")
    named = parameters if isinstance(parameters, dict) else {}
    if answer.status == 429:
        return Throttled(_seconds(named, answer.description))
    if "migrate_to_chat_id" in named:
        return ChatMoved(int(named["migrate_to_chat_id"]))
    match answer.status:
        case 403 if answer.description:
            return ChatGone(answer.reason)
        case 400 if answer.description:
            return Refused(answer.reason)
        case 401 | 404 if answer.description:
            # the message is not to blame: it waits for the operator to put in a good token
            return NotSent(f"the token was refused ({answer.reason})")
        case status if status in REFUSED_BY_SIZE_OR_FORM:
            return Refused(answer.reason)
        case status if status == GATEWAY_TIMED_OUT or status < 300:
            # a gateway that passed the message on and heard nothing; or an answer that says nothing of a message
            return MaybeSent(f"no answer that tells anything (status {status})")
        case _:
            # Telegram's trouble, or a page of something in between, which is no refusal of a chat
            return NotSent(answer.reason)


def network_problem(error: NetworkError) -> DeliveryProblem:
    """What a request without an answer means for the delivery it was for."""
    cause = error.__cause__
    if cause is None or isinstance(cause, NoConnection):
        # the transport says why, without the address
        return NotSent(str(error))
    if isinstance(cause, NEVER_LEFT):
        return NotSent(f"no connection ({type(cause).__name__})")
    return MaybeSent(f"the answer was lost ({type(cause).__name__})")


def _seconds(parameters: Mapping[str, Any], description: str) -> float:
    if "retry_after" in parameters:
        return float(parameters["retry_after"])
    named = re.search(r"retry after (\d+)", description, re.IGNORECASE)
    return float(named[1]) if named else PATIENCE_S
