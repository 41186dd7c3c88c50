"""On each day of 2026 on which any zone of the world puts its clock forward or back: never twice, never skipped."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import pytest

from jobs.schedule import EVERY_DAY, QuietHours, after_quiet, next_run

DAY = timedelta(days=1)
STEP = timedelta(minutes=15)
"""In 2026 all clocks differ by quarters of an hour."""

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


class Change(NamedTuple):
    """A zone's clock goes at `at` from one distance from UTC to another."""

    zone: ZoneInfo
    at: datetime
    before: timedelta
    after: timedelta


def offset(at: datetime, zone: ZoneInfo) -> timedelta:
    found = at.astimezone(zone).utcoffset()
    assert found is not None
    return found


@cache
def changes() -> list[Change]:
    return [change for name in sorted(available_timezones()) for change in changes_of(ZoneInfo(name))]


def changes_of(zone: ZoneInfo) -> Iterator[Change]:
    days = [NEW_YEAR + number * DAY for number in range(366)]
    for day, next_day in pairwise(days):
        if offset(day, zone) != offset(next_day, zone):
            steps = [day + number * STEP for number in range(97)]
            at = next(later for earlier, later in pairwise(steps) if offset(earlier, zone) != offset(later, zone))
            yield Change(zone, at, offset(day, zone), offset(next_day, zone))


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    """What the clock shows, without its zone."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def around(change: Change) -> list[datetime]:
    return [change.at + number * STEP for number in range(-200, 201)]


def instant(change: Change, shown: dict[datetime, datetime], wanted: datetime) -> datetime:
    """When the clock first shows `wanted`, or would have shown it had it not been put forward."""
    return shown.get(wanted) or change.at + (wanted - wall(change.at, change.zone)) + (change.after - change.before)


def test_zones_are_found_that_change_their_clocks_in_spring_autumn_and_by_halves() -> None:
    assert len(changes()) > 300
    steps = {change.after - change.before for change in changes()}
    assert {timedelta(hours=1), timedelta(hours=-1), timedelta(minutes=30), timedelta(hours=2)} <= steps


def test_each_local_date_and_time_is_run_exactly_once() -> None:
    for change in changes():
        shown: dict[datetime, datetime] = {}
        for at in around(change):
            shown.setdefault(wall(at, change.zone), at)
        edge = wall(change.at - STEP, change.zone) + STEP
        times = {(edge + quarters * STEP).time() for quarters in (-8, -4, -2, -1, 0, 1, 2, 4, 8)} | {time(12)}
        days = [edge.date() + number * DAY for number in (-1, 0, 1)]
        wanted = {instant(change, shown, datetime.combine(day, at)) for day in days for at in times}

        since = min(wanted) - timedelta.resolution
        runs = [since]
        while runs[-1] < max(wanted):
            runs.append(next_run(times, EVERY_DAY, change.zone, runs[-1]))
        assert runs[1:] == sorted(wanted), change


@pytest.mark.parametrize("quiet", [(22, 7), (0, 2), (1, 3), (23, 0), (3, 2)])
def test_quiet_hours_end_when_the_clock_first_shows_none(quiet: tuple[int, int]) -> None:
    begin, end = (time(hour) for hour in quiet)

    def shows_quiet(at: time) -> bool:
        return begin <= at < end if begin < end else at >= begin or at < end

    for change in changes():
        loud: datetime | None = None
        for at in reversed(around(change)):
            if not shows_quiet(wall(at, change.zone).time()):
                loud = at
            if loud is not None and at.minute == 0:
                assert after_quiet(at, QuietHours(begin, end), change.zone) == loud, change


def test_a_time_on_one_weekday_comes_once_a_week_whatever_the_clock_does() -> None:
    for change in changes():
        edge = wall(change.at, change.zone)
        weekday = frozenset({date.weekday(edge.date())})
        runs = [change.at - 10 * DAY]
        for _ in range(3):
            runs.append(next_run([edge.time()], weekday, change.zone, runs[-1]))
        gaps = [later - earlier for earlier, later in pairwise(runs[1:])]
        assert all(abs(gap - 7 * DAY) <= timedelta(hours=2) for gap in gaps), change
