"""Numbers and words of a sentence, in order: which numerals are numbers of something, and their values.

Dates, ages, spans of time, telephone numbers, ranges and the first number of "from 24 to 31" are read as words.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from summaries.figure_words import BEGINNING, Lexicon, scales
from summaries.words import UNSPACED

_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0dff\u200c"
# a number is read whole or not at all: "7" is not what "7.8-magnitude" says
_TOKEN = re.compile(
    r"(?P<number>(?<![0-9A-Za-z\u00c0-\u052f.,:/–+-])(?P<sign>[$€£¥₴₽₹]\s?)?"
    r"(?>\d{1,3}(?:[., \u00a0\u202f]\d{3})+(?!\d)|\d+)(?>(?:[.,]\d+)?)(?(sign)(?P<short>bn|mn|tn|[mMkKbB])?)"
    r"(?!\w{0,12}\d|[.,:/]\d|[–-]\w|[A-Za-z])(?:['’][^\W\d_]{1,4}\b)?)"
    rf"|(?P<word>[^\W\d_](?:[^\W\d_]|[{_MARKS}])*(?:['’ʼ][^\W\d_]+)*)|(?P<percent>%)"
    r"|(?P<bound>[,;:.()\"“”«»—–，、；：。（）「」『』])"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_SHORT = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12}
_APOSTROPHE = re.compile("['’]")
# letters that write "and" onto the next word
_JOINED_AND = {"ar": "و", "he": "ו"}
_LATEST_DAY = 31
OTHERS = "#"
"""In place of a word or number that says nothing of the number beside it."""
_DATE = "##"


class Token(NamedTuple):
    """A word, a number with its value, or a mark that bounds a clause (neither). A number in digits has no word."""

    start: int
    end: int
    word: str
    value: float | None = None


def tokens(text: str, lexicon: Lexicon) -> list[Token]:
    """The words, numbers and bounds of `text`, in order."""
    found = _composed(_read(text, lexicon), text, lexicon)
    for rule in (_without_telephones, _without_dates, _without_ranges):
        found = rule(found, lexicon)
    return found


def begins_with_and(word: str, lexicon: Lexicon) -> bool:
    """Whether "and" is written onto the word."""
    letter = _JOINED_AND.get(lexicon.language, OTHERS)
    return word.startswith(letter) and len(word) > 2


def _read(text: str, lexicon: Lexicon) -> list[Token]:
    by_scale = scales()
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = match[0].lower()
        last = found[-1] if found and found[-1].value is not None else None
        if match["bound"]:
            found.append(Token(start, end, ""))
        elif match["number"]:
            value = None if _YEAR.fullmatch(word) else _value(match) or None
            leads_with_nought = word[0] == "0" and word[1:2].isdigit()
            found.append(Token(start, end, OTHERS if leads_with_nought else "", None if leads_with_nought else value))
        elif last is not None and word in by_scale:
            found[-1] = last._replace(end=end, value=(last.value or 0) * by_scale[word])
        elif last is not None and word in lexicon.vague:
            found[-1] = last._replace(word=OTHERS, value=None)
        else:
            found.append(Token(start, end, word, lexicon.numbers.get(word)))
    return found


def _value(match: re.Match[str]) -> float:
    digits = re.sub(r"[^\d.,]", "", _APOSTROPHE.split(match["number"])[0])
    whole, mark, decimals = digits, "", ""
    if not _GROUPED.fullmatch(digits):
        whole, mark, decimals = re.match(r"(.*?)(?:([.,])(\d+))?\Z", digits).groups(default="")  # type: ignore[union-attr]
    value = float(re.sub(r"[.,]", "", whole) + ("." if mark else "") + decimals)
    return value * _SHORT[match["short"].lower()] if match["short"] else value


def _composed(found: Sequence[Token], text: str, lexicon: Lexicon) -> list[Token]:
    """The tokens with numbers of several words as one; one that can't be understood, or is an adjective, is none."""
    composed: list[Token] = []
    for token in found:
        last = composed[-1] if composed else None
        spelled = token.value is not None and bool(token.word)
        if last is not None and last.word and last.value is not None:
            value = _summed(last.value, _part(token, last, lexicon), lexicon)
            if value is not None or spelled:
                composed[-1] = last._replace(end=token.end, value=value, word=last.word if value else OTHERS)
                continue
            if text[last.end : token.start] == "-":
                composed[-1] = last._replace(word=OTHERS, value=None)  # "six-storey"
        elif last is not None and len(composed) > 1 and last.word in lexicon.ands:
            before = composed[-2]
            value = _summed(before.value or 0, _part(token, before, lexicon), lexicon) if before.word else None
            if value is not None:
                composed[-2:] = [before._replace(end=token.end, value=value)]
                continue
        composed.append(token)
    return composed


