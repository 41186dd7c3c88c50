"""When a digest is due: the reader's own hours, right across daylight saving."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.schedule import EVERY_DAY, WORKING_DAYS, next_run

VIENNA = ZoneInfo("Europe/Vienna")
ZONES = sorted(available_timezones() - {"localtime", "Factory"})

times = st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1, max_size=4)
weekdays = st.frozensets(st.integers(0, 6), min_size=1)
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-01-15T05:00", "2026-01-15T06:30"),
        ("2026-01-15T06:30", "2026-01-15T17:00"),  # strictly after
        ("2026-01-15T17:00", "2026-01-16T06:30"),
        ("2026-07-15T05:00", "2026-07-15T05:30"),  # summer time
    ],
)
def test_the_next_of_the_chats_own_hours(after: str, expected: str) -> None:
    assert next_run([time(18), time(7, 30)], EVERY_DAY, VIENNA, utc(after)) == utc(expected)


def test_weekdays_are_those_of_the_readers_zone() -> None:
    friday_evening_in_vienna = utc("2026-01-16T20:00")
    assert next_run([time(0, 30)], WORKING_DAYS, VIENNA, friday_evening_in_vienna) == utc("2026-01-18T23:30")


def test_a_time_that_does_not_exist_that_day_counts_as_if_the_clock_had_not_sprung() -> None:
    before = utc("2026-03-29T00:00")
    assert next_run([time(2, 30)], EVERY_DAY, VIENNA, before) == utc("2026-03-29T01:30")  # 03:30 by the clock
    assert next_run([time(2, 30)], EVERY_DAY, VIENNA, utc("2026-03-29T01:30")) == utc("2026-03-30T00:30")


def test_a_time_that_comes_twice_that_day_means_the_first() -> None:
    first = next_run([time(2, 30)], EVERY_DAY, VIENNA, utc("2026-10-25T00:00"))
    assert first == utc("2026-10-25T00:30")
    assert next_run([time(2, 30)], EVERY_DAY, VIENNA, first) == utc("2026-10-26T01:30")


def test_a_day_that_a_zone_left_out_is_not_run_twice() -> None:
    apia = ZoneInfo("Pacific/Apia")  # went from 29 to 31 December 2011
    runs = [utc("2011-12-28T00:00")]
    for _ in range(4):
        runs.append(next_run([time(8)], EVERY_DAY, apia, runs[-1]))
    assert [run.astimezone(apia).day for run in runs[1:]] == [28, 29, 31, 1]


@pytest.mark.parametrize(("at", "days"), [([], EVERY_DAY), ([time(8)], frozenset())])
def test_a_schedule_without_times_or_days_is_refused(at: list[time], days: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        next_run(at, days, VIENNA, utc("2026-01-01T00:00"))


@settings(max_examples=400)
@given(times, weekdays, zones, moments)
def test_runs_only_move_forward_and_show_the_readers_clock(
    at: list[time], days: frozenset[int], zone: ZoneInfo, after: datetime
) -> None:
    run = next_run(at, days, zone, after)
    assert after < run <= after + timedelta(days=9)
    local = run.astimezone(zone)
    shown = local.weekday() in days and local.time().replace(fold=0) in at
    assert shown or _after_a_gap(run, zone)


@settings(max_examples=100)
@given(times, zones, moments)
def test_no_day_is_skipped_and_none_runs_twice(at: list[time], zone: ZoneInfo, start: datetime) -> None:
    run, seen = start, []
    for _ in range(12):
        run = next_run(at, EVERY_DAY, zone, run)
        seen.append(run)
    expected = set()
    for offset in range(-2, 14):
        day = start.astimezone(zone).date() + timedelta(days=offset)
        expected |= {datetime.combine(day, t, tzinfo=zone).astimezone(UTC) for t in at}
    assert seen == sorted(run for run in expected if run > start)[:12]


def _after_a_gap(run: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock sprang forward within the day before: the wanted time didn't exist."""
    before = (run - timedelta(days=1)).astimezone(zone).utcoffset()
    after = run.astimezone(zone).utcoffset()
    assert before is not None
    assert after is not None
    return after > before
