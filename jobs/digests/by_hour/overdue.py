"""Digests that became late in the outbox: they were made in time, and then could not be sent for longer than anybody
knew when they were made. What waits is given the line that it would have had."""

from collections.abc import Sequence
from datetime import datetime

from jobs.digests.by_hour.lateness import SCHEDULED, why_waiting
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.presenter import Presenter
from jobs.digests.recipient import recipients
from storage import deliveries
from storage.database import Database, Session
from storage.deliveries import LastPart
from summaries.rendering import with_late
from summaries.types import Late

BATCH = 200


class Overdue:
    """Goes through what waits, once. One a process, kept by its owner between looks."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._after: tuple[datetime, int] | None = None

    def look(self, *, now: datetime, limits: DigestLimits, presenter: Presenter) -> int:
        """Let those that have waited for too long say so; returns how many do now that didn't."""
        with self._database.read() as session:
            late = why_waiting(session, at=now, limits=limits)
        if late is None:
            return 0
        until = now - limits.late
        with self._database.write() as session:
            tried = deliveries.last_parts_put_off(session, priority=SCHEDULED, until=until, limit=BATCH)
            said = _reword(session, tried, late, presenter)
        while more := self._go_on(until, late, presenter):
            said += more
        # those behind some that all say so do it, too
        return said

    def _go_on(self, until: datetime, late: Late, presenter: Presenter) -> int:
        with self._database.write() as session:
            waiting = deliveries.last_parts(session, priority=SCHEDULED, until=until, after=self._after, limit=BATCH)
            said = _reword(session, waiting, late, presenter)
        if waiting:
            self._after = (waiting[-1].not_before, waiting[-1].id)
        return said


def _reword(session: Session, waiting: Sequence[LastPart], late: Late, presenter: Presenter) -> int:
    found = recipients(session, {part.chat_id for part in waiting})
    said = {
        part.id: with_late(part.html, late, presenter.wording(found[part.chat_id].language))
        for part in waiting
        if part.chat_id in found
    }
    new = {part.id: said[part.id] for part in waiting if said.get(part.id, part.html) != part.html}
    deliveries.reword(session, new)
    return len(new)
