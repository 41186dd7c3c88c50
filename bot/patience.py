"""Somebody who writes or taps faster than a person does is answered more slowly, and in the end not to every update.

The generic cell rate algorithm (ITU-T I.371): each update moves its sender's due time on by an interval; who is ahead
of it by more than a burst waits. Seconds are those of any monotonic clock, passed in.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """`burst` updates at once are fine, then `per_second`; whose wait would be over `longest_s` is left aside."""

    burst: int = 20
    per_second: float = 2.0
    longest_s: float = 10.0


class Patience:
    """Says how long each sender's next update waits. One per bot."""

    def __init__(self, pace: Pace | None = None) -> None:
        self._pace = pace or Pace()
        self._due: dict[int, float] = {}

    def wait(self, sender: int, *, now: float) -> float | None:
        """Seconds until this update is handled; None where it is not to be handled at all."""
        pace = self._pace
        due = max(self._due.get(sender, now), now)
        ahead = due - now - (pace.burst - 1) / pace.per_second
        if ahead > pace.longest_s:
            return None
        self._due[sender] = due + 1 / pace.per_second
        if len(self._due) > MOST_KEPT:
            self._due = {who: at for who, at in self._due.items() if at > now}
        return max(0.0, ahead)


MOST_KEPT = 10_000
