"""Whether a sentence can be read by itself, outside its article."""

import json
import re
from collections.abc import Sequence
from enum import IntEnum
from functools import cache
from importlib.resources import files

from summaries.units import Unit

_END = re.compile(r"[.!?…。！？｡؟۔।॥།።։។]+[\"'”’»›)\]」』】）》]*\Z|[：:][\"”»]\Z")
_QUESTION = re.compile(r"(?<![.,?])[?？؟]+[!\"'”’»›)\]」』】）》]*\Z")
_LEADING = re.compile(r"[^\w]+")
_WORDS = re.compile(r"[\w'’-]+")
_PAIRS = (("“", "”"), ("«", "»"), ("(", ")"), ("„", "“”"), ("「", "」"), ("『", "』"), ("（", "）"))
_UNPUNCTUATED = frozenset({"th", "lo"})
_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})
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
    """A question, or a piece of a quotation."""
    SCRAP = 3
    """No sentence: a heading, caption, byline, list crumb, an invitation to read on."""


def fitness(unit: Unit, title: Sequence[str], language: str) -> Fitness:
    """What `unit` is outside its article, whose title has the terms `title`."""
    if _scrap(unit, language) or _repeats(unit, title):
        return Fitness.SCRAP
    if _QUESTION.search(unit.text) or _dangles(unit.text):
        return Fitness.QUESTION
    if unit.index and depends(unit.text, language):
        return Fitness.DEPENDENT
    return Fitness.ALONE


def depends(sentence: str, language: str) -> bool:
    """Whether the sentence opens with a word that points back to what came before it."""
    start = _LEADING.match(sentence)
    opening = sentence[start.end() if start else 0 :][:60].lower()
    single, phrases = _openers(language)
    if language in _UNSPACED:
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


def _dangles(sentence: str) -> bool:
    """A quotation mark or bracket that has lost its partner."""
    if sentence.count('"') % 2:
        return True
    for opening, closing in _PAIRS:
        if opening == "“" and "„" in sentence:
            continue
        if sentence.count(opening) != sum(map(sentence.count, closing)):
            return True
    return False
