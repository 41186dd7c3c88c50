"""Tickets to the status page: nobody else can write one, and each is good for one thing and a while."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.page_tickets import LASTS, Purpose, Tickets, link

NOW = datetime(2026, 3, 2, 8, 0, 0, 700_000, tzinfo=UTC)
TICKETS = Tickets("123456:the-token-of-the-bot")


@pytest.mark.parametrize("purpose", Purpose)
def test_a_ticket_says_whose_it_is_until_it_ends(purpose):
    written = TICKETS.write(purpose, "4711", now=NOW)
    almost = NOW.replace(microsecond=0) + LASTS[purpose] - timedelta(seconds=1)
    read = TICKETS.read(written, purpose, now=almost)
    assert read is not None
    assert read.subject == "4711"
    assert TICKETS.read(written, purpose, now=almost + timedelta(seconds=1)) is None


def test_a_link_is_no_session_and_the_other_way_round():
    assert TICKETS.read(TICKETS.write(Purpose.LINK, "4711", now=NOW), Purpose.SESSION, now=NOW) is None
    assert TICKETS.read(TICKETS.write(Purpose.SESSION, "4711", now=NOW), Purpose.LINK, now=NOW) is None


def test_another_bots_ticket_is_worth_nothing():
    assert Tickets("123456:another").read(TICKETS.write(Purpose.LINK, "1", now=NOW), Purpose.LINK, now=NOW) is None


def test_no_letter_of_a_ticket_can_be_changed():
    written = TICKETS.write(Purpose.SESSION, "4711", now=NOW)
    for place, letter in enumerate(written):
        forged = written[:place] + ("A" if letter != "A" else "B") + written[place + 1 :]
        assert TICKETS.read(forged, Purpose.SESSION, now=NOW) is None, f"letter {place} was changed"


def test_two_tickets_for_the_same_are_two():
    assert TICKETS.write(Purpose.LINK, "1", now=NOW) != TICKETS.write(Purpose.LINK, "1", now=NOW)


@given(st.text())
def test_whatever_somebody_sends_is_read_as_nothing(text):
    assert TICKETS.read(text, Purpose.SESSION, now=NOW) is None


def test_a_link_stands_in_an_address_as_it_is():
    written = TICKETS.write(Purpose.LINK, "operator", now=NOW)
    assert link("https://ops.example.org", written) == f"https://ops.example.org/status/enter?ticket={written}"
    assert written.replace("-", "").replace("_", "").replace(".", "").isalnum()
