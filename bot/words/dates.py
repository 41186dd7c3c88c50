"""A day as people say it: `monday`, `tomorrow`, `5 march`, `March 5th 2027`, `5.3.`, `3月5日`, `the 5th`."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta

from bot.words.calendar import days, days_ahead, months, next_week, span_fillers
from bot.words.locales import language_of, locale_of
from bot.words.said import Word

DAY = timedelta(days=1)
YEARS_AHEAD = 8
"""So many years on there is another 29 February, whatever the century."""

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})(\.(\d{4}|\d{2})?)?", re.ASCII)
SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?", re.ASCII)
CHARACTERS = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号號]?", re.ASCII)
ORDINAL = re.compile(r"(\d{1,2})(st|nd|rd|th|er|re|º|ª|\.|-?го|-?е)?", re.ASCII)
YEAR = re.compile(r"20\d\d", re.ASCII)
DAY_SIGNS = {"日", "号", "號"}


class NoSuchDay(Exception):
    """The word looks like a date, and no calendar has it."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class AmbiguousDay(Exception):
    """3/5 may be in March or in May."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


Days = tuple[date, ...]
"""The days that may be meant, in ascending order: the first that is still to come is."""


def read_date(words: Sequence[Word], today: date, language: str | None) -> tuple[Days, int] | None:
    """The days that `words` may begin with, and how many words that takes; None where they begin with something else.

    Raises NoSuchDay and AmbiguousDay.
    """
    for kind in (_read_relative, _read_month, _read_numbers):
        if (found := kind(words, today, language)) is not None:
            return found
    return None


def read_day_of_month(words: Sequence[Word], today: date) -> tuple[Days, int] | None:
    """`5th`, `5.`, `5日`: the next day of that number."""
    match = ORDINAL.fullmatch(words[0].shown.casefold())
    signed = len(words) > 1 and words[1].shown in DAY_SIGNS
    if match is None or not (match[2] or signed):
        return None
    first = today.replace(day=1)
    found = tuple(_valid((year, month, int(match[1])) for year, month in _months_from(first, 4)))
    if not found:
        raise NoSuchDay(words[0].shown)
    return found, 1 + signed


def _read_relative(words: Sequence[Word], today: date, language: str | None) -> tuple[Days, int] | None:
    if ahead := days_ahead().read(words, language):
        return (today + ahead[0] * DAY,), ahead[1]
    if next_one := next_week().read(words, language):
        return (today + (7 - today.weekday()) * DAY,), next_one[1]
    if named := days().read(words, language):
        first = today + (named[0] - today.weekday()) % 7 * DAY
        return (first, first + 7 * DAY), named[1]
    return None


def _read_month(words: Sequence[Word], today: date, language: str | None) -> tuple[Days, int] | None:
    """`5 march`, `5 de marzo de 2027`, `march 5`, and `march` for its first day."""
    number = ORDINAL.fullmatch(words[0].shown.casefold())
    start = 1 + _filler(words[1:], language) if number else 0
    named = months().read(words[start:], language)
    if named is None:
        return None
    month, used = named[0], start + named[1]
    if number is None and len(words) > used and (number := ORDINAL.fullmatch(words[used].shown.casefold())):
        used += 1
    year, length = _read_year(words[used:], language)
    shown = " ".join(word.shown for word in words[: used + length])
    return _dates(year, month, int(number[1]) if number else 1, today, shown), used + length


def _read_year(words: Sequence[Word], language: str | None) -> tuple[int | None, int]:
    skipped = _filler(words, language)
    if len(words) > skipped and YEAR.fullmatch(words[skipped].shown):
        return int(words[skipped].shown), skipped + 1
    return None, 0


def _filler(words: Sequence[Word], language: str | None) -> int:
    found = span_fillers().read(words, language)
    return found[1] if found else 0


def _read_numbers(words: Sequence[Word], today: date, language: str | None) -> tuple[Days, int] | None:
    word = words[0].shown
    if (match := ISO.fullmatch(word)) or (match := CHARACTERS.fullmatch(word)):
        year, month, day = match[1], match[2], match[3]
    elif (match := DOTS.fullmatch(word)) and not _is_clock(match, language):
        day, month, year = match[1], match[2], match[4]
    elif match := SLASHES.fullmatch(word):
        day, month = _ordered(match[1], match[2], word, language)
        year = match[3]
    else:
        return None
    return _dates(2000 + int(year) % 100 if year else None, int(month), int(day), today, word), 1


def _is_clock(match: re.Match[str], language: str | None) -> bool:
    """Whether 9.12 is a quarter past nine rather than in December; 9.12. never is."""
    if match[3] is not None or len(match[2]) == 1:
        return False
    spoken = language_of(language)
    return int(match[2]) > 12 or (spoken is not None and "." in locale_of(spoken).time_formats["short"].pattern)


def _ordered(first: str, second: str, word: str, language: str | None) -> tuple[str, str]:
    """Day and month of two numbers, in the order that the language has; in English there are two."""
    if int(first) > 12 or first == second:
        return first, second
    if int(second) > 12:
        return second, first
    spoken = language_of(language)
    if spoken in {None, "en"}:
        raise AmbiguousDay(word)
    assert spoken is not None
    pattern = locale_of(spoken).date_formats["short"].pattern
    return (first, second) if pattern.index("d") < pattern.index("M") else (second, first)


def _dates(year: int | None, month: int, day: int, today: date, shown: str) -> Days:
    years = [year] if year else range(today.year, today.year + YEARS_AHEAD + 1)
    found = tuple(_valid((year, month, day) for year in years))
    if not found:
        raise NoSuchDay(shown)
    return found


def _valid(dates: Iterator[tuple[int, int, int]]) -> Iterator[date]:
    for year, month, day in dates:
        with suppress(ValueError):
            yield date(year, month, day)


def _months_from(first: date, count: int) -> Iterator[tuple[int, int]]:
    for number in range(count):
        years, month = divmod(first.month - 1 + number, 12)
        yield first.year + years, month + 1
