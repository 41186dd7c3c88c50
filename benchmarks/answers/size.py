"""How large the database is, and what time it is in it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOW = datetime(2031, 5, 14, 9, 0, tzinfo=UTC)
"""When a run begins; the bot's clock goes on from there."""

STRIKES_AT = NOW + timedelta(seconds=25)
"""When the hour of many chats strikes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """`due` is how many chats' hour strikes in a run."""

    chats: int = 10_000
    topics: int = 500
    feeds: int = 1500
    articles: int = 200_000
    span: timedelta = timedelta(days=30)
    due: int = 4000
