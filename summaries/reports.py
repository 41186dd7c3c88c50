"""How alike reports are: by all their terms, and less so where they name other people, places and numbers.

Two earthquakes are told in the same words; what tells them apart is where they were and who was hurt.
"""

from array import array

import numpy as np
from numpy.typing import NDArray

from summaries.background import Background
from summaries.index import Index
from summaries.vectors import Document

# likeness of names from which on it costs nothing, and what is left of the likeness where they share none
NAMES_ENOUGH = 0.15
NAMELESS = 0.3
# a text with fewer names, or in a script without capitals, is judged by its words alone
LEAST_NAMES = 3


class Reports:
    """Documents of one language by slot: 0, 1, 2, ... in the order of addition."""

    def __init__(self, background: Background) -> None:
        self._all = Index(background)
        self._names = Index(background)
        self._named = array("i")

    def __len__(self) -> int:
        return len(self._all)

    def add(self, document: Document) -> int:
        """Take a document in and return its slot."""
        self._names.add(document.names)
        self._named.append(len(document.names))
        return self._all.add(document.weights)

    def similarities(self, document: Document) -> NDArray[np.float32]:
        """How alike a document is to each slot's, 0 to 1; shape (len(self),)."""
        alike = self._all.similarities(document.weights)
        if len(document.names) < LEAST_NAMES:
            return alike
        names = np.minimum(self._names.similarities(document.names) / np.float32(NAMES_ENOUGH), np.float32(1))
        share = np.float32(NAMELESS) + np.float32(1 - NAMELESS) * names
        share[np.frombuffer(self._named, dtype=np.int32) < LEAST_NAMES] = 1.0
        alike *= share
        return alike

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Drop the slots where `kept`, of shape (len(self),), is false; the others close up in order."""
        self._all.keep(kept)
        self._names.keep(kept)
        self._named = array("i", np.frombuffer(self._named, dtype=np.int32)[kept].tobytes())
