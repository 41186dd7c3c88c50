"""What people write is understood in each language that the bot speaks."""

import pytest

from bot.i18n.languages import NAMES
from bot.words.locales import LANGUAGES, language_of, locale_of


def test_the_languages_that_are_understood_are_those_that_are_spoken() -> None:
    assert set(LANGUAGES) == set(NAMES)


@pytest.mark.parametrize(
    ("code", "language"), [("pt-br", "pt"), ("zh_Hant_TW", "zh"), ("UK", "uk"), ("tlh", None), ("", None), (None, None)]
)
def test_a_region_does_not_matter(code: str | None, language: str | None) -> None:
    assert language_of(code) == language


def test_cldr_knows_each_of_them() -> None:
    assert [locale_of(language).language for language in LANGUAGES] == list(LANGUAGES)
