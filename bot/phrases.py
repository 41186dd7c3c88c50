"""Hours, days, moments and lists in the words of a reader."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, format_timedelta, get_day_names
from babel.lists import format_list

from bot.zones import city
from jobs.schedule import EVERY_DAY, WEEKEND, WORKING_DAYS

LOCALE = "en_GB"


def listed(items: Sequence[str]) -> str:
    """`A, B and C`."""
    return format_list(items, locale=LOCALE)


def either(items: Sequence[str]) -> str:
    """`A, B or C`."""
    return format_list(items, style="or", locale=LOCALE)


def counted(number: int, one: str, many: str) -> str:
    """`1 topic`, `3 topics`."""
    return f"{number} {one if number == 1 else many}"


def hour(at: time) -> str:
    return format_time(at, "HH:mm", locale=LOCALE)


def hours(times: Collection[time]) -> str:
    """`08:00 and 18:00`."""
    if {at.hour for at in times} == set(range(24)) and len(times) == 24 and not any(at.minute for at in times):
        return "every full hour"
    return listed([hour(at) for at in sorted(times)])


def day_names(width: Literal["wide", "abbreviated"] = "abbreviated") -> list[str]:
    """From Monday on."""
    names = get_day_names(width, "stand-alone", LOCALE)
    return [names[day] for day in range(7)]


def days(weekdays: frozenset[int]) -> str:
    """`every day`, `Monday to Friday`, `on Monday and Thursday`."""
    if weekdays == EVERY_DAY:
        return "every day"
    if weekdays == WORKING_DAYS:
        return "Monday to Friday"
    if weekdays == WEEKEND:
        return "on Saturday and Sunday"
    names = day_names("wide" if len(weekdays) <= 2 else "abbreviated")
    return f"on {listed([names[day] for day in sorted(weekdays)])}"


def zone_name(zone: str) -> str:
    """`Berlin time`; `UTC` is itself."""
    name = city(zone)
    return name if name.isupper() or any(letter.isdigit() for letter in name) else f"{name} time"


def rhythm(times: Collection[time], weekdays: frozenset[int], zone: str) -> str:
    """`every day at 08:00 and 18:00 (Berlin time)`."""
    at = hours(times)
    return f"{days(weekdays)} {at if at.startswith('every') else f'at {at}'} ({zone_name(zone)})"


def local_time(zone: str, now: datetime) -> str:
    """What the clock shows there."""
    return hour(now.astimezone(ZoneInfo(zone)).time())


def moment(at: datetime, *, now: datetime, zone: str) -> str:
    """`today at 18:00`, `tomorrow at 08:00`, `on Monday at 08:00`, `on 3 March at 08:00`, in local time."""
    there, here = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    distance = (there.date() - here.date()).days
    clock = hour(there.time())
    if distance in {-1, 0, 1}:
        return f"{('yesterday', 'today', 'tomorrow')[distance + 1]} at {clock}"
    pattern = "EEEE" if 0 < distance < 7 else "d MMMM"
    return f"on {format_date(there.date(), pattern, locale=LOCALE)} at {clock}"


def ago(at: datetime, *, now: datetime) -> str:
    """`5 minutes ago`; `just now` within the minute."""
    past = at.astimezone(UTC) - now
    if abs(past.total_seconds()) < 60:
        return "just now"
    return format_timedelta(past, add_direction=True, locale=LOCALE, threshold=1)


def freshness(newest_at: datetime | None, per_week: float | None, *, empty: bool, now: datetime) -> str:
    """`newest 2 hours ago, about 3 entries a day`: how alive a feed is."""
    if empty:
        return "empty at the moment"
    newest = f"newest {ago(newest_at, now=now)}" if newest_at else "its entries have no dates"
    return newest if per_week is None else f"{newest}, {rate(per_week)}"


def rate(per_week: float) -> str:
    """`about 3 entries a day`, a week or a month, whichever gives a number that one can picture."""
    if per_week >= 14:
        return f"about {per_week / 7:.0f} entries a day"
    if per_week >= 1:
        return f"about {counted(round(per_week), 'entry', 'entries')} a week"
    return f"about {counted(max(1, round(per_week * 52 / 12)), 'entry', 'entries')} a month"
