"""Quiet hours: what the clock on the reader's wall shows, and what comes when they are over."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.schedule import EVERY_DAY, HOURLY, WORKING_DAYS, QuietHours, after_quiet, first_run, is_quiet, next_run

VIENNA = ZoneInfo("Europe/Vienna")
NIGHT = QuietHours(time(22), time(7))

minutes = st.times().map(lambda at: at.replace(second=0, microsecond=0))
quiet_hours = st.builds(QuietHours, minutes, minutes)
times = st.lists(minutes, min_size=1, max_size=4)
weekdays = st.frozensets(st.integers(0, 6), min_size=1)
zones = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})).map(ZoneInfo)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def vienna(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIENNA, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "quiet"), [("21:59", False), ("22:00", True), ("00:00", True), ("06:59", True), ("07:00", False)]
)
def test_hours_over_midnight_are_quiet_from_their_begin_until_before_their_end(at: str, quiet: bool) -> None:
    assert is_quiet(vienna(f"2026-01-15T{at}"), NIGHT, VIENNA) is quiet


@pytest.mark.parametrize(("at", "quiet"), [("12:59", False), ("13:00", True), ("14:59", True), ("15:00", False)])
def test_hours_within_a_day_are_too(at: str, quiet: bool) -> None:
    assert is_quiet(vienna(f"2026-07-15T{at}"), QuietHours(time(13), time(15)), VIENNA) is quiet


@pytest.mark.parametrize(
    "none", [QuietHours(), QuietHours(time(8), time(8)), QuietHours(time(8), None), QuietHours(None, time(8))]
)
def test_equal_or_missing_hours_are_none(none: QuietHours) -> None:
    at = vienna("2026-01-15T08:00")
    assert not is_quiet(at, none, VIENNA)
    assert after_quiet(at, none, VIENNA) == at
    assert next_run([time(8)], EVERY_DAY, VIENNA, at, none) == at + timedelta(days=1)


def test_a_digest_due_in_quiet_hours_comes_at_their_end() -> None:
    evening = vienna("2026-01-15T21:00")
    assert next_run([time(23)], EVERY_DAY, VIENNA, evening, NIGHT) == vienna("2026-01-16T07:00")


def test_several_deferred_ones_are_one() -> None:
    runs = [vienna("2026-01-15T20:30")]
    for _ in range(17):
        runs.append(next_run(HOURLY, EVERY_DAY, VIENNA, runs[-1], NIGHT))
    shown = [run.astimezone(VIENNA).strftime("%d %H:%M") for run in runs[1:]]
    assert shown == ["15 21:00", *(f"16 {hour:02}:00" for hour in range(7, 22)), "17 07:00"]


def test_a_schedule_changed_in_the_night_keeps_what_the_night_holds_back() -> None:
    assert next_run([time(23)], EVERY_DAY, VIENNA, vienna("2026-01-15T23:30"), NIGHT) == vienna("2026-01-16T07:00")


def test_a_fridays_digest_may_come_on_saturday() -> None:
    friday = vienna("2026-01-16T12:00")
    assert next_run([time(23)], WORKING_DAYS, VIENNA, friday, NIGHT) == vienna("2026-01-17T07:00")
    assert next_run([time(23)], WORKING_DAYS, VIENNA, vienna("2026-01-17T07:00"), NIGHT) == vienna("2026-01-20T07:00")


def test_what_a_pause_ends_with_counts() -> None:
    eight = vienna("2026-01-19T08:00")
    assert first_run([time(8)], EVERY_DAY, VIENNA, eight) == eight
    assert first_run([time(8)], EVERY_DAY, VIENNA, eight, QuietHours(time(6), time(9))) == vienna("2026-01-19T09:00")


def test_an_end_that_does_not_exist_that_day_has_passed_once_the_clock_has_sprung() -> None:
    quiet = QuietHours(time(23), time(2, 30))
    assert after_quiet(vienna("2026-03-29T00:10"), quiet, VIENNA) == utc("2026-03-29T01:00")  # 03:00 by the clock


def test_hours_that_come_twice_are_quiet_both_times() -> None:
    quiet = QuietHours(time(23), time(2, 30))
    end = after_quiet(vienna("2026-10-25T01:00"), quiet, VIENNA)
    assert end == vienna("2026-10-25T02:30")
    assert is_quiet(vienna("2026-10-25T02:10", fold=1), quiet, VIENNA)
    assert after_quiet(vienna("2026-10-25T02:10", fold=1), quiet, VIENNA) == vienna("2026-10-25T02:30", fold=1)


def test_the_only_loud_hour_may_be_one_that_is_left_out() -> None:
    quiet = QuietHours(time(3), time(2))
    assert after_quiet(vienna("2026-03-28T12:00"), quiet, VIENNA) == vienna("2026-03-30T02:00")


def test_a_zone_that_leaves_out_a_day_has_no_quiet_hours_on_it() -> None:
    apia = ZoneInfo("Pacific/Apia")  # went from 29 to 31 December 2011
    before = datetime(2011, 12, 29, 23, tzinfo=apia)
    assert after_quiet(before, NIGHT, apia) == datetime(2011, 12, 31, 7, tzinfo=apia)
    assert after_quiet(before, NIGHT, apia) - before.astimezone(UTC) == timedelta(hours=8)


@settings(max_examples=300)
@given(moments, quiet_hours, zones)
def test_the_end_is_never_quiet_and_all_before_it_is(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> None:
    end = after_quiet(at, quiet, zone)
    assert not is_quiet(end, quiet, zone)
    assert after_quiet(end, quiet, zone) == end
    assert at <= end <= at + timedelta(days=2)
    for part in range(20):
        between = at + (end - at) * part / 20
        assert between == end or is_quiet(between, quiet, zone)
    assert end == at or is_quiet(end - timedelta.resolution, quiet, zone)


@settings(max_examples=200)
@given(st.lists(moments, min_size=2, max_size=2), quiet_hours, zones)
def test_deferral_keeps_the_order(at: list[datetime], quiet: QuietHours, zone: ZoneInfo) -> None:
    earlier, later = sorted([at[0], at[0] + (at[1] - at[0]) / 5000])
    assert after_quiet(earlier, quiet, zone) <= after_quiet(later, quiet, zone)


@settings(max_examples=150)
@given(times, weekdays, quiet_hours, zones, moments)
def test_each_run_is_told_once_at_its_own_time_or_when_quiet_ends(
    at: list[time], days: frozenset[int], quiet: QuietHours, zone: ZoneInfo, start: datetime
) -> None:
    told = [start]
    for _ in range(8):
        told.append(next_run(at, days, zone, told[-1], quiet))
    assert all(earlier < later for earlier, later in pairwise(told))

    expected, run = set(), start - timedelta(days=3)
    while (run := next_run(at, days, zone, run)) <= told[-1]:
        expected.add(after_quiet(run, quiet, zone))
    assert told[1:] == sorted(at for at in expected if start < at <= told[-1])
