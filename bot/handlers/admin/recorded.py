"""Changes that admins make are written down with them, in the same transaction."""

from bot.visit import Visit
from storage import audit
from storage.database import Session


def note(session: Session, visit: Visit, action: str, subject: str = "", **details: object) -> None:
    """Write down that this visitor did `action` ("topic.rename"); `details` are shown to every admin."""
    audit.record(session, user_id=visit.user_id, action=action, subject=subject, details=dict(details), now=visit.now)
