"""How fast the sender may go."""

from itertools import pairwise

import pytest

from jobs.limits import Limiter, RateLimits, Throttle, most_in_flight, weight


def send_all(
    limiter: Limiter, seconds: float, *, step: float = 0.001, start: float = 0.0, most: int = 10**6
) -> list[float]:
    """When messages go to ever new chats, if somebody looks every `step` seconds and sends up to `most` then."""
    moments: list[float] = []
    for look in range(round(seconds / step)):
        now = start + look * step
        for _ in range(min(most, limiter.allowed(now))):
            limiter.take(len(moments), group=False, now=now)
            moments.append(now)
    return moments


def most_in_a_second(moments: list[float]) -> int:
    return max(sum(begin <= moment < begin + 1 for moment in moments) for begin in moments)


def test_messages_are_spread_over_the_second() -> None:
    moments = send_all(Limiter(RateLimits(per_second=10)), 2, most=1)
    assert len(moments) == pytest.approx(20, abs=1)
    assert max(later - one for one, later in pairwise(moments)) <= 0.11


def test_after_a_rest_they_are_spread_too() -> None:
    limiter = Limiter(RateLimits(per_second=10))
    send_all(limiter, 1)
    limiter.rest(9.0)
    assert limiter.allowed(9.0) == 1
    limiter.pause(1, now=9.0)
    assert limiter.allowed(10.0) == 1


def test_the_next_message_goes_when_the_limiter_said() -> None:
    limiter = Limiter(RateLimits(per_second=10))
    now = 100.0
    for chat in range(50):
        now = limiter.ready_at(now)
        assert limiter.allowed(now) >= 1
        limiter.take(chat, group=False, now=now)
        assert limiter.ready_at(now) > now or limiter.allowed(now)
    assert now == pytest.approx(104.9)


@pytest.mark.parametrize("rate", [28.0, 1000.0])
def test_who_looks_rarely_reaches_the_rate_all_the_same(rate: float) -> None:
    moments = send_all(Limiter(RateLimits(per_second=rate)), 60, step=0.0317)
    assert len(moments) / 60 == pytest.approx(rate, rel=0.01)


def test_no_second_has_more_than_telegram_takes() -> None:
    limiter = Limiter(RateLimits())
    # a busy machine looks away for a while, again and again
    moments = [
        moment for start in range(0, 20, 2) for moment in send_all(limiter, 1.3, step=0.01, start=start + 0.01 * start)
    ]
    assert most_in_a_second(moments) <= 30


def test_a_chat_waits_a_second_between_messages() -> None:
    limiter = Limiter(RateLimits())
    limiter.take(7, group=False, now=5.0)
    assert limiter.free_at(7) == 6.0
    assert limiter.free_at(8) < 5.0


def test_a_long_message_counts_for_more() -> None:
    assert [weight(characters) for characters in (0, 500, 2298, 4096, 9000)] == [1, 1, 1.5, 2, 2]
    limiter = Limiter(RateLimits())
    limiter.take(7, group=False, now=5.0, characters=4096)
    assert limiter.free_at(7) == 7.0


@pytest.mark.parametrize(("characters", "a_minute"), [(100, 20), (4096, 10)])
def test_a_group_gets_at_most_twenty_a_minute_and_fewer_long_ones(characters: int, a_minute: int) -> None:
    limiter = Limiter(RateLimits())
    sent = []
    for look in range(180 * 4):
        now = look / 4
        if limiter.free_at(-7) <= now:
            limiter.take(-7, group=True, now=now, characters=characters)
            sent.append(now)
    for start in sent:
        assert sum(start <= moment < start + 60 for moment in sent) <= a_minute
    assert len(sent) == 3 * a_minute


def test_a_pause_holds_everybody_and_a_shorter_one_does_not_cut_it() -> None:
    limiter = Limiter(RateLimits())
    limiter.pause(30, now=10.0)
    limiter.pause(1, now=11.0)
    assert limiter.ready_at(12.0) == 40.0
    assert limiter.allowed(39.9) == 0
    assert limiter.allowed(40.0) >= 1
    assert limiter.throttled_for(12.0) == 0


def test_after_a_429_it_goes_slower_for_some_minutes() -> None:
    limiter = Limiter(RateLimits(per_second=100))
    limiter.throttle(10, now=0.0)
    limiter.throttle(10, now=0.1)  # another message that was on its way
    assert limiter.throttled_for(1.0) == pytest.approx(9.1)
    assert limiter.rate(11.0) == pytest.approx(90, abs=1)
    assert limiter.rate(40.0) == pytest.approx(95, abs=1)
    assert limiter.rate(80.0) == 100
    for again in range(100):
        limiter.throttle(1, now=100.0 + 2 * again)
    assert limiter.rate(300.0) >= 50


def test_each_pause_that_telegram_wants_of_all_is_told_whoever_was_asked() -> None:
    limiter, told = Limiter(RateLimits()), list[float]()
    limiter.on_throttle = told.append
    limiter.throttle(30, now=0.0)
    limiter.hear(Throttle(40), now=5.0)
    limiter.resume(50, 0.9, now=10.0)
    assert told == [30, 40, 50]
    limiter.resume(-20, 0.9, now=100.0)
    limiter.hold(-7, 60, now=100.0)
    limiter.hear(Throttle(60, -7), now=100.0)
    limiter.pause(5, now=100.0)
    assert told == [30, 40, 50], "over, of one chat, or wanted by nobody but us"


def test_a_pause_that_is_looked_up_again_and_again_stays_what_it_is() -> None:
    once, often = Limiter(RateLimits()), Limiter(RateLimits())
    once.resume(30, 0.9, now=100.0)
    for now in range(100, 400, 10):
        often.resume(130.0 - now, 0.9, now=float(now))
    for now in (120.0, 140.0, 170.0, 400.0):
        assert often.throttled_for(now) == once.throttled_for(now)
        assert often.rate(now) == pytest.approx(once.rate(now))
        assert often.ready_at(now) == once.ready_at(now)


def test_answers_go_at_once_and_what_is_not_urgent_waits_for_them() -> None:
    limiter = Limiter(RateLimits(per_second=10))
    for _ in range(20):
        limiter.answer(7, group=False, now=0.0)
    assert limiter.allowed(0.5) == 0
    assert limiter.ready_at(0.5) == pytest.approx(2)
    assert limiter.free_at(7) < 0, "their digest may come in the same second"


def test_answers_in_a_group_are_some_of_its_twenty() -> None:
    limiter = Limiter(RateLimits())
    for second in range(20):
        limiter.answer(-7, group=True, now=float(second))
    assert limiter.free_at(-7) == 60.0


@pytest.mark.parametrize(
    ("rate", "latency", "most"), [(28, 0.02, 4), (28, 0.13, 7), (28, 9.0, 14), (1000, 0.08, 129), (1000, 9.0, 500)]
)
def test_no_more_are_under_way_than_the_rate_needs(rate: float, latency: float, most: int) -> None:
    assert most_in_flight(rate, latency) == most


def test_chats_that_are_free_again_are_forgotten() -> None:
    limiter = Limiter(RateLimits(per_second=1000))
    for chat in range(20_000):
        limiter.take(chat, group=False, now=chat / 1000)
    assert limiter.free_at(19_999) > 19.999
    assert len(limiter._free_at) < 10_000
