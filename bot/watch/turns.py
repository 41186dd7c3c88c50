"""Says in the log that this process isn't well any more, and that it is again: once for each turn.

Whoever asks `/healthz` sees what is; who reads the log afterwards has to see since when.
"""

import logging
from collections.abc import Callable, Collection
from datetime import timedelta

from bot.watch.health import Fault, lasting

log = logging.getLogger(__name__)


class Turns:
    """What the log knows of how this process is."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._told: frozenset[str] = frozenset()
        self._unwell_since: float | None = None

    def seen(self, faults: Collection[Fault], *, told_by_others: Collection[str] = ()) -> None:
        """It was found so just now; the log hears of those parts from somebody else."""
        new = [fault for fault in faults if fault.part not in {*self._told, *told_by_others}]
        for fault in new:
            log.error("Not well: %s: %s", fault.part, fault.says)
        if new and self._unwell_since is None:
            self._unwell_since = self._seconds()
        if not faults and self._unwell_since is not None:
            log.info("Well again, after %s", lasting(timedelta(seconds=self._seconds() - self._unwell_since)))
            self._unwell_since = None
        self._told = frozenset({fault.part for fault in faults} & {*self._told, *(fault.part for fault in new)})
