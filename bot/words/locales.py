"""The languages in which people's words for days, times and places are understood, as CLDR has them (through Babel)."""

from collections.abc import Iterator
from functools import cache

from babel import Locale

LANGUAGES = ("en", "uk", "ru", "de", "fr", "es", "pt", "it", "pl", "tr", "ar", "fa", "hi", "id", "zh", "ja")


def language_of(code: str | None) -> str | None:
    """The one of `LANGUAGES` that a code such as `pt-br` means; None for another."""
    language = (code or "").replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else None


@cache
def locale_of(language: str) -> Locale:
    """What CLDR knows of one of `LANGUAGES`; the first look takes a few milliseconds."""
    return Locale.parse(language)


def locales() -> Iterator[tuple[str, Locale]]:
    return ((language, locale_of(language)) for language in LANGUAGES)
