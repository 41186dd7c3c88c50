"""Telegram: the token, how messages come, and whether the clocks agree."""

import asyncio
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from telegram import WebhookInfo
from telegram.error import InvalidToken, NetworkError, TelegramError
from yarl import URL

from bot.cli.checks.finding import Finding, note, program, told, works, wrong
from bot.connecting import TokenRefused, make_bot, refused
from bot.log_redaction import redact, spellings
from bot.settings import Settings
from bot.transport import proxy_for, reading
from bot.webhook.trouble import trouble_of

APART = timedelta(seconds=30)
"""Between this machine's clock and Telegram's; a digest is as late."""

MANY = 100
"""Messages that wait with Telegram: nobody asks for them."""

ANSWER_S = 5.0


def look_at_telegram(settings: Settings, now: datetime, *, came_at: datetime | None = None) -> Iterator[Finding]:
    """`came_at` is when the newest update came that Telegram posted."""
    try:
        name, inline, webhook = asyncio.run(_ask(settings))
    except TokenRefused as problem:
        yield told("telegram", str(problem))
        return
    except InvalidToken:
        yield told("telegram", str(refused(settings)))
        return
    except TelegramError as error:
        says = redact(f"{settings.bot_api_url} can't be reached ({error})", spellings(settings.secrets()))
        yield wrong("telegram", says, f"check {_way(settings)}, and NEWSDIGEST_BOT_API_URL if you set it")
        return
    yield works("telegram", f"{name} at {settings.bot_api_url}")
    yield from _updates(settings, webhook, now, came_at)
    yield from _clock(settings)
    if inline:
        yield works("inline mode", f"{name} finds stories in any chat")
    else:
        yield note("inline mode", "people can't share stories by it", "send /setinline to https://t.me/BotFather")


def _way(settings: Settings) -> str:
    """By what Telegram is reached; a proxy that can't be used was named already."""
    with suppress(NetworkError):
        if proxy_for(URL(settings.bot_api_url)):
            return "the proxy that the environment names (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY), or NO_PROXY"
    return "this machine's network"


async def _ask(settings: Settings) -> tuple[str, bool, WebhookInfo]:
    bot = make_bot(settings)
    try:
        with reading():
            await bot.initialize()
            return bot.name, bot.supports_inline_queries, await bot.get_webhook_info()
    finally:
        await bot.close_connections()


def _updates(settings: Settings, webhook: WebhookInfo, now: datetime, came_at: datetime | None) -> Iterator[Finding]:
    waits = f"{webhook.pending_update_count:,} wait with Telegram"
    if settings.webhook and webhook.url != settings.posted_to():
        says = f"Telegram posts to {webhook.url or 'nobody'}, and not to {settings.posted_to()}"
        yield note("messages", says, f"{program(settings)} sets it, unless another program sets it back")
    elif settings.webhook and (trouble := trouble_of(webhook, now, came_at=came_at)):
        says, _, mend = trouble.partition(": ")
        yield wrong("messages", f"{says}; {waits}", mend)
    elif webhook.url and not settings.webhook:
        says = f"Telegram posts to {webhook.url}, so that nobody can ask for messages"
        yield note("messages", says, f"{program(settings)} removes it, unless another program has it set")
    elif webhook.pending_update_count > MANY:
        yield note("messages", waits, f"is {program(settings)} at work? newsdigest health tells")
    else:
        yield works("messages", f"{'posted to this' if settings.webhook else 'asked for'}, {waits}")


def _clock(settings: Settings) -> Iterator[Finding]:
    theirs = _their_time(settings.bot_api_url)
    if theirs is None:
        return
    apart = datetime.now(UTC) - theirs
    seconds = abs(apart.total_seconds())
    if abs(apart) <= APART:
        yield works("clock", "agrees with Telegram's")
        return
    says = f"this machine's is {seconds:,.0f} seconds {'ahead of' if apart > timedelta() else 'behind'} Telegram's"
    yield wrong("clock", says, "set it, and let it be kept: timedatectl set-ntp true")


def _their_time(address: str) -> datetime | None:
    """What the Bot API's server says the time is; to the second."""
    try:
        with urllib.request.urlopen(address, timeout=ANSWER_S) as answer:  # noqa: S310  # http(s), by its setting
            said = answer.headers["Date"]
    except urllib.error.HTTPError as answer:
        said = answer.headers["Date"]
    except (OSError, ValueError):
        return None
    try:
        return parsedate_to_datetime(said) if said else None
    except ValueError:
        return None
