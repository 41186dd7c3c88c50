"""Whose turn it is where a host asks for time between two pages."""

from datetime import datetime, timedelta

MOST_REMEMBERED = 10_000


class Turns:
    """Gives each page of a host its moment. It keeps what it promised while it lives, and no longer than that."""

    def __init__(self) -> None:
        self._free_at: dict[str, datetime] = {}
        self._promised: dict[int, datetime] = {}

    def take(self, host: str, page: int, delay: timedelta, *, now: datetime) -> datetime | None:
        """None where the page may be fetched now; else when, `delay` after the one before it."""
        self._forget(now)
        promised = self._promised.get(page)
        if promised is not None and promised <= now:
            del self._promised[page]
            return None
        if promised is None:
            free_at = self._free_at.get(host, now)
            self._free_at[host] = max(free_at, now) + delay
            if free_at <= now:
                return None
            promised = self._promised[page] = free_at
        return promised

    def _forget(self, now: datetime) -> None:
        if len(self._promised) > MOST_REMEMBERED or len(self._free_at) > MOST_REMEMBERED:
            self._promised = {page: at for page, at in self._promised.items() if at > now - timedelta(hours=1)}
            self._free_at = {host: at for host, at in self._free_at.items() if at > now}
