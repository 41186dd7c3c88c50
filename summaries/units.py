"""A text as the sentences that a summary may take, each with what it is scored by."""

import re
from typing import NamedTuple

from summaries.segment import paragraphs, split
from summaries.words import UNSPACED, stop_words, words

# "LONDON (Reuters) - ", "(CNN)", "KYIV, Feb. 24 — ": where and from whom, not what happened
_DATELINE = re.compile(
    r"(?:[^\W\d_a-zа-яё][^\n()]{1,60}?\s?\((?:[A-Z][\w.&/ -]{1,30})\)\s*(?:[-–—:|]+\s*|(?=[A-Z]))"
    r"|\((?:[A-Z][A-Z.&/ -]{1,12}|Reuters|Bloomberg)\)\s*(?:[-–—:|]+\s*)?"
    r"|[A-ZÀ-ÞА-ЯЁІЇЄҐ][A-ZÀ-ÞА-ЯЁІЇЄҐ .'’-]{2,30}(?:,\s[^\n–—-]{2,40}?)?\s[–—-]{1,2}\s)"
)
_PREFIX = 6
# pairs of characters to a word, about, in scripts without spaces
_PAIRS_A_WORD = 0.6


class Unit(NamedTuple):
    """A sentence as candidate.

    `number` is its place in the text, `place` its place in its paragraph; `terms` stand for the words that carry
    meaning, `kinds` are the different ones among them; `length` counts all words; `article` is the caller's key.
    """

    text: str
    start: int
    end: int
    number: int
    place: int
    terms: list[str]
    kinds: frozenset[str]
    length: int
    article: int = 0


def units(text: str, language: str, article: int = 0) -> list[Unit]:
    """The sentences of `text` in order; the article's dateline stands outside its first sentence."""
    stop = stop_words(language)
    found: list[Unit] = []
    for start, end in paragraphs(text):
        for place, (first, last) in enumerate(split(text, start, end, language)):
            begin = first if found else _after_dateline(text, first, last)
            found.append(
                measured(
                    text[begin:last],
                    start=begin,
                    number=len(found),
                    place=place,
                    language=language,
                    stop=stop,
                    article=article,
                )
            )
    return found


def measured(
    sentence: str, *, start: int, number: int, place: int, language: str, stop: frozenset[str], article: int = 0
) -> Unit:
    """`sentence`, which stands at `start` of its text, with its words counted."""
    spoken = words(sentence.lower())
    length = len(spoken) if language not in UNSPACED else int(len(spoken) * _PAIRS_A_WORD) + 1
    meant = terms(spoken, stop)
    return Unit(sentence, start, start + len(sentence), number, place, meant, frozenset(meant), length, article)


def terms(spoken: list[str], stop: frozenset[str]) -> list[str]:
    """The first letters of the lower-case words that carry meaning.

    A prefix conflates a word's forms as a stemmer does, in every alphabet, at a thirtieth of the time; on news in
    English, French and Vietnamese summaries came out the same with Snowball, with prefixes and with whole words.
    """
    return [word[:_PREFIX] for word in spoken if word not in stop]


def title_terms(title: str, language: str) -> list[str]:
    """The terms of a title."""
    return terms(words(title.lower()), stop_words(language))


def _after_dateline(text: str, start: int, end: int) -> int:
    found = _DATELINE.match(text, start, end)
    return found.end() if found and end - found.end() >= 20 else start
