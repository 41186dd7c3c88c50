"""Texts as keywords, filters and the search compare them: without case, accents, and what stands in them unseen.

An accent goes where it leaves the same letter to a reader: é, ё, ō, a stressed Cyrillic vowel, vowel points of Hebrew
and Arabic. It stays where it makes another letter: й, ї, が, Indian vowel signs. Letters that have no accent to take
off but are typed without it go by what is typed: ł as l, ı as i. Arabic and Persian write the same letters by different
signs, and full width and half width are one.
"""

import re
import unicodedata
from functools import lru_cache

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U000323af"
)
"""Signs of scripts without spaces between words, as a range of a regular expression."""
SPACED = rf"(?:[^\W{UNSPACED}]|[\u0900-\u0963\u0966-\u0dff])"
"""A letter or digit of any other script, in a folded text; Indian vowel signs are no \\w."""

_AS_TYPED = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
    "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ٱ": "ا", "ـ": "",
    "’": "'", "ʼ": "'", "‘": "'", "＇": "'", "׳": "'", "״": '"', "‐": "-", "‑": "-",
}  # fmt: skip
_OTHER_LETTERS = frozenset("йўї")
_UNSEEN = frozenset({"Cf", "Cc", "Cs"})
_POINTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\ufe00-\ufe0f]"
)
# a letter and its marks written as several signs; a few only: putting long runs of marks in order takes quadratic time
_IN_PIECES = re.compile("[^\u0300-\u036f\u3099\u309a\uff9e\uff9f][\u0300-\u036f\u3099\u309a\uff9e\uff9f]{1,4}")
_SYLLABLE = re.compile("[\u1100-\u11ff]{2,3}")


class _Folded(dict[int, str]):
    """What each sign becomes, found out when it is first met; never more than the signs there are."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _fold_sign(chr(code))
        return found


def folded(text: str) -> str:
    """`text` as it is compared. Takes linear time, whatever the text."""
    if text.isascii():
        return text.lower().translate(_CONTROLS) if not text.isprintable() else text.lower()
    if _IN_PIECES.search(text) or _SYLLABLE.search(text):
        text = _IN_PIECES.sub(_composed, _SYLLABLE.sub(_composed, text))
    return text.translate(_FOLDED)


def _composed(pieces: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", pieces[0])


def _fold_sign(sign: str) -> str:
    if sign.isspace():
        return sign
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
    whole = unicodedata.normalize("NFC", apart)
    if whole not in _OTHER_LETTERS:
        whole = unicodedata.normalize("NFC", _POINTS.sub("", apart))
    return "".join(_AS_TYPED.get(part, part) for part in whole if unicodedata.category(part) not in _UNSEEN)


_FOLDED = _Folded()
_CONTROLS = {code: _fold_sign(chr(code)) for code in range(128) if not chr(code).isprintable()}


@lru_cache(maxsize=4096)
def folded_word(word: str) -> str:
    """`folded`, for what is asked again and again: keywords, names of sources."""
    return folded(word)
