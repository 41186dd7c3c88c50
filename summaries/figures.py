"""Numbers with what they count, as a text gives them: "at least nine people were hurt".

Numerals are read as they are grouped and pointed anywhere ("1,400", "1.400", "4,5"). Words for numbers, for what
happens to people and for estimates stand by language in figures.json; a language without them has its numerals read.
Dates, times, spans of time, years and the numbers of things ("Flight 447") count nothing.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from summaries.figure_words import BEGINNING, Lexicon, lexicon, told_form
from summaries.numerals import OTHERS, Token, begins_with_and, tokens
from summaries.words import UNSPACED, is_meant

SENTENCE = 1000
"""Characters of a text that is a sentence or a headline."""

_NEAR = 6
# "neun Menschen sind am Dienstag bei einem Unglück nahe Callow getötet worden"
_NEAR_VERB_LAST, _VERB_LAST = 12, frozenset({"de", "nl"})
# "the death toll from the bus crash near Callow has risen to 14"
_FAR = 16
# so many characters before a number hold the words for an estimate or a part
_REACH = 60
_SOME_OF = (["of", "the"], ["of", "them"], ["of", "those"])
_DIED_AT = (["at", "died"], ["at", "dies"])
# "3.5 per cent" is "3.5%"
_PERCENT = ("%", "percent", "prozent", "procent", "відсот", "процент")
_PER_CENT = frozenset({("per", "cent"), ("per", "cento"), ("por", "cento"), ("por", "ciento"), ("pour", "cent")})


class Count(NamedTuple):
    """A number at `start` to `end` of a text, with the words that go with it.

    `toll` is "dead", "hurt" or "missing" where it counts such people; `unit` the beginning of the word for what it
    counts, "" where none stands there; `plain`, whether nothing stands between ("five other people"); `estimate`,
    whether the text says so ("about 30").
    """

    start: int
    end: int
    value: float
    toll: str
    unit: str
    plain: bool
    estimate: bool


def counts(text: str, language: str) -> tuple[Count, ...]:
    """The numbers in `text` that count something, in order. Those of sentences are remembered: a story is told to many,
    and each time anew where one more report came in."""
    return _remembered(text, language) if len(text) <= SENTENCE else _counts(text, language)


@lru_cache(maxsize=8192)
def _remembered(text: str, language: str) -> tuple[Count, ...]:
    return _counts(text, language)


def _counts(text: str, language: str) -> tuple[Count, ...]:
    known = lexicon(language)
    read = tokens(text, known)
    found = []
    reach = _NEAR_VERB_LAST if known.language in _VERB_LAST else _NEAR
    for place, token in enumerate(read):
        if token.value is None or token.value == 1:
            continue
        earlier = read[max(0, place - _FAR - 1) : place][::-1]
        follow: Sequence[Token] = _clause(read[place + 1 : place + _FAR], known, longest=reach)
        before = _clause(earlier, known, backward=True)
        if follow and known.risen and follow[0].word.startswith(known.risen):
            follow = ()
        if token.value % 1:
            toll, teller = "", None
        elif before and before[0].word in known.reaching and not _unit(text, token, follow, known):
            toll, teller = _toll(follow, _clause(earlier, known, longest=_FAR), known)
        else:
            toll, teller = _toll(follow, before, known)
        if _counts_otherwise(text, token, (before, follow), toll, known):
            continue
        unit = _unit(text, token, follow, known)
        plain = not follow or unit == "%" or follow[0].word.startswith(unit)
        if toll and not plain:
            unit = ""
        if not (toll or unit) or (not toll and _is_name(text, token, before, known)):
            continue
        start, end = _extent(text, token, teller, follow if plain else (), known)
        found.append(Count(start, end, token.value, toll, unit, plain, _estimate(text, token, known) is not None))
    return tuple(found)


def _clause(ordered: Sequence[Token], known: Lexicon, *, backward: bool = False, longest: int = _NEAR) -> list[Token]:
    """The words up to the next bound or number, at most so many; without those that belong to that other number.

    An "and" parts them; without one, tolls belong to the number that they are nearer to.
    """
    bounds = (place for place, token in enumerate(ordered[: longest + 1]) if not token.word or token.value is not None)
    bound = next(bounds, None)
    words = list(ordered[: longest if bound is None else bound])
    if bound is None or ordered[bound].value is None:
        return words
    own = list(takewhile(lambda word: word.word not in known.ands and not begins_with_and(word.word, known), words))
    if len(own) < len(words):
        joined = backward and begins_with_and(words[len(own)].word, known)
        return words[: len(own) + joined]
    return [
        word._replace(word=OTHERS) if at > bound - 1 - at and _told(word, known) else word
        for at, word in enumerate(words)
    ]


def _toll(follow: Sequence[Token], before: Sequence[Token], known: Lexicon) -> tuple[str, Token | None]:
    """What happened to those counted, and the nearest word that says so; of two as near, the one before."""
    near = sorted([*enumerate(before), *enumerate(follow)], key=lambda item: item[0])
    return next(((toll, token) for _, token in near if (toll := _told(token, known))), ("", None))


def _told(token: Token, known: Lexicon) -> str:
    """The toll that a word tells, if any."""
    for toll, beginnings in known.tolls:
        if _tells(token.word, beginnings, known.language):
            return toll
    return ""


def _tells(word: str, beginnings: tuple[str, ...], language: str) -> bool:
    if language in UNSPACED:
        return any(beginning in word for beginning in beginnings)
    return word != OTHERS and told_form(word, language).startswith(beginnings)


def _unit(text: str, token: Token, follow: Sequence[Token], known: Lexicon) -> str:
    """The beginning of the word that says what is counted, "" where there is none."""
    sign = text[token.start]
    if not sign.isalnum():
        return sign
    if follow and known.language in UNSPACED:
        return follow[0].word[:1]
    for other in follow[:2]:
        if other.word.startswith(_PERCENT) or _is_per_cent(follow):
            return "%"
        if other.word == OTHERS or _told(other, known):
            return ""
        if is_meant(other.word[:BEGINNING], known.language):
            return other.word[:BEGINNING]
    return ""


def _is_per_cent(follow: Sequence[Token]) -> bool:
    return tuple(token.word for token in follow[:2]) in _PER_CENT


def _is_name(text: str, token: Token, before: Sequence[Token], known: Lexicon) -> bool:
    """Whether it numbers a thing by name: "Flight 447", "Article 5"."""
    is_name = bool(before) and not token.word and text[before[0].start].isupper()
    return is_name and _estimate(text, token, known) is None


def _counts_otherwise(
    text: str, token: Token, around: tuple[Sequence[Token], Sequence[Token]], toll: str, known: Lexicon
) -> bool:
    """Whether it tells an age, a part ("including two children"), an addition, or those of whom some were hit."""
    before, follow = around
    words = [word.word for word in before[:2]]
    beside = follow[0] if follow else None
    if known.including is not None and known.including.search(text, max(0, token.start - _REACH), token.start):
        return True
    if _estimate(text, token, known) is not None:
        return False
    if toll in {"", "dead"} and known.further & {*words[:1], beside.word if beside else ""}:
        return True
    # "aged 72", "died at 72", "was 72 when"
    if words[:1] in (["age"], ["aged"]) or words in _DIED_AT or (beside is not None and beside.word == "when"):
        return True
    if words == ["the", "of"] or [word.word for word in follow[:2]] in _SOME_OF:
        return True
    if not words or words[0] not in known.of or not text[token.start].isalnum():
        return False
    # "a death toll of 31", "a toll of 31"; in other languages "un bilan de 31 morts" too
    is_toll = words[1:] == ["toll"] or any(_told(word, known) for word in before[1:2])
    return not is_toll and (known.language == "en" or beside is None or not _told(beside, known))


def _estimate(text: str, token: Token, known: Lexicon) -> re.Match[str] | None:
    """The words right before the number that make it an estimate."""
    return known.about.search(text, max(0, token.start - _REACH), token.start) if known.about is not None else None


def _extent(text: str, token: Token, teller: Token | None, follow: Sequence[Token], known: Lexicon) -> tuple[int, int]:
    """From the estimate before the number to what it counts, or to what happened to those."""
    start, end = token.start, token.end
    if found := _estimate(text, token, known):
        start = found.start()
    if teller is not None and teller.start >= token.end:
        return start, teller.end
    if teller is not None:
        start = min(start, teller.start)
    if not text[token.start].isalnum():
        return start, end
    if _is_per_cent(follow):
        return start, follow[1].end
    for other in follow[:2]:
        if other.word == "%" or is_meant(other.word[:BEGINNING], known.language):
            return start, end if other.word == OTHERS or _told(other, known) else other.end
    return start, end
