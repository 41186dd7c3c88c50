"""What `/filter` is told: for which topic, and which words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.filter_words import mark_of, merged, read_scope, readable, unknown_scope
from jobs.filters.language import parse_filter, write_filter
from jobs.filters.terms import MAX_TERMS, FilterNotUnderstood
from storage.topics import Topic


def topic(number: int, name: str) -> Topic:
    return Topic(
        id=number,
        slug=f"topic-{number}",
        name=name,
        description="",
        language=None,
        keywords=(),
        method="news",
        sentences=2,
        position=number,
    )


TOPICS = [topic(1, "Science"), topic(2, "World news"), topic(3, "Kyiv: Day"), topic(4, "Наука")]


@pytest.mark.parametrize(
    ("text", "of", "words"),
    [
        ("ferry -football", None, "ferry -football"),
        ("science: comet -moon", 1, "comet -moon"),
        ("SCIENCE : comet", 1, "comet"),
        ("sci:comet", 1, "comet"),
        ("world news: -football", 2, "-football"),
        ("Kyiv: Day: metro", 3, "metro"),
        ("наука：комета", 4, "комета"),
        ("science: source:post", 1, "source:post"),
        ("science:", 1, ""),
        ("source:post", None, "source:post"),
        ("title:science: x", None, "title:science: x"),
        ('"science: x"', None, '"science: x"'),
        ("sport: cup", None, "sport: cup"),
        ("", None, ""),
    ],
)
def test_a_topics_name_and_a_colon_say_which_topic(text: str, of: int | None, words: str) -> None:
    asked = read_scope(text, TOPICS)
    assert (asked.topic.id if asked.topic else None, asked.words) == (of, words)


@pytest.mark.parametrize(
    ("text", "name"),
    [("sport: cup", "sport"), ("world newz: cup", "world newz"), ("title:x", None), ('"a": b', None), ("cup", None)],
)
def test_what_could_have_been_a_topic_is_known(text: str, name: str | None) -> None:
    assert unknown_scope(text) == name


@given(st.text(max_size=60))
def test_any_text_is_for_a_topic_or_for_everything(text: str) -> None:
    asked = read_scope(text, TOPICS)
    assert asked.words in text or asked.topic is None
    unknown_scope(text)


def test_what_is_added_takes_the_place_of_its_opposite() -> None:
    assert write_filter(merged(parse_filter("storm -ferry"), parse_filter("ferry -moon storm"))) == "storm ferry -moon"


def test_there_is_room_for_so_many_terms() -> None:
    full = parse_filter(" ".join(f"w{number}" for number in range(MAX_TERMS)))
    with pytest.raises(FilterNotUnderstood):
        merged(full, parse_filter("more"))


def test_a_kept_filter_that_is_understood_no_more_is_none() -> None:
    assert not readable("colour:red")
    assert readable("storm")


def test_marks_tell_terms_apart_and_are_short() -> None:
    terms = parse_filter('storm -flood flood* title:ice source:post source:"post" lang:de').terms
    marks = [mark_of(term) for term in terms]
    assert len(set(marks)) == len(terms)
    assert {len(mark) for mark in marks} == {10}
    assert mark_of(parse_filter("-STORM").terms[0]) == mark_of(parse_filter("-storm").terms[0])
