"""Long work gives way to people: between its pieces it waits while somebody is being answered.

Threads share one interpreter: a second's computing makes an answer late that takes a hundredth of it.
"""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

SHARE = 2
"""So many times as long as its last piece took, long work waits at the most: it gets a third of the time at worst."""

Piece = TypeVar("Piece")


class Courtesy:
    """Knows whether somebody is being answered. `answering` is the event loop's, `between` any thread's."""

    def __init__(self) -> None:
        self._answering = 0
        self._nobody = threading.Event()
        self._nobody.set()
        self._ended = False

    @property
    def nobody_waits(self) -> bool:
        return self._nobody.is_set()

    @property
    def ended(self) -> bool:
        """Whether nothing more is to be begun."""
        return self._ended

    @contextmanager
    def answering(self) -> Iterator[None]:
        """While this is entered, somebody waits for an answer."""
        self._answering += 1
        self._nobody.clear()
        try:
            yield
        finally:
            self._answering -= 1
            if not self._answering:
                self._nobody.set()

    def between(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """The pieces of long work, each when it may begin; no more of them after `end`."""
        for piece in pieces:
            if self._ended:
                return
            started = time.perf_counter()
            yield piece
            self._nobody.wait(SHARE * (time.perf_counter() - started))

    def end(self) -> None:
        """The process ends: what wasn't begun is left to the next one."""
        self._ended = True


NOBODY_WAITS = Courtesy()
"""For work that nobody's answer can be late for."""
