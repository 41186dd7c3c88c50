"""Whether a sentence can be read by itself, outside its article."""

import json
import re
from collections.abc import Set
from enum import IntEnum
from functools import cache
from importlib.resources import files

from summaries.units import Unit
from summaries.words import UNSPACED

_CLOSERS = "\"'”’»›)]」』】）》“ "
_ENDS = frozenset(".!?…。！？｡؟۔।॥།።։။")
_QUESTIONS = frozenset("?？؟")
_UNPUNCTUATED = frozenset({"th", "lo"})
_CAPTION = re.compile(
    r"(?i)(?:(?:photo|image|picture|video|graphic|foto|bild|фото|відео|видео|zdjęcie|ảnh)\b[^.]{0,40}[:/©|]"
    r"|(?:read|see|watch|listen|click|subscribe|sign up|follow us|share this)\b.{0,60}"
    r"\b(?:more|also|here|below|newsletter|now|facebook|twitter|podcast|app)\b"
    r"|(?:©|copyright\b|all rights reserved))"
)
_CREDIT = re.compile(r"(?i)\((?:photo|image|picture|foto|file photo|фото)\b[^)]*\)\W*\Z")
_FEWEST_WORDS = 4
_FEW_WORDS = 7
# a quotation from end to end: who said it stands before
_OPENING = frozenset('"“„«')
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*[\"”“»]\Z")
_NEAR_TITLE = 0.8
_TIMES = "week month year time morning afternoon evening summer winter spring autumn fall season weekend decade century"
_FIRST_WORD = re.compile(r"\w+")
_NAME = re.compile(r"\W*\w+\s+(\w)")


class Fitness(IntEnum):
    """How well a sentence stands alone; smaller is better."""

    ALONE = 0
    DEPENDENT = 1
    """It opens with "He" or "But", or is a few words or a quotation alone: it can follow its predecessor only."""
    QUESTION = 2
    SCRAP = 3
    """No sentence: a heading, caption, byline, list crumb, an invitation to read on, the title over again."""


def fitness(unit: Unit, title: Set[str], language: str) -> Fitness:
    """What `unit` is outside its article, whose title has the words `title`."""
    text = unit.text
    body = text.rstrip(_CLOSERS)
    last = body[-1:]
    if last not in _ENDS and language not in _UNPUNCTUATED:
        return Fitness.SCRAP
    if unit.length < _FEWEST_WORDS or not unit.kinds or _CAPTION.match(text) or (title and _repeats(unit, title)):
        return Fitness.SCRAP
    if "(" in text and _CREDIT.search(text):
        return Fitness.SCRAP
    # after another mark it stands for a quotation mark that the site lost
    if last in _QUESTIONS and body[-2:-1] not in {".", ",", "?"}:
        return Fitness.QUESTION
    if unit.number and (
        unit.length < _FEW_WORDS or (text[0] in _OPENING and _QUOTED.match(text)) or depends(text, language)
    ):
        return Fitness.DEPENDENT
    return Fitness.ALONE


def depends(sentence: str, language: str) -> bool:
    """Whether the sentence opens with a word that points back to what came before it."""
    opener, honorific, first_words = _openers(language)
    # a quick no for most sentences
    if first_words and (first := _FIRST_WORD.search(sentence)) and first[0].lower() not in first_words:
        return False
    if opener is not None and opener.match(sentence):
        return True
    if honorific is None or not honorific.match(sentence):
        return False
    # "Ông nói" points back; "Ông Nam nói" doesn't
    name = _NAME.match(sentence)
    return name is None or not name[1].isupper()


@cache
def _openers(language: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None, frozenset[str]]:
    """Expressions for openers and honorifics, and the first words of both where words have spaces between them."""
    entries = [entry for entry in _all_openers().get(language, "").split("|") if entry]
    plain = [re.escape(entry) for entry in entries if not entry.endswith("~")]
    honorifics = [re.escape(entry[:-1]) for entry in entries if entry.endswith("~")]
    if language == "en":
        plain.remove("this")
        plain.append(rf"this(?!\s+(?:{_TIMES.replace(' ', '|')})\b)")
    end = "" if language in UNSPACED else r"(?![\w-])"
    first_words = () if language in UNSPACED else (_FIRST_WORD.findall(entry.lower())[0] for entry in entries)
    return _opening(plain, end), _opening(honorifics, end), frozenset(first_words)


def _opening(entries: list[str], end: str) -> re.Pattern[str] | None:
    alternatives = "|".join(sorted(entries, key=len, reverse=True))
    return re.compile(rf"\W*(?:{alternatives}){end}", re.IGNORECASE) if entries else None


@cache
def _all_openers() -> dict[str, str]:
    lists: dict[str, str] = json.loads(files("summaries").joinpath("openers.json").read_text("utf-8"))
    return lists


def _repeats(unit: Unit, title: Set[str]) -> bool:
    """Whether the sentence is the title over again: nearly the same terms, and few others."""
    shared = len(unit.kinds & title)
    return shared >= _NEAR_TITLE * len(title) and shared >= _NEAR_TITLE * len(unit.kinds)
