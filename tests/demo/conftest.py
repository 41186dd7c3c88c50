"""A newsroom at a fixed start, whose clock the tests move by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from demo.newsroom.newsroom import Newsroom

START = datetime(2031, 5, 14, 9, 0, tzinfo=UTC)


class HandClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, time: datetime) -> None:
        self.time = time

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


@pytest.fixture
def newsroom_clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
def newsroom(newsroom_clock: HandClock) -> Newsroom:
    return Newsroom(START, newsroom_clock)
