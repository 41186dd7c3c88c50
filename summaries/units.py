"""A text as the sentences that a summary may take, each with the terms it is scored by."""

import re
from dataclasses import dataclass

from summaries.segment import paragraphs, split
from summaries.words import stop_words, words

# "LONDON (Reuters) - ", "(CNN)", "KYIV, Feb. 24 — ": where and from whom, not what happened
_DATELINE = re.compile(
    r"(?:[^\W\d_a-zа-яё][^\n()]{1,60}?\s?\((?:[A-Z][\w.&/ -]{1,30})\)\s*(?:[-–—:|]+\s*|(?=[A-Z]))"
    r"|\((?:[A-Z][A-Z.&/ -]{1,12}|Reuters|Bloomberg)\)\s*(?:[-–—:|]+\s*)?"
    r"|[A-ZÀ-ÞА-ЯЁІЇЄҐ][A-ZÀ-ÞА-ЯЁІЇЄҐ .'’-]{2,30}(?:,\s[^\n–—-]{2,40}?)?\s[–—-]{1,2}\s)"
)
_PREFIX = 6


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence as candidate.

    `index` is its place in the text, `paragraph` that of its paragraph, `place` its place in the paragraph; `terms`
    stand for the words that carry meaning, `length` counts all words; `article` is the caller's key.
    """

    text: str
    start: int
    end: int
    index: int
    paragraph: int
    place: int
    terms: tuple[str, ...]
    length: int
    article: int = 0


def units(text: str, language: str, article: int = 0) -> list[Unit]:
    """The sentences of `text` in order; the article's dateline stands outside its first sentence."""
    stop = stop_words(language)
    found: list[Unit] = []
    for number, (start, end) in enumerate(paragraphs(text)):
        for place, (first, last) in enumerate(split(text, start, end, language)):
            begin = first if found else _after_dateline(text, first, last)
            sentence = text[begin:last]
            spoken = words(sentence.lower())
            found.append(
                Unit(sentence, begin, last, len(found), number, place, terms(spoken, stop), len(spoken), article)
            )
    return found


def _after_dateline(text: str, start: int, end: int) -> int:
    found = _DATELINE.match(text, start, end)
    return found.end() if found and end - found.end() >= 20 else start


def terms(spoken: list[str], stop: frozenset[str]) -> tuple[str, ...]:
    """The first letters of the lower-case words that carry meaning.

    A prefix conflates a word's forms as a stemmer does, in every alphabet, at a thirtieth of the time; on news in
    English, French and Vietnamese summaries came out the same with Snowball, with prefixes and with whole words.
    """
    return tuple([word[:_PREFIX] for word in spoken if word not in stop])
