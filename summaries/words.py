"""Words of a text, their stems, and the words that carry no meaning of their own.

Text without spaces between words is segmented by dictionaries (`unspaced.py`); what Hebrew, Arabic, Persian, Korean and
Greek write onto a word is taken off where words are compared (`forms.py`).
"""

import json
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from itertools import filterfalse
from operator import itemgetter

from summaries.forms import RULES, SHAPED, form, is_arabic
from summaries.unspaced import split_words

# Python's \w leaves out combining marks, which would break Hindi, Thai or Arabic with vowels into pieces
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u0730-\u074a\u07eb-\u07f3\u0900-\u0963\u0966-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc"
    "\u0ec8-\u0ece\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e\u0f3f\u0f71-\u0f84\u0f86-\u0fbc\u102b-\u103e\u1056-\u109d"
    "\u135d-\u135f\u1712-\u1734\u17b4-\u17d3\u17dd\u180b-\u180d\u1a55-\u1a7f\u1ab0-\u1aff\u1b00-\u1b44\u1dc0-\u1dff\u200c\u200d"
    "\u302a-\u302f\u3099\u309a\ua8e0-\ua8f1\ufe20-\ufe2f"
)
# apostrophes stay inside Cyrillic words, gershayim inside Hebrew ones
_WORD = re.compile(
    rf"[^\W_][\w{_MARKS}]*"
    rf"(?:(?:(?<=[\u0400-\u04ff])['’ʼ](?=[\u0400-\u04ff])|(?<=[א-ת])[\"״'׳](?=[א-ת]))[\w{_MARKS}]+)*"
)
LETTERS = 6
"""Of a word's form so many letters stand for it."""
_cut = itemgetter(slice(LETTERS))


def _folded(code: int) -> int:
    sign = bytes([code]).decode(_WESTERN, "ignore").lower()
    return sign.encode(_WESTERN)[0] if sign.isalnum() else ord(" ")


# letters of Western European languages and typographic marks in a byte each; bytes are quicker than text
_WESTERN = "cp1252"
# in lower case, and spaces for all that belongs to no word
_FOLDED = bytes(map(_folded, range(256)))
_PLAIN = re.compile(r"[^\W_]+")
# what may stand inside a word unseen
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
# text of Latin and Greek letters has nothing of the kind
_NEEDS_CARE = re.compile("[\u0300-\u036f\u0400-\u1dff\u200c\u200d\u2e80-\U000fffff]")
_WITHOUT_SPACES = re.compile(
    "[\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1050-\u109f\u1780-\u17d3\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\ua9e0-\ua9ff\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af]+"
)

UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "bo"})
"""Languages written without spaces between words."""

SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""Snowball's stemmers by language."""


def words(text: str) -> list[str]:
    """The words of `text` as they stand there, in order, by a dictionary where a script has no spaces.

    There, names that the dictionary doesn't know come as pairs of characters, which overlap.
    """
    if not _NEEDS_CARE.search(text):
        return _PLAIN.findall(text)
    found = _WORD.findall(text)
    if not _WITHOUT_SPACES.search(text):
        return found
    return [piece for word in found for piece in _pieces(word)]


def kinds(text: str, language: str) -> tuple[frozenset[str], int]:
    """The different words of `text` that carry meaning, and the number of all its words.

    A word stands by the first six letters of its form. A prefix conflates a word's forms as a stemmer does, in
    every alphabet, at a thirtieth of the time; on news in English, French and Vietnamese summaries came out the same
    with Snowball, with prefixes and with whole words.
    """
    found = beginnings(text)
    return frozenset(filterfalse(stop_kinds(language).__contains__, found)), len(found)


def beginnings(text: str) -> list[str]:
    """The first six letters of the form of each word of `text`, in lower case."""
    try:
        # ASCII and Western are the same bytes below 128, and ASCII is quicker to make and to read
        code = "ascii" if text.isascii() else _WESTERN
        return list(map(_cut, text.encode(code).translate(_FOLDED).decode(code).split()))
    except UnicodeEncodeError:
        pass
    return [word[:LETTERS] for word in forms(text.lower())]


def forms(text: str) -> list[str]:
    """The form of each word of `text`, which is in lower case."""
    found = words(_INVISIBLE.sub("", text))
    if not SHAPED.search(text):
        return found
    arabic = is_arabic(text)
    return [form(word, arabic) for word in found]


def is_meant(beginning: str, language: str) -> bool:
    """Whether a word with this beginning carries meaning."""
    return beginning not in stop_kinds(language)


@cache
def stop_kinds(language: str) -> frozenset[str]:
    """The beginnings of words of `language` that carry no meaning."""
    arabic = language == "ar"
    listed = stop_words(language)
    return frozenset(word[:LETTERS] for word in listed) | {form(word, arabic)[:LETTERS] for word in listed}


def _pieces(word: str) -> list[str]:
    pieces: list[str] = []
    at = 0
    for run in _WITHOUT_SPACES.finditer(word):
        if run.start() > at:
            pieces.append(word[at : run.start()])
        at = run.end()
        pieces.extend(split_words(run[0]))
    if at < len(word):
        pieces.append(word[at:])
    return pieces


@cache
def stop_words(language: str) -> frozenset[str]:
    """The words of `language` (ISO 639-1) that carry no meaning of their own; empty for languages without a list."""
    return frozenset(_all_stop_words().get(language, "").split())


@cache
def _all_stop_words() -> dict[str, str]:
    lists: dict[str, str] = json.loads(files("summaries").joinpath("stop_words.json").read_text("utf-8"))
    return lists


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """A function from a lower-case word to its stem.

    Snowball's for the languages it has; else the first six letters of the word's form.
    """
    name = SNOWBALL.get(language)
    if name is None:
        arabic = language not in RULES
        return lambda word: form(word, arabic)[:LETTERS] if word else word
    from snowballstemmer import stemmer as load  # noqa: PLC0415 -- 30 ms that most callers don't need

    stem: Callable[[str], str] = load(name).stemWord
    return stem
