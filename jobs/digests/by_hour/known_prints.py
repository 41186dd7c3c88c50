"""Prints that go from one process to another once, however many batches they are in: the second time as a number.

Both ends begin anew together, so that neither holds what there are no more orders for.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from jobs.digests.messages.keeping import Printed
from storage.memo import Memo

MOST = 1000
"""So many are known at both ends; one that wasn't among as many new ones since then is sent anew."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A print, or only its number where it was sent already."""

    number: int
    printed: Printed | None


class Outgoing:
    """The sender's end."""

    def __init__(self, most: int = MOST) -> None:
        self._count = 0
        self._numbers: Memo[Printed, int] = Memo(most)

    def pack(self, prints: Iterable[Printed]) -> tuple[Sent, ...]:
        return tuple(map(self._pack, prints))

    def _pack(self, printed: Printed) -> Sent:
        new = self._count
        number = self._numbers.get(printed, lambda _: new)
        if number != new:
            return Sent(number, None)
        self._count += 1
        return Sent(number, printed)


class Incoming:
    """The receiver's end, which forgets in the same order."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: dict[int, Printed] = {}

    def unpack(self, sent: Iterable[Sent]) -> tuple[Printed, ...]:
        """The prints; the same object for one that came before. Raises KeyError where that one never came."""
        return tuple(map(self._unpack, sent))

    def _unpack(self, sent: Sent) -> Printed:
        if sent.printed is None:
            return self._known[sent.number]
        self._known[sent.number] = sent.printed
        if len(self._known) > self._most:
            del self._known[next(iter(self._known))]
        return sent.printed
