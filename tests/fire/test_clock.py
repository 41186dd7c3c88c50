"""The clock that a run's processes share."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from fire.clock import SharedClock

NOON = datetime(2031, 3, 27, 12, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)


def test_what_one_process_sets_another_reads(tmp_path: Path) -> None:
    ours = SharedClock.create(tmp_path / "clock", NOON)
    theirs = SharedClock(tmp_path / "clock")
    assert NOON <= theirs() < NOON + A_MINUTE
    ours.set(NOON - timedelta(days=3))
    assert NOON - timedelta(days=3) <= theirs() < NOON - timedelta(days=3) + A_MINUTE


def test_it_can_run_faster_without_a_jump(tmp_path: Path) -> None:
    clock = SharedClock.create(tmp_path / "clock", NOON)
    clock.run_at(10**6)
    assert NOON <= clock() < NOON + timedelta(days=100)
    earlier = clock()
    while clock() < earlier + A_MINUTE:
        pass
