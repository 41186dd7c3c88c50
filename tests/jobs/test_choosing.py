"""Which of the messages that wait go now: one a chat, in their order, and nobody waits for one who waits for him."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some

from jobs.choosing import Choice
from jobs.limits import Limiter, RateLimits
from storage.deliveries import Delivery

NOW = 100.0


def message(number: int, chat: int = 1, *, blocked: bool = False) -> Delivery:
    return Delivery(
        id=number,
        chat_id=chat,
        telegram_id=chat,
        thread_id=0,
        kind="private",
        html="a",
        attempts=0,
        resends=0,
        blocked=blocked,
    )


def chosen(*due: Delivery, room: int = 10, under_way: frozenset[int] = frozenset()) -> Choice:
    choice = Choice(room)
    choice.consider(due, Limiter(RateLimits()), under_way, now=NOW)
    return choice


def picked(*due: Delivery, room: int = 10, under_way: frozenset[int] = frozenset()) -> list[int]:
    return [delivery.id for delivery in chosen(*due, room=room, under_way=under_way).picked]


def test_a_chat_gets_one_message_at_a_time_in_their_order() -> None:
    assert picked(message(1), message(2), message(3, chat=2)) == [1, 3]


def test_a_chat_that_has_one_under_way_waits_and_the_others_do_not() -> None:
    assert picked(message(1), message(2, chat=2), under_way=frozenset({1})) == [2]


def test_the_first_part_goes_although_the_second_has_waited_longer() -> None:
    """As where the first was tried in vain, and comes up again after the second."""
    assert picked(message(2, blocked=True), message(1)) == [1]


def test_a_part_that_waits_for_another_one_is_looked_at_again_soon() -> None:
    choice = chosen(message(2, blocked=True))
    assert choice.picked == []
    assert NOW < choice.resting[2] <= NOW + 1
    assert choice.crowded == {1}


@given(some.permutations(range(8)), some.integers(1, 8))
def test_some_part_of_every_free_chats_digest_goes_whatever_their_order(order: list[int], room: int) -> None:
    """Four chats, two parts each, the second blocked by the first: as many go as there is room for."""
    parts = [message(number, chat=number // 2, blocked=number % 2 == 1) for number in order]
    assert len(picked(*parts, room=room)) == min(room, 4)
    assert all(number % 2 == 0 for number in picked(*parts, room=room))


def test_nothing_is_picked_twice() -> None:
    choice = chosen(message(1), message(2, chat=2))
    choice.consider([message(1), replace(message(2, chat=2), attempts=1)], Limiter(RateLimits()), (), now=NOW)
    assert [delivery.id for delivery in choice.picked] == [1, 2]
