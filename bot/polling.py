"""A bot that says in one line what is wrong with its polling, ever more rarely, and when it is well again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError
from telegram.ext import ExtBot
from telegram.request import BaseRequest

from bot.answers_first import AnswersFirst
from bot.spells import Spell
from bot.transport import Transport, reading
from bot.watch.signs import Signs
from jobs.limits import Limiter

CONFLICT_TOLD_EVERY_S = 600.0

log = logging.getLogger(__name__)


class PollingBot(ExtBot[None]):
    """`revoked` is set when Telegram stops accepting the token; python-telegram-bot just ends its polling then."""

    def __init__(
        self,
        token: str,
        *,
        request: BaseRequest,
        get_updates_request: BaseRequest,
        transport: Transport,
        limiter: Limiter,
        signs: Signs,
        **kwargs: Any,
    ) -> None:
        """`transport` is what `request` goes over."""
        super().__init__(
            token,
            request=request,
            get_updates_request=get_updates_request,
            rate_limiter=AnswersFirst(limiter),
            **kwargs,
        )
        self._connections = (request, get_updates_request)
        self._transport, self._limiter, self._signs = transport, limiter, signs
        # python-telegram-bot freezes its objects, but for names that start with an underscore
        self._revoked = asyncio.Event()
        self._trouble = Spell()
        self._conflict_told_at = -CONFLICT_TOLD_EVERY_S
        self._ready: Callable[[], Awaitable[bool]] | None = None
        self._came: Any = None

    def ask_when(self, ready: Callable[[], Awaitable[bool]]) -> None:
        """Ask for messages only when `ready` says so, and not at all where it says no: to ask for the next ones is to
        say that those before were dealt with."""
        self._ready = ready

    async def close_connections(self) -> None:
        """End what an initialization left open that didn't come to its end."""
        for request in self._connections:
            await request.shutdown()

    @property
    def transport(self) -> Transport:
        """What answers and the outbox go over."""
        return self._transport

    @property
    def limiter(self) -> Limiter:
        """What answers and the outbox have in common: how much the token may send."""
        return self._limiter

    @property
    def revoked(self) -> asyncio.Event:
        return self._revoked

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        """As python-telegram-bot's; its errors are logged here and then raised, each a TelegramError.

        After any other exception it would ask again at once, and for ever.
        """
        await self._hold()
        if self._trouble.is_on:
            # an answer at once shows that the trouble is over; a long poll would be silent for its whole time
            kwargs["timeout"] = 0
        try:
            updates = await self._watched(*args, **kwargs)
        except InvalidToken:
            self._revoked.set()
            raise
        except Conflict as error:
            self._note_conflict(error)
            raise
        except TelegramError as error:
            if told := self._trouble.goes_on(trouble_of(error), self._now()):
                log.warning("%s", told)
            raise
        if lasted := self._trouble.ends(self._now()):
            log.info("Telegram answers again, after %s", lasted)
        # until the next ones are asked for, Telegram keeps these, too
        await self._hold()
        return updates

    async def _watched(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        """Leaves a sign of how it went. Raises TelegramError."""
        try:
            with reading():
                updates = await self._readable(*args, **kwargs)
        except TelegramError as error:
            if sign := self._signs.polling:
                sign.failed(self._signs.seconds(), error.message)
            raise
        if sign := self._signs.polling:
            sign.went_well(self._signs.seconds())
        return updates

    async def _readable(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        """What can't be read is an empty update in its place, so that it isn't asked for again."""
        self._came = None
        try:
            return await super().get_updates(*args, **kwargs)
        except TelegramError:
            raise
        except Exception:  # python-telegram-bot reads all of them or none
            return tuple(self._read(raw) for raw in self._came)

    async def _do_post(self, endpoint: str, data: dict[str, Any], **kwargs: Any) -> Any:
        answer = await super()._do_post(endpoint, data, **kwargs)
        if endpoint == "getUpdates":
            if not isinstance(answer, list):
                raise NetworkError("an answer that can't be read (no list)")
            self._came = answer
        return answer

    def _read(self, raw: dict[str, Any]) -> Update:
        number = int(raw["update_id"])
        try:
            return Update.de_json(raw, self)
        except Exception as error:  # its words may be somebody's
            log.error("Update %d can't be read (%s), and is left aside", number, type(error).__name__)
            return Update(number)

    async def _hold(self) -> None:
        if self._ready is not None and not await self._ready():
            raise NetworkError("messages stay with Telegram: the database fails, and this process ends")

    def _note_conflict(self, error: Conflict) -> None:
        # two pollers take turns at ending each other's requests: between two conflicts all seems well
        now = self._now()
        if now - self._conflict_told_at >= CONFLICT_TOLD_EVERY_S:
            self._conflict_told_at = now
            log.warning("%s", trouble_of(error))

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def trouble_of(error: TelegramError) -> str:
    """One line for the operator."""
    match error:
        case Conflict() if "webhook" in str(error).casefold():
            return (
                "Another process has Telegram post this bot's messages (a webhook), so this one can't ask for them: "
                "stop that one, or give both the same NEWSDIGEST_WEBHOOK; then start this one anew, which removes "
                "the webhook"
            )
        case Conflict():
            return (
                "Another program is running with the same bot token, and Telegram serves only one: "
                "stop the other one, or give this one a token of its own"
            )
        case NetworkError():
            return f"Telegram can't be reached ({error}); trying on"
        case _:
            return f"Telegram refuses to hand out messages ({error}); trying on"
