"""Telling Telegram where to post, and what it says of that."""

import asyncio
import logging
import time
from datetime import datetime, timedelta

from telegram.error import InvalidToken, TelegramError

from bot.application import ALLOWED_UPDATES
from bot.deps import Deps
from bot.polling import PollingBot
from bot.settings import Settings
from bot.spells import Spell
from bot.transport import reading
from bot.watch.signs import Signs
from bot.webhook.trouble import trouble_of
from storage import updates
from storage.database import Database
from storage.errors import DatabaseTrouble

RETRY_S = 5.0
LOOK_S = 30.0
UNANSWERED_S = 60.0
"""Telegram waits so long for the answer to a post before it calls that failed."""

log = logging.getLogger(__name__)


async def keep_registered(bot: PollingBot, deps: Deps) -> None:
    """Have updates posted to the public address, until cancelled. Nothing that waits is dropped.

    Sets `bot.revoked` where Telegram doesn't know the token any more.
    """
    with deps.watch.signs.polls():
        await _keep(bot, deps)


async def _keep(bot: PollingBot, deps: Deps) -> None:
    settings, signs = deps.settings, deps.watch.signs
    spell, registered = Spell(), False
    while True:
        pause = LOOK_S
        try:
            if not registered:
                await register(bot, settings)
            trouble = await _look(bot, deps) if registered else ""
            registered = True
        except InvalidToken:
            bot.revoked.set()
            return
        except TelegramError as error:
            trouble, pause = f"Telegram doesn't take {settings.posted_to()} for the webhook ({error})", RETRY_S
        if trouble and (told := spell.goes_on(trouble, signs.seconds())):
            log.warning("%s", told)
        elif not trouble and (lasted := spell.ends(signs.seconds())):
            log.info("Telegram posts to %s again, after %s", settings.posted_to(), lasted)
        if sign := signs.polling:
            if trouble:
                sign.failed(signs.seconds(), trouble)
            else:
                sign.went_well(signs.seconds())
        await asyncio.sleep(pause)


async def register(bot: PollingBot, settings: Settings) -> None:
    """Raises TelegramError."""
    with reading():
        await bot.set_webhook(
            settings.posted_to(),
            allowed_updates=ALLOWED_UPDATES,
            secret_token=settings.posted_with(),
            max_connections=settings.webhook_connections,
            drop_pending_updates=False,
        )


async def _look(bot: PollingBot, deps: Deps) -> str:
    """What is wrong, in words for the operator; empty for nothing."""
    with reading():
        info = await bot.get_webhook_info()
    if info.url != deps.settings.posted_to():
        await register(bot, deps.settings)
        return other_address(info.url)
    came_at = await asyncio.to_thread(newest_known, deps.database, deps.watch.signs)
    return trouble_of(info, deps.clock(), came_at=came_at, without_database=_without_database(deps))


def _without_database(deps: Deps) -> tuple[datetime, datetime] | None:
    """Between which moments the database failed last, and Telegram may have had no answer for that reason."""
    condition = deps.database.condition
    if condition.failed_from is None or condition.failed_at is None:
        return None
    now, seconds = deps.clock(), time.monotonic()
    return (
        # whoever found out waited for it before
        now - timedelta(seconds=seconds - condition.failed_from + UNANSWERED_S),
        now - timedelta(seconds=seconds - condition.failed_at - UNANSWERED_S),
    )


def newest_known(database: Database, signs: Signs) -> datetime | None:
    """When any process took in an update last, None where none did; as it was known where the database fails."""
    try:
        with database.read() as session:
            signs.posted_at = updates.newest_arrival(session) or signs.posted_at
    except DatabaseTrouble:
        log.debug("When an update came last is not known anew: the database fails")
    return signs.posted_at


def other_address(url: str) -> str:
    """That somebody else has changed where Telegram posts."""
    did = f"had Telegram post to {url}" if url else "removed the webhook, as one does that asks for messages itself"
    return (
        f"Another program with the same bot token {did}; it was set anew. Stop that one, or give all processes "
        "the same NEWSDIGEST_WEBHOOK and NEWSDIGEST_PUBLIC_URL"
    )
