"""The words around numbers, by language: numerals, what happens to people, spans of time, ranges, estimates.

They stand in figures.json. A language without them has its digits read.
"""

import json
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.units import format_unit

from summaries.forms import form
from summaries.words import LETTERS

BEGINNING = LETTERS


class Lexicon(NamedTuple):
    """One language's words around numbers, in lower case."""

    language: str
    numbers: dict[str, int]
    ones: frozenset[str]
    """What makes twenty-one of twenty, though it is an article elsewhere."""
    about: re.Pattern[str] | None
    """An estimate that ends right before the number."""
    including: re.Pattern[str] | None
    """Words that make the number a part of another."""
    elsewhen: re.Pattern[str] | None
    """Words of a sentence that tells of another event."""
    tolls: tuple[tuple[str, tuple[str, ...]], ...]
    calendar: frozenset[str]
    """Beginnings of months, weekdays and spans of time: what follows a date or an age."""
    months: frozenset[str]
    ages: tuple[str, ...]
    ands: frozenset[str]
    joints: frozenset[str]
    """Between the two numbers of a range, a vote or a rise: "20 to 30"."""
    between: frozenset[str]
    rises: frozenset[tuple[str, str]]
    """The two words of "from 24 to 31"."""
    reaching: frozenset[str]
    """Right before the number that a toll has come to."""
    risen: tuple[str, ...]
    """The same right behind it."""
    of: frozenset[str]
    further: frozenset[str]
    vague: frozenset[str]
    """What makes a number of twelves or tens of it: "two dozen"."""


@cache
def lexicon(language: str) -> Lexicon:
    """The words of `language`, empty where none are known."""
    stored = _stored()

    def listed(kind: str) -> frozenset[str]:
        return frozenset(stored[kind].get(language, "").split())

    pairs = (entry.split("=") for entry in stored["words"].get(language, "").split())
    months, calendar = _calendar(language)
    return Lexicon(
        language=language,
        numbers={word: int(value) for word, value in pairs},
        ones=listed("ones"),
        about=_phrases("qualifiers", language, r"\W*\Z"),
        including=_phrases("including", language, r"\W+(?:\w+\W+){0,2}\Z"),
        elsewhen=_phrases("elsewhen", language, ""),
        tolls=tuple(
            (toll, tuple(told_form(word, language) for word in stored[toll].get(language, "").split()))
            for toll in ("dead", "hurt", "missing")
        ),
        calendar=calendar,
        months=months,
        ages=tuple(listed("ages")),
        ands=listed("ands"),
        joints=listed("joints"),
        between=listed("between"),
        rises=frozenset((one, other) for one, other in (entry.split(">") for entry in listed("rises"))),
        reaching=listed("reaching"),
        risen=tuple(listed("risen")),
        of=listed("of"),
        further=listed("further"),
        vague=listed("vague"),
    )


def told_form(word: str, language: str) -> str:
    """The form by which a word is looked up among those of tolls: Arabic writes "and" and "the" onto it."""
    return form(word) if language == "ar" else word


@cache
def scales() -> dict[str, float]:
    """Word -> what it multiplies the number before it by."""
    return {word: 10.0 ** int(power) for power, words in _stored()["scales"].items() for word in words.split()}


@cache
def _stored() -> dict[str, dict[str, str]]:
    stored: dict[str, dict[str, str]] = json.loads(files("summaries").joinpath("figures.json").read_text("utf-8"))
    return stored


def _phrases(kind: str, language: str, end: str) -> re.Pattern[str] | None:
    phrases = sorted((words for words in _stored()[kind].get(language, "").split("|") if words), key=len, reverse=True)
    if not phrases:
        return None
    return re.compile(rf"(?:(?<=\W)|\A)(?:{'|'.join(map(re.escape, phrases))}){end}", re.IGNORECASE)


def _calendar(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Beginnings of the months' names, and of these, weekdays and spans of time."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return frozenset(), frozenset()
    months, days = (
        [name for context in names.values() for name in (*context["wide"].values(), *context["abbreviated"].values())]
        for names in (locale.months, locale.days)
    )
    spans = [
        format_unit(number, f"duration-{span}", locale=locale)
        for span in ("year", "month", "week", "day", "hour", "minute", "second")
        for number in (1, 2, 5, 11)
    ]
    return _beginnings(months), _beginnings([*months, *days, *spans])


def _beginnings(texts: list[str]) -> frozenset[str]:
    words = (word for text in texts for word in re.findall(r"[^\W\d_]+", text.lower()))
    return frozenset(word[:BEGINNING] for word in words if len(word) > 1)
