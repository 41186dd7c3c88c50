"""Quiet hours as people write them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words.quiet import QuietFault, QuietNotUnderstood, read_quiet
from jobs.schedule import NEVER_QUIET, QuietHours


@pytest.mark.parametrize(
    ("text", "language", "begin", "end"),
    [
        ("22:00 07:00", None, time(22), time(7)),
        ("22:00-07:00", None, time(22), time(7)),
        ("22–7", None, time(22), time(7)),
        ("22 - 7", None, time(22), time(7)),
        ("10pm-7am", None, time(22), time(7)),
        ("from 10 pm to 7 am", None, time(22), time(7)),
        ("23.30, 6.15", None, time(23, 30), time(6, 15)),
        ("midnight until noon", None, time(0), time(12)),
        ("13:00 14:30", None, time(13), time(14, 30)),
        ("von 22 Uhr bis 7 Uhr", "de", time(22), time(7)),
        ("з 22:00 до 07:00", "uk", time(22), time(7)),
        ("с 22 до 7", "ru", time(22), time(7)),
        ("de 22h a 7h", "es", time(22), time(7)),
        ("٢٢:٠٠ ٠٧:٠٠", "ar", time(22), time(7)),
        ("22時から7時", "ja", time(22), time(7)),
    ],
)
def test_two_times_are_when_it_begins_and_when_it_ends(text: str, language: str | None, begin: time, end: time) -> None:
    assert read_quiet(text, language) == QuietHours(begin, end)


@pytest.mark.parametrize(("text", "language"), [("off", None), (" Off. ", None), ("none", None), ("Вимк.", "uk")])
def test_none_is_said_in_words(text: str, language: str | None) -> None:
    assert read_quiet(text, language, off=["вимк."]) == NEVER_QUIET


@pytest.mark.parametrize(
    ("text", "fault", "word"),
    [
        ("22:00", QuietFault.NOT_TWO, "22:00"),
        ("", QuietFault.NOT_TWO, ""),
        ("1 2 3", QuietFault.NOT_TWO, "1 2 3"),
        ("22:00 25:00", QuietFault.TIME, "25:00"),
        ("22 22:00", QuietFault.SAME, "22 22:00"),
        ("<b>night</b> 7", QuietFault.UNKNOWN, "<b>night</b>"),
        ("22 Kyiv", QuietFault.UNKNOWN, "Kyiv"),
    ],
)
def test_what_is_not_understood_is_named(text: str, fault: QuietFault, word: str) -> None:
    with pytest.raises(QuietNotUnderstood) as problem:
        read_quiet(text)
    assert (problem.value.fault, problem.value.word) == (fault, word)


@given(st.text() | st.text(alphabet="0123456789:-–. apmфf\u200f\u200b"))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        read_quiet(text)
    except QuietNotUnderstood as problem:
        assert len(problem.word) <= 200  # noqa: PT017 - either will do
