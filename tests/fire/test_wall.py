"""The judge's own clock on the wall: what is due on the days on which clocks are put forward or back."""

from datetime import UTC, datetime, time, timedelta

import pytest

from fire.readers import make_readers
from fire.wall import dues
from jobs.schedule import EVERY_DAY, next_run

DAY = timedelta(days=1)


def due_on(zone: str, at: time, day: datetime) -> list[str]:
    return [f"{due:%H:%M}" for due in dues(zone, [at], day - timedelta.resolution, day + DAY - timedelta.resolution)]


@pytest.mark.parametrize(
    ("zone", "at", "day", "due"),
    [
        ("Asia/Kolkata", time(13, 30), datetime(2031, 3, 30, tzinfo=UTC), ["08:00"]),
        ("Europe/Berlin", time(2, 30), datetime(2031, 3, 29, tzinfo=UTC), ["01:30"]),
        # 02:30 is leapt over, and would have been half an hour after what is now 03:00
        ("Europe/Berlin", time(2, 30), datetime(2031, 3, 30, tzinfo=UTC), ["01:30"]),
        ("Europe/Berlin", time(2, 30), datetime(2031, 3, 31, tzinfo=UTC), ["00:30"]),
        ("America/New_York", time(2, 15), datetime(2031, 3, 9, tzinfo=UTC), ["07:15"]),
        # the clock shows it twice
        ("Europe/Berlin", time(2, 30), datetime(2031, 10, 26, tzinfo=UTC), ["00:30"]),
        ("Europe/Berlin", time(3), datetime(2031, 10, 26, tzinfo=UTC), ["02:00"]),
        ("America/New_York", time(1, 30), datetime(2031, 11, 2, tzinfo=UTC), ["05:30"]),
        ("America/New_York", time(1, 30), datetime(2031, 11, 3, tzinfo=UTC), ["06:30"]),
        ("Australia/Lord_Howe", time(1, 45), datetime(2031, 4, 5, tzinfo=UTC), ["14:45"]),
    ],
)
def test_each_local_time_is_due_once_a_day(zone: str, at: time, day: datetime, due: list[str]) -> None:
    assert due_on(zone, at, day) == due


def test_a_time_that_is_leapt_over_and_the_one_it_falls_on_are_one_instant_each() -> None:
    day = datetime(2031, 3, 30, tzinfo=UTC)
    found = list(dues("Europe/Berlin", [time(2, 30), time(3, 30)], day, day + DAY))
    assert set(found) == {datetime(2031, 3, 30, 1, 30, tzinfo=UTC)}


def test_times_between_two_steps_are_refused() -> None:
    day = datetime(2031, 3, 30, tzinfo=UTC)
    with pytest.raises(ValueError, match="quarters"):
        list(dues("UTC", [time(8, 10)], day, day + DAY))


def test_readers_find_the_same_over_a_year_as_the_product() -> None:
    begin = datetime(2031, 1, 1, tzinfo=UTC)
    for reader in make_readers(6, seed=1):
        expected, at = [], begin
        while (at := next_run(reader.times, EVERY_DAY, reader.clock, at)) <= begin + 365 * DAY:
            expected.append(at)
        assert list(dict.fromkeys(reader.dues(begin, begin + 365 * DAY))) == expected
