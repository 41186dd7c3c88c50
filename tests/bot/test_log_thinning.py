"""The same thing again and again is told at first, then ever more rarely, and when it is over."""

import logging
import threading
from collections.abc import Iterator
from io import StringIO

import pytest

from bot.log_lines import Lines
from bot.log_thinning import FAILURES, KINDS, NEWS, OVER_S, Thinning
from bot.logs import Log

HOUR = 3600


class Hours:
    """A log, and a clock that goes on by hand."""

    def __init__(self) -> None:
        self.now = 0.0
        self.stream = StringIO()
        self.logger = logging.getLogger("tests.thinned")
        self.logger.propagate = False
        self.logger.setLevel(logging.INFO)
        self.handler = Log(self.stream, Lines([], terminal=False), seconds=lambda: self.now)
        self.logger.handlers[:] = [self.handler]

    def fail(self, text: str = "The outbox could not be read; next try in %g s", *args: object) -> None:
        try:
            raise ConnectionError("no connection to the server")
        except ConnectionError:
            self.logger.exception(text, *(args or (1.0,)))

    @property
    def lines(self) -> list[str]:
        """Without when, and without tracebacks."""
        return [line.split(" ", 1)[1] for line in self.stream.getvalue().splitlines() if not line.startswith(" ")]


@pytest.fixture
def hours() -> Iterator[Hours]:
    hours = Hours()
    yield hours
    hours.handler.close()


def test_the_first_few_are_told_then_one_from_time_to_time_with_how_many_were_left_out(hours):
    for hours.now in range(200):
        hours.fail()
    told = "ERROR   tests.thinned: The outbox could not be read; next try in 1 s"
    assert hours.lines == [
        told,
        told,
        told,
        f"{told} (59 more like it were left out)",
        f"{told} (119 more like it were left out)",
    ]


def test_a_database_that_is_away_for_an_hour_is_told_in_some_lines(hours):
    for hours.now in range(HOUR):
        hours.fail()
    assert len(hours.lines) == 8
    assert len(hours.stream.getvalue()) < 10_000


def test_a_day_of_failures_each_second_is_told_once_an_hour():
    thinning, told = Thinning(), 0
    # a moment is decided on without being written
    for now in range(24 * HOUR):
        told += thinning.passes("away", FAILURES, now=now) is not None
    assert told == 31


def test_when_it_is_over_that_is_said_once_with_how_often_it_was(hours):
    for hours.now in range(100):
        hours.fail()
    hours.now += OVER_S
    hours.logger.info("Feeds: 3 checked")
    hours.logger.info("Feeds: 4 checked")
    over, *after = hours.lines[-3:]
    assert over == (
        "INFO    tests.thinned: No more of this, which came 100 times within 99 seconds: "
        "The outbox could not be read; next try in 1 s"
    )
    assert [line.endswith("checked") for line in after] == [True, True]


def test_what_was_left_out_is_counted_after_its_time_though_nothing_like_it_comes_any_more(hours):
    for hours.now in range(20):
        hours.fail()
    hours.now = 61
    hours.handler.catch_up()
    assert len(hours.lines) == 3
    for hours.now in (62, 72):
        hours.handler.catch_up()
    told = "ERROR   tests.thinned: As before: The outbox could not be read; next try in 1 s"
    assert hours.lines[3:] == [f"{told} (17 more like it were left out)"]


def test_what_is_over_is_said_though_nothing_else_is_logged(hours):
    for hours.now in range(20):
        hours.fail()
    hours.now += OVER_S
    hours.handler.catch_up()
    hours.handler.catch_up()
    assert [line.startswith("INFO    tests.thinned: No more of this") for line in hours.lines[3:]] == [True]


def test_somebody_looks_after_what_is_held_back_until_that_is_over(hours, monkeypatch):
    monkeypatch.setattr("bot.logs.CATCH_UP_S", 0.01)
    others = set(threading.enumerate())
    for _ in range(20):
        hours.fail()
    hours.now = OVER_S
    while alarms := set(threading.enumerate()) - others:
        alarms.pop().join(30)
    assert "which came 20 times within 0 seconds" in hours.lines[-1]


def test_very_many_kinds_of_one_template_that_end_are_counted_in_one_line(hours):
    for _ in range(10):
        for n in range(500):
            hours.logger.warning("%s failed", chr(0x4E00 + n))
    before = len(hours.lines)
    for hours.now in (60, 180, 240):
        hours.handler.catch_up()
    told = [line for line in hours.lines[before:] if "As before" in line]
    assert len(told) <= 2
    assert before + sum(int(line.rsplit("(", 1)[1].split()[0]) for line in told) == 5000


def test_what_comes_back_after_it_was_over_is_told_as_if_it_were_new(hours):
    for hours.now in range(100):
        hours.fail()
    before = len(hours.lines)
    hours.now += OVER_S
    hours.fail()
    assert len(hours.lines) == before + 2


def test_what_fails_now_and_then_is_told_each_time(hours):
    for hours.now in range(0, 24 * HOUR, 600):
        hours.fail()
    assert len(hours.lines) == 144


def test_different_failures_are_told_apart_and_numbers_make_no_difference(hours):
    for hours.now in range(10):
        hours.fail("Delivery %d failed", hours.now)
        hours.fail("Feed %d failed", hours.now)
    assert len(hours.lines) == 6


def test_texts_that_never_repeat_are_held_in_check_by_their_template(hours):
    for n in range(HOUR):
        hours.now = n
        hours.logger.warning("%s failed", "x" * (n % 250) + chr(0x4E00 + n))
    assert 20 < len(hours.lines) < 40


def test_a_second_problem_is_told_while_the_first_goes_on(hours):
    for hours.now in range(100):
        hours.fail()
    hours.logger.warning("Telegram can't be reached")
    assert hours.lines[-1].endswith("Telegram can't be reached")


def test_news_pass_as_they_come_as_long_as_they_are_no_flood(hours):
    for hours.now in range(0, HOUR, 15):
        hours.logger.info("Feeds: %d checked", hours.now)
    assert len(hours.lines) == 240
    assert not any("more like it" in line for line in hours.lines)


def test_a_flood_of_news_is_twenty_lines_a_minute(hours):
    for tenth in range(600 * 3):
        hours.now = tenth / 10
        hours.logger.info("Delivery %d to chat %d: no connection", tenth, tenth)
    assert len(hours.lines) == 60
    assert hours.lines[20].endswith("(580 more like it were left out)")


def test_details_that_were_asked_for_are_all_told(hours):
    hours.logger.setLevel(logging.DEBUG)
    for _ in range(100):
        hours.logger.debug("Left alone: message is not modified")
    assert len(hours.lines) == 100


def test_what_was_held_back_is_said_when_the_process_ends(hours):
    for hours.now in range(10):
        hours.fail()
    hours.handler.close()
    assert "which came 10 times within 9 seconds" in hours.lines[-1]


def test_its_memory_has_bounds():
    thinning = Thinning()
    for n in range(3 * KINDS):
        thinning.passes(n, NEWS, now=n / 1000)
        list(thinning.ended(now=n / 1000))
    assert len(thinning._runs) <= KINDS + 1
