"""For how long the clock on the wall can be believed: what is done by a wrong one can't always be undone.

A machine may begin with a wrong clock and be put right a little later, or lose it for a while: either way it jumps.
"""

from datetime import datetime, timedelta

JUMP = timedelta(minutes=5)
"""So much a clock isn't put right by without being called wrong."""


class SteadyClock:
    """Sees, by being asked now and then, whether a clock goes on as a monotonic one does."""

    def __init__(self) -> None:
        self._zero: datetime | None = None
        self._since = 0.0

    def steady_s(self, *, now: datetime, monotonic_s: float) -> float:
        """For how many seconds it has, as far as was seen; 0 where it just jumped, or is seen for the first time."""
        zero = now - timedelta(seconds=monotonic_s)
        if self._zero is None or abs(zero - self._zero) > JUMP:
            self._zero, self._since = zero, monotonic_s
        return monotonic_s - self._since
