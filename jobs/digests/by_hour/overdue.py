"""Digests that became late in the outbox: they were made in time, and then could not be sent for longer than anybody
knew when they were made. What waits is given the line that it would have had."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

from jobs.digests.by_hour.lateness import SCHEDULED, why_waiting
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.presenter import Presenter
from jobs.digests.recipient import recipients
from storage import deliveries
from storage.database import Database, Session
from storage.deliveries import LastPart
from summaries.rendering import with_late
from summaries.types import Late
from summaries.wording import Wording

BATCH = 200
SECONDS = 10.0

Worded = Callable[[str | None], Wording]


class Overdue:
    """Goes through what waits, once. One a process, kept by its owner between looks."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._after: tuple[datetime, int] | None = None

    def look(self, *, now: datetime, limits: DigestLimits, presenter: Presenter, seconds: float = SECONDS) -> int:
        """Let those that have waited for too long say so, as far as `seconds` go; returns how many do now that
        didn't."""
        began = time.monotonic()
        with self._database.read() as session:
            late = why_waiting(session, at=now, limits=limits)
        if late is None:
            return 0
        # a wording takes longer to put together than all the rest
        until, wording = now - limits.late, cache(presenter.wording)
        with self._database.write() as session:
            tried = deliveries.last_parts_put_off(session, priority=SCHEDULED, until=until, limit=BATCH)
            said = _reword(session, tried, late, wording)
        while time.monotonic() - began < seconds and (more := self._go_on(until, late, wording)):
            said += more
        # those behind some that all say so do it, too
        return said

    def _go_on(self, until: datetime, late: Late, wording: Worded) -> int:
        with self._database.write() as session:
            waiting = deliveries.last_parts(session, priority=SCHEDULED, until=until, after=self._after, limit=BATCH)
            said = _reword(session, waiting, late, wording)
        if waiting:
            self._after = (waiting[-1].not_before, waiting[-1].id)
        return said


def _reword(session: Session, waiting: Sequence[LastPart], late: Late, wording: Worded) -> int:
    found = recipients(session, {part.chat_id for part in waiting})
    said = {
        part.id: with_late(part.html, late, wording(found[part.chat_id].language))
        for part in waiting
        if part.chat_id in found
    }
    new = {part.id: said[part.id] for part in waiting if said.get(part.id, part.html) != part.html}
    deliveries.reword(session, new)
    return len(new)
