"""Signs that a reader doesn't see, or sees as something else, taken out of a line of text.

What is left reads as the page looked: no word is added, changed for another, or moved.
"""

import html
import re
import unicodedata

# soft hyphens, zero-width spaces, byte order marks, direction marks and overrides, fillers, controls, the private use
# area (where fonts keep icons), tags; Persian and Hindi need their joiners
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufeff\uffa0"
    "\ufff9-\ufffc\ufffe\uffff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\U000e0000-\U0010ffff]"
    "|(?<=[A-Za-z\u00c0-\u024f])[\u200c\u200d]+(?=[A-Za-z\u00c0-\u024f])"
)
# the blank pattern of Braille and the next line of old terminals look like spaces
_SPACES = re.compile("[\\s\u2800\x85]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});")
# escaped twice, markup shows as text; a comparison such as "x < y" does not look like this
_TAG = re.compile(
    r"</?(?:a|b|br|div|em|h[1-6]|i|img|li|p|span|strong|sub|sup|u|ul)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE
)
_LIGATURES = {0xFB00 + n: text for n, text in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))}
_LIGATURE = re.compile("[\ufb00-\ufb06]")
# letters of two alphabets in one word, as spam has them, and keyboards where "i" and "c" were at hand
_MIXED = re.compile("[A-Za-z\u0400-\u04ff]*(?:[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z])[A-Za-z\u0400-\u04ff]*")
_LATIN = "aeopcyxijsABEKMHOPCTXIJS"
_CYRILLIC = "аеорсухіјѕАВЕКМНОРСТХІЈЅ"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_OF_LATIN = re.compile("[A-Za-z]")


def visible(line: str) -> str:
    """`line` as it looks: no entities and tags left over, no invisible signs, doubled spaces, look-alike letters."""
    if line.isascii() and line.isprintable() and "&" not in line and "<" not in line and "  " not in line:
        return line.strip()
    for _ in range(3):
        if not _ENTITY.search(line):
            break
        line = _ENTITY.sub(_character, line)
    line = _INVISIBLE.sub("", _TAG.sub(" ", line))
    line = unicodedata.normalize("NFC", _LIGATURE.sub(_letters, line))
    return _SPACES.sub(" ", _MIXED.sub(_one_alphabet, line)).strip()


def _character(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])


def _letters(ligature: re.Match[str]) -> str:
    return _LIGATURES[ord(ligature[0])]


def _one_alphabet(found: re.Match[str]) -> str:
    """The word in the alphabet of most of its letters, if those of the other look like its own."""
    word = found[0]
    latin = len(_OF_LATIN.findall(word))
    if latin * 2 < len(word):
        whole = word.translate(_TO_CYRILLIC)
        return word if _OF_LATIN.search(whole) else whole
    # an ending in Cyrillic belongs to its sentence: "COVIDу"
    whole = word.translate(_TO_LATIN)
    return whole if whole.isascii() and word[-1].isascii() else word
