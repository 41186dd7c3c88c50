"""Whether a sentence can be read by itself, outside its article."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from enum import IntEnum
from functools import cache
from importlib.resources import files

from summaries.units import Unit
from summaries.words import UNSPACED

_END = re.compile(r"[.!?…。！？｡؟۔।॥།።։។]+[\"'”’»›)\]」』】）》]*\Z|[：:][\"”»]\Z")
_QUESTION = re.compile(r"(?<![.,?])[?？؟]+[!\"'”’»›)\]」』】）》]*\Z")
_LEADING = re.compile(r"[^\w]+")
_WORDS = re.compile(r"[\w'’-]+")
_MARKS = re.compile(r"[\"“”„«»()（）「」『』]")
_OPENING = re.compile(r"[\"“„«]")
_LONGEST_QUOTATION = 3
_UNPUNCTUATED = frozenset({"th", "lo"})
_CAPTION = re.compile(
    r"(?i)(?:(?:photo|image|picture|video|graphic|foto|bild|фото|відео|видео|zdjęcie|ảnh)\b[^.]{0,40}[:/©|]"
    r"|.{0,300}\((?:photo|image|picture|foto|file photo|фото)\b[^)]*\)\W*\Z"
    r"|(?:read|see|watch|listen|click|subscribe|sign up|follow us|share this)\b.{0,60}"
    r"\b(?:more|also|here|below|newsletter|now|facebook|twitter|podcast|app)\b"
    r"|(?:©|copyright\b|all rights reserved))"
)
_FEWEST_WORDS = 4
_NEAR_TITLE = 0.8
_TIMES = "week month year time morning afternoon evening summer winter spring autumn fall season weekend decade century"
_TIME_AFTER_THIS = frozenset(_TIMES.split())


class Fitness(IntEnum):
    """How well a sentence stands alone; smaller is better."""

    ALONE = 0
    DEPENDENT = 1
    """It opens with "He", "But", "This": it can follow its predecessor only."""
    QUESTION = 2
    """A question, or a piece of a quotation that can't be completed."""
    SCRAP = 3
    """No sentence: a heading, caption, byline, list crumb, an invitation to read on."""


def fitness(unit: Unit, title: Sequence[str], language: str) -> Fitness:
    """What `unit` is outside its article, whose title has the terms `title`."""
    if _scrap(unit, language) or _repeats(unit, title):
        return Fitness.SCRAP
    if _QUESTION.search(unit.text):
        return Fitness.QUESTION
    if unit.number and depends(unit.text, language):
        return Fitness.DEPENDENT
    return Fitness.ALONE


def depends(sentence: str, language: str) -> bool:
    """Whether the sentence opens with a word that points back to what came before it."""
    start = _LEADING.match(sentence)
    opening = sentence[start.end() if start else 0 :][:60].lower()
    single, phrases = _openers(language)
    if language in UNSPACED:
        return opening.startswith(tuple(single))
    found = _WORDS.findall(opening)
    if not found:
        return False
    if found[0] == "this" and len(found) > 1 and found[1] in _TIME_AFTER_THIS:
        return False
    if re.split("['’]", found[0])[0] in single:
        return True  # "She'd", "C'est"
    if f"{found[0]}~" in single:
        named = _WORDS.search(sentence, sentence.lower().find(found[0]) + len(found[0]))
        return not (named and named[0][0].isupper())
    return found[0] in single or any(" ".join(found[: count + 1]) in phrases for count in range(1, 4))


@cache
def _openers(language: str) -> tuple[frozenset[str], frozenset[str]]:
    entries = _all_openers().get(language, "").split("|")
    single = frozenset(entry for entry in entries if entry and " " not in entry)
    return single, frozenset(entry for entry in entries if " " in entry)


@cache
def _all_openers() -> dict[str, str]:
    lists: dict[str, str] = json.loads(files("summaries").joinpath("openers.json").read_text("utf-8"))
    return lists


def _scrap(unit: Unit, language: str) -> bool:
    if language not in _UNPUNCTUATED and not _END.search(unit.text):
        return True
    return unit.length < _FEWEST_WORDS or not unit.terms or _CAPTION.match(unit.text) is not None


def _repeats(unit: Unit, title: Sequence[str]) -> bool:
    """Whether the sentence is the title over again: nearly the same terms, and few others."""
    if not title:
        return False
    shared = len(set(unit.terms) & set(title))
    return shared >= _NEAR_TITLE * len(set(title)) and shared >= _NEAR_TITLE * len(set(unit.terms))


def quotations(units: Sequence[Unit]) -> list[tuple[int, int] | None]:
    """For each sentence the run `[first, last]` that must be told whole; None where a quotation is never completed.

    A quotation of several sentences is one run, so that no piece of it stands as the outlet's own word.
    """
    runs: list[tuple[int, int] | None] = [(place, place) for place in range(len(units))]
    place = 0
    while place < len(units):
        last = place
        marks = Counter(_MARKS.findall(units[place].text))
        while _open(marks) and last + 1 < len(units) and last - place < _LONGEST_QUOTATION:
            if units[last + 1].place == 0 and _OPENING.match(units[last + 1].text):
                break  # each paragraph of a long quotation opens it anew, and only the last closes it
            last += 1
            marks.update(_MARKS.findall(units[last].text))
        whole = not _open(marks) and last - place < _LONGEST_QUOTATION
        if not whole:
            # whatever was left open, a new paragraph is not part of it
            last = next((at for at in range(place, last) if units[at + 1].place == 0), last)
        for member in range(place, last + 1):
            runs[member] = (place, last) if whole else None
        place = last + 1
    return runs


def _open(marks: Counter[str]) -> bool:
    """Whether a quotation mark or bracket has lost its partner."""
    if not marks:
        return False
    if marks['"'] % 2 or marks["«"] != marks["»"] or marks["("] != marks[")"] or marks["（"] != marks["）"]:
        return True
    if marks["「"] != marks["」"] or marks["『"] != marks["』"]:
        return True
    # German closes with what English opens with
    if marks["„"]:
        return marks["„"] != marks["“"] + marks["”"]
    return marks["“"] != marks["”"]
