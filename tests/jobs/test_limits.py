"""How fast the sender may go."""

import pytest

from jobs.limits import Limiter, RateLimits


def test_messages_are_spread_over_the_second() -> None:
    limiter = Limiter(RateLimits(per_second=10))
    moments = []
    now = 100.0
    for chat in range(20):
        now = max(now, limiter.ready_at())
        moments.append(now)
        limiter.take(chat, group=False, now=now)
    assert moments[-1] - moments[0] == pytest.approx(1.9)


def test_a_chat_waits_a_second_between_messages() -> None:
    limiter = Limiter(RateLimits())
    limiter.take(7, group=False, now=5.0)
    assert limiter.busy_chats(5.9) == {7: 6.0}
    assert limiter.busy_chats(6.0) == {}


def test_a_group_gets_at_most_twenty_a_minute() -> None:
    limiter = Limiter(RateLimits())
    now = 0.0
    sent = []
    while now < 180:
        if -7 not in limiter.busy_chats(now):
            limiter.take(-7, group=True, now=now)
            sent.append(now)
        now += 0.25
    for start in sent:
        assert sum(start <= moment < start + 60 for moment in sent) <= 20
    assert len(sent) == 60


def test_a_pause_holds_everybody_and_a_shorter_one_does_not_cut_it() -> None:
    limiter = Limiter(RateLimits())
    limiter.pause(30, now=10.0)
    limiter.pause(1, now=11.0)
    assert limiter.ready_at() == 40.0
