"""Forgetting what is old, a little at a time: nobody waits for it, and no writer for long."""

import math
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import chain

from jobs.courtesy import NOBODY_WAITS, Courtesy
from jobs.steady_clock import SteadyClock
from storage import retention
from storage.database import Database, Session
from storage.retention import Look

ROUND_S = 24 * 3600.0
"""From the end of one look at everything to the begin of the next."""

AGAIN_S = 3600.0
"""The same, where something went wrong: mostly it was locked just then."""

PATIENCE_S = 3600.0

SEEN = 1000
"""Rows that one look sees."""

HELD_S = 0.03
"""So long a transaction is to hold the writer: the next one removes less or more than the one that just did."""

LEAST, MOST = 5, 500
"""Rows that one transaction removes."""

Find = Callable[..., Look]
Remove = Callable[[Session, Collection[int]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """For how long what is kept; articles with their words, digests with their messages and who was told what."""

    articles: timedelta
    digests: timedelta


class Pruning:
    """One per process. A round sees everything once; `go_on` does a part of it.

    None begins before the clock has been steady for so long: by one that runs ahead what is new is old.
    """

    def __init__(
        self, database: Database, courtesy: Courtesy = NOBODY_WAITS, *, patience_s: float = PATIENCE_S
    ) -> None:
        self._database = database
        self._courtesy = courtesy
        self._patience_s = patience_s
        self._clock = SteadyClock()
        self._pieces: Iterator[tuple[str, int]] | None = None
        self._rest_s = ROUND_S
        self._rests_until_s = -math.inf
        self._at_once = LEAST * 4

    def go_on(self, keep: Keep, *, now: datetime, monotonic_s: float, seconds: float) -> Counter[str]:
        """Prune for so many seconds, or until the round is over; how many rows of what were removed.

        `monotonic_s` is what a monotonic clock shows. Raises what a kind fails with; the next call goes on with the
        kind after it, and the next round, which comes sooner then, begins with all of them.
        """
        removed: Counter[str] = Counter()
        steady_s = self._clock.steady_s(now=now, monotonic_s=monotonic_s)
        if self._pieces is None:
            if monotonic_s < self._rests_until_s or steady_s < self._patience_s:
                return removed
            # unlike a generator, a chain outlives what one of its links raises, and goes on with the next
            self._pieces, self._rest_s = chain.from_iterable(self._round(keep, now)), ROUND_S
        until = time.perf_counter() + seconds
        try:
            for kind, count in self._courtesy.between(self._pieces):
                removed[kind] += count
                if time.perf_counter() >= until:
                    return +removed
        except Exception:
            self._rest_s = AGAIN_S
            raise
        self._pieces, self._rests_until_s = None, monotonic_s + self._rest_s
        return +removed

    def _round(self, keep: Keep, now: datetime) -> list[Iterator[tuple[str, int]]]:
        """Of each kind the pieces."""
        articles, digests = now - keep.articles, now - keep.digests
        old_digests = partial(retention.old_digests, before=digests, alive_since=articles)
        return [
            self._all("votes", partial(retention.old_votes, before=digests), retention.remove_votes),
            self._all("articles", partial(retention.old_articles, before=articles), retention.remove_articles),
            self._all("articles", partial(retention.lone_articles, before=articles), retention.remove_articles),
            self._all("digests", old_digests, retention.remove_digests),
            self._all("messages", partial(retention.old_messages, before=digests), retention.remove_messages),
            self._all("stories", partial(retention.empty_stories, before=articles), retention.remove_stories),
            self._entries(before=articles),
            self._tidied(),
        ]

    def _tidied(self) -> Iterator[tuple[str, int]]:
        with self._database.write() as session:
            retention.tidy_up(session)
        yield from ()

    def _all(self, kind: str, find: Find, remove: Remove) -> Iterator[tuple[str, int]]:
        after: int | None = 0
        while after is not None:
            with self._database.read() as session:
                look = find(session, after=after, limit=SEEN)
            after = look.after
            # also where nothing is removed: to look is work, too
            yield kind, 0
            yield from self._removed(kind, list(look.ids), remove)

    def _entries(self, *, before: datetime) -> Iterator[tuple[str, int]]:
        feed_id: int | None = 0
        while feed_id is not None:
            with self._database.read() as session:
                feed_id = retention.next_feed(session, feed_id)
                ids = [] if feed_id is None else retention.old_entries(session, feed_id, before=before, limit=SEEN)
            yield "entries", 0
            yield from self._removed("entries", list(ids), retention.remove_entries)

    def _removed(self, kind: str, ids: list[int], remove: Remove) -> Iterator[tuple[str, int]]:
        while ids:
            some, ids = ids[: self._at_once], ids[self._at_once :]
            with self._database.write() as session:
                began = time.perf_counter()
                remove(session, some)
            took = time.perf_counter() - began
            # no more than twice as many as just now: some rows weigh a hundred times as much as others
            fitting = len(some) * min(2.0, HELD_S / max(took, 1e-6))
            self._at_once = int(min(MOST, max(LEAST, fitting)))
            yield kind, len(some)
