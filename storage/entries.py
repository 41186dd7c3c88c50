"""Entries: items as the feeds published them, and how far their article pages have come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, literal, null, select, update
from sqlalchemy.orm import Session

from storage.address_key import address_key
from storage.carried import is_private
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
    """An entry that a feed published; `content` is the feed's own HTML, already sanitised.

    `edited_at` is the publisher's date of its last change, `fingerprint` tells what it says from what it said before.
    """

    guid: str
    url: str
    title: str
    content: str
    author: str | None = None
    image: str | None = None
    published_at: datetime | None = None
    edited_at: datetime | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry whose article is wanted, with the title and language of the feed that published it.

    One with an article was revised by its feed at `revised_at`: the article is to be read again.
    """

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
    article_id: int | None = None
    revised_at: datetime | None = None
    private: bool = False
    """Whether only chats have its feed among their own: no admin vouches for what it says of others' pages."""


def add_entries(session: Session, feed_id: int, entries: Sequence[NewEntry], *, now: datetime) -> int:
    """Keep the entries that the feed hasn't published before; returns how many were new."""
    return _add(session, feed_id, entries, now=now, state=EntryState.PENDING)


def skip_entries(session: Session, feed_id: int, entries: Sequence[NewEntry], *, now: datetime) -> None:
    """Remember entries as published, without their content, and never read them."""
    _add(session, feed_id, [replace(entry, content="") for entry in entries], now=now, state=EntryState.SKIPPED)


def has_entries(session: Session, feed_id: int) -> bool:
    return session.scalar(select(EntryRow.id).where(EntryRow.feed_id == feed_id).limit(1)) is not None


def due_entries(session: Session, *, now: datetime, limit: int) -> list[Entry]:
    """Entries whose article is still to be made, the oldest first."""
    query = _with_feeds().where(is_entry_due(now)).limit(limit)
    return _entries(session, query)


def is_entry_due(now: datetime) -> ColumnElement[bool]:
    """SQL: the entry's article is still to be made, and the time to try has come."""
    return and_(EntryRow.state == EntryState.PENDING, EntryRow.next_try_at <= now)


def entries_of(session: Session, ids: Collection[int]) -> list[Entry]:
    """These, the longest due first."""
    return _entries(session, _with_feeds().where(EntryRow.id.in_(ids)))


def _with_feeds() -> Select[EntryRow, FeedRow, bool]:
    query = select(EntryRow, FeedRow, is_private()).join(FeedRow, FeedRow.id == EntryRow.feed_id)
    return query.order_by(EntryRow.next_try_at, EntryRow.id)


def _entries(session: Session, query: Select[EntryRow, FeedRow, bool]) -> list[Entry]:
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
            article_id=row.article_id,
            revised_at=row.revised_at,
            private=private,
        )
        for row, feed, private in session.execute(query)
    ]


def finish_entry(
    session: Session, entry_id: int, *, article_id: int, problem: str | None = None, as_of: datetime | None = None
) -> None:
    """The entry's article stands; the feed's own HTML is no longer needed. `problem` is why its page wasn't read.

    Where the feed revised the entry after `as_of`, while it was being read, it is still to be read again.
    """
    revised = EntryRow.revised_at > as_of if as_of else literal(False)
    session.execute(
        update(EntryRow)
        .where(EntryRow.id == entry_id)
        .values(
            state=case((revised, EntryState.PENDING), else_=EntryState.DONE),
            article_id=article_id,
            content=case((revised, EntryRow.content), else_=""),
            problem=problem,
            leased_until=null(),
        )
    )


def postpone_entry(session: Session, entry_id: int, *, until: datetime) -> None:
    """It is another's turn: the entry is read later, and that counts as no attempt."""
    session.execute(update(EntryRow).where(EntryRow.id == entry_id).values(next_try_at=until, leased_until=null()))


def retry_entry(session: Session, entry_id: int, *, problem: str, next_try_at: datetime) -> None:
    """The page failed for now; the reason is kept and it is tried again at `next_try_at`."""
    session.execute(
        update(EntryRow)
        .where(EntryRow.id == entry_id)
        .values(attempts=EntryRow.attempts + 1, problem=problem, next_try_at=next_try_at, leased_until=null())
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
            leased_until=null(),
        )
    )


def _add(session: Session, feed_id: int, entries: Sequence[NewEntry], *, now: datetime, state: EntryState) -> int:
    """Insert those whose guid the feed doesn't have; one statement for all, which is ten times as fast."""
    if not entries:
        return 0
    same = {"feed_id": feed_id, "seen_at": now, "state": state, "attempts": 0, "next_try_at": now}
    statement = insert_for(session, EntryRow).on_conflict_do_nothing(index_elements=["feed_id", "guid"])
    values = [same | values_of(entry) | {"url_key": address_key(entry.url)} for entry in entries]
    rows = session.execute(statement.returning(EntryRow.id), values)
    return len(rows.all())
