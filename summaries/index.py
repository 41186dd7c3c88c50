"""An inverted index of weighted terms that answers how alike a document is to each of those indexed.

Similarity is the cosine of TF-IDF vectors. Document frequencies are the index's own and move with every addition; the
documents' lengths are brought up to date once the index has grown by a tenth; idf's logarithm notices no less.
"""

import math
from array import array
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from summaries.vectors import idf

GROWTH = 1.1


class Index:
    """Documents by slot: 0, 1, 2, ... in the order of addition."""

    def __init__(self) -> None:
        self._slots: dict[str, array[int]] = {}
        self._weights: dict[str, array[float]] = {}
        self._size = 0
        self._norms: NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        self._measured = 0

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
        if self._size <= GROWTH * self._measured:
            self._norms[slot] = self._norm(weights)
        return slot

    def similarities(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """The cosine, 0 to 1, of a document with each slot's; shape (len(self),)."""
        if self._size > GROWTH * self._measured:
            self._measure()
        scores = np.zeros(self._size, dtype=np.float32)
        for term, weight in weights.items():
            slots = self._slots.get(term)
            if slots is None:
                continue
            factor = np.float32(weight * idf(self._size, len(slots)) ** 2)
            scores[np.frombuffer(slots, dtype=np.int32)] += factor * np.frombuffer(
                self._weights[term], dtype=np.float32
            )
        norm = self._norm(weights)
        return scores / (self._norms[: self._size] * np.float32(norm)) if norm else scores

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
        self._measured = 0

    def _norm(self, weights: Mapping[str, float]) -> float:
        return math.sqrt(
            sum((weight * idf(self._size, len(self._slots.get(term, ())))) ** 2 for term, weight in weights.items())
        )

    def _measure(self) -> None:
        squares = np.zeros(math.ceil(self._size * GROWTH) + 1, dtype=np.float64)
        for term, slots in self._slots.items():
            weights = np.frombuffer(self._weights[term], dtype=np.float32).astype(np.float64)
            squares[np.frombuffer(slots, dtype=np.int32)] += (weights * idf(self._size, len(slots))) ** 2
        # a document without words is like nothing, and dividing by one keeps it at zero
        self._norms = np.sqrt(np.where(squares > 0, squares, 1.0)).astype(np.float32)
        self._measured = self._size
