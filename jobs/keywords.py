"""Whether a text contains a keyword: whole words or phrases, without case and accents.

`flood*` also finds "flooding". Scripts without spaces between words have no whole words: there a keyword is found
anywhere. What Korean, Arabic and Hebrew write onto a word (particles, articles, prepositions) may stand there or not.
"""

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import NamedTuple

from jobs.folding import SPACED, UNSPACED, folded
from summaries.forms import SHAPED
from summaries.words import forms

_BARE = re.compile(f"[{UNSPACED}]")


class Haystack:
    """A text to look for keywords in; what that takes is prepared once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded = folded(text)

    def holds(self, words: str, *, prefix: bool = False) -> bool:
        """Whether the word or phrase stands in it; with `prefix`, of the last word the beginning."""
        needle = _needle(words, prefix)
        # nearly all answers are no, which this tells in a tenth of the time
        if needle.first in self._folded and needle.plain.search(self._folded):
            return True
        return needle.formed is not None and needle.formed.search(self._formed) is not None

    @cached_property
    def _formed(self) -> str:
        return folded(" ".join(forms(self._text.lower()))) if SHAPED.search(self._text) else ""


def found_keywords(keywords: Iterable[str], text: str) -> tuple[str, ...]:
    """Those of `keywords` that `text` contains, in their order."""
    haystack = Haystack(text)
    return tuple(keyword for keyword in keywords if haystack.holds(keyword.rstrip("*"), prefix=keyword.endswith("*")))


class _Needle(NamedTuple):
    first: str
    plain: re.Pattern[str]
    formed: re.Pattern[str] | None


@lru_cache(maxsize=4096)
def _needle(words: str, prefix: bool) -> _Needle:
    asked = folded(words).split()
    if not asked:
        return _Needle("", re.compile(r"(?!)"), None)
    shaped = folded(" ".join(forms(words.lower()))).split() if SHAPED.search(words) else []
    return _Needle(asked[0], _pattern(asked, prefix), _pattern(shaped, prefix) if shaped else None)


def _pattern(words: list[str], prefix: bool) -> re.Pattern[str]:
    # escaped: a keyword is never a regular expression, which could run away
    start = "" if _BARE.match(words[0]) else f"(?<!{SPACED})"
    end = "" if prefix or _BARE.match(words[-1][-1]) else f"(?!{SPACED})"
    return re.compile(start + r"\s+".join(map(re.escape, words)) + end)
