"""The words that people have for days, hours and spans of time, in all of `LANGUAGES`.

CLDR (through Babel) has the names of days, months and units; everyday words, such as "täglich" and "щодня", and
forms that CLDR lacks stand in `bot/calendar.json`. A word means what the reader's language says, else English,
else what all the other languages agree on.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Generic, TypeVar

from babel import Locale
from babel.units import format_unit

from bot.words.locales import language_of, locales
from bot.words.said import Word, plain
from jobs.schedule import EVERY_DAY

ENGLISH = "en"
SHORTEST_FOREIGN = 4
"""Latin letters in a word of somebody else's language: "do" is a day in German, in Spanish another."""

COUNTS = (1, 2, 3, 5, 11, 21, 100, 1.5)
"""Among these numbers each language has each of its plural forms."""

Meaning = TypeVar("Meaning")


class Unit(StrEnum):
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Half(StrEnum):
    """Of a day on a clock of twelve hours."""

    AM = "am"
    PM = "pm"


class Filler(StrEnum):
    PLAIN = "plain"
    EACH = "each"
    CLOCK = "clock"
    """What follows the number of an hour: "o'clock"."""


class Words(Generic[Meaning]):
    """Words and phrases with one meaning in each language that has them."""

    def __init__(self, by_language: Mapping[str, Iterable[tuple[str, Meaning]]]) -> None:
        """Where one language gives a word two meanings, it has none."""
        self._meanings: dict[str, dict[str, Meaning | None]] = {}
        for language, pairs in by_language.items():
            for text, meaning in pairs:
                known = self._meanings.setdefault(plain(text), {})
                known[language] = meaning if known.get(language, meaning) == meaning else None
        self._meanings.pop("", None)
        self._longest = max(phrase.count(" ") for phrase in self._meanings) + 1

    def __contains__(self, text: str) -> bool:
        return text in self._meanings

    def meaning(self, text: str, language: str | None) -> Meaning | None:
        """What a phrase in `plain` letters means to somebody who speaks `language`."""
        known = self._meanings.get(text)
        if known is None:
            return None
        for own in (language_of(language), ENGLISH):
            if own in known:
                return known[own]
        if text.isascii() and len(text) < SHORTEST_FOREIGN:
            return None
        first, *others = known.values()
        return first if all(other == first for other in others) else None

    def read(self, words: Sequence[Word], language: str | None) -> tuple[Meaning, int] | None:
        """The meaning of the longest phrase that `words` begin with, and how many of them it takes."""
        for length in range(min(self._longest, len(words)), 0, -1):
            meaning = self.meaning(" ".join(word.plain for word in words[:length]), language)
            if meaning is not None:
                return meaning, length
        return None


def learn_words() -> None:
    """Read all the words now: a third of a second, for which whoever writes the first would wait else."""
    everyday = (days, day_groups, hourly, hours, halves, fillers, between)
    for vocabulary in (*everyday, until, span_fillers, one, days_ahead, next_week, months, units, counted):
        vocabulary()


@cache
def days() -> Words[int]:
    """Days of the week, 0 for Monday."""
    return Words({language: [*_cldr_days(locale), *_extra_days(language)] for language, locale in locales()})


@cache
def day_groups() -> Words[frozenset[int]]:
    """Every day, and working days and weekends, which aren't the same everywhere."""
    return Words({language: _groups(words) for language, words in _file().items()})


@cache
def hourly() -> Words[bool]:
    return _from_file({"hourly": True})


@cache
def hours() -> Words[int]:
    """Hours of the day that have names."""
    return _from_file({"noon": 12, "midnight": 0})


@cache
def halves() -> Words[Half]:
    return _from_file({"am": Half.AM, "pm": Half.PM})


@cache
def fillers() -> Words[Filler]:
    """What adds nothing to a schedule."""
    return _from_file({"each": Filler.EACH, "fillers": Filler.PLAIN, "clock": Filler.CLOCK})


@cache
def between() -> Words[bool]:
    """What stands between the first and the last of several days."""
    return _from_file({"to": True})


@cache
def until() -> Words[bool]:
    return _from_file({"until": True})


@cache
def span_fillers() -> Words[bool]:
    """What adds nothing to a span."""
    return _from_file({"for": True})


@cache
def one() -> Words[bool]:
    return _from_file({"one": True})


@cache
def days_ahead() -> Words[int]:
    return _from_file({"today": 0, "tomorrow": 1, "overmorrow": 2})


@cache
def next_week() -> Words[bool]:
    return _from_file({"next_week": True})


@cache
def months() -> Words[int]:
    """Months, 1 for January."""
    return Words({language: _cldr_months(locale) for language, locale in locales()})


@cache
def units() -> Words[Unit]:
    """Units of time in all their plural forms."""
    return Words({language: [*_cldr_units(locale), *_extra_units(language)] for language, locale in locales()})


@cache
def counted() -> Words[tuple[int, Unit]]:
    """So many of a unit in one word: a dual, "fortnight"."""
    return Words(
        {
            language: [(word, (number, Unit(unit))) for word, (number, unit) in words["counted"].items()]
            for language, words in _file().items()
        }
    )


def _cldr_days(locale: Locale) -> Iterable[tuple[str, int]]:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated", "short"):
            for day, name in locale.days[context].get(width, {}).items():
                if _is_name(name):
                    yield name, day


def _cldr_months(locale: Locale) -> Iterable[tuple[str, int]]:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for month, name in locale.months[context].get(width, {}).items():
                if _is_name(name):
                    yield name, month


def _cldr_units(locale: Locale) -> Iterable[tuple[str, Unit]]:
    for unit in Unit:
        for width in ("long", "short", "narrow"):
            for count in COUNTS:
                text = format_unit(count, f"duration-{unit}", width, locale=locale)
                yield "".join(letter for letter in text if not letter.isdigit() and letter not in ".,٫"), unit


def _is_name(name: str) -> bool:
    """Not a number, nor a letter that could be anything; a Chinese character is a name."""
    return not any(letter.isdigit() for letter in name) and (len(name.strip(".॰")) > 1 or "\u4e00" <= name <= "\u9fff")


def _groups(words: Mapping[str, Any]) -> Iterable[tuple[str, frozenset[int]]]:
    weekend = frozenset[int](words["weekend_days"])
    meanings = {"daily": EVERY_DAY, "working_days": EVERY_DAY - weekend, "weekend": weekend}
    return ((word, days) for key, days in meanings.items() for word in words[key])


def _extra_days(language: str) -> Iterable[tuple[str, int]]:
    return ((word, day) for day, words in enumerate(_file()[language]["days"]) for word in words)


def _extra_units(language: str) -> Iterable[tuple[str, Unit]]:
    return ((word, Unit(unit)) for unit, words in _file()[language]["units"].items() for word in words)


def _from_file(meanings: Mapping[str, Meaning]) -> Words[Meaning]:
    return Words(
        {
            language: [(word, meaning) for key, meaning in meanings.items() for word in words[key]]
            for language, words in _file().items()
        }
    )


@cache
def _file() -> Mapping[str, Mapping[str, Any]]:
    loaded: Mapping[str, Mapping[str, Any]] = json.loads(
        files("bot.words").joinpath("calendar.json").read_text("utf-8")
    )
    return loaded
