"""Words of a text, their stems, and the words that carry no meaning of their own.

Languages without spaces between words give overlapping pairs of characters (Han, Thai, Lao, Khmer, Burmese), which
serve similarity as well as dictionary words do (Nie, Gao, Zhang & Zhou, IRAL 2000); runs of Katakana are words as
they stand.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files

# Python's \w leaves out combining marks, which would break Hindi, Thai or Arabic with vowels into pieces
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u0900-\u0963\u0966-\u0dff\u200c\u200d"
)
# apostrophes stay inside Cyrillic words, gershayim inside Hebrew ones
_WORD = re.compile(
    rf"[^\W_][\w{_MARKS}]*"
    rf"(?:(?:(?<=[\u0400-\u04ff])['’ʼ](?=[\u0400-\u04ff])|(?<=[א-ת])[\"״'׳](?=[א-ת]))[\w{_MARKS}]+)*"
)
_LETTERS = 6
# for bytes of ASCII: letters in lower case, and spaces for all that belongs to no word
_FOLDED = bytes(ord(chr(code).lower()) if chr(code).isalnum() and code < 128 else 32 for code in range(256))
_PLAIN = re.compile(r"[^\W_]+")
# text of Latin and Greek letters has nothing of the kind
_NEEDS_CARE = re.compile("[\u0300-\u036f\u0400-\u1dff\u200c\u200d\u2e80-\U000fffff]")
_WITHOUT_SPACES = re.compile(
    r"(?P<pairs>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005\u0e01-\u0e4e\u0e81-\u0ecd\u1780-\u17d3\u1000-\u109f"
    r"\U00020000-\U0002ffff]+)|(?P<kana>[\u30a0-\u30ff\uff66-\uff9f]+)|(?P<hiragana>[\u3040-\u309f]+)"
)

UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "bo"})
"""Languages written without spaces between words."""

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


def words(text: str) -> list[str]:
    """The words of `text` as they stand there, in order; pairs of characters where a script has no spaces."""
    if not _NEEDS_CARE.search(text):
        return _PLAIN.findall(text)
    found = _WORD.findall(text)
    if not _WITHOUT_SPACES.search(text):
        return found
    return [piece for word in found for piece in _pieces(word)]


def kinds(text: str, language: str) -> tuple[frozenset[str], int]:
    """The different words of `text` that carry meaning, and the number of all its words.

    A word stands by its first six letters. A prefix conflates a word's forms as a stemmer does, in
    every alphabet, at a thirtieth of the time; on news in English, French and Vietnamese summaries came out the same
    with Snowball, with prefixes and with whole words.
    """
    found = beginnings(text)
    return frozenset(found) - _stop_kinds(language), len(found)


def beginnings(text: str) -> list[str]:
    """The first six letters of each word of `text`, in lower case."""
    plain = text.isascii()  # bytes are quicker
    found = text.encode("ascii").translate(_FOLDED).decode("ascii").split() if plain else words(text.lower())
    return [word[:_LETTERS] for word in found]


def is_meant(beginning: str, language: str) -> bool:
    """Whether a word with this beginning carries meaning."""
    return beginning not in _stop_kinds(language)


@cache
def _stop_kinds(language: str) -> frozenset[str]:
    return frozenset(word[:_LETTERS] for word in stop_words(language))


def _pieces(word: str) -> list[str]:
    pieces: list[str] = []
    at = 0
    for run in _WITHOUT_SPACES.finditer(word):
        if run.start() > at:
            pieces.append(word[at : run.start()])
        at = run.end()
        if run["pairs"]:
            signs = run["pairs"]
            pieces.extend([signs[i : i + 2] for i in range(len(signs) - 1)] or [signs])
        elif run["kana"]:
            pieces.append(run["kana"])
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
    """A function from a lower-case word to its stem (Snowball), or to itself for languages without a stemmer."""
    name = _STEMMERS.get(language)
    if name is None:
        return str
    from snowballstemmer import stemmer as load  # noqa: PLC0415 -- 30 ms that most callers don't need

    stem: Callable[[str], str] = load(name).stemWord
    return stem
