"""Numbers, dates and times as short as a picture has room for, in the manner of the reader's language."""

from datetime import date, timedelta

import pytest
from babel import Locale

from bot.charts import numbers
from bot.i18n.languages import NAMES, locale_of


@pytest.mark.parametrize(
    ("value", "locale", "text"),
    [
        (0, "en_GB", "0"),
        (-12, "en_GB", "-12"),
        (9_876, "en_GB", "9,876"),
        (12_345, "en_GB", "12.3K"),
        (2_500_000, "en_GB", "2.5M"),
        (12_345, "de", "12.345"),
        (12_345, "ru", "12,3 тыс."),
        (12_345, "ja", "1.2万"),
        (1_234_567, "hi", "12.3 लाख"),
        (10**12, "en_GB", "1T"),
    ],
)
def test_large_numbers_are_short(value: int, locale: str, text: str) -> None:
    assert numbers.number(value, Locale.parse(locale)).replace("\xa0", " ") == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(0), "0 mins"),
        (timedelta(seconds=40), "1 min"),
        (timedelta(minutes=45), "45 mins"),
        (timedelta(hours=1), "1 hr"),
        (timedelta(minutes=100), "100 mins"),
        (timedelta(hours=2.52), "2.5 hrs"),
        (timedelta(hours=30), "30 hrs"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=12, hours=11), "12 days"),
    ],
)
def test_a_span_is_in_the_unit_one_can_picture(span: timedelta, text: str) -> None:
    assert numbers.duration(span, Locale.parse("en_GB")) == text


@pytest.mark.parametrize("language", NAMES)
def test_every_language_says_them(language: str) -> None:
    locale = Locale.parse(locale_of(language))
    first, last = date(2026, 3, 2), date(2026, 4, 1)
    said = {
        numbers.number(12_345, locale),
        numbers.duration(timedelta(hours=3), locale),
        numbers.day(first, locale),
        numbers.period(first, last, locale),
    }
    assert len(said) == 4
    assert all(len(text) <= 40 for text in said)
