"""A spell of trouble, told in the log at growing distances for as long as it lasts, and once when it is over.

Pure: moments are passed in, in seconds of a clock that only goes forward.
"""

from datetime import timedelta

from bot.watch.health import lasting

FIRST_S = 60.0
LONGEST_S = 3600.0
"""It is told at once, after a minute, after two more, four, …, and at last once an hour."""

MOST_REASONS = 3
"""Reasons that are told at once in one spell: they may take turns."""


class Spell:
    """Of one kind of trouble; there may be none just now."""

    def __init__(self) -> None:
        self._began: float | None = None
        self._reasons: set[str] = set()
        self._next_at = 0.0
        self._gap = 0.0

    @property
    def is_on(self) -> bool:
        return self._began is not None

    def goes_on(self, words: str, now: float) -> str | None:
        """What is to be told of trouble that was met now; None where it was told lately."""
        if self._began is None:
            self._began, self._reasons = now, {words}
            self._gap = FIRST_S
            self._next_at = now + FIRST_S
            return words
        is_news = words not in self._reasons and len(self._reasons) < MOST_REASONS
        if now < self._next_at and not is_news:
            return None
        self._reasons.add(words)
        if now >= self._next_at:
            self._gap = min(2 * self._gap, LONGEST_S)
            self._next_at = now + self._gap
        return f"{words}. This has lasted for {_span(now - self._began)}"

    def ends(self, now: float) -> str | None:
        """How long it lasted, in words; None where there was none."""
        if self._began is None:
            return None
        lasted, self._began = now - self._began, None
        return _span(lasted)


def _span(seconds: float) -> str:
    return lasting(timedelta(seconds=round(seconds)))
