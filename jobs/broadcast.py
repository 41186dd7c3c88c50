"""Putting broadcasts into the outbox, some messages at a time: what a tick does."""

from dataclasses import dataclass
from datetime import datetime

from storage import broadcasts
from storage.broadcasts import Broadcast, Progress
from storage.database import Database

CHUNK = 500
"""So many messages a transaction: some ten milliseconds, in which nobody else can write on SQLite."""

A_TICK = 20
"""So many chunks of one broadcast a tick; the outbox sends fewer in the meantime anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How far a broadcast has come; `added` messages are new in the outbox. Its state says whether it just ended."""

    broadcast: Broadcast
    progress: Progress
    added: int


def push_broadcasts(database: Database, *, now: datetime, chunk: int = CHUNK, chunks: int = A_TICK) -> list[Report]:
    """Go on with each broadcast that is being sent, and end those of which nothing is left to send.

    Whatever moment this is cut short at, the next call goes on there: no chat gets a message twice, and none is left
    out. Wake the outbox where something was `added`.
    """
    with database.read() as session:
        sending = broadcasts.sending_broadcasts(session)
    return [_push(database, each.id, now=now, chunk=chunk, chunks=chunks) for each in sending]


def _push(database: Database, broadcast_id: int, *, now: datetime, chunk: int, chunks: int) -> Report:
    added = 0
    for _ in range(chunks):
        with database.write() as session:
            put = broadcasts.enqueue_chunk(session, broadcast_id, limit=chunk, now=now)
        added += put
        if put < chunk:
            break
    with database.write() as session:
        broadcasts.finish_broadcast(session, broadcast_id, now=now)
        found = broadcasts.broadcast(session, broadcast_id)
        assert found is not None  # one that was started is never deleted
        return Report(broadcast=found, progress=broadcasts.progress(session, broadcast_id), added=added)
