"""Summaries of one story from several articles."""

from datetime import UTC, datetime

import pytest

from summaries import summarize_story
from summaries.types import Article, Method

GULL = (
    "A ferry with 201 people on board hit the harbour wall at Selmere on Tuesday, and four people were hurt.\n\n"
    "The crossing is closed until Thursday, the company said.\n\nThe wall dates from 1832."
)
WIRE = (
    "SELMERE (Wire) — A ferry with 201 people on board hit the harbour wall at Selmere on Tuesday and "
    "four people were hurt.\n\n"
    "Investigators said that the bow thruster had failed two minutes before the impact."
)
BOTE = (
    "Eine Fähre mit 201 Menschen an Bord ist am Dienstag in Selmere gegen die Mole gefahren. Vier "
    "Menschen wurden verletzt."
)


def article(key: int, text: str, language: str | None = "en", title: str = "Ferry hits harbour wall") -> Article:
    return Article(
        key=key,
        url=f"https://outlet{key}.example/a",
        title=title,
        text=text,
        source=f"Outlet {key}",
        published_at=datetime(2025, 3, 4, tzinfo=UTC),
        language=language,
    )


def test_each_sentence_keeps_its_article_and_its_place_there() -> None:
    articles = {1: article(1, GULL), 2: article(2, WIRE)}
    found = summarize_story(list(articles.values()), sentences=4).sentences
    assert {sentence.article for sentence in found} == {1, 2}
    assert all(articles[at.article].text[at.start : at.end] == at.text for at in found)


def test_what_both_tell_is_told_once_and_first() -> None:
    found = summarize_story([article(1, GULL), article(2, WIRE)], sentences=4).sentences
    assert [sentence.text.startswith("A ferry with 201 people") for sentence in found] == [True, False, False, False]


@pytest.mark.parametrize("method", Method)
def test_every_method_serves_a_story(method: Method) -> None:
    assert summarize_story([article(1, GULL), article(2, WIRE)], method=method).sentences


def test_an_article_in_another_language_than_most_is_left_out() -> None:
    found = summarize_story([article(1, GULL), article(3, BOTE, "de"), article(2, WIRE)], sentences=5).sentences
    assert {sentence.article for sentence in found} <= {1, 2}


def test_variants_of_a_language_are_one_language() -> None:
    articles = [article(1, GULL, "en-GB"), article(2, WIRE, "en-US"), article(3, BOTE, "de"), article(4, BOTE, "de")]
    assert {sentence.article for sentence in summarize_story(articles[:3]).sentences} == {1, 2}


def test_one_article_is_summarized_as_it_stands() -> None:
    assert [sentence.article for sentence in summarize_story([article(7, GULL)], sentences=2).sentences] == [7, 7]


@pytest.mark.parametrize("texts", [[], [""], ["", ""], [GULL, ""]])
def test_articles_without_text_do_no_harm(texts: list[str]) -> None:
    found = summarize_story([article(key, text, None) for key, text in enumerate(texts)])
    assert bool(found.sentences) is any(texts)


def test_two_articles_with_one_key_are_an_error() -> None:
    with pytest.raises(ValueError, match="give each article its own"):
        summarize_story([article(1, GULL), article(1, WIRE)])
