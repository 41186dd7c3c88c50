"""Settings, the files with secrets in them, zone data."""

from collections.abc import Iterator
from importlib.metadata import version
from zoneinfo import available_timezones

from bot.cli.checks.finding import Finding, State, note, told, works
from bot.reading_settings import loose_files
from bot.settings import Settings

FREE_PER_SECOND = 30
"""https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this"""


def look_at_settings(settings: Settings) -> Iterator[Finding]:
    yield works("settings", "every value can be used")
    for line in loose_files(settings):
        yield told("secrets", line, state=State.NOTE)
    yield works("time zones", f"{len(available_timezones())} zones, tzdata {version('tzdata')}")
    if settings.messages_per_second > FREE_PER_SECOND and not settings.paid_broadcast:
        says = f"{settings.messages_per_second:g} messages a second are more than the {FREE_PER_SECOND} that are free"
        yield note(
            "speed", says, "NEWSDIGEST_PAID_BROADCAST=true pays Stars for the others; else Telegram makes it wait"
        )
    if settings.admins:
        yield works("admins", ", ".join(map(str, settings.admins)))
    else:
        mend = "put your Telegram user id into NEWSDIGEST_ADMINS; https://t.me/userinfobot tells it"
        yield note("admins", "nobody may add topics and feeds", mend)
    if not settings.contact:
        says = "publishers whose feeds you fetch can't reach you"
        yield note("contact", says, "put an address into NEWSDIGEST_CONTACT")
