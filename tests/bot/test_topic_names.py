"""Topics found by what people write, and names fit to be kept."""

import re
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.topic_names import (
    LONGEST_NAME,
    clean_line,
    close_topics,
    find_topic,
    make_slug,
    read_keywords,
    search_topics,
)
from storage.topics import Topic


def topic(number: int, name: str, slug: str = "") -> Topic:
    return Topic(
        id=number,
        slug=slug or make_slug(name, ()),
        name=name,
        description="",
        language=None,
        keywords=(),
        method="news",
        sentences=2,
        position=number,
    )


TOPICS = [topic(1, "Technology"), topic(2, "World news"), topic(3, "World football"), topic(4, "Économie", "business")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("technology", 1),
        ("TECHNOLOGY!", 1),
        ("tech", 1),
        ("world-news", 2),
        ("economie", 4),
        ("business", 4),
        ("world", None),
        ("", None),
        ("!?", None),
        ("cooking", None),
    ],
)
def test_the_topic_that_is_meant(written: str, meant: int | None) -> None:
    found = find_topic(TOPICS, written)
    assert (found.id if found else None) == meant


@pytest.mark.parametrize(
    ("written", "close"),
    [("tecnology", [1]), ("world", [2, 3]), ("footbal", [3]), ("econnomie", [4]), ("cooking", []), ("", [])],
)
def test_topics_that_are_spelled_alike(written: str, close: list[int]) -> None:
    assert [found.id for found in close_topics(TOPICS, written)] == close


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("WORLD", [2, 3]),
        ("news world", [2]),
        ("économie", [4]),
        ("footbal", [3]),
        ("cooking", []),
        ("\u202e", []),
        ("", []),
    ],
)
def test_topics_that_words_find(words: str, found: list[int]) -> None:
    assert [topic.id for topic in search_topics(TOPICS, words)] == found


def test_what_a_topic_is_about_finds_it_after_those_that_are_called_so() -> None:
    about = replace(TOPICS[0], description="Chips, and how they play football")
    assert [topic.id for topic in search_topics([about, *TOPICS[1:]], "football")] == [3, 1]


def test_a_text_of_any_length_is_compared_with_many_names_at_once() -> None:
    many = [topic(number, f"Number {number} of the towns") for number in range(500)]
    begun = time.perf_counter()
    for written in ("x" * 4096, "harbour town " * 300):
        close_topics(many, written)
        search_topics(many, written)
        find_topic(many, written)
    # it took half a minute before names were compared with care; a person writes one in a second
    assert time.perf_counter() - begun < 3


def test_names_lose_what_cannot_be_seen() -> None:
    assert clean_line(" A\u202e \t b\n\u200bc\x00 ", 60) == "A b c"
    assert clean_line("a \u200b b", 60) == "a b"
    assert clean_line("👩\u200d🔬 Science", 60) == "👩\u200d🔬 Science"


@given(st.text(), st.sets(st.sampled_from(["topic", "topic-2", "a"])))
def test_a_slug_fits_a_link_and_is_new(name: str, taken: set[str]) -> None:
    slug = make_slug(name, taken)
    assert re.fullmatch(r"[a-z0-9-]{1,55}", slug)
    assert slug not in taken


@given(st.text())
def test_a_cleaned_line_stays_as_it_is(text: str) -> None:
    once = clean_line(text, LONGEST_NAME)
    assert clean_line(once, LONGEST_NAME) == once
    assert len(once) <= LONGEST_NAME


@given(st.text(), st.text())
def test_any_words_find_topics_or_none(name: str, written: str) -> None:
    find_topic([topic(1, name)], written)
    close_topics([topic(1, name)], written)


def test_keywords_are_separated_by_commas_and_lines() -> None:
    assert read_keywords("chip*, open  source;chip*\nquantum,,*") == ("chip*", "open source", "quantum")
