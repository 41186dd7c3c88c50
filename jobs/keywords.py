"""Whether a text contains a keyword: whole words or phrases, without case and accents.

`flood*` also finds "flooding". Scripts without spaces between words have no whole words: there a keyword is found
anywhere. What Korean, Arabic and Hebrew write onto a word (particles, articles, prepositions) may stand there or not.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from jobs.folding import SPACED, UNSPACED, folded
from summaries.forms import SHAPED
from summaries.remembering import remembering, size_of
from summaries.words import forms

REMEMBERED_BYTES = 12 * 2**20
"""A thousand articles or so."""

_BARE = re.compile(f"[{UNSPACED}]")
_LETTER = re.compile(SPACED)


class Haystack:
    """A text to look for keywords in; what that takes is prepared once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded = folded(text)

    def holds(self, words: str, *, prefix: bool = False) -> bool:
        """Whether the word or phrase stands in it; with `prefix`, of the last word the beginning."""
        needle = _needle(words, prefix)
        if needle.plain.stands_in(self._folded):
            return True
        return needle.formed is not None and needle.formed.stands_in(self._formed)

    @cached_property
    def _formed(self) -> str:
        return folded(" ".join(forms(self._text.lower()))) if SHAPED.search(self._text) else ""


# the text and what is made of it, which is as long
@remembering(REMEMBERED_BYTES, weigh=lambda text: 2 * size_of([text]))
def haystack(text: str) -> Haystack:
    """The text, prepared; remembered, since many topics and chats look for words in the same articles."""
    return Haystack(text)


def found_keywords(keywords: Iterable[str], text: str) -> tuple[str, ...]:
    """Those of `keywords` that `text` contains, in their order."""
    searched = haystack(text)
    return tuple(keyword for keyword in keywords if searched.holds(keyword.rstrip("*"), prefix=keyword.endswith("*")))


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Folded words, one after another; no part of a longer word, but for the last one where it is a `prefix`."""

    words: tuple[str, ...]
    prefix: bool

    def stands_in(self, text: str) -> bool:
        # nearly all answers are no, which this tells in a tenth of the time
        if not self.words or self.words[0] not in text:
            return False
        pattern, at = _pattern(self.words), 0
        while found := pattern.search(text, at):
            if self._is_whole(text, found.start(), found.end()):
                return True
            at = found.start() + 1
        return False

    def _is_whole(self, text: str, start: int, end: int) -> bool:
        """Whether no letter of the same word stands before or after it, where words are spaced."""
        if start and not _BARE.match(self.words[0]) and _LETTER.match(text, start - 1):
            return False
        return self.prefix or _BARE.match(self.words[-1][-1]) is not None or _LETTER.match(text, end) is None


class _Needle(NamedTuple):
    plain: _Phrase
    formed: _Phrase | None


@lru_cache(maxsize=4096)
def _needle(words: str, prefix: bool) -> _Needle:
    shaped = folded(" ".join(forms(words.lower()))).split() if SHAPED.search(words) else []
    formed = _Phrase(tuple(shaped), prefix) if shaped else None
    return _Needle(_Phrase(tuple(folded(words).split()), prefix), formed)


@lru_cache(maxsize=4096)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    # escaped: a keyword is never a regular expression, which could run away. What may not stand beside it isn't part of
    # the pattern, since that would take twenty times as long to compile, and topics have thousands of keywords
    return re.compile(r"\s+".join(map(re.escape, words)))
