"""Days as a zone's calendar has them, with the moments at which they begin and end.

No database is asked what a zone is: SQLite doesn't know, and PostgreSQL's table may be older than ours.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The local dates from `first` to `last`, both included, in an IANA `zone`, as far as they have passed by `now`."""

    first: date
    last: date
    zone: str
    now: datetime

    @property
    def dates(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))

    @property
    def since(self) -> datetime:
        """The UTC moment at which `first` begins."""
        return self.begins(self.first)

    @property
    def until(self) -> datetime:
        """The UTC moment at which `last` ends, or `now` where that is earlier."""
        return min(self.begins(self.last + timedelta(days=1)), self.now)

    def begins(self, day: date) -> datetime:
        """The UTC moment of a day's midnight, or of the first moment that it has."""
        # where the clock springs over midnight, its time before that names the very moment of the change
        return datetime.combine(day, time(), ZoneInfo(self.zone)).astimezone(UTC)

    def date_of(self, moment: datetime) -> date:
        """The local date of a moment."""
        return moment.astimezone(ZoneInfo(self.zone)).date()


def last_days(count: int, *, zone: str, now: datetime) -> Days:
    """Today in `zone`, as far as it has come, and the `count - 1` days before it.

    Raises ZoneInfoNotFoundError, a KeyError, for a zone that isn't in the IANA database.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    return Days(first=today - timedelta(days=count - 1), last=today, zone=zone, now=now)
