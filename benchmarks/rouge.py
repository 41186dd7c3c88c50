"""ROUGE as the `rouge-score` package counts it, with its tokens: Porter stems for English, Unicode words for others.

Its scorer is slow, since it stems every word anew; this counts the same n-grams on words that are split once.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from nltk.stem.porter import PorterStemmer  # type: ignore[import-untyped]

from summaries.words import words

_ENGLISH = re.compile(r"[a-z0-9]+")
_WORD = re.compile(r"\w+")
_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})


def tokens(text: str, language: str) -> list[str]:
    """The tokens that ROUGE compares: as `rouge_score` with its stemmer for English, Unicode words else."""
    low = text.lower()
    if language == "en":
        return [_stem(word) for word in _ENGLISH.findall(low)]
    return words(low) if language in _UNSPACED else _WORD.findall(low)


@cache
def _porter() -> PorterStemmer:
    return PorterStemmer()


@cache
def _stem(word: str) -> str:
    # rouge_score leaves words of up to three letters alone
    return str(_porter().stem(word)) if len(word) > 3 else word


class Reference:
    """A human summary that others are compared with."""

    def __init__(self, spoken: Sequence[str]) -> None:
        self._spoken = spoken
        self._counted: dict[int, Counter[tuple[str, ...]]] = {}

    def f1(self, spoken: Sequence[str], size: int) -> float:
        """ROUGE-N F1 of the tokens `spoken`, for n-grams of `size`, 0..1."""
        precision, recall = self.match(spoken, size)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    def match(self, spoken: Sequence[str], size: int) -> tuple[float, float]:
        """Precision and recall of ROUGE-N."""
        if size not in self._counted:
            self._counted[size] = _grams(self._spoken, size)
        own, other = self._counted[size], _grams(spoken, size)
        shared = sum(min(number, own[gram]) for gram, number in other.items() if gram in own)
        return shared / max(1, other.total()), shared / max(1, own.total())


def _grams(spoken: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(spoken[start:] for start in range(size)), strict=False))
