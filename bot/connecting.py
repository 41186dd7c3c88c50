"""The bot that speaks to Telegram: made, and waited for until Telegram answers it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from telegram.error import InvalidToken, TelegramError

from bot.polling import PollingBot
from bot.settings import TELEGRAM, Settings
from bot.spells import Spell
from bot.transport import Transport, reading
from bot.watch.signs import Signs
from bot.watch.watch import Watch
from jobs.limits import Limiter, RateLimits

RETRY_START_S = 2.0
"""Seconds between tries to reach Telegram at the start, as when a machine boots before its network is up."""

POLL_SPARE_S = 5.0
"""How much longer than a poll lasts its answer is waited for."""

log = logging.getLogger(__name__)


class TokenRefused(Exception):
    """Telegram doesn't accept the bot's token; the message is one line for the operator."""


def make_bot(settings: Settings, watch: Watch | None = None) -> PollingBot:
    """The bot, with time-outs for a message's way to Telegram and back. Raises TokenRefused without a token."""
    watch = watch or Watch()
    if settings.token is None:
        raise TokenRefused("NEWSDIGEST_TOKEN is not set; get a token from https://t.me/BotFather and put it into .env")
    transport, polling = Transport(), Transport(connections=1, read_s=POLL_SPARE_S)
    limiter = Limiter(RateLimits(per_second=settings.messages_per_second))
    # a pause that another process was asked for is none of this one's requests
    limiter.on_throttle = watch.signs.pauses
    return PollingBot(
        settings.token.get_secret_value(),
        base_url=f"{settings.bot_api_url}/bot",
        base_file_url=f"{settings.bot_api_url}/file/bot",
        request=watch.request(transport),
        get_updates_request=watch.request(polling),
        transport=transport,
        limiter=limiter,
        signs=watch.signs,
    )


def refused(settings: Settings) -> TokenRefused:
    other = "" if settings.bot_api_url == TELEGRAM else f" at {settings.bot_api_url}"
    return TokenRefused(f"Telegram{other} doesn't know this NEWSDIGEST_TOKEN; copy it anew from https://t.me/BotFather")


async def reach_telegram(
    initialize: Callable[[], Awaitable[None]], settings: Settings, stop: asyncio.Event, signs: Signs
) -> bool:
    """Initialize the application, or the bot alone; False when `stop` came before Telegram answered.

    Raises TokenRefused.
    """
    trouble = Spell()
    while not stop.is_set():
        try:
            with reading():
                await initialize()
            break
        except InvalidToken:
            # its text holds the token
            raise refused(settings) from None
        except TelegramError as error:
            signs.start_problem = str(error)
            words = f"Telegram can't be reached at {settings.bot_api_url} ({error}); trying on"
            if told := trouble.goes_on(words, signs.seconds()):
                log.warning("%s", told)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), RETRY_START_S)
    if stop.is_set():
        return False
    signs.start_problem = ""
    if lasted := trouble.ends(signs.seconds()):
        log.info("Telegram answers, after %s", lasted)
    return True
