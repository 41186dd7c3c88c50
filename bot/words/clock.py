"""A time of day as people say it: `7:30`, `7.30 pm`, `18h`, `noon`, `8 Uhr abends`, `上午8点半`, `8 de la tarde`."""

import re
from collections.abc import Sequence
from datetime import time

from bot.words.calendar import Filler, Half, fillers, halves, hours
from bot.words.said import Word

DIGITS = re.compile(r"(\d{1,2})(?:[:.h](?:(\d{2})h?)?)?\s*(?:([ap])\.?m\.?)?", re.ASCII)
CHARACTERS = re.compile(r"(\d{1,2})[時时点點](?:(\d{1,2})分?|(半))?", re.ASCII)
MERIDIEM = re.compile(r"[ap]\.?m\.?")
MOST_BETWEEN = 2
"""Words between "in the morning" and the hour that it is said of: "every morning at 8"."""


class NoSuchTime(Exception):
    """The word looks like a time, and no clock shows it."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def read_clock(words: Sequence[Word], language: str | None) -> tuple[time, int] | None:
    """The time that `words` begin with, and how many of them it takes; None where they begin with something else.

    Raises NoSuchTime.
    """
    if (named := hours().read(words, language)) is not None:
        return time(named[0]), named[1]
    if (said := halves().read(words, language)) is not None:
        half, start = said
        start += _fillers(words[start:], language, {Filler.PLAIN, Filler.CLOCK})
        found = _read_number(words[start:], language, half)
        return found and (found[0], start + found[1])
    return _read_number(words, language, None)


def _read_number(words: Sequence[Word], language: str | None, half: Half | None) -> tuple[time, int] | None:
    if not words:
        return None
    word, used = words[0].shown.casefold(), 1
    if len(words) > 1 and word[-1].isdigit() and MERIDIEM.fullmatch(words[1].shown.casefold()):
        word, used = word + words[1].shown.casefold(), 2
    if match := CHARACTERS.fullmatch(word):
        hour, minute, letter = int(match[1]), 30 if match[3] else int(match[2] or 0), None
    elif match := DIGITS.fullmatch(word):
        hour, minute, letter = int(match[1]), int(match[2] or 0), match[3]
    else:
        return None
    shown = " ".join(word.shown for word in words[:used])
    if letter:
        return _time(hour if 1 <= hour <= 12 else 99, minute, Half(letter + "m"), shown), used
    after = used + _fillers(words[used:], language, {Filler.CLOCK})
    if half is None and (said := halves().read(words[after:], language)) is not None:
        half, used = said[0], after + said[1]
    return _time(hour, minute, half, shown), used


def _time(hour: int, minute: int, half: Half | None, shown: str) -> time:
    """On a clock of 12 hours, 12 am is midnight and 12 pm noon; "18 in the evening" is what it says."""
    if half is not None and hour <= 12:
        hour = hour % 12 + (12 if half is Half.PM else 0)
    elif half is Half.AM:
        hour = 99
    if hour > 23 or minute > 59:
        raise NoSuchTime(shown)
    return time(hour, minute)


def _fillers(words: Sequence[Word], language: str | None, kinds: set[Filler]) -> int:
    """How many of the first words are fillers of these kinds."""
    used = 0
    while used < MOST_BETWEEN and (found := fillers().read(words[used:], language)) and found[0] in kinds:
        used += found[1]
    return used
