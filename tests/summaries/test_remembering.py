"""What was made is remembered up to a size."""

import threading
import weakref
from collections.abc import Callable

from summaries.remembering import RECORD, Remembering, remembering, size_of


def noting(made: list[str]) -> Callable[[str], str]:
    """Makes capitals, and notes of what."""

    def make(text: str) -> str:
        made.append(text)
        return text.upper()

    return make


def test_what_was_made_is_not_made_again() -> None:
    made: list[str] = []
    capitals = Remembering(noting(made), most=100, weigh=len)
    assert [capitals("ferry"), capitals("tram"), capitals("ferry")] == ["FERRY", "TRAM", "FERRY"]
    assert made == ["ferry", "tram"]


def test_what_came_first_goes_first_when_all_together_would_weigh_too_much() -> None:
    made: list[str] = []
    capitals = Remembering(noting(made), most=10, weigh=len)
    for text in ("ferry", "tram", "bus"):
        capitals(text)
    assert capitals.weight == len("tram") + len("bus")
    capitals("bus")
    capitals("tram")
    assert made == ["ferry", "tram", "bus"]
    capitals("ferry")
    assert made[3:] == ["ferry"]


def test_what_weighs_more_than_all_may_is_remembered_until_something_else_comes() -> None:
    made: list[str] = []
    capitals = Remembering(noting(made), most=10, weigh=len)
    for text in ("ferry", "funicular railway", "funicular railway"):
        capitals(text)
    assert made == ["ferry", "funicular railway"]
    capitals("tram")
    assert capitals.weight == len("tram")


def test_that_nothing_came_of_it_is_remembered_too() -> None:
    asked: list[str] = []
    nothing = Remembering(asked.append, most=100, weigh=len)
    nothing("ferry")
    nothing("ferry")
    assert asked == ["ferry"]


def test_a_function_that_remembers_can_be_asked_by_name_and_says_what_it_does() -> None:
    @remembering(100, weigh=lambda text, times=1: len(text))
    def repeated(text: str, times: int = 1) -> str:
        """The text, so many times."""
        return text * times

    assert [repeated("ha"), repeated("ha", 2), repeated("ha", times=3)] == ["ha", "haha", "hahaha"]
    assert repeated.__doc__ == "The text, so many times."


def test_what_is_told_from_others_by_something_shorter_is_not_held() -> None:
    class Text(str):
        """Can be watched, unlike a str."""

    length = Remembering(len, most=100, weigh=lambda _: 1, by=hash)
    text = Text("a report of the ferry")
    seen = weakref.ref(text)
    assert length(text) == 21
    del text
    assert seen() is None
    assert length.weight == 1


def test_threads_that_ask_together_keep_the_count_right() -> None:
    def nothing_of(number: int) -> None:
        """Quick, so that threads meet."""

    remembered = Remembering(nothing_of, most=20, weigh=lambda number: number)

    def ask() -> None:
        for number in range(5000):
            remembered(number % 10)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert remembered.weight == sum(weight for weight, _ in remembered._known.values()) <= 20


def test_texts_take_what_their_letters_take_and_their_records() -> None:
    assert size_of([]) == 0
    assert size_of(["ж" * 1000]) - size_of(["a" * 1000]) > 900
    assert size_of(["", ""]) > 2 * RECORD
