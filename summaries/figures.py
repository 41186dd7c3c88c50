"""Numbers with what they count, as a text gives them: "at least nine people were hurt".

Numerals are read as they are grouped and pointed anywhere ("1,400", "1.400", "4,5"). Words for numbers, for what
happens to people and for estimates stand by language in figures.json; a language without them has its numerals read.
Dates, times, spans of time, years and the numbers of things ("Flight 447") count nothing.
"""

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.units import format_unit

from summaries.words import UNSPACED, is_meant

_NEAR = 6
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0dff\u200c"
_TOKEN = re.compile(
    r"(?P<number>(?<![0-9A-Za-z\u00c0-\u052f.,:/–-])(?:[$€£¥₴₽₹]\s?)?"
    r"(?:\d{1,3}(?:[., \u00a0\u202f]\d{3})+(?!\d)|\d+)(?:[.,]\d+)?"
    r"(?!\w*\d|[:/]\d|[–-]\w|[A-Za-z]))"
    rf"|(?P<word>[^\W\d_](?:[^\W\d_]|[{_MARKS}])*(?:['’ʼ][^\W\d_]+)*)|(?P<percent>%)|(?P<bound>[,;:.()\"“”«»—–])"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_BEGINNING = 6
# in place of a word or number that says nothing of the number beside it
_OTHERS = "#"


class Count(NamedTuple):
    """A number at `start` to `end` of a text, with the words that go with it.

    `toll` is "dead", "hurt" or "missing" where it counts such people; `unit` the beginning of the word for what it
    counts, "" where none stands there; `plain`, whether nothing stands between ("five other people").
    """

    start: int
    end: int
    value: float
    toll: str
    unit: str
    plain: bool


def counts(text: str, language: str) -> list[Count]:
    """The numbers in `text` that count something, in order."""
    lexicon = _lexicon(language)
    tokens = _without_dates(_tokens(text, lexicon), lexicon)
    found = []
    for place, token in enumerate(tokens):
        if token.value is None or token.value == 1:
            continue
        follow = _clause(tokens[place + 1 :], lexicon)
        before = _clause(tokens[:place][::-1], lexicon)
        toll, teller = _toll(follow, before, lexicon)
        if _counts_otherwise(before, lexicon):
            continue
        unit = _unit(text, token, follow, lexicon)
        plain = not follow or follow[0].word.startswith(unit)
        if toll and not plain:
            unit = ""
        if not (toll or unit) or (not toll and _is_name(text, token, before, lexicon)):
            continue
        start, end = _extent(text, token, teller, follow if plain else (), lexicon)
        found.append(Count(start, end, token.value, toll, unit, plain))
    return found


class _Token(NamedTuple):
    """A word, a number with its value, or a mark that bounds a clause (neither)."""

    start: int
    end: int
    word: str
    value: float | None = None


class _Lexicon(NamedTuple):
    language: str
    numbers: dict[str, int]
    about: re.Pattern[str] | None
    tolls: tuple[tuple[str, tuple[str, ...]], ...]
    calendar: frozenset[str]
    """Beginnings of months, weekdays and spans of time: what follows a date or an age."""


@cache
def _lexicon(language: str) -> _Lexicon:
    stored = _stored()
    pairs = (entry.split("=") for entry in stored["words"].get(language, "").split())
    about = [re.escape(words) for words in stored["qualifiers"].get(language, "").split("|") if words]
    return _Lexicon(
        language,
        {word: int(value) for word, value in pairs},
        re.compile(rf"(?:(?<=\W)|\A)(?:{'|'.join(sorted(about, key=len, reverse=True))})\W*\Z", re.IGNORECASE)
        if about
        else None,
        tuple((toll, tuple(stored[toll].get(language, "").split())) for toll in ("dead", "hurt", "missing")),
        _calendar(language),
    )


@cache
def _stored() -> dict[str, dict[str, str]]:
    stored: dict[str, dict[str, str]] = json.loads(files("summaries").joinpath("figures.json").read_text("utf-8"))
    return stored


@cache
def _scales() -> dict[str, float]:
    return {word: 10.0 ** int(power) for power, words in _stored()["scales"].items() for word in words.split()}


def _calendar(language: str) -> frozenset[str]:
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return frozenset()
    names = [
        name
        for calendar in (locale.months, locale.days)
        for context in calendar.values()
        for name in (*context["wide"].values(), *context["abbreviated"].values())
    ]
    spans = [
        format_unit(number, f"duration-{span}", locale=locale)
        for span in ("year", "month", "week", "day", "hour", "minute", "second")
        for number in (1, 2, 5, 11)
    ]
    words = [word for text in (*names, *spans) for word in re.findall(r"[^\W\d_]+", text.lower())]
    return frozenset(word[:_BEGINNING] for word in words if len(word) > 1)


def _tokens(text: str, lexicon: _Lexicon) -> list[_Token]:
    scales = _scales()
    found: list[_Token] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = match[0].lower()
        last = found[-1] if found and found[-1].value is not None else None
        if match["bound"]:
            found.append(_Token(start, end, ""))
        elif match["number"]:
            found.append(_Token(start, end, "", None if _YEAR.fullmatch(word) else _value(word) or None))
        elif last is not None and word in scales:
            found[-1] = last._replace(end=end, value=(last.value or 0) * scales[word])
        elif last is not None and word in lexicon.numbers and text[last.end : start] == "-":
            found[-1] = last._replace(end=end, value=(last.value or 0) + lexicon.numbers[word])  # twenty-one
        else:
            found.append(_Token(start, end, word, lexicon.numbers.get(word)))
    return found


def _without_dates(tokens: Sequence[_Token], lexicon: _Lexicon) -> list[_Token]:
    """The tokens, with the numbers of days ("24 February", "24. Februar") and of years ("45 minutes") as words."""
    found: list[_Token] = []
    for place, token in enumerate(tokens):
        after = place + 1 + (tokens[place + 1 : place + 2] == [] or not tokens[place + 1].word)
        ahead = tokens[after].word if after < len(tokens) else ""
        if token.value is not None and ahead[:_BEGINNING] in lexicon.calendar:
            found.append(token._replace(word=_OTHERS, value=None))
        elif not (token.word == "" and token.value is None and found and found[-1].word == _OTHERS):
            found.append(token)
    return found


def _value(numeral: str) -> float:
    digits = re.sub(r"[^\d.,]", "", numeral)
    whole, mark, decimals = digits, "", ""
    if not _GROUPED.fullmatch(digits):
        whole, mark, decimals = re.match(r"(.*?)(?:([.,])(\d+))?\Z", digits).groups(default="")  # type: ignore[union-attr]
    return float(re.sub(r"[.,]", "", whole) + ("." if mark else "") + decimals)


def _clause(tokens: Sequence[_Token], lexicon: _Lexicon) -> list[_Token]:
    """The words up to the next bound or number, at most so many; without a toll that belongs to that other number."""
    bounds = (place for place, token in enumerate(tokens[: _NEAR + 1]) if not token.word or token.value is not None)
    bound = next(bounds, None)
    words = list(tokens[: _NEAR if bound is None else bound])
    if bound is None or tokens[bound].value is None:
        return words
    return [
        word._replace(word=_OTHERS) if at > bound - 1 - at and _told(word, lexicon) else word
        for at, word in enumerate(words)
    ]


def _toll(follow: Sequence[_Token], before: Sequence[_Token], lexicon: _Lexicon) -> tuple[str, _Token | None]:
    """What happened to those counted, and the nearest word that says so; of two as near, the one before."""
    near = sorted([*enumerate(before), *enumerate(follow)], key=lambda item: item[0])
    return next(((toll, token) for _, token in near if (toll := _told(token, lexicon))), ("", None))


def _told(token: _Token, lexicon: _Lexicon) -> str:
    """The toll that a word tells, if any."""
    for toll, beginnings in lexicon.tolls:
        if _tells(token.word, beginnings, lexicon.language):
            return toll
    return ""


def _tells(word: str, beginnings: tuple[str, ...], language: str) -> bool:
    if language in UNSPACED:
        return any(beginning in word for beginning in beginnings)
    return word.startswith(beginnings)


def _unit(text: str, token: _Token, follow: Sequence[_Token], lexicon: _Lexicon) -> str:
    """The beginning of the word that says what is counted, "" where there is none."""
    sign = text[token.start]
    if not sign.isalnum():
        return sign
    if follow and lexicon.language in UNSPACED:
        return follow[0].word[:1]
    for other in follow[:2]:
        if other.word == "%":
            return other.word
        if other.word == _OTHERS or _told(other, lexicon):
            return ""
        if is_meant(other.word[:_BEGINNING], lexicon.language):
            return other.word[:_BEGINNING]
    return ""


def _is_name(text: str, token: _Token, before: Sequence[_Token], lexicon: _Lexicon) -> bool:
    """Whether it numbers a thing by name: "Flight 447", "Article 5"."""
    if not before or token.word or not text[before[0].start].isupper():
        return False
    return lexicon.about is None or lexicon.about.search(text[: token.start]) is None


def _counts_otherwise(before: Sequence[_Token], lexicon: _Lexicon) -> bool:
    """Whether it tells an age ("a woman of 37"; "a death toll of 31" tells none), or those of whom some were hit."""
    words = [token.word for token in before[:2]]
    if words == ["the", "of"]:
        return True
    return words[:1] == ["of"] and words[1:] != ["toll"] and not any(_told(token, lexicon) for token in before[1:2])


def _extent(
    text: str, token: _Token, teller: _Token | None, follow: Sequence[_Token], lexicon: _Lexicon
) -> tuple[int, int]:
    """From the estimate before the number to what it counts, or to what happened to those."""
    start, end = token.start, token.end
    if lexicon.about is not None and (found := lexicon.about.search(text[:start])):
        start = found.start()
    if teller is not None and teller.start >= token.end:
        return start, teller.end
    if teller is not None:
        start = min(start, teller.start)
    if not text[token.start].isalnum():
        return start, end
    for other in follow[:2]:
        if other.word == "%" or is_meant(other.word[:_BEGINNING], lexicon.language):
            return start, end if other.word == _OTHERS or _told(other, lexicon) else other.end
    return start, end
