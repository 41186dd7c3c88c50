"""Remembering what was made of things, as long as they are the very same objects."""

from collections.abc import Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


class Memo(Generic[Item, Made]):
    """What was made of the last so many things; what came first goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        # a thing is held, lest another one get its identity
        self._known: dict[int, tuple[Item, Made]] = {}

    def get(self, thing: Item, make: Callable[[Item], Made]) -> Made:
        """What was made of it, or is made now."""
        if (known := self._known.get(id(thing))) is not None:
            return known[1]
        made = make(thing)
        self._known[id(thing)] = (thing, made)
        if len(self._known) > self._most:
            del self._known[next(iter(self._known))]
        return made
