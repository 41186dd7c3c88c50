"""Entries that a feed says something else of than before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from storage.address_key import address_key
from storage.entries import EntryState, NewEntry
from storage.tables import ArticleRow, EntryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """What is known of a published entry: what it said, by its fingerprint, and how often its article was read.

    `fingerprint` is None where it was kept before there were any; `read_at` where there is no article.
    """

    id: int
    guid: str
    url_key: str
    state: str
    seen_at: datetime
    fingerprint: str | None = None
    edited_at: datetime | None = None
    attempts: int = 0
    read_at: datetime | None = None
    rereads: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a feed says of a known entry now. At `due_at` its article is to be read again; with None that stays as it
    is. `is_news` is False where only its fingerprint was missing."""

    entry_id: int
    entry: NewEntry
    due_at: datetime | None = None
    is_news: bool = True


def known_entries(session: Session, feed_id: int, entries: Sequence[NewEntry]) -> list[KnownEntry]:
    """Those that the feed published before under the guids or the addresses of `entries`."""
    guids = [entry.guid for entry in entries]
    keys = {address_key(entry.url) for entry in entries}
    query = (
        select(
            EntryRow.id,
            EntryRow.guid,
            EntryRow.url_key,
            EntryRow.state,
            EntryRow.seen_at,
            EntryRow.fingerprint,
            EntryRow.edited_at,
            EntryRow.attempts,
            func.coalesce(ArticleRow.read_at, ArticleRow.fetched_at).label("read_at"),
            func.coalesce(ArticleRow.rereads, 0).label("rereads"),
        )
        .outerjoin(ArticleRow, ArticleRow.id == EntryRow.article_id)
        .where(EntryRow.feed_id == feed_id)
    )
    # each on its own finds its index; joined by OR they would walk over all of the feed's entries
    found = (query.where(same) for same in (EntryRow.guid.in_(guids), EntryRow.url_key.in_(keys)))
    known = (KnownEntry(**row) for each in found for row in session.execute(each).mappings())
    return list({entry.id: entry for entry in known}.values())


def revise_entries(session: Session, revisions: Sequence[Revision], *, now: datetime) -> None:
    """Write down what the feed says now, and when the articles are to be read again."""
    _revise(session, [_words(revision) for revision in revisions if not revision.is_news])
    waiting = [revision for revision in revisions if revision.is_news and revision.due_at is None]
    _revise(session, [_words(revision) for revision in waiting], revised_at=now)
    due = [revision for revision in revisions if revision.is_news and revision.due_at is not None]
    _revise(
        session,
        [_words(revision) | {"due_at": revision.due_at} for revision in due],
        revised_at=now,
        state=EntryState.PENDING,
        next_try_at=bindparam("due_at"),
    )


def _revise(session: Session, rows: Sequence[dict[str, object]], **values: object) -> None:
    if not rows:
        return
    said: dict[str, object] = {name: bindparam(f"new_{name}") for name in _SAID}
    # the table's own statement: the mapper's takes no many rows at once with a condition
    session.connection().execute(
        update(EntryRow).where(EntryRow.id == bindparam("entry_id")).values(**said, **values), rows
    )


_SAID = ("title", "content", "author", "image", "fingerprint", "edited_at")


def _words(revision: Revision) -> dict[str, object]:
    return {"entry_id": revision.entry_id, **{f"new_{name}": getattr(revision.entry, name) for name in _SAID}}
