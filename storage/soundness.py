"""Whether a database is whole, how large it is, who uses it, and what time it was when it was last told something."""

from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from storage.tables import ArticleRow, DeliveryRow, FeedRow


def size_of(session: Session) -> int:
    """Bytes on its disk."""
    if session.get_bind().dialect.name == "sqlite":
        query = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    else:
        query = "SELECT pg_database_size(current_database())"
    return int(session.scalar(text(query)) or 0)


def damage(session: Session) -> str | None:
    """What is damaged, empty for nothing; None where it can't be told, as of a PostgreSQL. Reads all of it."""
    if session.get_bind().dialect.name != "sqlite":
        return None
    found = str(session.scalar(text("PRAGMA quick_check(1)")))
    return "" if found == "ok" else found.splitlines()[-1]


def users(session: Session) -> int | None:
    """How many others are connected; None where it can't be told, as of a file."""
    if session.get_bind().dialect.name == "sqlite":
        return None
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    return int(session.scalar(others) or 0)


def last_moment(session: Session) -> datetime | None:
    """The latest time of anything that was written down."""
    moments = [
        session.scalar(select(func.max(FeedRow.checked_at))),
        session.scalar(select(func.max(ArticleRow.fetched_at))),
        session.scalar(select(DeliveryRow.created_at).order_by(DeliveryRow.id.desc()).limit(1)),
    ]
    return max((moment for moment in moments if moment), default=None)
