"""Feeds that fail for good, and those that are back: what admins were told of them, and what not yet."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from storage.carried import is_carried
from storage.chats import Chat, ChatState
from storage.feeds import Feed, FeedState
from storage.rows import as_record
from storage.tables import ChatRow, FeedRow, RoleRow


def untold_failures(session: Session, *, since: datetime, failures: int) -> list[Feed]:
    """Feeds of the admins' topics that ended, or failed that often in a row and since then or earlier, untold yet."""
    failing = (FeedRow.state == FeedState.ACTIVE) & (FeedRow.failures >= failures) & (FeedRow.failing_since <= since)
    query = (
        select(FeedRow)
        .where(FeedRow.failure_told_at.is_(None), or_(failing, FeedRow.state == FeedState.GONE))
        .where(is_carried())
        .order_by(FeedRow.failing_since, FeedRow.id)
    )
    return [as_record(Feed, row) for row in session.scalars(query)]


def untold_recoveries(session: Session) -> list[Feed]:
    """Feeds that admins were told were failing, and that are well again."""
    query = (
        select(FeedRow)
        .where(FeedRow.failure_told_at.is_not(None), FeedRow.failures == 0, FeedRow.state == FeedState.ACTIVE)
        .order_by(FeedRow.title, FeedRow.id)
    )
    return [as_record(Feed, row) for row in session.scalars(query)]


def troubled_feeds(session: Session, *, limit: int) -> list[Feed]:
    """Feeds of the admins' topics that fail or ended, the longest failing first."""
    query = (
        select(FeedRow)
        .where(or_((FeedRow.state == FeedState.ACTIVE) & (FeedRow.failures > 0), FeedRow.state == FeedState.GONE))
        .where(is_carried())
        .order_by(FeedRow.failing_since, FeedRow.id)
        .limit(limit)
    )
    return [as_record(Feed, row) for row in session.scalars(query)]


def mark_told(session: Session, *, failing: Collection[int], well: Collection[int], now: datetime) -> None:
    """The admins know of these."""
    session.execute(update(FeedRow).where(FeedRow.id.in_(failing)).values(failure_told_at=now))
    session.execute(update(FeedRow).where(FeedRow.id.in_(well)).values(failure_told_at=None))


def chats_of_admins(session: Session) -> list[Chat]:
    """The private chats of those who may configure, as far as they began one and didn't block the bot."""
    query = (
        select(ChatRow)
        .where(ChatRow.telegram_id.in_(select(RoleRow.user_id)), ChatRow.kind == "private")
        .where(ChatRow.thread_id == 0, ChatRow.state == ChatState.ACTIVE)
        .order_by(ChatRow.id)
    )
    return [as_record(Chat, row) for row in session.scalars(query)]
