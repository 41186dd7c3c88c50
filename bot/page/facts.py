"""What the page shows, in plain records, and where it is read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.watch.figures import Figures, FiguresAway
from bot.watch.health import Fault
from bot.watch.signs import Signs
from storage.database import Database, explained
from storage.delays import Delay
from storage.deliveries import DeliveryState
from storage.delivery_trouble import Reason, reasons
from storage.errors import StorageError
from storage.feed_trouble import troubled_feeds
from storage.feeds import Feed
from storage.standing import Standing

MOST_FEEDS = 50
MOST_REASONS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What stands in the database. `took` is how many seconds counting it took."""

    standing: Standing
    delay: Delay
    took: float
    failed: Sequence[Reason]
    unknown: Sequence[Reason]
    feeds: Sequence[Feed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`told` is None where the database doesn't answer; `at` is now by the clock of `signs`. What goes wrong is a fault
    after `patience`. `pictures` are width and height in pixels of those that were drawn before.
    """

    now: datetime
    at: float
    version: str
    faults: Sequence[Fault]
    signs: Signs
    patience: timedelta
    pictures: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    told: Told | None = field(default=None)


def told(database: Database, figures: Figures) -> Told | None:
    """What the database tells, None where it doesn't answer."""
    try:
        standing, delay = figures.standing(), figures.delay()
        with explained(database.url), database.read() as session:
            return Told(
                standing=standing.figure,
                delay=delay.figure,
                took=standing.took + delay.took,
                failed=reasons(session, DeliveryState.FAILED)[:MOST_REASONS],
                unknown=reasons(session, DeliveryState.UNKNOWN)[:MOST_REASONS],
                feeds=troubled_feeds(session, limit=MOST_FEEDS),
            )
    except (FiguresAway, StorageError):
        return None
