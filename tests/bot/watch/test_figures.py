"""Figures of the database: read when asked for, then good for a while."""

from datetime import timedelta

import pytest

from bot.watch.figures import LONGEST_S, Figures, FiguresAway, Fresh
from storage import chats
from storage.database import Database
from storage.trouble import Condition, Trouble


def test_what_was_read_is_good_for_a_while(times):
    readings = iter(range(9))
    fresh = Fresh(lambda: next(readings), good_for=10, seconds=times.second)
    seen = []
    for pause in (0, 9, 2, 9):
        times.go_on(timedelta(seconds=pause))
        seen.append(fresh().figure)
    assert seen == [0, 0, 1, 1]


def test_what_takes_long_to_read_is_read_so_much_the_rarer(times):
    readings = []

    def read() -> int:
        times.go_on(timedelta(seconds=3))
        readings.append(times.seconds)
        return len(readings)

    fresh = Fresh(read, good_for=10, seconds=times.second)
    assert (fresh().figure, fresh().took) == (1, 3)
    times.go_on(timedelta(seconds=LONGEST_S - 1))
    assert fresh().figure == 1
    times.go_on(timedelta(seconds=2))
    assert fresh().figure == 2


def test_what_was_read_from_a_database_that_hung_is_believed_no_longer_than_usual(times):
    spans = iter((27, 0.1))

    def read() -> float:
        span = next(spans)
        times.go_on(timedelta(seconds=span))
        return span

    fresh = Fresh(read, good_for=2, seconds=times.second)
    assert fresh().figure == 27
    times.go_on(timedelta(seconds=3))
    assert fresh().figure == 0.1


@pytest.mark.parametrize("when", ["before it failed", "while it failed", "as it failed"])
def test_what_was_read_before_a_database_works_again_is_not_believed_after_it(times, when):
    condition = Condition()
    readings = []

    def read() -> int:
        if when == "as it failed" and not readings:
            condition.failed(Trouble.AWAY, "away")
        times.go_on(timedelta(seconds=3))
        readings.append(1)
        return len(readings)

    fresh = Fresh(read, good_for=10, seconds=times.second, condition=condition)
    if when == "while it failed":
        condition.failed(Trouble.AWAY, "away")
    assert fresh().figure == 1
    if when == "before it failed":
        condition.failed(Trouble.AWAY, "away")
    condition.works()
    assert fresh().figure == 2
    assert fresh().figure == 2


def test_figures_are_those_of_the_database(database, times):
    figures = Figures(database, times.clock, times.second)
    with database.write() as session:
        chats.meet_chat(session, telegram_id=1, kind="private", title="", now=times.now)
    assert figures.standing().figure.chats["active"] == 1
    assert figures.backlog().figure.digests.number == 0
    assert figures.delay().figure.stories == 0


def test_a_database_that_is_away_is_one_line_and_asked_again_the_next_time(tmp_path, times):
    figures = Figures(Database(f"sqlite:///{tmp_path}/none/there.sqlite3"), times.clock, times.second)
    for _ in range(2):
        with pytest.raises(FiguresAway, match=r"^the database file .* can't be used"):
            figures.backlog()
