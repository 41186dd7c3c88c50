"""Signs of life: what the loops of this process leave behind as they come round, for `health.py` to judge.

Seconds are those of a clock that only goes forward, passed in: a machine's clock that is set, or that ran on while the
machine slept, makes nothing look older than it is.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

Seconds = Callable[[], float]


@dataclass(slots=True)
class Sign:
    """Of one loop: since when it is expected to come round, and when it last did, well or not.

    It comes round `every` so many seconds. Where it `shares` its work with other processes, it may not for long.
    `failing_since` is when the first of the failures was that came since it last went well, `problem` the last of them
    in words without anything secret.
    """

    expected_since: float
    every: float = 0.0
    shares: bool = False
    began_at: float | None = None
    ended_at: float | None = None
    well_at: float | None = None
    failing_since: float | None = None
    problem: str = ""

    def begins(self, now: float) -> None:
        self.began_at = now

    def went_well(self, now: float) -> None:
        self.ended_at = self.well_at = now
        self.failing_since, self.problem = None, ""

    def failed(self, now: float, problem: str) -> None:
        self.ended_at, self.problem = now, problem
        if self.failing_since is None:
            self.failing_since = now

    @property
    def is_at_work(self) -> bool:
        return self.began_at is not None and (self.ended_at is None or self.ended_at < self.began_at)


@dataclass(slots=True)
class Signs:
    """Those of one process. `polling` and `sending` are None in a process, or a moment, that does neither.

    `jobs` has the ticks of this process by name. Telegram asked that nothing be sent until `paused_until`. Until it is
    `ready`, `start_problem` is why Telegram wasn't reached yet, in words without anything secret. The newest
    update that Telegram posted to any process came at `posted_at`, as far as this one knows.
    """

    seconds: Seconds = monotonic
    started_at: float = field(init=False)
    ready: bool = False
    start_problem: str = ""
    posted_at: datetime | None = None
    jobs: dict[str, Sign] = field(default_factory=dict)
    polling: Sign | None = None
    sending: Sign | None = None
    paused_until: float | None = None

    def __post_init__(self) -> None:
        self.started_at = self.seconds()

    def pauses(self, seconds: float) -> None:
        """Telegram wants nothing to be sent for so long."""
        if seconds > 0:
            now = self.seconds()
            self.paused_until = max(self.paused_until or now, now + seconds)

    @contextmanager
    def polls(self) -> Iterator[None]:
        """While this is entered, this process is the one that asks Telegram for updates."""
        self.polling = self.new()
        try:
            yield
        finally:
            self.polling = None

    @contextmanager
    def sends(self) -> Iterator[None]:
        """While this is entered, this process is the one that sends."""
        self.sending = self.new()
        try:
            yield
        finally:
            self.sending = None

    def new(self, *, every: float = 0.0, shares: bool = False) -> Sign:
        """That of a loop which begins now."""
        return Sign(expected_since=self.seconds(), every=every, shares=shares)
