"""Days and hours as a reader's language writes them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from summaries.wording import ENGLISH

AT = datetime(2026, 11, 23, 17, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en_GB", "Mon 23 Nov, 17:05"),
        ("en_US", "Mon, Nov 23, 5:05\u202fPM"),
        ("uk", "пн, 23 лист., 17:05"),
        ("pt_BR", "seg., 23 de nov. 17:05"),
        ("ar", "الاثنين، 23 نوفمبر، 5:05 م"),
        ("zh", "11月23日周一 17:05"),
        ("ja", "11月23日(月) 17:05"),
    ],
)
def test_a_moment_is_written_as_its_language_does(locale: str, text: str) -> None:
    assert replace(ENGLISH, locale=locale).moment_text(AT, beside=AT.date()) == text


def test_the_year_stands_beside_a_day_of_another_one() -> None:
    assert ENGLISH.day_text(date(2025, 12, 31), beside=date(2026, 1, 1)) == "Wed, 31 Dec 2025"


@pytest.mark.parametrize(("locale", "rtl"), [("ar", True), ("fa", True), ("he", True), ("en_GB", False), ("ja", False)])
def test_the_direction_is_that_of_the_language(locale: str, rtl: bool) -> None:
    assert replace(ENGLISH, locale=locale).rtl is rtl


def test_english_counts() -> None:
    assert (ENGLISH.since(1), ENGLISH.since(2)) == ("+1 source since", "+2 sources since")
    assert (ENGLISH.sources(1), ENGLISH.sources(7)) == ("Source", "Sources")
