"""Buttons' data: small enough, the same there and back, and harmless when forged."""

from dataclasses import fields
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.taps.admin.menu import RevokeRoles
from bot.taps.core import LONGEST, Tap, aim_of, aimed, decode, encode, family, row_id
from bot.taps.schedule import SetZone
from bot.taps.topics import SetTopic

FIELDS = {
    int: st.integers(0, 10**6),
    bool: st.booleans(),
    str: st.from_regex(r"[A-Za-z0-9_/+-]{1,15}", fullmatch=True),
}


def taps_of(kind: type[Tap]) -> st.SearchStrategy[Tap]:
    hints = get_type_hints(kind)
    return st.builds(kind, *(FIELDS[hints[field.name]] for field in fields(kind)))


@given(st.one_of([taps_of(kind) for kind in Tap.__subclasses__()]))
def test_a_button_means_the_same_there_and_back(tap: Tap) -> None:
    data = encode(tap)
    assert len(data.encode()) <= LONGEST
    assert decode(data) == tap


@given(st.one_of([taps_of(kind) for kind in Tap.__subclasses__()]), st.integers(1, 2**31 - 1))
def test_a_button_for_another_chat_names_it_beside_what_it_asks_for(tap: Tap, chat_id: int) -> None:
    data = aimed(encode(tap), chat_id)
    assert len(data.encode()) <= LONGEST
    assert (decode(data), aim_of(data)) == (tap, chat_id)
    assert aim_of(encode(tap)) is None


@given(st.one_of(st.text(), st.text(alphabet="v12:.topicsehdul0-/").map(lambda tail: "v1:topics.set:" + tail)))
def test_arbitrary_data_is_read_or_refused_without_an_error(data: str) -> None:
    tap = decode(data)
    assert tap is None or encode(tap) == data.partition("@")[0]
    assert isinstance(family(data), str)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "v1",
        "v1:",
        "v2:topics.show:0",
        "v1:topics.show",
        "v1:topics.show:0:0:0",
        "v1:topics.show:-1:0",
        "v1:topics.show:٣:0",
        "v1:topics.show:01:0",
        "v1:topics.show:99999999999999999999999:0",
        "v1:topics.show:2147483648:0",
        "v1:topics.set:1:2:0:0",
        "v1:schedule.zone:",
        "v1:schedule.zone:<b>",
        "v1:admin.drop:1:yes",
    ],
)
def test_data_that_no_button_sends_is_refused(data: str) -> None:
    assert decode(data) is None


def test_a_number_that_no_row_can_have_reaches_no_database_but_a_persons_does() -> None:
    assert decode("v1:admin.revoke:5000000000:0") == RevokeRoles(5_000_000_000, False)
    assert aim_of("v1:topics.show:0:0@2147483648") is None
    assert (row_id("2147483647"), row_id("2147483648")) == (2147483647, None)


def test_every_code_is_used_once() -> None:
    kinds = Tap.__subclasses__()
    assert len({kind.code for kind in kinds}) == len(kinds)


def test_data_that_would_not_fit_is_refused_when_the_button_is_made() -> None:
    with pytest.raises(ValueError, match="no callback data"):
        encode(SetZone("x" * 41))
    with pytest.raises(ValueError, match="no callback data"):
        encode(SetTopic(-1, True, 0, False))


def test_an_old_button_still_tells_which_card_it_was_on() -> None:
    assert family("v0:schedule.gone:1") == "schedule"
    assert family("v1:topics") == "topics"
    assert family("anything else") == ""