def _part(token: Token, before: Token, lexicon: Lexicon) -> float:
    """What a word adds to the number before it, 0 for nothing."""
    if token.word in lexicon.ones and before.value is not None and before.value >= 20 and before.value % 10 == 0:
        return 1
    if token.value is None and begins_with_and(token.word, lexicon):
        return lexicon.numbers.get(token.word[1:], 0)
    return token.value or 0 if token.word else 0


def _summed(one: float, other: float, lexicon: Lexicon) -> float | None:
    """The number that two numerals make together; None where they make none."""
    if not one or not other:
        return None
    if one < other and (other == 100 or (one, other) == (4, 20)):
        return one * other
    for unit in (1000, 100, 10):
        if one >= max(unit, 20) and one % unit == 0 and other < unit:
            return one + other
    french = lexicon.language == "fr" and ((one in {60, 80} and other < 20) or (one == 10 and other < 10))
    semitic = lexicon.language in {"ar", "he"} and one < 10 and other % 10 == 0 and other < 100
    return one + other if french or semitic else None


def _without_telephones(found: Sequence[Token], _: Lexicon) -> list[Token]:
    """The tokens, with numbers in digits that follow one another as words."""
    digits = [token.value is not None and not token.word for token in found]
    digits = [is_number or token.word == OTHERS for is_number, token in zip(digits, found, strict=True)]
    return [
        token._replace(word=OTHERS, value=None)
        if digits[place] and (digits[place - 1 : place] == [True] or digits[place + 1 : place + 2] == [True])
        else token
        for place, token in enumerate(found)
    ]


def _without_dates(found: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """The tokens, with the numbers of days ("24 February", "24. Februar", "March 3"), ages and times as words."""
    left: list[Token] = []
    for place, token in enumerate(found):
        after = place + 1 + (found[place + 1 : place + 2] == [] or not found[place + 1].word)
        ahead = found[after].word if after < len(found) else ""
        beside = found[place + 1].word if place + 1 < len(found) else ""
        is_day = token.value is not None and token.value <= _LATEST_DAY and not token.word and bool(left)
        if token.value is not None and (
            _APOSTROPHE.split(ahead)[0][:BEGINNING] in lexicon.calendar
            or (lexicon.ages and beside.startswith(lexicon.ages))
            or (is_day and left[-1].word[:BEGINNING] in lexicon.months)
        ):
            left.append(token._replace(word=_DATE, value=None))
        elif not (token.word == "" and token.value is None and left and left[-1].word == _DATE):
            left.append(token)
    return [token._replace(word=OTHERS) if token.word == _DATE else token for token in left]


def _without_ranges(found: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """The tokens without the numbers of "20 to 30" and "between 20 and 30", and without the first of a rise."""
    left = list(found)
    for place, token in enumerate(found):
        if token.value is None:
            continue
        before = found[place - 1].word if place else ""
        beside = found[place + 1].word if place + 1 < len(found) else ""
        other = found[place + 2] if place + 2 < len(found) else None
        if before == "from" and lexicon.language == "en":
            left[place] = token._replace(word=OTHERS, value=None)
        if other is None or other.value is None:
            continue
        if (before, beside) in lexicon.rises:
            left[place] = token._replace(word=OTHERS, value=None)
        elif beside in lexicon.joints or (before in lexicon.between and _joins(beside, lexicon)):
            left[place] = token._replace(word=OTHERS, value=None)
            left[place + 2] = other._replace(word=OTHERS, value=None)
    return left


def _joins(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.ands or word in _JOINED_AND.values() or lexicon.language in UNSPACED
