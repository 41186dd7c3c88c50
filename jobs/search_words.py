"""The words of a text as the search finds them, and those of what somebody looks for. Pure.

Folded (`jobs.folding`); of what Korean, Arabic and Hebrew write onto a word nothing is left (`summaries.forms`). Text
without spaces between words is cut into overlapping pairs of letters, and what is looked for into the same pairs, side
by side: so anything in it is found, whether a dictionary knows it or not, and wherever a dictionary would cut.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from jobs.folding import SPACED, UNSPACED, folded
from storage.search_index import MOST_WORDS, SearchWords
from summaries.forms import SHAPED
from summaries.words import forms

_RUN = re.compile(f"([{UNSPACED}]+)")
_WORD = re.compile(f"(?:(?!_){SPACED})+")
# an apostrophe is part of a Cyrillic word, and often left out
_APOSTROPHE = re.compile("(?<=[\u0400-\u04ff])'(?=[\u0400-\u04ff])")
_READ = 8 * MOST_WORDS
"""So many characters of a text are looked at."""


def search_words(title: str, text: str) -> SearchWords:
    """By what an article is found."""
    return SearchWords(title=tuple(split(title)), body=tuple(split(text[:_READ])))


def split(text: str, *, asked: bool = False) -> list[str]:
    """The words of `text` in their order.

    Those that are asked for come without the last letter of the last run of letters, which stands by itself in a text
    because something else may follow.
    """
    shaped = SHAPED.search(text) is not None
    pieces = _RUN.split(text.lower() if shaped else folded(text))
    found: list[str] = []
    for number, piece in enumerate(pieces):
        if number % 2:
            ends = asked and not any(map(_holds_words, pieces[number + 1 :]))
            found += _pairs(_RUN.findall(folded(piece)), whole=not ends)
        elif shaped:
            found += (word for form in forms(piece) for word in _spaced(folded(form)))
        else:
            found += _spaced(piece)
    return found


def _holds_words(text: str) -> bool:
    return _WORD.search(text) is not None or _RUN.search(text) is not None


def _spaced(text: str) -> list[str]:
    return _WORD.findall(_APOSTROPHE.sub("", text))


def _pairs(runs: list[str], *, whole: bool) -> Iterator[str]:
    for run in runs:
        yield from map("".join, pairwise(run))
        if whole or len(run) == 1:
            yield run[-1]
