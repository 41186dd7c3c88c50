"""How long a pause is, or until when, is understood as people write it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.words.locales import LANGUAGES
from bot.words.spans import LONGEST_SPAN, SpanFault, SpanNotUnderstood, read_span

KYIV = ZoneInfo("Europe/Kyiv")
NOW = datetime(2026, 3, 3, 14, 20, tzinfo=KYIV)
"""A Tuesday."""


def end_of(text: str, language: str | None = None, now: datetime = NOW) -> str:
    return read_span(text, now=now, zone=KYIV, language=language).astimezone(KYIV).strftime("%a %d.%m.%y %H:%M")


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("3d", "Fri 06.03.26 14:20"),
        ("3", "Fri 06.03.26 14:20"),
        ("for 3 days", "Fri 06.03.26 14:20"),
        ("2 weeks", "Tue 17.03.26 14:20"),
        ("1w2d", "Thu 12.03.26 14:20"),
        ("12h", "Wed 04.03.26 02:20"),
        ("12 hours and 30 min", "Wed 04.03.26 02:50"),
        ("an hour", "Tue 03.03.26 15:20"),
        ("a week", "Tue 10.03.26 14:20"),
        ("month", "Fri 03.04.26 14:20"),
        ("1 year", "Wed 03.03.27 14:20"),
        ("fortnight", "Tue 17.03.26 14:20"),
        ("٣d", "Fri 06.03.26 14:20"),
    ],
)
def test_a_length_ends_when_the_clock_shows_the_same(text: str, end: str) -> None:
    assert end_of(text) == end


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("until monday", "Mon 09.03.26 00:00"),
        ("until next Monday", "Mon 09.03.26 00:00"),
        ("tuesday", "Tue 10.03.26 00:00"),
        ("until tuesday 18:00", "Tue 03.03.26 18:00"),
        ("until tuesday 9:00", "Tue 10.03.26 09:00"),
        ("tomorrow", "Wed 04.03.26 00:00"),
        ("until tomorrow at 9 am", "Wed 04.03.26 09:00"),
        ("day after tomorrow", "Thu 05.03.26 00:00"),
        ("next week", "Mon 09.03.26 00:00"),
        ("until 18:00", "Tue 03.03.26 18:00"),
        ("until 8", "Wed 04.03.26 08:00"),
        ("till noon", "Wed 04.03.26 12:00"),
        ("today 20:00", "Tue 03.03.26 20:00"),
        ("till 5 march", "Thu 05.03.26 00:00"),
        ("until March 5th", "Thu 05.03.26 00:00"),
        ("until the 5th", "Thu 05.03.26 00:00"),
        ("until the 2nd", "Thu 02.04.26 00:00"),
        ("3 march", "Wed 03.03.27 00:00"),
        ("until may", "Fri 01.05.26 00:00"),
        ("1.4.", "Wed 01.04.26 00:00"),
        ("31.12.26", "Thu 31.12.26 00:00"),
        ("3/15", "Sun 15.03.26 00:00"),
        ("2026-04-01", "Wed 01.04.26 00:00"),
    ],
)
def test_a_moment_is_the_next_of_its_name(text: str, end: str) -> None:
    assert end_of(text) == end


@pytest.mark.parametrize(
    ("language", "days", "monday", "march", "tomorrow"),
    [
        ("en", "3 days", "until Monday", "until 5 March", "tomorrow"),
        ("uk", "на 3 дні", "до понеділка", "до 5 березня", "завтра"),
        ("ru", "на 3 дня", "до понедельника", "до 5 марта", "завтра"),
        ("de", "3 Tage", "bis Montag", "bis zum 5. März", "bis morgen"),
        ("fr", "pendant 3 jours", "jusqu'à lundi", "jusqu’au 5 mars", "demain"),
        ("es", "3 días", "hasta el lunes", "hasta el 5 de marzo", "mañana"),
        ("pt", "por 3 dias", "até segunda-feira", "até 5 de março", "amanhã"),
        ("it", "per 3 giorni", "fino a lunedì", "fino al 5 marzo", "domani"),
        ("pl", "na 3 dni", "do poniedziałku", "do 5 marca", "jutro"),
        ("tr", "3 gün", "pazartesiye kadar", "5 Mart", "yarın"),
        ("ar", "٣ أيام", "حتى الاثنين", "حتى ٥ مارس", "غدا"),
        ("fa", "۳ روز", "تا دوشنبه", "تا ۵ مارس", "فردا"),
        ("hi", "३ दिन", "सोमवार तक", "५ मार्च तक", "कल"),
        ("id", "3 hari", "sampai hari Senin", "sampai tanggal 5 Maret", "besok"),
        ("zh", "3天", "到周一", "到3月5日", "明天"),
        ("ja", "３日間", "月曜日まで", "3月5日まで", "明日"),
    ],
)
def test_every_language_has_its_words(language: str, days: str, monday: str, march: str, tomorrow: str) -> None:
    assert end_of(days, language) == "Fri 06.03.26 14:20"
    assert end_of(monday, language) == "Mon 09.03.26 00:00"
    assert end_of(march, language) == "Thu 05.03.26 00:00"
    assert end_of(tomorrow, language) == "Wed 04.03.26 00:00"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bots_own_short_forms_mean_the_same_in_every_language(language: str) -> None:
    ends = {end_of(text, language) for text in ("1d", "24h", "1 d", "24 h")}
    assert ends == {"Wed 04.03.26 14:20"}
    assert end_of("2w", language) == "Tue 17.03.26 14:20"


@pytest.mark.parametrize(
    ("language", "text", "end"),
    [
        ("fr", "5/3", "Thu 05.03.26 00:00"),
        ("ja", "3/5", "Thu 05.03.26 00:00"),
        ("de", "bis 05.12", "Sat 05.12.26 00:00"),
        ("id", "sampai 05.12", "Wed 04.03.26 05:12"),
        ("fr", "jusqu'à 18h", "Tue 03.03.26 18:00"),
        ("de", "bis zum 5.", "Thu 05.03.26 00:00"),
        ("ja", "5日まで", "Thu 05.03.26 00:00"),
        ("ja", "5日間", "Sun 08.03.26 14:20"),
        ("ar", "يومين", "Thu 05.03.26 14:20"),
        ("zh", "两周", "Tue 17.03.26 14:20"),
        ("zh", "到3月5日18点", "Thu 05.03.26 18:00"),
        ("uk", "3д", "Fri 06.03.26 14:20"),
    ],
)
def test_dates_are_read_as_the_language_writes_them(language: str, text: str, end: str) -> None:
    assert end_of(text, language) == end


@pytest.mark.parametrize(
    ("text", "fault", "word"),
    [
        ("", SpanFault.EMPTY, ""),
        ("for", SpanFault.EMPTY, ""),
        ("3 bananas", SpanFault.UNKNOWN, "bananas"),
        ("until whenever", SpanFault.UNKNOWN, "whenever"),
        ("²d", SpanFault.UNKNOWN, "²d"),
        ("until 25:00", SpanFault.TIME, "25:00"),
        ("31 february", SpanFault.DATE, "31 february"),
        ("31.2.", SpanFault.DATE, "31.2."),
        ("until the 32nd", SpanFault.DATE, "32nd"),
        ("until 3/5", SpanFault.AMBIGUOUS, "3/5"),
        ("3m", SpanFault.AMBIGUOUS, "3m"),
        ("monday friday", SpanFault.TWO_ENDS, "monday friday"),
        ("3d monday", SpanFault.TWO_ENDS, "3d monday"),
        ("0d", SpanFault.PAST, "0d"),
        ("2026-03-03", SpanFault.PAST, "2026-03-03"),
        ("today 9:00", SpanFault.PAST, "today 9:00"),
        ("2 years", SpanFault.LONG, "2 years"),
        ("29 february", SpanFault.LONG, "29 february"),
        ("9999d9999d", SpanFault.LONG, "9999d9999d"),
    ],
)
def test_what_is_at_fault_is_named(text: str, fault: SpanFault, word: str) -> None:
    with pytest.raises(SpanNotUnderstood) as caught:
        read_span(text, now=NOW, zone=KYIV)
    assert (caught.value.fault, caught.value.word) == (fault, word)


def test_days_follow_the_local_clock_and_hours_do_not() -> None:
    saturday = datetime(2026, 3, 28, 12, tzinfo=KYIV)  # the clock springs forward in the night
    assert end_of("1d", now=saturday) == "Sun 29.03.26 12:00"
    assert end_of("24h", now=saturday) == "Sun 29.03.26 13:00"


def test_a_month_after_its_31st_is_the_last_of_a_shorter_one() -> None:
    assert end_of("1 month", now=datetime(2026, 1, 31, 9, tzinfo=KYIV)) == "Sat 28.02.26 09:00"
    assert end_of("11 months", now=datetime(2026, 1, 31, 9, tzinfo=KYIV)) == "Thu 31.12.26 09:00"


def test_a_midnight_that_does_not_exist_is_the_first_moment_of_its_day() -> None:
    cairo = ZoneInfo("Africa/Cairo")  # springs from 24 April 00:00 to 01:00
    end = read_span("until 24 april", now=NOW, zone=cairo)
    assert end == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert end.astimezone(cairo).hour == 1


WORDS = st.sampled_from(
    [
        *(
            "3",
            "3d",
            "12h",
            "0d",
            "9999",
            "9999w",
            "1w2d",
            "31",
            "5th",
            "5.",
            "3/5",
            "3.5.",
            "2026-02-30",
            "18:00",
            "9pm",
        ),
        *(
            "until",
            "till",
            "for",
            "a",
            "and",
            "next",
            "-",
            "week",
            "monday",
            "march",
            "february",
            "noon",
            "tomorrow",
            "m",
        ),
        *("до", "завтра", "bis", "Montag", "في", "۳", "روز", "月", "日", "3月", "月5日", "まで", "\u200f", "\u2067"),
    ]
)


@settings(max_examples=300)
@given(
    st.one_of(st.text(), st.lists(st.one_of(WORDS, st.text(max_size=6))).map(" ".join)),
    st.sampled_from([None, "xx", *LANGUAGES]),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),  # noqa: DTZ001
)
def test_any_text_ends_within_a_year_or_is_refused_with_the_one_error(
    text: str, language: str | None, now: datetime
) -> None:
    try:
        end = read_span(text, now=now, zone=KYIV, language=language)
    except SpanNotUnderstood:
        return
    assert now < end <= now + LONGEST_SPAN
    assert end.utcoffset() == timedelta()
