"""Functions that remember what they made, up to a size rather than a number: texts may have ten words or a megabyte."""

import sys
from collections.abc import Callable, Hashable, Iterable
from functools import update_wrapper
from threading import Lock
from typing import Generic, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Made = TypeVar("Made")


RECORD = 1000
"""Bytes that what holds a text takes besides, about: an article with its title and address, what was made of it."""


class Remembering(Generic[Asked, Made]):
    """Calls `make` and remembers what it made of the last arguments that together `weigh` up to `most` bytes, and of
    the very last ones whatever they weigh. Threads may share it. `by` tells arguments from others, where it isn't to be
    they themselves that are held.

    What came first goes first, however often it was asked for since then: to note each time is a third of what it
    costs to remember, and to make something once more, now and then, is nothing beside it.
    """

    def __init__(
        self,
        make: Callable[Asked, Made],
        *,
        most: int,
        weigh: Callable[Asked, int],
        by: Callable[Asked, Hashable] | None = None,
    ) -> None:
        update_wrapper(self, make)
        self._make = make
        self._most = most
        self._weigh = weigh
        self._by = by
        self._known: dict[Hashable, tuple[int, Made]] = {}
        self._lock = Lock()
        self.weight = 0
        """Bytes of what is remembered."""

    def __call__(self, *args: Asked.args, **kwargs: Asked.kwargs) -> Made:
        key = self._by(*args, **kwargs) if self._by else (args, *kwargs.items()) if kwargs else args
        if (known := self._known.get(key)) is not None:
            return known[1]
        made = self._make(*args, **kwargs)
        weight = self._weigh(*args, **kwargs)
        with self._lock:
            self._keep(key, weight, made)
        return made

    def _keep(self, key: Hashable, weight: int, made: Made) -> None:
        # another thread may have made the same meanwhile
        self.weight += weight - self._known.pop(key, (0,))[0]
        self._known[key] = weight, made
        while self.weight > self._most and len(self._known) > 1:
            self.weight -= self._known.pop(next(iter(self._known)))[0]


def remembering(
    most: int, *, weigh: Callable[Asked, int], by: Callable[Asked, Hashable] | None = None
) -> Callable[[Callable[Asked, Made]], Remembering[Asked, Made]]:
    """Make a function one that remembers, see `Remembering`."""
    return lambda make: Remembering(make, most=most, weigh=weigh, by=by)


def size_of(texts: Iterable[str]) -> int:
    """Bytes that texts take in memory, with the records that they are in."""
    return sum(sys.getsizeof(text) + RECORD for text in texts)
