"""How long, or until when, as people write it: `3d`, `2 weeks`, `until monday`, `tomorrow 9:00`, `till 5 march`, `12h`.

In any of `bot.locales.LANGUAGES`. A span ends at an instant: days, weeks and months later by the local clock, hours and
minutes later by any; a day without a time ends at its local midnight, so that a pause until Monday has Monday's digest.
The only error is SpanNotUnderstood, which carries the word at fault.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.words.calendar import (
    Unit,
    counted,
    days,
    days_ahead,
    fillers,
    halves,
    hours,
    months,
    next_week,
    one,
    span_fillers,
    units,
    until,
)
from bot.words.clock import NoSuchTime, read_clock
from bot.words.dates import AmbiguousDay, Days, NoSuchDay, read_date, read_day_of_month
from bot.words.said import Word, plain, said
from jobs.schedule import instant

LONGEST_TEXT = 200
LONGEST_SPAN = timedelta(days=366)

COUNTS = re.compile(r"(?:\d{1,4}[^\W\d_]\D*)+")
COUNT = re.compile(r"(\d{1,4})(\D+)")
NUMBER = re.compile(r"\d{1,4}", re.ASCII)
MINUTES_OR_MONTHS = re.compile(r"\d+m")
BY_LETTER = {"min": Unit.MINUTE, "h": Unit.HOUR, "d": Unit.DAY, "w": Unit.WEEK}
"""As the bot's own texts write them, in every language."""


class SpanFault(StrEnum):
    EMPTY = "empty"
    UNKNOWN = "unknown"
    TIME = "time"
    """No such time, as 25:00."""
    DATE = "date"
    """No such day, as 31 February."""
    AMBIGUOUS = "ambiguous"
    """3/5 may be in March or in May, 3m minutes or months."""
    TWO_ENDS = "two ends"
    PAST = "past"
    LONG = "long"
    """Longer than LONGEST_SPAN."""


class SpanNotUnderstood(Exception):
    """A word was not understood, or says no moment of the next year; then `word` is all that was said."""

    def __init__(self, fault: SpanFault, word: str = "") -> None:
        super().__init__(f"{fault}: {word!r}")
        self.fault = fault
        self.word = word


@dataclass(frozen=True, slots=True)
class _Length:
    months: int = 0
    days: int = 0
    rest: timedelta = timedelta()

    def __add__(self, other: "_Length") -> "_Length":
        return _Length(self.months + other.months, self.days + other.days, self.rest + other.rest)


Found = _Length | Days | time | None
"""A length, a day, a time of day, or nothing to it."""


def read_span(text: str, *, now: datetime, zone: ZoneInfo, language: str | None = None) -> datetime:
    """The instant, in UTC, at which a span ends that a person, who speaks `language`, wrote at `now` in `zone`.

    Raises SpanNotUnderstood, and nothing else, for any text.
    """
    words, now = said(text[:LONGEST_TEXT], _is_known), now.astimezone(UTC)
    reading = _Reading(now.astimezone(zone).date(), language, says_until=_says_until(words, language))
    found: list[Found] = []
    while words:
        part, used = reading.read(words, alone=len(words) == 1 and not any(found))
        found.append(part)
        words = words[used:]
    whole = " ".join(text[:LONGEST_TEXT].split())
    end = _end(found, whole, now=now, zone=zone)
    if end <= now:
        raise SpanNotUnderstood(SpanFault.PAST, whole)
    if end > now + LONGEST_SPAN:
        raise SpanNotUnderstood(SpanFault.LONG, whole)
    return end


