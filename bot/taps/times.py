"""Times of day and weekdays as a button's data holds them; 0 is Monday."""

from collections.abc import Collection
from datetime import time

MINUTES_A_DAY = 24 * 60


def minute_of(at: time) -> int:
    """The minute of the day."""
    return at.hour * 60 + at.minute


def time_at(minute: int) -> time | None:
    """None where a day has no such minute: a forged button's."""
    return time(minute // 60, minute % 60) if minute < MINUTES_A_DAY else None


def mask_of(weekdays: Collection[int]) -> int:
    """Bit 0 is Monday."""
    return sum(1 << day for day in weekdays)


def weekdays_in(mask: int) -> frozenset[int]:
    return frozenset(day for day in range(7) if mask >> day & 1)
