"""The languages that the bot speaks, by ISO 639-1 code, each with the name that its own speakers give it."""

from collections.abc import Mapping
from typing import Final

SOURCE: Final = "en"
"""The language that texts are written in: a message without a translation is said in it."""

NAMES: Final[Mapping[str, str]] = {
    "en": "English",
    "uk": "Українська",
    "ru": "Русский",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "pt": "Português",
    "it": "Italiano",
    "pl": "Polski",
    "tr": "Türkçe",
    "ar": "العربية",
    "fa": "فارسی",
    "hi": "हिन्दी",
    "id": "Bahasa Indonesia",
    "zh": "中文",
    "ja": "日本語",
}

LOCALES: Final[Mapping[str, str]] = {"en": "en_GB", "zh": "zh_Hans"}
"""CLDR locales where they aren't called like the language: English with days before months, simplified Chinese."""


def spoken(code: str | None) -> str | None:
    """The language of `NAMES` that a code such as Telegram's `pt-br` asks for; None for one that isn't there."""
    language = (code or "").replace("_", "-").partition("-")[0].lower()
    return language if language in NAMES else None


def locale_of(code: str) -> str:
    return LOCALES.get(code, code)
