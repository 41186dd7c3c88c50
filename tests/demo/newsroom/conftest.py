"""A newsroom at a fixed start, whose clock the tests move by hand."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer

from demo.newsroom.newsroom import Newsroom
from demo.newsroom.server import build_app

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
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
def newsroom(clock: HandClock) -> Newsroom:
    return Newsroom(START, clock)


@pytest.fixture
async def client(newsroom: Newsroom) -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(build_app(newsroom))) as client:
        yield client
