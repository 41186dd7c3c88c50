"""The figures that come from the database, read when somebody asks for them and then good for some seconds."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.watch.signs import Seconds
from jobs.clock import Clock
from storage.database import Database, Session, explained
from storage.delays import Delay
from storage.errors import StorageError
from storage.posts import Post, held_posts
from storage.standing import Backlog, Standing, backlog, delay, standing
from storage.trouble import Condition

BACKLOG_GOOD_S = 2.0
STANDING_GOOD_S = 10.0
DELAY_GOOD_S = 300.0
"""The delay is that of a whole day, and looks at a thousand digests for it."""

SHARE = 20
"""Reading takes one part in so many of the time, unless a figure became too old by that."""
LONGEST_S = 30.0
"""No figure is believed for longer because it took long to be read: whoever restarts what isn't well looks as often."""
HUNG_S = 5.0
"""A reading that took longer met a database that hung. How long it took says nothing of the next one."""

Figure = TypeVar("Figure")

log = logging.getLogger(__name__)


class FiguresAway(Exception):
    """The database doesn't give its figures; the message is one line for the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Generic[Figure]):
    """What was read, how many seconds that took, and when it began by the clock that counts them."""

    figure: Figure
    took: float
    at: float


class Fresh(Generic[Figure]):
    """Something that is read anew when the last reading has become too old, or the database failed meanwhile."""

    def __init__(
        self, read: Callable[[], Figure], *, good_for: float, seconds: Seconds, condition: Condition | None = None
    ) -> None:
        self._read = read
        self._good_for = good_for
        self._seconds = seconds
        self._condition = condition or Condition()
        self._last: Read[Figure] | None = None
        self._good_until = 0.0
        self._findings = 0
        self._lock = threading.Lock()

    def __call__(self) -> Read[Figure]:
        """Who comes while another thread reads waits for it. Raises what reading raises."""
        with self._lock:
            if self._last is None or self._is_past():
                self._last = self._read_now()
            return self._last

    def _is_past(self) -> bool:
        return self._seconds() >= self._good_until or self._findings != self._condition.findings

    def _read_now(self) -> Read[Figure]:
        self._findings, troubled = self._condition.findings, self._condition.trouble is not None
        began = self._seconds()
        figure = self._read()
        ended = self._seconds()
        took = ended - began
        good_for = self._good_for
        if took <= HUNG_S and not troubled and self._findings == self._condition.findings:
            good_for = max(good_for, min(SHARE * took, LONGEST_S))
        self._good_until = ended + good_for
        return Read(figure=figure, took=took, at=began)


class Figures:
    """Each of them raises FiguresAway while the database can't be asked."""

    def __init__(self, database: Database, clock: Clock, seconds: Seconds) -> None:
        def fresh(read: Callable[[Session], Figure], good_for: float) -> Fresh[Figure]:
            return Fresh(
                lambda: _asked(database, read), good_for=good_for, seconds=seconds, condition=database.condition
            )

        self._condition = database.condition
        self.backlog: Fresh[Backlog] = fresh(lambda session: backlog(session, now=clock()), BACKLOG_GOOD_S)
        self.held: Fresh[frozenset[Post]] = fresh(held_posts, BACKLOG_GOOD_S)
        self.standing: Fresh[Standing] = fresh(lambda session: standing(session, now=clock()), STANDING_GOOD_S)
        self.delay: Fresh[Delay] = fresh(lambda session: delay(session, now=clock()), DELAY_GOOD_S)

    @property
    def trouble(self) -> str:
        """What this process met last when it read or wrote: a full disk can be read still; empty without trouble."""
        return self._condition.words

    @property
    def failed_at(self) -> float | None:
        """When this process met trouble last, in seconds of `time.monotonic`; None where it never did."""
        return self._condition.failed_at


def _asked(database: Database, read: Callable[[Session], Figure]) -> Figure:
    try:
        with explained(database.url), database.read() as session:
            return read(session)
    except StorageError as error:
        raise FiguresAway(str(error)) from error
    except Exception as error:  # such as a pool without a free connection: whatever it is, the figures aren't to be had
        log.exception("The figures could not be read")
        raise FiguresAway(f"the database can't be read ({type(error).__name__})") from error
