"""Prints on their way between two processes: both ends know the same ones, whatever comes in whatever order."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jobs.digests.by_hour.known_prints import Incoming, Outgoing, Sent
from jobs.digests.messages.keeping import Message, Printed
from storage.digests import DigestKind

NOON = datetime(2031, 3, 3, 12, tzinfo=UTC)


def a_print(text: str) -> Printed:
    return Printed(kind=DigestKind.SCHEDULED, since=NOON, until=NOON, stories=(), messages=(Message(html=text),))


def test_the_second_time_only_a_number_goes_and_the_same_object_comes_out() -> None:
    here, there, printed = Outgoing(), Incoming(), a_print("Ferry runs aground")
    first, second = here.pack([printed]), here.pack([printed])
    assert (first, second) == ((Sent(0, printed),), (Sent(0, None),))
    (came,) = there.unpack(first)
    (again,) = there.unpack(second)
    assert came is again


@given(batches=some.lists(some.lists(some.integers(0, 6), max_size=9), max_size=9), most=some.integers(1, 4))
def test_whatever_is_sent_arrives(batches: list[list[int]], most: int) -> None:
    here, there = Outgoing(most), Incoming(most)
    prints = [a_print(str(number)) for number in range(7)]
    for batch in batches:
        sent = [prints[number] for number in batch]
        assert list(there.unpack(here.pack(sent))) == sent


def test_a_number_that_means_nothing_is_an_error() -> None:
    with pytest.raises(KeyError):
        Incoming().unpack([Sent(3, None)])
