"""When a feed is checked again. Pure; docs/feeds.md has the rules as a table of cases."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from storage.entries import NewEntry

A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)
MOST_SKIPPED = timedelta(days=2)
"""A weekend. A feed that skips more would hardly ever be read, and is more likely a mistake than a wish."""
SPREAD_AFTER_SKIPPED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLimits:
    """A feed is checked between `shortest` and `longest` apart by its own rhythm; its publisher may ask for up to a
    day. Of a feed's first answer the `first_entries` newest are read; later, nothing older than `oldest`."""

    shortest: timedelta = timedelta(minutes=10)
    longest: timedelta = timedelta(hours=2)
    first_entries: int = 10
    oldest: timedelta = timedelta(days=7)


def back_off(failures: int, shortest: timedelta) -> timedelta:
    """How long to wait after that many failures in a row: doubled each time, up to a day, and never for ever."""
    return min(A_DAY, shortest * (1 << min(failures, 20)))


def rhythm(entries: Sequence[NewEntry], *, now: datetime, limits: PlanLimits) -> timedelta:
    """Half the usual time between entries, judged by the ten newest, and the silence since."""
    dates = sorted((entry.published_at for entry in entries if entry.published_at), reverse=True)[:10]
    dates = [date for date in dates if date <= now]
    if not dates:
        return limits.longest
    return min(limits.longest, max(limits.shortest, (now - dates[-1]) / len(dates) / 2))


def longer(wait: timedelta | None, limits: PlanLimits) -> timedelta:
    """The last wait and a fifth more: while nothing comes, a feed is asked less often."""
    return limits.shortest if wait is None else max(limits.shortest, min(wait * 1.2, limits.longest))


def wished(wait: timedelta, *wishes: timedelta | None) -> timedelta:
    """`wait`, or what the publisher asks for where that is longer, up to a day."""
    return max(wait, min(A_DAY, max((wish for wish in wishes if wish), default=wait)))


def spread(wait: timedelta, url: str) -> timedelta:
    """`wait` and up to a tenth more, always the same for one feed, so that no host meets all its feeds at once."""
    return wait * (1 + _share(url) / 10)


def out_of_skipped(at: datetime, url: str, *, hours: Collection[int], days: Collection[int]) -> datetime:
    """`at`, or a little after the first full hour that is not in skipped `hours` or `days`, at most two days later.

    Hours and days (0 for Monday) are UTC's, as RSS has them. Where all of them are skipped nothing is.
    """
    if len(set(hours)) >= 24 or len(set(days)) >= 7:
        return at
    moved, latest = at, at + MOST_SKIPPED
    while moved < latest and (moved.hour in hours or moved.weekday() in days):
        moved = moved.replace(minute=0, second=0, microsecond=0) + AN_HOUR
    if moved == at:
        return at
    # else all feeds that skip the night would be asked in the same second of the morning
    return min(moved, latest) + SPREAD_AFTER_SKIPPED * _share(url)


def _share(url: str) -> float:
    """A number from 0 to 1 that is the feed's own."""
    return int.from_bytes(sha256(url.encode()).digest()[:4]) / 2**32
