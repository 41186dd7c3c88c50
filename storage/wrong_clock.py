"""Times that a clock which ran ahead left behind: what lies in the future where nothing but the past can be.

Until the clock gets there again, a chat would have no digest, a feed no check, a message no turn.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.deliveries import DeliveryState
from storage.entries import EntryState
from storage.rows import as_record
from storage.schedules import Schedule
from storage.tables import ArticleRow, DeliveryRow, EntryRow, FeedRow, ScheduleRow, StoryRow


def schedules_ahead(session: Session, after: datetime, *, beyond: int, limit: int) -> Sequence[Schedule]:
    """The schedules whose last digest told of hours that end after this time, or that are due after it.

    By the chats' ids, those `beyond` this one. What a pause holds isn't due.
    """
    due = (ScheduleRow.next_run_at > after) & ScheduleRow.paused.is_(False)
    query = select(ScheduleRow).where(ScheduleRow.chat_id > beyond, (ScheduleRow.covered_until > after) | due)
    return [as_record(Schedule, row) for row in session.scalars(query.order_by(ScheduleRow.chat_id).limit(limit))]


def is_any_after(session: Session, after: datetime, *, due_after: datetime) -> bool:
    """Whether a digest told of hours, or an article came in, after the one time, or a digest is due after the other."""
    told = select(ScheduleRow.chat_id).where(ScheduleRow.covered_until > after)
    came = select(ArticleRow.id).where(ArticleRow.fetched_at > after)
    due = select(ScheduleRow.chat_id).where(ScheduleRow.next_run_at > due_after, ScheduleRow.paused.is_(False))
    return any(session.scalar(query.limit(1)) is not None for query in (told, came, due))


def bring_schedule_back(
    session: Session, chat_id: int, *, next_run_at: datetime, covered_until: datetime | None
) -> None:
    """Let it be due then, and its next window begin there; without that, where a chat's first one does."""
    statement = update(ScheduleRow).where(ScheduleRow.chat_id == chat_id)
    session.execute(statement.values(next_run_at=next_run_at, covered_until=covered_until))


def bring_news_back(session: Session, after: datetime, *, now: datetime) -> None:
    """What came in after this time came now."""
    session.execute(update(ArticleRow).where(ArticleRow.fetched_at > after).values(fetched_at=now))
    session.execute(update(ArticleRow).where(ArticleRow.updated_at > after).values(updated_at=now))
    session.execute(update(StoryRow).where(StoryRow.updated_at > after).values(updated_at=now))


def bring_work_back(session: Session, *, now: datetime, checks_after: datetime, tries_after: datetime) -> None:
    """Let be due now: feeds whose check is later than the one time, entries and messages that wait for the other."""
    session.execute(update(FeedRow).where(FeedRow.next_check_at > checks_after).values(next_check_at=now))
    waits = (EntryRow.state == EntryState.PENDING) & (EntryRow.next_try_at > tries_after)
    session.execute(update(EntryRow).where(waits).values(next_try_at=now))
    unsent = (DeliveryRow.state == DeliveryState.PENDING) & (DeliveryRow.not_before > tries_after)
    session.execute(update(DeliveryRow).where(unsent).values(not_before=now))
