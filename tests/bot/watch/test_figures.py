"""Figures of the database: read when asked for, then good for a while."""

from datetime import timedelta

import pytest

from bot.watch.figures import Figures, FiguresAway, Fresh
from storage import chats
from storage.database import Database


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
    times.go_on(timedelta(seconds=59))
    assert fresh().figure == 1
    times.go_on(timedelta(seconds=2))
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
