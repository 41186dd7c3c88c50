"""Numbers, dates and times as short as a picture has room for, in the manner of a locale."""

from datetime import date, timedelta
from typing import Literal

from babel import Locale
from babel.dates import format_interval, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal
from babel.units import format_unit

COMPACT_FROM = 10_000

_UNITS = (("duration-minute", 60), ("duration-hour", 3600), ("duration-day", 86_400))


def number(value: int, locale: Locale) -> str:
    """`9,876`, `12.3K`."""
    full = format_decimal(value, locale=locale)
    if abs(value) < COMPACT_FROM:
        return full
    short = format_compact_decimal(value, locale=locale, fraction_digits=1)
    # CLDR shortens thousands in some languages only
    return full if short.lstrip("-").isdigit() else short


def day(on: date, locale: Locale) -> str:
    """`2 Mar`."""
    return format_skeleton("MMMd", on, locale=locale)


def period(first: date, last: date, locale: Locale) -> str:
    """`2 Mar – 1 Apr 2026`."""
    return format_interval(first, last, "yMMMd", locale=locale)


def duration(span: timedelta, locale: Locale, *, length: Literal["short", "long"] = "short") -> str:
    """`45 min`, `2.5 hr`, `3 days`: in the largest unit of which there are two, or one in full."""
    seconds = span.total_seconds()
    unit, size = next(
        ((unit, size) for unit, size in reversed(_UNITS) if seconds >= 1.95 * size or seconds == size), _UNITS[0]
    )
    value = seconds / size
    rounded = round(value, 1) if value < 9.95 and size > 60 else round(value)
    return format_unit(rounded, unit, length=length, format="#,##0.#", locale=locale)
