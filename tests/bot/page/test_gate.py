"""Who gets in."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.page.gate import MOST_WRONG, WITHIN, Gate, TooMany
from bot.page_tickets import OPERATOR, Purpose, Tickets

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TICKETS = Tickets("123456:the-token-of-the-bot")
TOKEN = "a token of the page"


@pytest.fixture
def gate() -> Gate:
    return Gate(TICKETS, token=TOKEN, since=NOW)


def test_a_link_opens_once_and_looking_at_it_uses_nothing_up(gate):
    written = TICKETS.write(Purpose.LINK, "4711", now=NOW)
    assert gate.link(written, now=NOW) is not None
    assert gate.link(written, now=NOW) is not None
    assert gate.use_link(written, now=NOW) == "4711"
    assert gate.use_link(written, now=NOW) is None
    assert gate.link(written, now=NOW) is None


def test_a_link_that_was_made_before_the_process_began_may_have_been_used(gate):
    assert gate.use_link(TICKETS.write(Purpose.LINK, "1", now=NOW - SECOND), now=NOW) is None


def test_used_links_are_remembered_no_longer_than_they_could_be_used(gate):
    for minute in range(30):
        now = NOW + timedelta(minutes=minute)
        assert gate.use_link(TICKETS.write(Purpose.LINK, "1", now=now), now=now) == "1"
    assert len(gate._used) <= 11


def test_the_token_opens_and_a_wrong_one_does_not(gate):
    assert gate.try_token(TOKEN, now=NOW) == OPERATOR
    for wrong in ("", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "\ud800", "ключ"):
        now = NOW + timedelta(minutes=5)
        assert Gate(TICKETS, token=TOKEN, since=NOW).try_token(wrong, now=now) is None


@pytest.mark.parametrize("token", [None, ""])
def test_without_a_token_no_token_opens(token):
    assert Gate(TICKETS, token=token, since=NOW).try_token("", now=NOW) is None


def test_after_some_wrong_tokens_even_the_right_one_has_to_wait(gate):
    for number in range(MOST_WRONG):
        assert gate.try_token("guess", now=NOW + number * SECOND) is None
    with pytest.raises(TooMany) as raised:
        gate.try_token(TOKEN, now=NOW + 10 * SECOND)
    assert raised.value.wait == WITHIN - 10 * SECOND
    assert gate.try_token(TOKEN, now=NOW + WITHIN) == OPERATOR


def test_a_guesser_gets_some_tries_a_minute_however_many_are_made(gate):
    looked_at = 0
    for second in range(3600):
        try:
            gate.try_token("guess", now=NOW + second * SECOND)
            looked_at += 1
        except TooMany:
            pass
    assert looked_at <= 60 * MOST_WRONG + MOST_WRONG


def test_links_open_while_tokens_are_guessed(gate):
    for _ in range(MOST_WRONG):
        gate.try_token("guess", now=NOW)
    assert gate.use_link(TICKETS.write(Purpose.LINK, "4711", now=NOW), now=NOW) == "4711"


def test_a_session_lasts_over_a_restart_and_ends(gate):
    written = gate.new_session("4711", now=NOW)
    later = Gate(TICKETS, token=None, since=NOW + timedelta(hours=1))
    assert later.session(written, now=NOW + timedelta(hours=11)) == "4711"
    assert later.session(written, now=NOW + timedelta(hours=12)) is None
    assert later.session("", now=NOW) is None
