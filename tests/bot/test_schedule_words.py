"""A schedule is understood as people write it, and what isn't understood is named."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedule_words import Fault, ScheduleNotUnderstood, ScheduleWords, read_schedule
from jobs.schedule import EVERY_DAY, WEEKEND, WORKING_DAYS


@pytest.mark.parametrize(
    ("text", "times", "weekdays", "zone"),
    [
        ("07:30 18:00 Europe/Kyiv mon-fri", (time(7, 30), time(18)), WORKING_DAYS, "Europe/Kyiv"),
        ("9", (time(9),), None, None),
        ("18:00, 7.30", (time(7, 30), time(18)), None, None),
        ("7am 7:30 pm", (time(7), time(19, 30)), None, None),
        ("12am 12 p.m.", (time(0), time(12)), None, None),
        ("noon and midnight", (time(0), time(12)), None, None),
        ("18h 7h30", (time(7, 30), time(18)), None, None),
        ("every day at 8", (time(8),), EVERY_DAY, None),
        ("daily 8", (time(8),), EVERY_DAY, None),
        ("weekdays 7.30pm New York", (time(19, 30),), WORKING_DAYS, "America/New_York"),
        ("weekends at 10 in Munich", (time(10),), WEEKEND, "Europe/Berlin"),
        ("Mon, Wed and Fridays 6", (time(6),), frozenset({0, 2, 4}), None),
        ("monday to wednesday", None, frozenset({0, 1, 2}), None),
        ("sat–mon", None, frozenset({5, 6, 0}), None),
        ("thurs", None, frozenset({3}), None),
        ("Berlin", None, None, "Europe/Berlin"),
        ("europe/berlin", None, None, "Europe/Berlin"),
        ("buenos aires 8", (time(8),), None, "America/Argentina/Buenos_Aires"),
        ("Rio de Janeiro 8:00", (time(8),), None, "America/Sao_Paulo"),
        ("São Paulo", None, None, "America/Sao_Paulo"),
        ("9 am Eastern time", (time(9),), None, "America/New_York"),
        ("8 UTC", (time(8),), None, "UTC"),
        ("8 8 08:00", (time(8),), None, None),
    ],
)
def test_times_days_and_a_zone_are_read_in_any_order(
    text: str, times: tuple[time, ...] | None, weekdays: frozenset[int] | None, zone: str | None
) -> None:
    assert read_schedule(text) == ScheduleWords(times=times, weekdays=weekdays, zone=zone)


@pytest.mark.parametrize(
    ("text", "fault", "word"),
    [
        ("", Fault.EMPTY, ""),
        ("  at , on ", Fault.EMPTY, ""),
        ("8:00 tomorow", Fault.UNKNOWN, "tomorow"),
        ("25:00 Berlin", Fault.TIME, "25:00"),
        ("8:75", Fault.TIME, "8:75"),
        ("13pm", Fault.TIME, "13pm"),
        ("0 am", Fault.TIME, "0 am"),
        ("7:3", Fault.TIME, "7:3"),
        ("8 UTC+2", Fault.OFFSET, "UTC+2"),
        ("8 +02:00", Fault.OFFSET, "+02:00"),
        ("8 Berlin Tokyo", Fault.TWO_ZONES, "Europe/Berlin / Asia/Tokyo"),
    ],
)
def test_the_word_at_fault_is_named(text: str, fault: Fault, word: str) -> None:
    with pytest.raises(ScheduleNotUnderstood) as caught:
        read_schedule(text)
    assert (caught.value.fault, caught.value.word) == (fault, word)


def test_a_misspelled_place_brings_the_place_that_was_meant() -> None:
    with pytest.raises(ScheduleNotUnderstood) as caught:
        read_schedule("8:00 Berln")
    assert "Berlin" in caught.value.suggestions


def test_more_times_than_a_day_has_hours_are_refused() -> None:
    with pytest.raises(ScheduleNotUnderstood) as caught:
        read_schedule(" ".join(f"8:{minute:02}" for minute in range(25)))
    assert caught.value.fault is Fault.MANY_TIMES


WORDS = st.sampled_from(
    [
        "7",
        "07:30",
        "7am",
        "pm",
        "mon",
        "mon-fri",
        "fri-",
        "-",
        "–",
        "to",
        "every",
        "day",
        "New",
        "York",
        "UTC+",
        "+2",
        "Etc/GMT+3",
        "²:00",
        "٣",
        "1.2.3",
        "at",
    ]
)


@given(st.one_of(st.text(), st.lists(st.one_of(WORDS, st.text(max_size=6))).map(" ".join)))
def test_any_text_is_read_or_refused_with_the_one_error(text: str) -> None:
    try:
        read = read_schedule(text)
    except ScheduleNotUnderstood:
        return
    assert read.times or read.weekdays or read.zone
