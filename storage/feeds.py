"""Feeds: polled addresses, their validators and their next check."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, null, select, update
from sqlalchemy.orm import Session

from storage.carried import close_feed, is_private, is_read
from storage.feed_options import FeedOptions, as_request, split_login
from storage.rows import as_record, as_records, columns_of
from storage.tables import FeedRow, TopicFeedRow, TopicRow
from storage.topics import Visibility


class FeedState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A polled address. `failures` counts in a row since `failing_since`; `problem` says in words why the last failed.

    `moved_to` is where its address led for good in the last `moved_checks` checks, since `moved_since`; `wait` and
    `pace`, `skip_hours` and `skip_days` (0 for Monday, UTC) are what the next check is decided by. An admin gave it its
    title where it is `titled`.
    """

    id: int
    url: str
    title: str
    language: str | None
    state: str
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    next_check_at: datetime
    checked_at: datetime | None
    ok_at: datetime | None
    failures: int
    problem: str | None
    failing_since: datetime | None = None
    failure_told_at: datetime | None = None
    wait: timedelta | None = None
    pace: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    moved_to: str | None = None
    moved_since: datetime | None = None
    moved_checks: int = 0
    full_article: bool = True
    titled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a check of a feed changes on its row. A failure carries a `problem` and changes nothing but the times."""

    at: datetime
    next_check_at: datetime
    problem: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    title: str | None = None
    language: str | None = None
    wait: timedelta | None = None
    pace: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    moved_to: str | None = None
    moved_since: datetime | None = None
    moved_checks: int = 0
    ended: bool = False


_KEPT = (
    "etag",
    "last_modified",
    "body_hash",
    "wait",
    "pace",
    "skip_hours",
    "skip_days",
    "moved_to",
    "moved_since",
    "moved_checks",
)
"""What a success leaves on the row for the next check."""


def add_feed(session: Session, *, url: str, title: str, language: str | None, now: datetime) -> Feed:
    """The feed at `url`, made when it isn't there yet; due at once.

    A login in the address is kept apart from it, and takes the place of an earlier one.
    """
    url, login = split_login(url)
    row = session.scalar(select(FeedRow).where(FeedRow.url == url))
    if row is None:
        row = FeedRow(
            url=url,
            title=title,
            language=language,
            state=FeedState.ACTIVE,
            next_check_at=now,
            failures=0,
            request=as_request(FeedOptions(login=login)) or null(),
            created_at=now,
        )
        session.add(row)
    elif login:
        close_feed(session, row.id)
        row.request = {**(row.request or {}), **(as_request(FeedOptions(login=login)) or {})}
    session.flush()
    return as_record(Feed, row)


def feed(session: Session, feed_id: int) -> Feed | None:
    row = session.get(FeedRow, feed_id)
    return as_record(Feed, row) if row else None


def feed_at(session: Session, url: str) -> Feed | None:
    """The feed at `url`, whatever login is typed into it."""
    row = session.scalar(select(FeedRow).where(FeedRow.url == split_login(url)[0]))
    return as_record(Feed, row) if row else None


def list_feeds(
    session: Session, *, topic_id: int | None = None, offset: int = 0, limit: int | None = None
) -> list[Feed]:
    """All feeds but those that only chats have among their own, or a topic's; failing ones first, then by title."""
    query = select(*columns_of(Feed, FeedRow)).where(_is_listed(topic_id))
    in_order = query.order_by((FeedRow.failures > 0).desc(), FeedRow.title, FeedRow.id)
    return as_records(Feed, session.execute(in_order.offset(offset).limit(limit)))


def due_feeds(session: Session, *, now: datetime, limit: int) -> list[Feed]:
    """Active feeds that somebody reads, whose next check has come; the longest due first."""
    query = select(FeedRow).where(is_feed_due(now)).order_by(FeedRow.next_check_at, FeedRow.id).limit(limit)
    return [as_record(Feed, row) for row in session.scalars(query)]


def is_feed_due(now: datetime) -> ColumnElement[bool]:
    """SQL: the feed is active, somebody reads it, and its next check has come."""
    return and_(FeedRow.state == FeedState.ACTIVE, FeedRow.next_check_at <= now, is_read())


def record_check(session: Session, feed_id: int, check: Check) -> None:
    """Write a check's outcome on the feed's row: success resets the failures, failure counts one more."""
    values: dict[str, object] = {"checked_at": check.at, "next_check_at": check.next_check_at, "leased_until": null()}
    if check.problem is None:
        values |= {
            "ok_at": check.at,
            "failures": 0,
            "failing_since": None,
            "problem": None,
            **{name: getattr(check, name) for name in _KEPT},
        }
        values |= {"title": case((FeedRow.titled, FeedRow.title), else_=check.title)} if check.title else {}
        values |= {"language": check.language} if check.language else {}
    else:
        values |= {
            "failures": FeedRow.failures + 1,
            "failing_since": func.coalesce(FeedRow.failing_since, check.at),
            "problem": check.problem,
        }
    # a check changes the state only where the feed ended: an admin may have paused it meanwhile
    if check.ended:
        values["state"] = FeedState.GONE
    # nobody holds the row in this session, and to look for it would cost as much as the update
    session.execute(
        update(FeedRow).where(FeedRow.id == feed_id).values(values), execution_options={"synchronize_session": False}
    )


def make_due(session: Session, feed_id: int, *, now: datetime) -> None:
    """Check this feed at the next tick, also one that ended or was paused."""
    session.execute(update(FeedRow).where(FeedRow.id == feed_id).values(next_check_at=now, state=FeedState.ACTIVE))


def pause_feed(session: Session, feed_id: int) -> None:
    """Check this feed no more until an admin wants it again (`make_due`); its entries stay."""
    session.execute(update(FeedRow).where(FeedRow.id == feed_id).values(state=FeedState.PAUSED))


def name_feed(session: Session, feed_id: int, title: str) -> None:
    """Let this be its title, whatever it calls itself; an empty one leaves that to the feed, from its next check on."""
    named = update(FeedRow).where(FeedRow.id == feed_id)
    session.execute(
        named.values(title=title, titled=True)
        if title
        else named.values(titled=False, body_hash=None, etag=None, last_modified=None)
    )


def remove_feed(session: Session, feed_id: int) -> None:
    """Take a feed from all topics of the admins' and forget it with its entries, unless a chat has it among its own.

    The articles made of its entries stay, since digests may tell them.
    """
    own = select(TopicRow.id).where(TopicRow.visibility == Visibility.OWN)
    session.execute(
        delete(TopicFeedRow).where(TopicFeedRow.feed_id == feed_id, TopicFeedRow.topic_id.not_in(own)),
        execution_options={"synchronize_session": "fetch"},
    )
    session.execute(
        delete(FeedRow).where(FeedRow.id == feed_id, ~exists().where(TopicFeedRow.feed_id == FeedRow.id)),
        execution_options={"synchronize_session": "fetch"},
    )


def count_feeds(session: Session, *, topic_id: int | None = None) -> tuple[int, int]:
    """(how many feeds `list_feeds` has, those of them whose last check failed)."""
    counts = select(func.count(), func.count().filter(FeedRow.failures > 0)).select_from(FeedRow)
    total, failing = session.execute(counts.where(_is_listed(topic_id))).one()
    return total, failing


def _is_listed(topic_id: int | None) -> ColumnElement[bool]:
    """SQL: the topic carries the feed; without one, it isn't only chats that have it among their own."""
    carried = select(TopicFeedRow.feed_id).where(TopicFeedRow.topic_id == topic_id)
    return ~is_private() if topic_id is None else FeedRow.id.in_(carried)
