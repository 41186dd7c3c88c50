"""A clock is believed once it has gone on as a monotonic one for a while."""

from datetime import timedelta

import pytest

from jobs.steady_clock import JUMP, SteadyClock

SECOND, YEAR = timedelta(seconds=1), timedelta(days=365)


def test_it_is_steady_since_it_is_seen(now) -> None:
    clock = SteadyClock()
    seen = [clock.steady_s(now=now + ran * SECOND, monotonic_s=700.0 + ran) for ran in (0, 60, 5000)]
    assert seen == [0, 60, 5000]


@pytest.mark.parametrize("jump", [YEAR, -YEAR, JUMP + SECOND])
def test_a_jump_in_either_direction_begins_anew(now, jump) -> None:
    clock = SteadyClock()
    for ran in (0, 5000):
        clock.steady_s(now=now + ran * SECOND, monotonic_s=ran)
    assert clock.steady_s(now=now + 5060 * SECOND + jump, monotonic_s=5060) == 0
    assert clock.steady_s(now=now + 5120 * SECOND + jump, monotonic_s=5120) == 60
    assert clock.steady_s(now=now + 5180 * SECOND, monotonic_s=5180) == 0


def test_being_put_right_by_a_little_is_no_jump(now) -> None:
    clock = SteadyClock()
    clock.steady_s(now=now, monotonic_s=0)
    assert clock.steady_s(now=now + 60 * SECOND + JUMP, monotonic_s=60) == 60
