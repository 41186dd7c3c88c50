"""Quiet hours as people write them: `22:00 07:00`, `from 10pm to 7am`, `22-7`, `off`.

In any of `bot.locales.LANGUAGES`. The only error is QuietNotUnderstood, which carries the word at fault.
"""

import re
from collections.abc import Sequence
from datetime import time
from enum import StrEnum

from bot.words.calendar import between, fillers, halves, hours, until
from bot.words.clock import NoSuchTime, read_clock
from bot.words.said import Word, plain, said
from jobs.schedule import NEVER_QUIET, QuietHours

LONGEST_TEXT = 200
FROM = {"from", "between", "von", "ab", "de", "des", "desde", "das", "dalle", "od", "с", "з", "від", "من", "از", "dari"}
DASH = re.compile(r"(?<=[\dhm])\s*[-\u2010-\u2015~〜]\s*(?=\d)", re.IGNORECASE)


class QuietFault(StrEnum):
    UNKNOWN = "unknown"
    TIME = "time"
    """No such time, as 25:00."""
    NOT_TWO = "not two"
    """One time alone, or more than two."""
    SAME = "same"
    """It would begin and end at the same time."""


class QuietNotUnderstood(Exception):
    def __init__(self, fault: QuietFault, word: str = "") -> None:
        super().__init__(f"{fault}: {word!r}")
        self.fault = fault
        self.word = word


def read_quiet(text: str, language: str | None = None, *, off: Sequence[str] = ()) -> QuietHours:
    """The quiet hours that a person, who speaks `language`, wrote; `off` are more words that mean none.

    Raises QuietNotUnderstood, and nothing else, for any text.
    """
    whole = " ".join(text[:LONGEST_TEXT].split())
    if plain(whole) in {"off", "none", "no", "never", *map(plain, off)}:
        return NEVER_QUIET
    words = said(DASH.sub(" ", whole), _is_known)
    times: list[time] = []
    while words:
        found, used = _read(words, language)
        if found is not None:
            times.append(found)
        words = words[used:]
    if len(times) != 2:
        raise QuietNotUnderstood(QuietFault.NOT_TWO, whole)
    if times[0] == times[1]:
        raise QuietNotUnderstood(QuietFault.SAME, whole)
    return QuietHours(*times)


def _read(words: Sequence[Word], language: str | None) -> tuple[time | None, int]:
    """The time that the first words say, None where they add nothing, and how many they are."""
    try:
        if found := read_clock(words, language):
            return found
    except NoSuchTime as problem:
        raise QuietNotUnderstood(QuietFault.TIME, problem.word) from None
    if not words[0].plain or words[0].plain in FROM:
        return None, 1
    filler = between().read(words, language) or until().read(words, language) or fillers().read(words, language)
    if filler is None:
        raise QuietNotUnderstood(QuietFault.UNKNOWN, words[0].shown)
    return None, filler[1]


def _is_known(text: str) -> bool:
    """Whether a piece of a text without spaces is a word of its own."""
    return any(text in words for words in (between(), until(), fillers(), halves(), hours()))
