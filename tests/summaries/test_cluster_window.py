"""The online step: a new article against a window of recent ones."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from summaries.types import Article
from summaries.window import Window, assign

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
TOLD = {
    "ferry": [
        "Ferry to Isle Marrow sails again. The ferry between Port Venn and Isle Marrow sails again from Monday.",
        "Isle Marrow ferry back on Monday. Boats leave Port Venn for Isle Marrow every two hours, Ida Quill said.",
        "Islanders cheer as the Marrow ferry returns. The first ferry from Port Venn tied up at Isle Marrow.",
    ],
    "library": [
        "Council votes to keep the Sorrel valley library open. The Sorrel library stays open for two more years.",
        "Sorrel library saved in late vote. Councillors voted nine to six to keep the Sorrel valley library.",
    ],
}


def article(key: int, told: str, *, hours: float = 0, language: str | None = "en") -> Article:
    title, _, text = told.partition(". ")
    return Article(
        key=key,
        url=f"https://{key}.example/",
        title=title,
        text=text,
        source=f"Outlet {key}",
        published_at=NOW + timedelta(hours=hours),
        language=language,
    )


@pytest.fixture
def window() -> Window:
    window = Window()
    window.add(article(1, TOLD["ferry"][0], hours=-30), story=7)
    window.add(article(2, TOLD["library"][0], hours=-2), story=8)
    return window


def test_an_article_joins_the_story_it_tells(window: Window) -> None:
    assert assign(article(3, TOLD["ferry"][1]), window) == 7
    assert assign(article(4, TOLD["library"][1]), window) == 8


def test_an_article_on_something_else_begins_a_story(window: Window) -> None:
    assert assign(article(3, "Salt prices rise. Salt from the works of Venn costs a fifth more."), window) is None


def test_an_empty_window_has_no_story() -> None:
    assert assign(article(3, TOLD["ferry"][1]), Window()) is None
    assert Window().nearest(article(3, TOLD["ferry"][1])) is None


def test_another_language_is_another_story(window: Window) -> None:
    assert assign(article(3, TOLD["ferry"][0], language="fr"), window) is None


def test_the_nearest_story_comes_with_its_likeness(window: Window) -> None:
    nearest = window.nearest(article(3, TOLD["ferry"][0]))
    assert nearest is not None
    assert nearest[0] == 7
    assert nearest[1] == pytest.approx(1, abs=1e-3)
    assert window.nearest(article(4, "!!!. ???")) is None


def test_forgotten_articles_are_found_no_more(window: Window) -> None:
    window.forget(NOW - timedelta(hours=24))
    assert len(window) == 1
    assert assign(article(3, TOLD["ferry"][1]), window) is None
    assert assign(article(4, TOLD["library"][1]), window) == 8
    window.forget(NOW + timedelta(hours=1))
    assert len(window) == 0
    assert assign(article(4, TOLD["library"][1]), window) is None


def test_an_article_in_new_words_is_found_by_those_alone(window: Window) -> None:
    window.drop(1)
    assert assign(article(3, TOLD["ferry"][1]), window) is None
    window.add(article(1, TOLD["library"][0], hours=-30), story=7)
    window.drop(2)
    assert assign(article(4, TOLD["library"][1]), window) == 7
    window.forget(NOW - timedelta(hours=31))
    window.drop(99)
    assert len(window) == 1
    assert assign(article(4, TOLD["library"][1]), window) == 7


def test_a_story_goes_on_while_reports_come_in(window: Window) -> None:
    window.add(article(3, TOLD["ferry"][1], hours=-1), story=7)
    window.forget(NOW - timedelta(hours=24))
    assert assign(article(4, TOLD["ferry"][2]), window) == 7


def test_a_window_that_forgets_now_and_then_finds_what_a_fresh_one_finds() -> None:
    def told(number: int) -> Article:
        words = " ".join(f"word{number}x{place}" for place in range(30))
        return article(number, f"Event {number} told. {words}", hours=number)

    rolling = Window()
    for number in range(60):
        rolling.add(told(number), story=number)
        rolling.forget(NOW + timedelta(hours=number - 20))
    fresh = Window()
    for number in range(39, 60):
        fresh.add(told(number), story=number)
    assert len(rolling) == len(fresh) == 21
    for number in range(60):
        again = replace(told(number), key=1000)
        assert assign(again, rolling) == assign(again, fresh) == (number if number >= 39 else None)
