"""Who sends faster than a person does waits, and waits for nobody else."""

from hypothesis import given
from hypothesis import strategies as st

from bot.patience import Pace, Patience

PACE = Pace(burst=5, per_second=2.0, longest_s=3.0)


def test_a_burst_passes_at_once_and_what_follows_is_spaced_out() -> None:
    patience = Patience(PACE)
    waits = [patience.wait(1, now=100.0) for _ in range(8)]
    assert waits == [0, 0, 0, 0, 0, 0.5, 1.0, 1.5]


def test_what_would_wait_too_long_is_left_aside_and_costs_no_more() -> None:
    patience = Patience(PACE)
    waits = [patience.wait(1, now=0.0) for _ in range(100)]
    assert waits.count(None) == 100 - 11
    assert patience.wait(1, now=3.0) is not None


def test_one_who_floods_holds_up_nobody_else() -> None:
    patience = Patience(PACE)
    for _ in range(100):
        patience.wait(1, now=0.0)
    assert patience.wait(2, now=0.0) == 0


def test_after_a_rest_everything_is_forgiven() -> None:
    patience = Patience(PACE)
    for _ in range(11):
        patience.wait(1, now=0.0)
    assert patience.wait(1, now=60.0) == 0


@given(st.lists(st.floats(0, 0.4), max_size=200))
def test_no_more_than_the_pace_is_ever_handled(gaps: list[float]) -> None:
    patience, now = Patience(PACE), 0.0
    handled = []
    for gap in gaps:
        now += gap
        wait = patience.wait(7, now=now)
        if wait is not None:
            handled.append(now + wait)
    for start in handled:
        within = [at for at in handled if start <= at < start + 10]
        assert len(within) <= PACE.burst + 10 * PACE.per_second + 1
