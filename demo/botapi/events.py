"""What happened, for the people's side: a numbered, bounded log that event streams read from."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from demo.botapi.shapes import Json

BACKLOG = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One happening. `audience` holds the ids of the users who may see it."""

    number: int
    data: Json
    audience: frozenset[int]


class EventLog:
    """The last `BACKLOG` events; `listeners` are called after each new one."""

    def __init__(self, last: int = 0) -> None:
        self.last = last
        self.listeners: set[Callable[[], None]] = set()
        self._events: deque[Event] = deque(maxlen=BACKLOG)

    def publish(self, kind: str, audience: frozenset[int], **data: object) -> None:
        self.last += 1
        self._events.append(Event(number=self.last, data={"type": kind, **data}, audience=audience))
        for listener in tuple(self.listeners):
            listener()

    def since(self, number: int, viewer: int) -> list[Event] | None:
        """The events after `number` that `viewer` may see; None where the log no longer reaches back so far."""
        oldest = self._events[0].number if self._events else self.last + 1
        if number > self.last or number + 1 < oldest:
            return None
        return [event for event in self._events if event.number > number and viewer in event.audience]
