"""When a digest is due: local times on weekdays in a zone, turned into instants, and the quiet hours that put it off.

Daylight saving, as PEP 495 reads a local time with `fold=0`: a time that doesn't exist on the day the clock springs
forward counts as if the clock had not sprung (02:30 becomes 03:30), and one that comes twice on the day it falls back
means the first. So each local date and time is exactly one instant: never skipped, never run twice.

Quiet hours are what the clock shows: it is quiet whenever a clock on the reader's wall stands between their begin and
their end. An end that doesn't exist that day has passed as soon as the clock has sprung over it; hours that come twice
are quiet both times. Digests due while it is quiet are one digest at the first instant that isn't.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(7))
WORKING_DAYS = frozenset(range(5))
WEEKEND = frozenset({5, 6})
DAY = timedelta(days=1)

HOURLY = tuple(time(hour) for hour in range(24))
"""The times of a schedule that is due at every full hour."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local hours in which nothing comes, from `begin` until before `end`: over midnight where `end` is the earlier.

    There are none where one of them is missing, or where both are the same.
    """

    begin: time | None = None
    end: time | None = None

    def __bool__(self) -> bool:
        """Whether there are any."""
        return self.begin is not None and self.end is not None and self.begin != self.end


NEVER_QUIET = QuietHours()


def next_run(
    times: Collection[time],
    weekdays: frozenset[int],
    zone: ZoneInfo,
    after: datetime,
    quiet: QuietHours = NEVER_QUIET,
) -> datetime:
    """The first instant strictly after `after`, in UTC, at a local time of `times` on one of `weekdays` (0: Monday).

    What falls into quiet hours is put off until their end, also what fell there before `after`.
    Raises ValueError without a time or without a day.
    """
    if not times or not weekdays:
        raise ValueError("a schedule needs at least one time and one weekday")
    today = after.astimezone(zone).date()
    # back to where quiet hours of a day may have begun, on the eve of a time that doesn't exist and so moves on;
    # a week and a day on finds every weekday again
    days = (today + timedelta(days=offset) for offset in range(-2, 9))
    runs = sorted(instant(day, at, zone) for day in days if day.weekday() in weekdays for at in times)
    return next(told for run in runs if (told := after_quiet(run, quiet, zone)) > after)


def first_run(
    times: Collection[time],
    weekdays: frozenset[int],
    zone: ZoneInfo,
    since: datetime,
    quiet: QuietHours = NEVER_QUIET,
) -> datetime:
    """As `next_run`, but `since` itself counts too: a pause until Monday at 08:00 has Monday's digest of 08:00."""
    return next_run(times, weekdays, zone, since.astimezone(UTC) - timedelta.resolution, quiet)


def is_put_off(
    at: datetime, times: Collection[time], weekdays: frozenset[int], zone: ZoneInfo, quiet: QuietHours
) -> bool:
    """Whether a run at `at` is one that quiet hours, which end then, put off."""
    if not is_quiet(at - timedelta.resolution, quiet, zone) or is_quiet(at, quiet, zone):
        return False
    return first_run(times, weekdays, zone, at) != at.astimezone(UTC)


def is_quiet(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> bool:
    """Whether the clock in `zone` shows one of the quiet hours at `at`."""
    begin, end = quiet.begin, quiet.end
    if begin is None or end is None:
        return False
    shown = at.astimezone(zone).time()
    if begin <= end:
        return begin <= shown < end
    return shown >= begin or shown < end


def after_quiet(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """`at` in UTC where it isn't quiet then, else the first instant after it that isn't: never a quiet one."""
    at = at.astimezone(UTC)
    while quiet.end is not None and is_quiet(at, quiet, zone):
        at = _when_clock_shows(quiet.end, at, zone)
    return at


def _when_clock_shows(wanted: time, after: datetime, zone: ZoneInfo) -> datetime:
    """When the clock next shows `wanted`, or is put forward or back, whichever comes first."""
    here = after.astimezone(zone)
    then = after + (_since_midnight(wanted) - _since_midnight(here.time())) % DAY
    if then.astimezone(zone).utcoffset() == here.utcoffset():
        return then
    return _change_between(after, then, zone)


def _change_between(earlier: datetime, later: datetime, zone: ZoneInfo) -> datetime:
    """When the clock is put forward or back; zones do that at whole seconds."""
    before = earlier.astimezone(zone).utcoffset()
    start = earlier.replace(microsecond=0)
    low, high = 0, int((later - start).total_seconds()) + 1
    while high - low > 1:
        middle = (low + high) // 2
        same = (start + timedelta(seconds=middle)).astimezone(zone).utcoffset() == before
        low, high = (middle, high) if same else (low, middle)
    return start + timedelta(seconds=high)


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A local date and time in UTC; see above for times that don't exist that day, or come twice."""
    return datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone).astimezone(UTC)
