"""How texts are compared: case, accents, and what can't be seen."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.folding import folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Élysée", "elysee"),
        ("Łódź", "lodz"),
        ("İSTANBUL", "istanbul"),
        ("Diyarbakır", "DIYARBAKIR"),
        ("Ёлка", "елка"),
        ("за́мок", "замок"),
        ("и\u0306од", "йод"),
        ("Straße", "STRASSE"),
        ("Αθήνα", "ΑΘΗΝΑ"),
        ("ＡＢＣ１", "abc1"),
        ("ﾊﾟﾘ", "パリ"),
        ("か\u3099す", "がす"),
        ("حَرْب", "حرب"),
        ("کتاب", "كتاب"),
        ("می\u200cخواهم", "میخواهم"),
        ("\u1112\u1161\u11ab국", "한국"),
        ("sto\u00adrm\u202e", "storm"),
        ("п’ять", "п'ять"),
    ],
)
def test_what_a_reader_takes_for_the_same_word_is_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("мій", "мии"), ("ガス", "カス"), ("हिंदी", "हद"), ("їжак", "іжак")])
def test_what_a_reader_takes_for_another_letter_stays_another(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    assert isinstance(folded(text), str)


def test_marks_without_end_take_no_time_without_end() -> None:
    # putting these in order, as Unicode has it, would take minutes
    started = time.process_time()
    folded("a" + "\u0301\u0323" * 200_000)
    assert time.process_time() - started < 5
