"""Entries: items as the feeds published them, and how far their article pages have come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.rows import insert_for, values_of
from storage.tables import EntryRow, FeedRow


class EntryState(StrEnum):
    PENDING = "pending"
    """The article page is still to be fetched, or to be tried again."""
    DONE = "done"
    FAILED = "failed"
    """No article could be made of it; `problem` says why."""
    SKIPPED = "skipped"
    """Older than what is wanted of the feed: known, so that it never counts as new, and not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry that a feed published; `content` is the feed's own HTML, already sanitised."""

    guid: str
    url: str
    title: str
    content: str
    author: str | None = None
    image: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry whose article is wanted, with the title and language of the feed that published it."""

    id: int
    feed_id: int
    feed_title: str
    feed_language: str | None
    guid: str
    url: str
    title: str
    content: str
    author: str | None
    image: str | None
    published_at: datetime | None
    seen_at: datetime
    attempts: int
    feed_url: str = ""
    full_article: bool = True
    """Whether its page is wanted, or the feed's own content is the article."""


def add_entries(session: Session, feed_id: int, entries: Sequence[NewEntry], *, now: datetime) -> int:
    """Keep the entries that the feed hasn't published before; returns how many were new."""
    return _add(session, feed_id, entries, now=now, state=EntryState.PENDING)


def skip_entries(session: Session, feed_id: int, entries: Sequence[NewEntry], *, now: datetime) -> None:
    """Remember entries as published, without their content, and never read them."""
    _add(session, feed_id, [replace(entry, content="") for entry in entries], now=now, state=EntryState.SKIPPED)


def known_guids(session: Session, feed_id: int, guids: Sequence[str]) -> frozenset[str]:
    """Those of `guids` that the feed has published before."""
    query = select(EntryRow.guid).where(EntryRow.feed_id == feed_id, EntryRow.guid.in_(guids))
    return frozenset(session.scalars(query))


def known_urls(session: Session, feed_id: int, urls: Sequence[str]) -> frozenset[str]:
    """Those of `urls` that entries of the feed led to before."""
    query = select(EntryRow.url).where(EntryRow.feed_id == feed_id, EntryRow.url.in_(urls))
    return frozenset(session.scalars(query))


def has_entries(session: Session, feed_id: int) -> bool:
    return session.scalar(select(EntryRow.id).where(EntryRow.feed_id == feed_id).limit(1)) is not None


def due_entries(session: Session, *, now: datetime, limit: int) -> list[Entry]:
    """Entries whose article is still to be made, the oldest first."""
    query = (
        select(EntryRow, FeedRow)
        .join(FeedRow, FeedRow.id == EntryRow.feed_id)
        .where(EntryRow.state == EntryState.PENDING, EntryRow.next_try_at <= now)
        .order_by(EntryRow.next_try_at, EntryRow.id)
        .limit(limit)
    )
    return [
        Entry(
            id=row.id,
            feed_id=row.feed_id,
            feed_title=feed.title,
            feed_language=feed.language,
            guid=row.guid,
            url=row.url,
            title=row.title,
            content=row.content,
            author=row.author,
            image=row.image,
            published_at=row.published_at,
            seen_at=row.seen_at,
            attempts=row.attempts,
            feed_url=feed.url,
            full_article=feed.full_article,
        )
        for row, feed in session.execute(query)
    ]


def finish_entry(session: Session, entry_id: int, *, article_id: int) -> None:
    """The entry's article stands; the feed's own HTML is no longer needed."""
    session.execute(
        update(EntryRow)
        .where(EntryRow.id == entry_id)
        .values(state=EntryState.DONE, article_id=article_id, content="", problem=None)
    )


def retry_entry(session: Session, entry_id: int, *, problem: str, next_try_at: datetime) -> None:
    """The page failed for now; the reason is kept and it is tried again at `next_try_at`."""
    session.execute(
        update(EntryRow)
        .where(EntryRow.id == entry_id)
        .values(attempts=EntryRow.attempts + 1, problem=problem, next_try_at=next_try_at)
    )


def fail_entry(session: Session, entry_id: int, *, problem: str) -> None:
    """No article can be made of it."""
    session.execute(
        update(EntryRow)
        .where(EntryRow.id == entry_id)
        .values(
            state=EntryState.FAILED,
            attempts=EntryRow.attempts + 1,
            problem=problem,
        )
    )


def _add(session: Session, feed_id: int, entries: Sequence[NewEntry], *, now: datetime, state: EntryState) -> int:
    """Insert those whose guid the feed doesn't have; one statement for all, which is ten times as fast."""
    if not entries:
        return 0
    same = {"feed_id": feed_id, "seen_at": now, "state": state, "attempts": 0, "next_try_at": now}
    statement = insert_for(session, EntryRow).on_conflict_do_nothing(index_elements=["feed_id", "guid"])
    rows = session.execute(statement.returning(EntryRow.id), [same | values_of(entry) for entry in entries])
    return len(rows.all())
