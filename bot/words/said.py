"""What somebody said, as words: their own digits made 0 to 9, and words found in scripts that put no spaces between."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from bot.words.letters import spoken_letters

HAN = re.compile("[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff]")
"""Chinese characters and kana."""

CLOCK = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号號]?|\d+(?:[:.]\d+|[時时点點](?!間|间)(?:\d+分?|半)?)?", re.ASCII)
NUMERALS = re.compile("[〇零一二两三四五六七八九十]{1,3}(?=[時时点點])|[两兩](?=[天周週个個小年])")
VALUES = {numeral: value for value, numeral in enumerate("零一二三四五六七八九十")} | {"〇": 0, "两": 2, "兩": 2}
PUNCTUATION = re.compile(r"[,;!?()|+]+(?=\s|$)|(?<!\S)\(|[,;、。・،؛؟।]")
LONGEST_NAME = 12
"""Characters in a word that is looked for in a text without spaces."""


class Word(NamedTuple):
    """As it was said, and in `plain` letters."""

    shown: str
    plain: str


def plain(text: str) -> str:
    """`text` as words are compared: see `spoken_letters`; without hyphens and the dot of an abbreviation."""
    return " ".join(_own_digits(spoken_letters(text)).replace("-", " ").strip(" .॰").split())


def said(text: str, known: Callable[[str], bool]) -> list[Word]:
    """The words of a text; where it has no spaces, those that are `known` (in plain letters), the longest first."""
    tidy = NUMERALS.sub(lambda found: str(_number(found[0])), _own_digits(text))
    tokens = PUNCTUATION.sub(" ", tidy).split()
    shown = [part for token in tokens for part in (_parts(token, known) if HAN.search(token) else (token,))]
    return [Word(word, plain(word)) for word in shown]


def _own_digits(text: str) -> str:
    """All decimal digits as 0 to 9, and ASCII that was typed in full width as it is."""
    return "".join(_ascii(letter) for letter in text)


def _ascii(letter: str) -> str:
    if letter.isascii():
        return letter
    if "\uff01" <= letter <= "\uff5d":
        return chr(ord(letter) - 0xFEE0)
    number = unicodedata.decimal(letter, None)
    return letter if number is None else str(number)


def _number(numerals: str) -> int:
    """Up to 99: 八 is 8, 十二 is 12, 二十 is 20."""
    tens, ten, ones = numerals.rpartition("十")
    if not ten:
        return int("".join(str(VALUES[numeral]) for numeral in numerals))
    return 10 * VALUES.get(tens, 1) + VALUES.get(ones, 0)


def _parts(token: str, known: Callable[[str], bool]) -> Iterator[str]:
    """Known words and times as they stand in a text without spaces, and in one piece what is between them."""
    unknown, rest = "", token
    while rest:
        length = _known_length(rest, known)
        if not length:
            unknown, rest = unknown + rest[0], rest[1:]
            continue
        if unknown:
            yield unknown
        yield rest[:length]
        unknown, rest = "", rest[length:]
    if unknown:
        yield unknown


def _known_length(text: str, known: Callable[[str], bool]) -> int:
    if text[0].isdigit():
        found = CLOCK.match(text)
        return found.end() if found else 0
    if not HAN.match(text):
        # a word of another script stands as a whole
        found = HAN.search(text)
        return found.start() if found else len(text)
    return next((length for length in range(min(LONGEST_NAME, len(text)), 0, -1) if known(plain(text[:length]))), 0)
