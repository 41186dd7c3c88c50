"""Hours, days, moments and spans in the words of a reader: plain texts, to be filled into others."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, format_timedelta, get_day_names

from bot.i18n.texts import Texts
from bot.words.zones import city
from jobs.schedule import EVERY_DAY, WEEKEND, WORKING_DAYS


def hour(t: Texts, at: time) -> str:
    return format_time(at, "HH:mm", locale=t.locale)


def hours(t: Texts, times: Collection[time]) -> str:
    """`08:00 and 18:00`."""
    if is_hourly(times):
        return t.plain("every full hour")
    return t.plain.list([hour(t, at) for at in sorted(times)])


def is_hourly(times: Collection[time]) -> bool:
    return len(times) == 24 and {(at.hour, at.minute) for at in times} == {(full, 0) for full in range(24)}


def day_names(t: Texts, width: Literal["wide", "abbreviated"] = "abbreviated") -> list[str]:
    """From Monday on."""
    names = get_day_names(width, "stand-alone", t.locale)
    return [names[day] for day in range(7)]


def days(t: Texts, weekdays: frozenset[int]) -> str:
    """`every day`, `Monday to Friday`, `on Monday and Thursday`."""
    if weekdays == EVERY_DAY:
        return t.plain("every day")
    if weekdays == WORKING_DAYS:
        return t.plain("Monday to Friday")
    if weekdays == WEEKEND:
        return t.plain("on Saturday and Sunday")
    names = day_names(t, "wide" if len(weekdays) <= 2 else "abbreviated")
    return t.plain("on {days}", days=t.plain.list([names[day] for day in sorted(weekdays)]))


def zone_name(t: Texts, zone: str) -> str:
    """`Berlin time`; `UTC` is itself."""
    name = city(zone, t.locale)
    is_abbreviation = name.isupper() or any(letter.isdigit() for letter in name)
    return name if is_abbreviation else t.plain("{city} time", city=name)


def zone_and_time(t: Texts, zone: str, now: datetime) -> str:
    """`Berlin · 14:05`, for a button."""
    return f"{city(zone, t.locale)} · {local_time(t, zone, now)}"


def rhythm(t: Texts, times: Collection[time], weekdays: frozenset[int], zone: str) -> str:
    """`every day at 08:00 and 18:00 (Berlin time)`."""
    named, place = days(t, weekdays), zone_name(t, zone)
    if is_hourly(times):
        return t.plain("{days} every full hour ({zone})", days=named, zone=place)
    return t.plain("{days} at {hours} ({zone})", days=named, hours=hours(t, times), zone=place)


def local_time(t: Texts, zone: str, now: datetime) -> str:
    """What the clock shows there."""
    return hour(t, now.astimezone(ZoneInfo(zone)).time())


def moment(t: Texts, at: datetime, *, now: datetime, zone: str) -> str:
    """`today at 18:00`, `tomorrow at 08:00`, `on Monday at 08:00`, `on 3 March at 08:00`, in local time."""
    there, here = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    clock = hour(t, there.time())
    match (there.date() - here.date()).days:
        case -1:
            return t.plain("yesterday at {hour}", hour=clock)
        case 0:
            return t.plain("today at {hour}", hour=clock)
        case 1:
            return t.plain("tomorrow at {hour}", hour=clock)
        case distance:
            pattern = "EEEE" if 0 < distance < 7 else "d MMMM"
            return t.plain("on {day} at {hour}", day=format_date(there.date(), pattern, locale=t.locale), hour=clock)


def ago(t: Texts, at: datetime, *, now: datetime) -> str:
    """`5 minutes ago`; `just now` within the minute."""
    past = at.astimezone(UTC) - now
    if abs(past.total_seconds()) < 60:
        return t.plain("just now")
    return format_timedelta(past, add_direction=True, locale=t.locale, threshold=1)


def age(t: Texts, at: datetime, *, now: datetime, zone: str) -> str:
    """`3 hours ago`, from two days on `3 Mar`, and of other years `3 Mar 2030`; what is dated ahead is `just now`."""
    at = min(at, now)
    if now - at < timedelta(days=2):
        return ago(t, at, now=now)
    there, here = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    return format_skeleton("MMMd" if there.year == here.year else "yMMMd", there.date(), locale=t.locale)


def freshness(t: Texts, newest_at: datetime | None, per_week: float | None, *, empty: bool, now: datetime) -> str:
    """`newest 2 hours ago, about 3 entries a day`: how alive a feed is."""
    if empty:
        return t.plain("empty at the moment")
    if newest_at is None:
        return t.plain("its entries have no dates")
    if per_week is None:
        return t.plain("newest {ago}", ago=ago(t, newest_at, now=now))
    return t.plain("newest {ago}, {rate}", ago=ago(t, newest_at, now=now), rate=rate(t, per_week))


def rate(t: Texts, per_week: float) -> str:
    """`about 3 entries a day`, a week or a month, whichever gives a number that one can picture."""
    if per_week >= 14:
        return t.plain.many("about {count} entry a day", "about {count} entries a day", round(per_week / 7))
    if per_week >= 1:
        return t.plain.many("about {count} entry a week", "about {count} entries a week", round(per_week))
    monthly = max(1, round(per_week * 52 / 12))
    return t.plain.many("about {count} entry a month", "about {count} entries a month", monthly)
