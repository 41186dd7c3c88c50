"""Days are the zone's own: each moment belongs to one of them, whatever the clock does that night."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError, available_timezones

import pytest

from storage.days import Days, last_days

HOUR = timedelta(hours=1)

CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29), 23),
    ("Europe/Berlin", date(2026, 10, 25), 25),
    # the clock springs over midnight
    ("Africa/Cairo", date(2026, 4, 24), 23),
    # by half an hour
    ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
    ("Asia/Kathmandu", date(2026, 3, 2), 24),
    ("UTC", date(2026, 3, 2), 24),
]


def test_today_is_the_zones_today_as_far_as_it_has_come(now: datetime) -> None:
    late = now.replace(hour=23)
    assert last_days(1, zone="UTC", now=late).dates == (date(2026, 3, 2),)
    days = last_days(3, zone="Asia/Tokyo", now=late)
    assert days.dates == (date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3))
    assert days.since == datetime(2026, 2, 28, 15, tzinfo=UTC)
    assert days.until == late


def test_a_zone_that_nobody_knows_is_refused(now: datetime) -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        last_days(7, zone="Mars/Olympus_Mons", now=now)


@pytest.mark.parametrize(("zone", "day", "hours"), CHANGES)
def test_a_day_is_as_long_as_the_zone_makes_it(zone: str, day: date, hours: float, now: datetime) -> None:
    days = Days(first=day, last=day, zone=zone, now=now + timedelta(days=365))
    assert days.until - days.since == hours * HOUR


def test_days_follow_one_another_without_a_gap_in_every_zone() -> None:
    far = datetime(2028, 1, 1, tzinfo=UTC)
    for zone in available_timezones():
        for month in range(1, 13):
            one = Days(first=date(2026, month, 1), last=date(2026, month, 27), zone=zone, now=far)
            next_one = Days(first=date(2026, month, 28), last=date(2026, month, 28), zone=zone, now=far)
            assert one.until == next_one.since
            assert one.begins(one.first) == one.since
            assert one.date_of(one.since) == one.first
            assert one.date_of(one.until - timedelta(microseconds=1)) == one.last
