"""What admins write for a topic's fields."""

from datetime import time

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.topic_values import Field, ValueNotUnderstood, read_language, read_value, split_topic
from storage.topics import Topic, Visibility

ENGLISH = Locale("en")


def topic(number: int, name: str, slug: str = "") -> Topic:
    return Topic(
        id=number,
        slug=slug or f"topic-{number}",
        name=name,
        description="",
        language=None,
        keywords=(),
        method="news",
        sentences=2,
        position=number,
    )


@pytest.mark.parametrize(
    ("field", "words", "changes"),
    [
        (Field.NAME, " The\u202e  Sea ", {"name": "The Sea"}),
        (Field.DESCRIPTION, "Chips\nand code", {"description": "Chips and code"}),
        (Field.DESCRIPTION, "-", {"description": ""}),
        (Field.KEYWORDS, "chip*, quantum; open source", {"keywords": ("chip*", "quantum", "open source")}),
        (Field.KEYWORDS, "none", {"keywords": ()}),
        (Field.LANGUAGE, "German", {"language": "de"}),
        (Field.LANGUAGE, "українська", {"language": "uk"}),
        (Field.LANGUAGE, "NL", {"language": "nl"}),
        (Field.LANGUAGE, "any", {"language": None}),
        (Field.LENGTH, "5", {"sentences": 5}),
        (Field.METHOD, "lexrank", {"method": "lexrank"}),
        (Field.METHOD, "newsdigest", {"method": "news"}),
        (Field.WEIGHT, "everything", {"weight_floor": 0.0}),
        (Field.WEIGHT, "1", {"weight_floor": 0.0}),
        (Field.WEIGHT, "3", {"weight_floor": 3.0}),
        (Field.PICTURES, "Off", {"pictures": False}),
        (Field.VISIBILITY, "hidden", {"visibility": Visibility.HIDDEN}),
        (Field.HOURS, "07:30 18:00 mon-fri", {"times": (time(7, 30), time(18)), "weekdays": frozenset(range(5))}),
        (Field.HOURS, "mon", {"weekdays": frozenset({0})}),
        (Field.HOURS, "usual", {"times": None, "weekdays": None}),
    ],
)
def test_words_are_read_into_what_changes(field, words, changes) -> None:
    assert read_value(field, words, locale=ENGLISH) == changes


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (Field.NAME, "🙂 ???"),
        (Field.KEYWORDS, "*,;-"),
        (Field.LANGUAGE, "Klingonish"),
        (Field.LANGUAGE, "xx"),
        (Field.LENGTH, "0"),
        (Field.LENGTH, "6"),
        (Field.LENGTH, "two"),
        (Field.METHOD, "magic"),
        (Field.WEIGHT, "-1"),
        (Field.WEIGHT, "51"),
        (Field.WEIGHT, "1.5"),
        (Field.WEIGHT, "9" * 5000),
        (Field.PICTURES, "maybe"),
        (Field.VISIBILITY, "own"),
        (Field.HOURS, "08:00 Kyiv"),
        (Field.HOURS, "soon"),
    ],
)
def test_what_a_field_cannot_be_is_refused(field, words) -> None:
    with pytest.raises(ValueNotUnderstood) as refused:
        read_value(field, words, locale=ENGLISH)
    assert refused.value.field is field


@given(st.sampled_from(Field), st.text())
def test_arbitrary_words_are_read_or_refused_and_nothing_else(field: Field, words: str) -> None:
    try:
        changes = read_value(field, words, locale=ENGLISH)
    except ValueNotUnderstood:
        return
    assert changes
    assert changes.get("visibility") is not Visibility.OWN


def test_a_language_is_known_by_its_name_in_the_readers_own() -> None:
    assert read_language("niederländisch", Locale("de")) == "nl"
    with pytest.raises(ValueNotUnderstood):
        read_language("niederländisch", ENGLISH)


KNOWN = [topic(1, "Sport"), topic(2, "Sport: Football", "football"), topic(3, "World"), topic(4, "World Seas")]


@pytest.mark.parametrize(
    ("written", "number", "words"),
    [
        ("World: Sea", 3, "Sea"),
        ("world：Sea", 3, "Sea"),
        ("World", 3, ""),
        ("World: ???", 3, "???"),
        ("Sport: 3", 1, "3"),
        ("Sport: Football", 2, ""),
        ("sport: football: Fans: all", 2, "Fans: all"),
        ("football: Fans", 2, "Fans"),
        ("Spo: 3", None, "3"),
        ("Wor: 3", None, "3"),
        ("World S: 3", 4, "3"),
        ("Cats: 3", None, "3"),
        (":", None, ""),
    ],
)
def test_a_topic_and_what_is_said_of_it_stand_apart_by_a_colon(written, number, words) -> None:
    found, said = split_topic(KNOWN, written)
    assert (found.id if found else None, said) == (number, words)
