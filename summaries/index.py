"""An inverted index of weighted terms that answers how alike a document is to each of those indexed.

Similarity is the cosine of TF-IDF vectors. Document frequencies are the background's and the index's own, and move with
every addition; documents' lengths follow once the index has grown by a tenth: a logarithm notices no less.
"""

import math
from array import array
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from summaries.background import Background

GROWTH = 1.1
# In a large index a term that stands in more than one of so many documents tells them no better apart than a stop word;
# leaving it out keeps an answer's cost from growing with the index.
COMMON_SHARE = 100
COMMON_LEAST = 500


class Index:
    """Documents by slot: 0, 1, 2, ... in the order of addition."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._slots: dict[str, array[int]] = {}
        self._weights: dict[str, array[float]] = {}
        self._size = 0
        self._norms: NDArray[np.float32] = np.zeros(0, dtype=np.float32)

    def __len__(self) -> int:
        return self._size

    def add(self, weights: Mapping[str, float]) -> int:
        """Index a document and return its slot."""
        slot = self._size
        for term, weight in weights.items():
            if term not in self._slots:
                self._slots[term] = array("i")
                self._weights[term] = array("f")
            self._slots[term].append(slot)
            self._weights[term].append(weight)
        self._size += 1
        if self._size <= len(self._norms):
            self._norms[slot] = _length(self._scaled(weights))
        return slot

    def similarities(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """The cosine, 0 to 1, of a document with each slot's; shape (len(self),)."""
        if self._size > len(self._norms):
            self._measure()
        scores = np.zeros(self._size, dtype=np.float32)
        scaled = self._scaled(weights)
        for term, (weight, rarity) in scaled.items():
            if term in self._slots:
                slots = np.frombuffer(self._slots[term], dtype=np.int32)
                added = np.frombuffer(self._weights[term], dtype=np.float32) * np.float32(weight * rarity)
                np.add.at(scores, slots, added)  # quicker than indexing, which copies twice
        scores /= self._norms[: self._size] * np.float32(_length(scaled))
        return scores

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Drop the slots where `kept`, of shape (len(self),), is false; the others close up in order."""
        moved = np.cumsum(kept, dtype=np.int32) - 1
        for term in list(self._slots):
            slots = np.frombuffer(self._slots[term], dtype=np.int32)
            staying = kept[slots]
            if not staying.any():
                del self._slots[term], self._weights[term]
                continue
            weights = np.frombuffer(self._weights[term], dtype=np.float32)[staying]
            self._slots[term] = array("i", moved[slots[staying]].tobytes())
            self._weights[term] = array("f", weights.tobytes())
        self._size = int(kept.sum())
        self._norms = np.zeros(0, dtype=np.float32)

    def _rarity(self, term: str) -> float:
        frequency = len(self._slots.get(term, ()))
        if frequency > COMMON_LEAST and frequency * COMMON_SHARE > self._size:
            return 0.0
        return self._background.idf(term, self._size, frequency)

    def _scaled(self, weights: Mapping[str, float]) -> dict[str, tuple[float, float]]:
        """Term -> its weight in the document by its rarity, and its rarity; without the terms that are common here."""
        rarities = {term: self._rarity(term) for term in weights}
        return {term: (weights[term] * rarity, rarity) for term, rarity in rarities.items() if rarity}

    def _measure(self) -> None:
        """The length of every document by the document frequencies of now, with room for a tenth more of them."""
        squares = np.zeros(math.ceil(self._size * GROWTH), dtype=np.float64)
        for term, slots in self._slots.items():
            if rarity := self._rarity(term):
                weights = np.frombuffer(self._weights[term], dtype=np.float32).astype(np.float64)
                squares[np.frombuffer(slots, dtype=np.int32)] += (weights * rarity) ** 2
        # a document without words is like nothing, and dividing by one keeps it at zero
        self._norms = np.sqrt(np.where(squares > 0, squares, 1.0)).astype(np.float32)


def _length(scaled: Mapping[str, tuple[float, float]]) -> float:
    return math.sqrt(sum(weight * weight for weight, _ in scaled.values())) or 1.0