@dataclass(frozen=True, slots=True)
class _Reading:
    today: date
    language: str | None
    says_until: bool
    """Whether a moment is meant: "until 18h" is no length."""

    def read(self, words: Sequence[Word], *, alone: bool) -> tuple[Found, int]:
        """What the first words say, and how many they are."""
        try:
            found = self._moment(words) if self.says_until else None
            found = found or self._length(words) or read_date(words, self.today, self.language)
            found = found or self._filler(words) or self._one(words) or self._clock(words, alone=alone)
        except NoSuchTime as problem:
            raise SpanNotUnderstood(SpanFault.TIME, problem.word) from None
        except NoSuchDay as problem:
            raise SpanNotUnderstood(SpanFault.DATE, problem.word) from None
        except AmbiguousDay as problem:
            raise SpanNotUnderstood(SpanFault.AMBIGUOUS, problem.word) from None
        if found is None:
            fault = SpanFault.AMBIGUOUS if MINUTES_OR_MONTHS.fullmatch(words[0].plain) else SpanFault.UNKNOWN
            raise SpanNotUnderstood(fault, words[0].shown)
        return found

    def _moment(self, words: Sequence[Word]) -> tuple[Found, int] | None:
        found = read_date(words, self.today, self.language) or read_day_of_month(words, self.today)
        return found or (None if _counts(words, self.language) else read_clock(words, self.language))

    def _length(self, words: Sequence[Word]) -> tuple[Found, int] | None:
        if dual := counted().read(words, self.language):
            (number, unit), used = dual
            return _length(number, unit), used
        if counts := _counts(words, self.language):
            return counts
        return _joined_counts(words[0], self.language)

    def _filler(self, words: Sequence[Word]) -> tuple[Found, int] | None:
        if not words[0].plain:
            return None, 1
        found = until().read(words, self.language) or span_fillers().read(words, self.language)
        return found and (None, found[1])

    def _one(self, words: Sequence[Word]) -> tuple[Found, int] | None:
        """`a week`, `week`."""
        said_one = one().read(words, self.language)
        start = said_one[1] if said_one else 0
        unit = units().read(words[start:], self.language)
        return unit and (_length(1, unit[0]), start + unit[1])

    def _clock(self, words: Sequence[Word], *, alone: bool) -> tuple[Found, int] | None:
        if alone and not self.says_until and NUMBER.fullmatch(words[0].shown):
            return _length(int(words[0].shown), Unit.DAY), 1
        return read_clock(words, self.language)


def _says_until(words: Sequence[Word], language: str | None) -> bool:
    return any(until().read(words[start:], language) for start in range(len(words)))


def _counts(words: Sequence[Word], language: str | None) -> tuple[_Length, int] | None:
    """`3 days`."""
    if len(words) < 2 or not NUMBER.fullmatch(words[0].shown):
        return None
    unit = units().read(words[1:], language)
    letter = BY_LETTER.get(words[1].plain)
    if letter:
        return _length(int(words[0].shown), letter), 2
    return unit and (_length(int(words[0].shown), unit[0]), 1 + unit[1])


def _joined_counts(word: Word, language: str | None) -> tuple[_Length, int] | None:
    """`3d`, `1w2d`."""
    pairs = COUNT.findall(word.shown) if COUNTS.fullmatch(word.shown) else []
    lengths = [_length(int(number), unit) for number, letters in pairs if (unit := _unit(letters, language))]
    if not pairs or len(lengths) < len(pairs):
        return None
    return sum(lengths, _Length()), 1


def _unit(letters: str, language: str | None) -> Unit | None:
    word = plain(letters)
    return BY_LETTER.get(word) or units().meaning(word, language)


def _length(number: int, unit: Unit) -> _Length:
    match unit:
        case Unit.MINUTE:
            return _Length(rest=timedelta(minutes=number))
        case Unit.HOUR:
            return _Length(rest=timedelta(hours=number))
        case Unit.DAY:
            return _Length(days=number)
        case Unit.WEEK:
            return _Length(days=7 * number)
        case Unit.MONTH:
            return _Length(months=number)
        case Unit.YEAR:
            return _Length(months=12 * number)


def _end(found: Sequence[Found], whole: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    lengths = [part for part in found if isinstance(part, _Length)]
    dates = list(dict.fromkeys(part for part in found if isinstance(part, tuple)))
    times = list(dict.fromkeys(part for part in found if isinstance(part, time)))
    if len(dates) > 1 or len(times) > 1 or (lengths and (dates or times)):
        raise SpanNotUnderstood(SpanFault.TWO_ENDS, whole)
    if lengths:
        return _later(sum(lengths, _Length()), whole, now=now, zone=zone)
    if not dates and not times:
        raise SpanNotUnderstood(SpanFault.EMPTY)
    today = now.astimezone(zone).date()
    days_meant = dates[0] if dates else (today, today + timedelta(days=1))
    ends = [instant(day, times[0] if times else time(), zone) for day in days_meant]
    return next((end for end in ends if end > now), now)


def _later(length: _Length, whole: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    if length.months > 12 or timedelta(length.days) + length.rest > LONGEST_SPAN:
        raise SpanNotUnderstood(SpanFault.LONG, whole)
    if not (length.months or length.days):
        return now + length.rest
    here = now.astimezone(zone)
    years, month = divmod(here.month - 1 + length.months, 12)
    year, month = here.year + years, month + 1
    day = date(year, month, min(here.day, monthrange(year, month)[1])) + timedelta(days=length.days)
    return instant(day, here.time(), zone) + length.rest


def _is_known(text: str) -> bool:
    """Whether a piece of a text without spaces is a word of its own."""
    vocabularies = (
        *(days(), days_ahead(), next_week(), months(), units(), counted()),
        *(until(), span_fillers(), one(), hours(), halves(), fillers()),
    )
    return text in BY_LETTER or any(text in words for words in vocabularies)
