"""A schedule as people write it: `07:30 18:00 Europe/Kyiv mon-fri`, `weekdays 7.30pm New York`, `9`.

Times, days and a zone in any order; what isn't mentioned stays as it was. The only error is ScheduleNotUnderstood,
which carries the word at fault.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from bot.zones import close_names, find_zone, is_offset
from jobs.schedule import EVERY_DAY, WEEKEND, WORKING_DAYS

MOST_TIMES = 24
LONGEST_TEXT = 400
LONGEST_ZONE = 4
"""Words in the longest name of a place, `Rio de Janeiro time`."""

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_GROUPS = {
    **dict.fromkeys(("daily", "everyday"), EVERY_DAY),
    **dict.fromkeys(("weekday", "weekdays", "workday", "workdays"), WORKING_DAYS),
    **dict.fromkeys(("weekend", "weekends"), WEEKEND),
}
NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}
FILLERS = {
    "at",
    "on",
    "in",
    "and",
    "every",
    "each",
    "day",
    "days",
    "time",
    "zone",
    "timezone",
    "o'clock",
    "please",
    "&",
}
TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2})?)?\s*(?:([ap])\.?m\.?)?")
RANGE = re.compile(r"([a-z]+)[-\u2010-\u2014]([a-z]+)")
MERIDIEM = re.compile(r"[ap]\.?m\.?")


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


def read_schedule(text: str) -> ScheduleWords:
    """Understand a schedule written by a person. Raises ScheduleNotUnderstood, and nothing else, for any text."""
    words = _split(text)
    times: set[time] = set()
    weekdays: frozenset[int] = frozenset()
    zones: list[str] = []
    while words:
        for read in (_read_long_zone, _read_time, _read_days, _read_filler, _read_zone):
            found, used = read(words)
            if used:
                break
        else:
            raise _not_understood(words[0])
        words = words[used:]
        if isinstance(found, time):
            times.add(found)
        elif isinstance(found, str):
            zones.append(found)
        else:
            weekdays |= found
    return _gathered(times, weekdays, zones)


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


Found = time | str | frozenset[int]
Reader = Callable[[list[str]], tuple[Found, int]]
NOTHING: tuple[Found, int] = (frozenset(), 0)


def _split(text: str) -> list[str]:
    return re.sub(r"[,;!?()|+](?=\s|$)|[,;]", " ", text[:LONGEST_TEXT]).split()


def _read_long_zone(words: list[str]) -> tuple[Found, int]:
    """A place of several words, before any of them is taken for something else."""
    for length in range(min(LONGEST_ZONE, len(words)), 1, -1):
        if zone := find_zone(" ".join(words[:length])):
            return zone, length
    return NOTHING


def _read_zone(words: list[str]) -> tuple[Found, int]:
    zone = find_zone(words[0])
    return (zone, 1) if zone else NOTHING


def _read_filler(words: list[str]) -> tuple[Found, int]:
    word = words[0].casefold().strip(".")
    if word in {"every", "each"} and len(words) > 1 and words[1].casefold().strip(".") == "day":
        return EVERY_DAY, 2
    return (frozenset(), 1) if word in FILLERS or not word else NOTHING


def _read_time(words: list[str]) -> tuple[Found, int]:
    word = words[0].casefold()
    if named := NAMED_TIMES.get(word):
        return named, 1
    used = 1
    if len(words) > 1 and word[-1].isdigit() and MERIDIEM.fullmatch(words[1].casefold()):
        word, used = word + words[1].casefold(), 2
    match = TIME.fullmatch(word)
    if match is None or not word.isascii():
        return NOTHING
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half:
        # 12 am is midnight, 12 pm is noon
        hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 99
    if hour > 23 or minute > 59:
        raise ScheduleNotUnderstood(Fault.TIME, " ".join(words[:used]))
    return time(hour, minute), used


def _read_days(words: list[str]) -> tuple[Found, int]:
    word = words[0].casefold().strip(".")
    if word in DAY_GROUPS:
        return DAY_GROUPS[word], 1
    if (joined := RANGE.fullmatch(word)) and (days := _days_between(joined[1], joined[2])):
        return days, 1
    if len(words) > 2 and words[1].casefold() in {"to", "till", "until", "through", "-", "–", "—"}:
        days = _days_between(word, words[2].casefold().strip("."))
        if days:
            return days, 3
    day = _day(word)
    return NOTHING if day is None else (frozenset({day}), 1)


def _days_between(first: str, last: str) -> frozenset[int]:
    """From one day to another, over the end of the week too; empty where one of them is no day."""
    start, end = _day(first), _day(last)
    if start is None or end is None:
        return frozenset()
    return frozenset((start + step) % 7 for step in range((end - start) % 7 + 1))


def _day(word: str) -> int | None:
    """The number of a day named in full, in the plural, or by two letters or more: `mo`, `thurs`, `Fridays`."""
    stem = word.removesuffix("s") if word.endswith("days") else word
    if len(stem) < 2:
        return None
    return next((number for number, name in enumerate(DAY_NAMES) if name.startswith(stem)), None)


def _not_understood(word: str) -> ScheduleNotUnderstood:
    if is_offset(word):
        return ScheduleNotUnderstood(Fault.OFFSET, word)
    if word[0].isdigit():
        return ScheduleNotUnderstood(Fault.TIME, word)
    return ScheduleNotUnderstood(Fault.UNKNOWN, word, tuple(close_names(word)))
