"""What the tests of this room share: a database, a watch whose clock is moved by hand, and the address of its own."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import unused_port

from bot.watch.signs import Signs
from bot.watch.watch import Watch
from storage.database import Database


@dataclass
class Times:
    """Both clocks: the one that says what time it is, and the one that only goes forward."""

    now: datetime = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    seconds: float = 100_000.0

    def clock(self) -> datetime:
        return self.now

    def second(self) -> float:
        return self.seconds

    def go_on(self, span: timedelta) -> None:
        self.now += span
        self.seconds += span.total_seconds()


@pytest.fixture
def times() -> Times:
    return Times()


@pytest.fixture
def watch(times: Times) -> Watch:
    return Watch(signs=Signs(seconds=times.second))


@pytest.fixture
def database(in_a_file: Database) -> Database:
    return in_a_file


@pytest.fixture
def free_port() -> int:
    return unused_port()
