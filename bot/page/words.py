"""How the page says numbers, spans and sizes."""

from datetime import datetime, timedelta

from babel import Locale

from bot.charts.numbers import duration
from bot.watch.health import lasting


def number(value: float) -> str:
    """`12 345`, with narrow spaces that don't break."""
    return f"{value:,.0f}".replace(",", "\u202f")


def ago(moment: datetime | None, now: datetime) -> str:
    """`25 minutes ago`, `never`."""
    return "never" if moment is None else f"{lasting(max(now - moment, timedelta()))} ago"


def about(span: timedelta) -> str:
    """`10 hours`, `2.5 hours`: rounded as in the charts, which show the same beside it."""
    return duration(span, Locale("en"), length="long")


def seconds(value: float) -> str:
    """`0.12 s`, `3.4 s`, `12 minutes`."""
    if value < 0.005:
        return "less than 0.01 s"
    if value >= 120:
        return lasting(timedelta(seconds=value))
    return f"{value:.2f} s" if value < 1 else f"{value:.1f} s"


def size(count: float) -> str:
    """`312 MB`, `1.1 GB`; a kilobyte has 1000."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if count >= 10 or unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"
