"""The jobs of one process, on a machine whose clock is moved."""

import asyncio
from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from jobs.job import Job, Queue
from jobs.runners.here import Every, is_too_far, running_here

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
EVERY = timedelta(seconds=15)


class MachineClock:
    """What the machine shows: the time, put on by as much as a test says."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self, zone: tzinfo | None = None) -> datetime:
        return datetime.now(zone or UTC) + self.ahead


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> MachineClock:
    machine = MachineClock()
    monkeypatch.setattr("jobs.runners.here.utc_now", machine.now)
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", machine)
    monkeypatch.setattr("jobs.runners.here.LOOK_S", 0.01)
    return machine


async def test_jobs_go_on_at_once_when_a_clock_that_ran_ahead_is_put_right(machine):
    machine.ahead = timedelta(hours=1)
    ticks: asyncio.Queue[None] = asyncio.Queue()
    job = Job(name="feeds", queue=Queue.FETCH, every=timedelta(seconds=0.05), tick=lambda: ticks.put(None))
    async with asyncio.timeout(10), running_here([job]):
        await ticks.get()
        machine.ahead = timedelta(0)
        # the first may have been on its way already
        for _ in range(3):
            await ticks.get()


@pytest.mark.parametrize(
    ("following", "too_far"),
    [
        pytest.param(NOW, False, id="due"),
        pytest.param(NOW - timedelta(days=1), False, id="slept through"),
        pytest.param(NOW + EVERY, False, id="a tick has just been"),
        pytest.param(NOW + EVERY + timedelta(seconds=0.5), False, id="the clock was set by half a second"),
        pytest.param(NOW + EVERY + timedelta(seconds=5), True, id="put back by seconds"),
        pytest.param(NOW + timedelta(days=365), True, id="put back by a year"),
    ],
)
def test_a_tick_farther_off_than_its_interval_tells_of_a_clock_that_was_put_back(following, too_far):
    assert is_too_far(following, EVERY, now=NOW) is too_far


def test_what_was_slept_through_is_not_counted_tick_by_tick():
    assert Every(EVERY).get_next_fire_time(NOW - timedelta(days=365), NOW) == NOW + EVERY
