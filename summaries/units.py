"""A text as the sentences that a summary may take, each with what it is scored by."""

import re
from typing import NamedTuple

from summaries.segment import Span, paragraphs, split
from summaries.words import kinds

# "LONDON (Reuters) - ", "Berlin (dpa/AFP) - ", "(CNN)", "KYIV, Feb. 24 — ", "CALLOW (AP) _ ": where and from whom, not
# what happened
_DATELINE = re.compile(
    r"(?:[^\W\d_a-zа-яё][^\n()]{1,60}?\s?\((?:[A-Z][\w.&/ -]{1,30})\)\s*(?:[-–—_:|]+\s*|(?=[A-Z]))"
    r"|[^\W\d_a-zа-яё][^\n()]{1,60}?\s\([a-z]{2,5}(?:/[A-Za-z]{2,8})?\)\s*[-–—:]+\s+"
    r"|\((?:[A-Z][A-Z.&/ -]{1,12}|Reuters|Bloomberg)\)\s*(?:[-–—_:|]+\s*)?"
    r"|[A-ZÀ-ÞА-ЯЁІЇЄҐ][A-ZÀ-ÞА-ЯЁІЇЄҐ .'’-]{2,30}(?:,\s[^\n–—-]{2,40}?)?\s[–—_-]{1,2}\s)"
)


class Unit(NamedTuple):
    """A sentence as candidate.

    `number` is its place in the text, `place` its place in its paragraph; `kinds` are the different words in it that
    carry meaning, by their first letters; `length` counts all words; `article` is the caller's key.
    """

    text: str
    start: int
    end: int
    number: int
    place: int
    kinds: frozenset[str]
    length: int
    article: int = 0


def units(text: str, language: str, article: int = 0) -> list[Unit]:
    """The sentences of `text` in order; the article's dateline stands outside its first sentence."""
    found: list[Unit] = []
    for start, end in paragraphs(text):
        for place, (first, last) in enumerate(split(text, start, end, language)):
            begin = first if found else _after_dateline(text, first, last)
            sentence = text[begin:last]
            different, length = kinds(sentence, language)
            found.append(Unit(sentence, begin, last, len(found), place, different, length, article))
    return found


def unit_at(text: str, span: Span, order: tuple[int, int], language: str, article: int = 0) -> Unit:
    """The sentence at `span` of `text`, the `order[0]`-th of it and the `order[1]`-th of its paragraph."""
    sentence = text[span[0] : span[1]]
    different, length = kinds(sentence, language)
    return Unit(sentence, span[0], span[1], order[0], order[1], different, length, article)


def _after_dateline(text: str, start: int, end: int) -> int:
    found = _DATELINE.match(text, start, end)
    return found.end() if found and end - found.end() >= 20 else start
