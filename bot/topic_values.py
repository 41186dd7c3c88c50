"""What admins write for a topic, read into what changes: `/admin weight World: 2`. Pure.

Buttons send the same words, so that what they may say is held here as well.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from babel import Locale

from bot.language_words import find_language
from bot.topic_names import LONGEST_NAME, clean_line, find_topic, is_called, read_keywords
from bot.words.letters import spoken_letters
from bot.words.schedule import ScheduleNotUnderstood, read_schedule
from storage.topics import Changes, Topic, Visibility
from summaries.language import tag_language
from summaries.types import Method

LONGEST_DESCRIPTION = 200
MOST_SENTENCES = 5
HEAVIEST = 50
"""The greatest weight that a topic may ask for: more outlets than that tell no story in words of their own."""

WEIGHTS = (0, 2, 3, 5)
"""Those that a button offers: everything, what two or three outlets report, what is widely reported."""

OFFERED_METHODS = (Method.NEWS, Method.LEXRANK, Method.TEXTRANK, Method.LUHN, Method.EDMUNDSON)
"""Our own and the best of sumy's; in writing all of them can be had."""

METHOD_NAMES: Mapping[Method, str] = {
    Method.NEWS: "newsdigest",
    Method.LEXRANK: "LexRank",
    Method.LSA: "LSA",
    Method.TEXTRANK: "TextRank",
    Method.LUHN: "Luhn",
    Method.SUMBASIC: "SumBasic",
    Method.KL: "KL",
    Method.REDUCTION: "Reduction",
    Method.EDMUNDSON: "Edmundson",
}
"""Names of their own, the same in every language."""

ISO_639_1 = 2
"""Letters of a code."""

NOTHING = frozenset({"", "-", "–", "none", "any", "all", "everything", "usual"})
"""Words that empty a field: no keywords, any language, all stories, the usual hours."""


Meant = TypeVar("Meant")


class Field(StrEnum):
    """What can be changed of a topic by words; the value is the verb of the typed form."""

    NAME = "rename"
    DESCRIPTION = "describe"
    KEYWORDS = "keywords"
    LANGUAGE = "language"
    LENGTH = "length"
    METHOD = "method"
    WEIGHT = "weight"
    PICTURES = "pictures"
    VISIBILITY = "visibility"
    HOURS = "hours"


EMPTIED = frozenset({Field.DESCRIPTION, Field.KEYWORDS, Field.LANGUAGE, Field.HOURS})
"""The fields that may be left empty by a button."""


class ValueNotUnderstood(Exception):
    """What was written is nothing that the field could be."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.field = field


def read_value(field: Field, words: str, *, locale: Locale) -> Changes:
    """What the words make of the field; names of languages may be in that of `locale`. Raises ValueNotUnderstood."""
    match field:
        case Field.NAME:
            return {"name": _name(words)}
        case Field.DESCRIPTION:
            return {"description": "" if words in NOTHING else clean_line(words, LONGEST_DESCRIPTION)}
        case Field.KEYWORDS:
            return {"keywords": () if _is_nothing(words) else _keywords(words)}
        case Field.LANGUAGE:
            return {"language": None if _is_nothing(words) else read_language(words, locale)}
        case Field.LENGTH:
            return {"sentences": _number(field, words, range(1, MOST_SENTENCES + 1))}
        case Field.METHOD:
            return {"method": _method(words)}
        case Field.WEIGHT:
            least = 0 if _is_nothing(words) else _number(field, words, range(HEAVIEST + 1))
            return {"weight_floor": float(least if least > 1 else 0)}
        case Field.PICTURES:
            return {"pictures": _switch(words)}
        case Field.VISIBILITY:
            return {"visibility": _visibility(words)}
        case Field.HOURS:
            return {"times": None, "weekdays": None} if _is_nothing(words) else _hours(words)


def read_language(words: str, locale: Locale) -> str:
    """An ISO 639-1 code, by itself or by the language's name. Raises ValueNotUnderstood."""
    named: dict[str, str] = {code: name for code, name in Locale("en").languages.items() if len(code) == ISO_639_1}
    wanted = " ".join(spoken_letters(words[:LONGEST_NAME]).split())
    code = tag_language(wanted) or find_language(wanted)
    if code is not None and code in named:
        return code
    for names in (locale.languages, named):
        if found := next((code for code in named if spoken_letters(names.get(code, "")) == wanted), None):
            return found
    raise ValueNotUnderstood(Field.LANGUAGE)


def split_topic(known: Sequence[Topic], written: str) -> tuple[Topic | None, str]:
    """The topic that `written` names, and what stands behind the colon after it: `World: Sea`.

    A name may have colons itself: the longest that is a topic's whole name wins, else the part before the first.
    """
    ends = [len(written), *(found.start() for found in reversed(list(re.finditer("[:：]", written))))]
    for end in ends:
        if exact := next((topic for topic in known if is_called(topic, written[:end])), None):
            # signs don't count in names: "World: ???" is called World as well
            first = min(each for each in ends if is_called(exact, written[:each]))
            return exact, written[first + 1 :].strip()
    return find_topic(known, written[: ends[-1]]), written[ends[-1] + 1 :].strip()


def _is_nothing(words: str) -> bool:
    return words.strip().casefold() in NOTHING


def _name(words: str) -> str:
    name = clean_line(words, LONGEST_NAME)
    if not any(letter.isalnum() for letter in name):
        raise ValueNotUnderstood(Field.NAME)
    return name


def _keywords(words: str) -> tuple[str, ...]:
    keywords = read_keywords(words)
    if not keywords:
        raise ValueNotUnderstood(Field.KEYWORDS)
    return keywords


def _number(field: Field, words: str, allowed: Collection[int]) -> int:
    written = words.strip()
    if not (re.fullmatch(r"\d{1,3}", written) and int(written) in allowed):
        raise ValueNotUnderstood(field)
    return int(written)


def _method(words: str) -> str:
    wanted = words.strip().casefold()
    for method, name in METHOD_NAMES.items():
        if wanted in {method.value, name.casefold()}:
            return method
    raise ValueNotUnderstood(Field.METHOD)


def _switch(words: str) -> bool:
    return _one_of(Field.PICTURES, words, {"on": True, "yes": True, "off": False, "no": False}.get)


def _visibility(words: str) -> Visibility:
    offered = {each.value: each for each in Visibility if each is not Visibility.OWN}
    return _one_of(Field.VISIBILITY, words, offered.get)


def _hours(words: str) -> Changes:
    try:
        said = read_schedule(words)
    except ScheduleNotUnderstood:
        raise ValueNotUnderstood(Field.HOURS) from None
    # the hours are each chat's own local ones
    if said.zone is not None:
        raise ValueNotUnderstood(Field.HOURS)
    changes: Changes = {}
    if said.times is not None:
        changes["times"] = said.times
    if said.weekdays is not None:
        changes["weekdays"] = said.weekdays
    return changes


def _one_of(field: Field, words: str, meaning: Callable[[str], Meant | None]) -> Meant:
    found = meaning(words.strip().casefold())
    if found is None:
        raise ValueNotUnderstood(field)
    return found
