"""The title that tells a story best."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summaries.headlines import headline
from summaries.types import Article

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
TEXT = (
    "The ferry to Isle Marrow sails again from Monday, three weeks after a storm broke the landing stage in Port Venn."
)


def articles(*titles: str, text: str = TEXT, language: str | None = "en") -> list[Article]:
    return [
        Article(
            key=key,
            url=f"https://{key}.example/",
            title=title,
            text=text,
            source=f"Outlet {key}",
            published_at=NOW + timedelta(minutes=key),
            language=language,
        )
        for key, title in enumerate(titles)
    ]


@pytest.mark.parametrize(
    ("plain", "other"),
    [
        ("Ferry to Isle Marrow sails again from Monday", "You won't believe which ferry sails to Isle Marrow again"),
        ("Ferry to Isle Marrow sails again from Monday", "FERRY TO ISLE MARROW SAILS AGAIN FROM MONDAY"),
        ("Ferry to Isle Marrow sails again from Monday", "Isle Marrow ferry sails again: what you need to know"),
        ("Ferry to Isle Marrow sails again from Monday", "Will the ferry to Isle Marrow sail again from Monday?"),
        ("Ferry to Isle Marrow sails again from Monday", "Ferry to Isle Marrow sails again from Monday!!!"),
        ("Ferry to Isle Marrow sails again from Monday", "LIVE: Ferry to Isle Marrow sails again"),
        ("Ferry to Isle Marrow sails again from Monday", "Ferry to Isle Marrow sails again | Harbour Post | News"),
        ("Ferry to Isle Marrow sails again from Monday", "Ferry news"),
        ("Ferry to Isle Marrow sails again from Monday", "They had waited for this moment..."),
        ("Ferry to Isle Marrow sails again from Monday", "7 reasons the Isle Marrow ferry matters"),
        ("Fähre nach Isle Marrow fährt ab Montag wieder", "FÄHRE NACH ISLE MARROW FÄHRT AB MONTAG WIEDER"),
        ("Пором на острів Марроу знову ходить", "Пором на острів Марроу: що сталося далі?"),
    ],
)
def test_what_happened_beats_teasing_shouting_and_machinery(plain: str, other: str) -> None:
    assert headline(articles(plain, other))[0] == plain
    assert headline(articles(other, plain))[0] == plain


def test_the_title_that_the_others_agree_with_wins() -> None:
    titles = (
        "Winter timetable of the county printed",
        "Ferry to Isle Marrow sails again after storm repairs",
        "Isle Marrow ferry back after storm repairs",
    )
    assert headline(articles(*titles))[0] == titles[1]


def test_the_article_comes_with_its_title() -> None:
    title, article = headline(articles("Ferry news", "Ferry to Isle Marrow sails again from Monday"))
    assert (title, article.key) == ("Ferry to Isle Marrow sails again from Monday", 1)


def test_an_article_without_a_title_gives_its_first_line() -> None:
    assert headline(articles("", text="A boat came.\n\nIt left."))[0] == "A boat came."


def test_a_title_wins_over_an_untitled_text() -> None:
    assert headline(articles("", "Ferry to Isle Marrow sails again"))[0] == "Ferry to Isle Marrow sails again"


def test_no_articles_have_no_headline() -> None:
    with pytest.raises(ValueError, match="without articles"):
        headline([])


@given(titles=st.lists(st.text(max_size=40), min_size=1, max_size=5), data=st.data())
def test_it_is_always_one_of_the_titles_whatever_their_order(titles: list[str], data: st.DataObject) -> None:
    told = articles(*titles, text="", language=None)
    title, article = headline(told)
    assert title == article.title.strip()
    assert headline(data.draw(st.permutations(told))) == (title, article)
