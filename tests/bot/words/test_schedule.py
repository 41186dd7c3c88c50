"""A schedule is understood as people write it, and what isn't understood is named."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words.calendar import days
from bot.words.locales import LANGUAGES, locale_of
from bot.words.said import plain
from bot.words.schedule import Fault, ScheduleNotUnderstood, ScheduleWords, read_schedule
from jobs.schedule import EVERY_DAY, HOURLY, WEEKEND, WORKING_DAYS


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


EIGHT, HALF_PAST_SEVEN, EVENING = time(8), time(7, 30), time(20)


@pytest.mark.parametrize(
    ("language", "text", "times", "weekdays", "zone"),
    [
        ("en", "every morning at 8 and every evening at 8", (EIGHT, EVENING), None, None),
        ("uk", "щодня о 8 ранку, Київ", (EIGHT,), EVERY_DAY, "Europe/Kyiv"),
        ("uk", "з понеділка до п'ятниці о 7:30", (HALF_PAST_SEVEN,), WORKING_DAYS, None),
        ("uk", "Пн–Пт 8", (EIGHT,), WORKING_DAYS, None),
        ("ru", "по будням в 8 вечера Москва", (EVENING,), WORKING_DAYS, "Europe/Moscow"),
        ("ru", "по вторникам и четвергам 8:00", (EIGHT,), frozenset({1, 3}), None),
        ("de", "täglich um 8 Uhr", (EIGHT,), EVERY_DAY, None),
        ("de", "Mo bis Fr 7.30 Uhr München", (HALF_PAST_SEVEN,), WORKING_DAYS, "Europe/Berlin"),
        ("de", "Di Do 8 Uhr abends", (EVENING,), frozenset({1, 3}), None),
        ("fr", "du lundi au vendredi à 7h30", (HALF_PAST_SEVEN,), WORKING_DAYS, None),
        ("fr", "mar., dim. 8h du soir", (EVENING,), frozenset({1, 6}), None),
        ("es", "mar y do a las 8 de la tarde", (EVENING,), frozenset({1, 6}), None),
        ("es", "lunes a viernes 7:30 h Nueva York", (HALF_PAST_SEVEN,), WORKING_DAYS, "America/New_York"),
        ("pt", "segunda a sexta às 7h30", (HALF_PAST_SEVEN,), WORKING_DAYS, None),
        ("pt", "segunda-feira 8 da noite", (EVENING,), frozenset({0}), None),
        ("it", "dal lunedì al venerdì alle ore 7.30", (HALF_PAST_SEVEN,), WORKING_DAYS, None),
        ("pl", "od poniedziałku do piątku o 8 rano", (EIGHT,), WORKING_DAYS, None),
        ("tr", "hafta içi sabah 8 akşam 8 İstanbul", (EIGHT, EVENING), WORKING_DAYS, "Europe/Istanbul"),
        ("tr", "Pzt-Cum 8", (EIGHT,), WORKING_DAYS, None),
        ("ar", "من الاثنين إلى الجمعة ٧:٣٠ القاهرة", (HALF_PAST_SEVEN,), WORKING_DAYS, "Africa/Cairo"),
        ("ar", "كل يوم الساعة ٨ مساءً", (EVENING,), EVERY_DAY, None),
        ("ar", "نهاية الأسبوع ٨", (EIGHT,), frozenset({4, 5}), None),
        ("fa", "شنبه تا چهارشنبه ساعت ۸ صبح", (EIGHT,), frozenset({5, 6, 0, 1, 2}), None),
        ("fa", "سه شنبه ۸", (EIGHT,), frozenset({1}), None),
        ("hi", "सोमवार से शुक्रवार तक सुबह ८ बजे", (EIGHT,), WORKING_DAYS, None),
        ("id", "Senin-Jumat pukul 07.30", (HALF_PAST_SEVEN,), WORKING_DAYS, None),
        ("zh", "周一到周五上午七点半和晚上8点北京", (HALF_PAST_SEVEN, EVENING), WORKING_DAYS, "Asia/Shanghai"),
        ("ja", "月曜日から金曜日まで午前7時30分、東京", (HALF_PAST_SEVEN,), WORKING_DAYS, "Asia/Tokyo"),
        ("ja", "月・水　２０：００", (EVENING,), frozenset({0, 2}), None),
    ],
)
def test_it_is_read_in_the_readers_language(
    language: str, text: str, times: tuple[time, ...], weekdays: frozenset[int] | None, zone: str | None
) -> None:
    assert read_schedule(text, language) == ScheduleWords(times=times, weekdays=weekdays, zone=zone)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_of_the_week_is_known_in_full_and_for_short(language: str) -> None:
    for width in ("wide", "abbreviated"):
        for day, name in locale_of(language).days["stand-alone"][width].items():
            assert read_schedule(f"{name} 8", language) == ScheduleWords(times=(EIGHT,), weekdays=frozenset({day}))
            if width == "wide":
                assert days().meaning(plain(name), None) == day, "in full also to who speaks another language"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("en", "hourly"), ("en", "every hour"), ("uk", "щогодини"), ("ru", "каждый час"), ("de", "stündlich")),
        *(("fr", "toutes les heures"), ("es", "cada hora"), ("pt", "de hora em hora"), ("it", "ogni ora")),
        *(("pl", "co godzinę"), ("tr", "her saat"), ("ar", "كل ساعة"), ("fa", "هر ساعت"), ("hi", "हर घंटे")),
        *(("id", "setiap jam"), ("zh", "每小时"), ("ja", "毎時")),
    ],
)
def test_hourly_is_24_times(language: str, text: str) -> None:
    assert read_schedule(text, language).times == HOURLY


@pytest.mark.parametrize(
    ("language", "text", "fault", "word"),
    [
        (None, "8 do", Fault.UNKNOWN, "do"),  # a Thursday in German, a Sunday in Spanish
        (None, "8 per day", Fault.UNKNOWN, "per"),  # a Thursday in Turkish
        (None, "every 2 hours", Fault.UNKNOWN, "every 2"),
        ("es", "cada 2 horas", Fault.UNKNOWN, "cada 2"),
        ("zh", "每2小时", Fault.UNKNOWN, "每 2"),
        ("de", "hourly 8:30", Fault.MANY_TIMES, "25"),
        ("de", "morgens", Fault.UNKNOWN, "morgens"),
        ("ar", "٢٥:٠٠", Fault.TIME, "25:00"),
        ("uk", "13 ранку", Fault.TIME, "13"),
    ],
)
def test_a_word_of_two_meanings_is_not_guessed(language: str | None, text: str, fault: Fault, word: str) -> None:
    with pytest.raises(ScheduleNotUnderstood) as caught:
        read_schedule(text, language)
    assert (caught.value.fault, caught.value.word) == (fault, word)


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
    with pytest.raises(ScheduleNotUnderstood) as caught:
        read_schedule("8:00 Берлн", "uk")
    assert "Берлін" in caught.value.suggestions


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
        "щодня",
        "ранку",
        "sabah",
        "月火日本8時",
        "十十点",
        "每",
        "から",
        "hourly",
    ]
)


@given(
    st.one_of(st.text(), st.lists(st.one_of(WORDS, st.text(max_size=6))).map(" ".join)),
    st.sampled_from([None, "xx", *LANGUAGES]),
)
def test_any_text_is_read_or_refused_with_the_one_error(text: str, language: str | None) -> None:
    try:
        read = read_schedule(text, language)
    except ScheduleNotUnderstood:
        return
    assert read.times or read.weekdays or read.zone
