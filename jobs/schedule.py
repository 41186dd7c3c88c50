"""When a digest is due: local times on weekdays in a zone, turned into instants.

Daylight saving, as PEP 495 reads a local time with `fold=0`: a time that doesn't exist on the day the clock springs
forward counts as if the clock had not sprung (02:30 becomes 03:30), and one that comes twice on the day it falls back
means the first. So each local date and time is exactly one instant: never skipped, never run twice.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(7))
WORKING_DAYS = frozenset(range(5))
WEEKEND = frozenset({5, 6})


def next_run(times: Collection[time], weekdays: frozenset[int], zone: ZoneInfo, after: datetime) -> datetime:
    """The first instant strictly after `after`, in UTC, at a local time of `times` on one of `weekdays` (0: Monday).

    Raises ValueError without a time or without a day.
    """
    if not times or not weekdays:
        raise ValueError("a schedule needs at least one time and one weekday")
    today = after.astimezone(zone).date()
    # a day back, since a time that doesn't exist moves on; a week and a day on finds every weekday again
    days = (today + timedelta(days=offset) for offset in range(-1, 9))
    runs = (_instant(day, at, zone) for day in days if day.weekday() in weekdays for at in times)
    return min(run for run in runs if run > after)


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone).astimezone(UTC)
