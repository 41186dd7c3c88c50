"""When a digest is due, as somebody would find out who watches the clock on the wall.

The judge's own, so that the product's arithmetic isn't held against itself: it steps through UTC, reads what the clock
in a zone shows, and knows nothing of folds. An hour that the clock shows once more is over; one that it leaps over is
due as long after the leap as it would have been after the clock's last reading.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

STEP = timedelta(minutes=15)
"""Zones differ from UTC by whole steps, are put forward and back by them, and readers have no other times."""

LONGER_THAN_ANY_CHANGE = timedelta(hours=6)
DAY = timedelta(days=1)


def dues(zone: str, times: Sequence[time], after: datetime, until: datetime) -> Iterator[datetime]:
    """Every instant in `(after, until]` at which it is one of the local times, in UTC and in order.

    Raises ValueError for a time between two steps.
    """
    if any(at.minute % 15 or at.second or at.microsecond for at in times):
        raise ValueError(f"the clock is read at whole quarters of an hour, and {times} has others")
    day = after.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    while day <= until:
        yield from (at for at, shown in _readings(zone, day) if after < at <= until and shown in times)
        day += DAY


@lru_cache(maxsize=1000)
def _readings(zone: str, day: datetime) -> Sequence[tuple[datetime, time]]:
    """For a day in UTC what the clock shows for the first time, and when."""
    clock, found = ZoneInfo(zone), []
    at = day - LONGER_THAN_ANY_CHANGE
    latest = _shows(clock, at)
    leapt: dict[datetime, time] = {}
    while at + STEP < day + DAY:
        at += STEP
        shown = _shows(clock, at)
        due = [leapt.pop(at)] if at in leapt else []
        if shown > latest:
            for place in range(1, (shown - latest) // STEP):
                leapt[at + (place - 1) * STEP] = (latest + place * STEP).time()
            due += [leapt.pop(at)] if at in leapt else []
            due.append(shown.time())
            latest = shown
        found += [(at, each) for each in due if at >= day]
    return tuple(found)


def _shows(clock: ZoneInfo, at: datetime) -> datetime:
    return at.astimezone(clock).replace(tzinfo=None)
