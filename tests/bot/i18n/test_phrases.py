"""Hours, days and moments read as a person would say them."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.i18n.phrases import age, ago, days, hours, moment, rhythm, zone_name
from bot.i18n.texts import texts_in

T = texts_in("en")
MONDAY = datetime(2031, 3, 3, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("weekdays", "said"),
    [
        ({0, 1, 2, 3, 4, 5, 6}, "every day"),
        ({0, 1, 2, 3, 4}, "Monday to Friday"),
        ({5, 6}, "on Saturday and Sunday"),
        ({3}, "on Thursday"),
        ({0, 2, 4}, "on Mon, Wed and Fri"),
    ],
)
def test_days(weekdays: set[int], said: str) -> None:
    assert days(T, frozenset(weekdays)) == said


def test_hours() -> None:
    assert hours(T, [time(18), time(7, 30)]) == "07:30 and 18:00"
    assert hours(T, [time(number) for number in range(24)]) == "every full hour"


def test_a_rhythm_names_days_hours_and_the_place() -> None:
    assert rhythm(T, [time(8)], frozenset(range(7)), "America/New_York") == "every day at 08:00 (New York time)"
    assert rhythm(T, [time(n) for n in range(24)], frozenset({5, 6}), "UTC") == (
        "on Saturday and Sunday every full hour (UTC)"
    )


@pytest.mark.parametrize(
    ("zone", "said"), [("Europe/Kyiv", "Kyiv time"), ("UTC", "UTC"), ("CET", "CET"), ("Etc/GMT+3", "GMT+3")]
)
def test_zones(zone: str, said: str) -> None:
    assert zone_name(T, zone) == said


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(hours=1), "today at 15:00"),
        (timedelta(hours=11), "tomorrow at 01:00"),
        (timedelta(days=-1), "yesterday at 14:00"),
        (timedelta(days=2), "on Wednesday at 14:00"),
        (timedelta(days=7), "on 10 March at 14:00"),
        (timedelta(days=30), "on 2 April at 15:00"),
    ],
)
def test_a_moment_is_told_in_local_time_also_across_summer_time(ahead: timedelta, said: str) -> None:
    assert moment(T, MONDAY + ahead, now=MONDAY, zone="Europe/Kyiv") == said


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=5), "5 minutes ago"),
        (timedelta(minutes=60), "1 hour ago"),
        (timedelta(hours=50), "2 days ago"),
    ],
)
def test_how_long_ago(past: timedelta, said: str) -> None:
    assert ago(T, MONDAY - past, now=MONDAY) == said


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (timedelta(hours=-3), "just now"),
        (timedelta(hours=30), "1 day ago"),
        (timedelta(days=2), "1 Mar"),
        (timedelta(days=90), "3 Dec 2030"),
    ],
)
def test_an_age_is_a_date_before_long(past: timedelta, said: str) -> None:
    assert age(T, MONDAY - past, now=MONDAY, zone="Europe/Kyiv") == said
