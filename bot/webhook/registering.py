"""Telling Telegram where to post, and what it says of that."""

import asyncio
import logging

from telegram.error import InvalidToken, TelegramError

from bot.application import ALLOWED_UPDATES
from bot.polling import PollingBot
from bot.settings import Settings
from bot.watch.signs import Signs
from bot.webhook.trouble import trouble_of
from jobs.clock import Clock

RETRY_S = 5.0
LOOK_S = 30.0

log = logging.getLogger(__name__)


async def keep_registered(bot: PollingBot, settings: Settings, clock: Clock, signs: Signs) -> None:
    """Have updates posted to the public address, until cancelled. Nothing that waits is dropped.

    Sets `bot.revoked` where Telegram doesn't know the token any more.
    """
    with signs.polls():
        await _keep(bot, settings, clock, signs)


async def _keep(bot: PollingBot, settings: Settings, clock: Clock, signs: Signs) -> None:
    said, registered = "", False
    while True:
        pause = LOOK_S
        try:
            if not registered:
                await register(bot, settings)
            trouble = await _look(bot, settings, clock) if registered else ""
            registered = True
        except InvalidToken:
            bot.revoked.set()
            return
        except TelegramError as error:
            trouble, pause = f"Telegram doesn't take {settings.posted_to()} for the webhook ({error})", RETRY_S
        if trouble and trouble != said:
            log.warning("%s", trouble)
        elif said and not trouble:
            log.info("Telegram posts to %s again", settings.posted_to())
        said = trouble
        if sign := signs.polling:
            if trouble:
                sign.failed(signs.seconds(), trouble)
            else:
                sign.went_well(signs.seconds())
        await asyncio.sleep(pause)


async def register(bot: PollingBot, settings: Settings) -> None:
    """Raises TelegramError."""
    await bot.set_webhook(
        settings.posted_to(),
        allowed_updates=ALLOWED_UPDATES,
        secret_token=settings.posted_with(),
        max_connections=settings.webhook_connections,
        drop_pending_updates=False,
    )


async def _look(bot: PollingBot, settings: Settings, clock: Clock) -> str:
    """What is wrong, in words for the operator; empty for nothing."""
    info = await bot.get_webhook_info()
    if info.url != settings.posted_to():
        await register(bot, settings)
        return other_address(info.url)
    return trouble_of(info, clock())


def other_address(url: str) -> str:
    """That somebody else has changed where Telegram posts."""
    did = f"had Telegram post to {url}" if url else "removed the webhook, as one does that asks for messages itself"
    return (
        f"Another program with the same bot token {did}; it was set anew. Stop that one, or give all processes "
        "the same NEWSDIGEST_WEBHOOK and NEWSDIGEST_PUBLIC_URL"
    )
