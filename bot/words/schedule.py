"""A schedule as people write it: `07:30 18:00 Europe/Kyiv mon-fri`, `weekdays 7.30pm New York`, `щодня о 8`, `9`.

Times, days and a zone in any order and in any of `bot.locales.LANGUAGES`; what isn't mentioned stays as it was. The
only error is ScheduleNotUnderstood, which carries the word at fault.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from bot.words.calendar import Filler, between, day_groups, days, fillers, halves, hourly, hours
from bot.words.clock import NoSuchTime, read_clock
from bot.words.said import Word, plain, said
from bot.words.zones import close_names, find_zone, is_offset
from jobs.schedule import HOURLY

MOST_TIMES = 24
LONGEST_TEXT = 400
LONGEST_ZONE = 4
"""Words in the longest name of a place, `Rio de Janeiro time`."""

ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DASH = re.compile("[-\u2010-\u2014~〜]")


class Fault(StrEnum):
    EMPTY = "empty"
    UNKNOWN = "unknown"
    TIME = "time"
    OFFSET = "offset"
    TWO_ZONES = "two zones"
    MANY_TIMES = "many times"


class ScheduleNotUnderstood(Exception):
    """A word was not understood, or says what no schedule can do; `suggestions` are places spelled nearly so."""

    def __init__(self, fault: Fault, word: str = "", suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(f"{fault}: {word!r}")
        self.fault = fault
        self.word = word
        self.suggestions = suggestions


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleWords:
    """What was said; None for what wasn't. `weekdays` has 0 for Monday, `zone` is an IANA name."""

    times: tuple[time, ...] | None = None
    weekdays: frozenset[int] | None = None
    zone: str | None = None


def read_schedule(text: str, language: str | None = None) -> ScheduleWords:
    """Understand a schedule written by a person, who speaks `language` (a code as Telegram has it).

    Raises ScheduleNotUnderstood, and nothing else, for any text.
    """
    words = said(text[:LONGEST_TEXT], _is_known)
    times: set[time] = set()
    weekdays: frozenset[int] = frozenset()
    zones: list[str] = []
    while words:
        found, used = _read(words, language)
        words = words[used:]
        if isinstance(found, tuple):
            times.update(found)
        elif isinstance(found, str):
            zones.append(found)
        else:
            weekdays |= found
    return _gathered(times, weekdays, zones)


Found = tuple[time, ...] | str | frozenset[int]
"""Times, a zone, or days of the week; no days where there was nothing to it."""

Reader = Callable[[Sequence[Word], str | None], tuple[Found, int] | None]


def _read(words: Sequence[Word], language: str | None) -> tuple[Found, int]:
    """What the first words say, and how many they are."""
    readers: tuple[Reader, ...] = (_read_long_zone, _read_times, _read_days, _read_filler, _read_zone)
    for reader in readers:
        if (found := reader(words, language)) is not None:
            return found
    raise _not_understood(words[0].shown, language)


def _gathered(times: set[time], weekdays: frozenset[int], zones: list[str]) -> ScheduleWords:
    if len(set(zones)) > 1:
        raise ScheduleNotUnderstood(Fault.TWO_ZONES, " / ".join(dict.fromkeys(zones)))
    if len(times) > MOST_TIMES:
        raise ScheduleNotUnderstood(Fault.MANY_TIMES, str(len(times)))
    if not (times or weekdays or zones):
        raise ScheduleNotUnderstood(Fault.EMPTY)
    return ScheduleWords(
        times=tuple(sorted(times)) or None, weekdays=weekdays or None, zone=zones[0] if zones else None
    )


def _is_known(text: str) -> bool:
    """Whether a piece of a text without spaces is a word of its own."""
    vocabularies = (days(), day_groups(), hourly(), hours(), halves(), fillers(), between())
    return any(text in words for words in vocabularies) or find_zone(text) is not None


def _read_long_zone(words: Sequence[Word], _: str | None) -> tuple[Found, int] | None:
    """A place of several words, before any of them is taken for something else."""
    for length in range(min(LONGEST_ZONE, len(words)), 1, -1):
        if zone := find_zone(" ".join(word.shown for word in words[:length])):
            return zone, length
    return None


def _read_zone(words: Sequence[Word], _: str | None) -> tuple[Found, int] | None:
    zone = find_zone(words[0].shown)
    return (zone, 1) if zone else None


def _read_times(words: Sequence[Word], language: str | None) -> tuple[Found, int] | None:
    if every := hourly().read(words, language):
        return HOURLY, every[1]
    try:
        found = read_clock(words, language)
    except NoSuchTime as problem:
        raise ScheduleNotUnderstood(Fault.TIME, problem.word) from None
    return found and ((found[0],), found[1])


def _read_filler(words: Sequence[Word], language: str | None) -> tuple[Found, int] | None:
    if not words[0].plain:
        return frozenset(), 1
    found = fillers().read(words, language)
    if found is None:
        return None
    kind, used = found
    if kind is Filler.EACH and len(words) > used and words[used].plain.isdecimal():
        # "every 2 hours" is no schedule, and "2" no hour of it
        raise ScheduleNotUnderstood(Fault.UNKNOWN, " ".join(word.shown for word in words[: used + 1]))
    return frozenset(), used


def _read_days(words: Sequence[Word], language: str | None) -> tuple[Found, int] | None:
    if group := day_groups().read(words, language):
        return group
    first = _read_day(words, language)
    if first is None:
        joined = DASH.split(words[0].shown)
        ends = [day for end in joined if (day := _day(plain(end), language)) is not None]
        return (_days_between(*ends), 1) if len(joined) == len(ends) == 2 else None
    day, used = first
    rest = words[used:]
    if rest and (DASH.fullmatch(rest[0].shown) or between().read(rest[:1], language)):
        last = _read_day(rest[1:], language)
        if last is not None:
            return _days_between(day, last[0]), used + 1 + last[1]
    return frozenset({day}), used


def _read_day(words: Sequence[Word], language: str | None) -> tuple[int, int] | None:
    if found := days().read(words, language):
        return found
    day = _day(words[0].plain, language) if words else None
    return None if day is None else (day, 1)


def _day(word: str, language: str | None) -> int | None:
    """The number of a day by a name of one word; in English also in the plural, or its first letters: `thurs`."""
    day = days().meaning(word, language)
    if day is not None:
        return day
    stem = word.removesuffix("s") if word.endswith("days") else word
    if len(stem) < 2:
        return None
    return next((number for number, name in enumerate(ENGLISH_DAYS) if name.startswith(stem)), None)


def _days_between(first: int, last: int) -> frozenset[int]:
    """From one day to another, over the end of the week too."""
    return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))


def _not_understood(word: str, language: str | None) -> ScheduleNotUnderstood:
    if is_offset(word):
        return ScheduleNotUnderstood(Fault.OFFSET, word)
    if word[0].isdigit():
        return ScheduleNotUnderstood(Fault.TIME, word)
    return ScheduleNotUnderstood(Fault.UNKNOWN, word, tuple(close_names(word, language)))
