"""What of a feed's entries couldn't be read."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.entries import EntryState
from storage.tables import EntryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryTrouble:
    """No article could be made of the `unread`; those `from_feed` are told in its own words for want of their pages.

    `newest` is the reason of the one that was seen last.
    """

    unread: int = 0
    from_feed: int = 0
    newest: str | None = None


def entry_trouble(session: Session, feed_id: int) -> EntryTrouble:
    """Of all entries of the feed that are still known."""
    troubled = (EntryRow.feed_id == feed_id, EntryRow.problem.is_not(None))
    counted = select(EntryRow.state, func.count()).where(*troubled).group_by(EntryRow.state)
    counts: dict[str, int] = dict(session.execute(counted).all())
    newest = select(EntryRow.problem).where(*troubled, EntryRow.state.in_([EntryState.FAILED, EntryState.DONE]))
    return EntryTrouble(
        unread=counts.get(EntryState.FAILED, 0),
        from_feed=counts.get(EntryState.DONE, 0),
        newest=session.scalar(newest.order_by(EntryRow.seen_at.desc(), EntryRow.id.desc()).limit(1)),
    )
