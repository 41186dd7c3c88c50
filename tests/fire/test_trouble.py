"""What the log has to say of a database that fails: one line, in the words that fit, and one when it works again."""

import pytest

from fire.plan import Weather
from fire.trouble import SAYS, wrong_words

FAILS = (
    "ERROR The database fails: the disk with the database file x is full; make room on it. Nothing new is taken on\n"
)
WORKS = "WARNING The database works again, after 6 seconds: going on\n"


def test_one_line_and_one_when_it_works_again_are_right() -> None:
    assert wrong_words(Weather.FULL, FAILS + WORKS) == []


@pytest.mark.parametrize("said", ["", FAILS + FAILS + WORKS, FAILS + WORKS + WORKS, FAILS.replace("is full", "is odd")])
def test_silence_a_flood_and_other_words_are_wrong(said: str) -> None:
    assert len(wrong_words(Weather.FULL, said)) == 1


def test_each_way_to_fail_has_its_words() -> None:
    assert wrong_words(Weather.LOCKED, FAILS + WORKS) != []
    alike = {Weather.STOPPED: Weather.CRASHED, Weather.FULL: Weather.CROWDED}
    assert all(SAYS[one] == SAYS[other] for one, other in alike.items())
    assert len(set(SAYS.values())) == len(SAYS) - len(alike)
