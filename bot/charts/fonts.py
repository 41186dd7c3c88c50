"""Which fonts a text needs, so that no script comes out as boxes: the Noto fonts, which come as packages.

A font that the system has is not asked for: a picture looks the same on every machine. A name that no font can write
(`can_write`) is shown as a number, and the caption says whose number it is.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from matplotlib.font_manager import fontManager, ttfFontProperty
from matplotlib.ft2font import FT2Font

LATIN = "Noto Sans"
HAN = {"ja": "JP", "ko": "KR", "zh": "SC", "zh_Hant": "TC"}
"""The face in which a language writes the characters that Chinese, Japanese and Korean share."""

KANA = range(0x3040, 0x3100)
ZWJ = "\u200d"
JOINERS = f"\u200c{ZWJ}"
"""By which some scripts, and emoji, are written."""
JOINING = "\u0e33\u0eb3\uff9e\uff9f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
"""Vowels of Thai and Lao and narrow kana that are marks in part, and the skin tones of emoji."""

MOST_MARKS = 4
"""Combining marks on one letter; more than any script has would cover the lines above and below."""


@dataclass(frozen=True, slots=True)
class _Face:
    """A font and the code points it has, as the places where runs of them begin and end, in ascending order."""

    family: str
    edges: tuple[int, ...]

    def __contains__(self, letter: str) -> bool:
        return bisect_right(self.edges, ord(letter)) % 2 == 1


def families(text: str, language: str) -> list[str]:
    """The fonts for a text in the order in which they are tried; only those that it needs, as each takes memory."""
    needed = (face.family for _, face in _clusters(text, _faces(_han(text, language))))
    return list(dict.fromkeys((LATIN, *needed)))


def writable(text: str) -> str:
    """The text without the letters that no font has, and without those that join one which is in other fonts alone."""
    return "".join(cluster for cluster, _ in _clusters(text, _faces(HAN["zh"])))


def _clusters(text: str, faces: Sequence[_Face]) -> Iterator[tuple[str, _Face]]:
    """The letters of a text, each with what joins it, and the first font that has all of that."""
    cluster, having = "", list[_Face]()
    for letter in text:
        if cluster and (_joins(letter) or cluster.endswith(ZWJ)):
            if all_of_it := [face for face in having if letter in face]:
                cluster, having = cluster + letter, all_of_it
                continue
            if _joins(letter):
                continue
            cluster = cluster.removesuffix(ZWJ)
        if cluster:
            yield cluster, having[0]
        having = [face for face in faces if letter in face]
        cluster = letter if having and not _joins(letter) else ""
    if cluster:
        yield cluster, having[0]


def _joins(letter: str) -> bool:
    """Whether it is shaped together with the letter before it, which one font has to do."""
    return unicodedata.category(letter).startswith("M") or letter in JOINERS or letter in JOINING


def can_write(text: str) -> bool:
    """Whether there is something to see, and a font for each letter of it."""
    return bool(text) and writable(text) == text


def clean(text: str) -> str:
    """A text in one line, without what isn't seen and what only serves to disturb its neighbours."""
    kept: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", " ".join(text.split())):
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind in {"Mn", "Me"} else 0
        # Cc, Cf, Cs, Co, Cn: control, format, surrogate, private and unassigned
        if marks <= MOST_MARKS and (not kind.startswith("C") or letter in JOINERS):
            kept.append(letter)
    return "".join(kept).strip(f" {JOINERS}")


def _han(text: str, language: str) -> str:
    if any(ord(letter) in KANA for letter in text):
        return HAN["ja"]
    return HAN.get(language, HAN["zh"])


@cache
def _faces(han: str) -> Sequence[_Face]:
    """The Latin face first, then those of other scripts, emoji and symbols, last that of Han as a region writes it."""
    return (*_alphabets(), *(face for face in _han_faces() if face.family.endswith(f"CJK {han}")))


@cache
def _alphabets() -> Sequence[_Face]:
    paths = [path for path in _files("manimgx_fonts", "*.ttf") if "Italic" not in path.name]
    # `NotoSans[wght].ttf` is the shortest; emoji and symbols have letters and digits too, and are asked last
    paths.sort(key=lambda path: ("Emoji" in path.name, "Symbols" in path.name, len(path.name)))
    return tuple(_face(path, 0) for path in paths)


@cache
def _han_faces() -> Sequence[_Face]:
    (path,) = _files("noto_cjk_sans_otc", "*.ttc")
    faces = (_face(path, number) for number in range(FT2Font(str(path)).num_faces))
    return tuple(face for face in faces if "Mono" not in face.family)


def _face(path: Path, number: int) -> _Face:
    font = FT2Font(str(path), face_index=number)
    # matplotlib finds fonts in its one list, by name; before the system's of that name
    entry = ttfFontProperty(font)
    fontManager.ttflist.insert(0, entry)
    return _Face(entry.name, tuple(_edges(sorted(font.get_charmap()))))


def _edges(points: Sequence[int]) -> Iterator[int]:
    yield points[0]
    for before, after in pairwise(points):
        if after != before + 1:
            yield before + 1
            yield after
    yield points[-1] + 1


def _files(package: str, pattern: str) -> Iterable[Path]:
    return sorted(Path(str(files(package))).glob(pattern))
