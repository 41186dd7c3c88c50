"""Links that lead to a sentence's place in its article."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summaries.fragment import address, linkable, text_fragment

PAGE = "https://harbour.example/ferry"
TEXT = (
    "The ferry sails again. Tickets for the well-known boat, Ida Quill & sons said, stay at four crowns until the "
    "new year begins in Port Venn.\n\n"
    "Nobody had expected the landing stage to be repaired before the winter came to the islands this year. "
    "The ferry sails again."
)


def directive(sentence: str, text: str = TEXT, *, occurrence: int = 0) -> str:
    start = [found.start() for found in re.finditer(re.escape(sentence), text)][occurrence]
    link = text_fragment(PAGE, text, start, start + len(sentence))
    page, found, directive = link.partition("#:~:text=")
    assert (page, found) == (PAGE, "#:~:text=")
    return directive


def test_a_short_sentence_is_named_whole_without_its_last_sign() -> None:
    assert directive("The ferry sails again.") == "The%20ferry%20sails%20again"


def test_a_long_sentence_is_named_by_its_first_and_last_words() -> None:
    sentence = "Nobody had expected the landing stage to be repaired before the winter came to the islands this year."
    assert directive(sentence) == "Nobody%20had%20expected%20the,islands%20this%20year"


def test_dashes_commas_and_ampersands_are_encoded() -> None:
    text = "Well-off, she & he left."
    assert directive(text, text) == "Well%2Doff%2C%20she%20%26%20he%20left"


def test_words_that_stood_before_get_the_words_around_them() -> None:
    assert directive("The ferry sails again.", occurrence=1) == (
        "the%20islands%20this%20year.-,The%20ferry%20sails%20again"
    )


def test_a_repeated_beginning_is_made_longer_until_it_is_the_only_one() -> None:
    text = "The mayor of Port Venn spoke. The mayor of Port Sorrel was silent for the whole of the long evening."
    sentence = text[text.index("The mayor of Port Sorrel") :]
    assert directive(sentence, text) == "The%20mayor%20of%20Port%20Sorrel,the%20long%20evening"


def test_a_repeated_ending_is_made_longer_until_it_is_the_first_one() -> None:
    sentence = "Boats left Port Venn, came to the port at noon, slept, the captain said, and left the port at noon."
    assert directive(sentence, sentence) == "Boats%20left%20Port%20Venn,left%20the%20port%20at%20noon"


def test_context_comes_from_the_same_block_where_it_can() -> None:
    text = "Rain fell.\n\nShe won.\n\nRain fell. It was late."
    assert directive("Rain fell.", text, occurrence=1) == "Rain%20fell.,-It%20was%20late"


def test_context_from_another_block_stays_within_that_one() -> None:
    text = "Rain fell.\n\nA boat. She won.\n\nRain fell."
    assert directive("Rain fell.", text, occurrence=1) == "A%20boat.%20She%20won.-,Rain%20fell"


def test_what_follows_tells_apart_what_the_words_before_cannot() -> None:
    repeated = "Go on. Stop. A boat.\n\nGo on. Stop. A train."
    assert directive("Stop.", repeated, occurrence=1) == "Stop.,-A%20train"


def test_cyrillic_stays_short() -> None:
    sentence = (
        "Новий міст через річку Сорель відкриють для пішоходів уже в четвер, на два тижні раніше від плану, "
        "повідомила міська рада після засідання."
    )
    link = directive(sentence, sentence)
    assert unquote(link) == "Новий міст через річку,після засідання"
    assert len(link) < 260


def test_chinese_is_named_from_sign_to_sign_of_punctuation() -> None:
    sentence = "新桥将于周四向行人开放，比计划提前两周，市议会在会议结束后表示，汽车将于一月通行。"
    assert unquote(directive(sentence, sentence)) == "新桥将于周四向行人开放,汽车将于一月通行"


def test_marks_that_are_no_letters_stay_with_their_word() -> None:
    text = "नया पुल आज खुला की।"
    assert unquote(directive(text, text)) == "नया पुल आज खुला की"


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/x#part", "https://a.example/x#part:~:text=Boats"),
        ("https://a.example/x#:~:text=old", "https://a.example/x#:~:text=Boats"),
        ("https://a.example/x#part:~:text=old", "https://a.example/x#part:~:text=Boats"),
        ("https://a.example/x?q=a b&c=<d>", "https://a.example/x?q=a%20b&c=%3Cd%3E#:~:text=Boats"),
        ("https://новини.укр/міст", "https://xn--b1amarcd.xn--j1amh/%D0%BC%D1%96%D1%81%D1%82#:~:text=Boats"),
    ],
)
def test_the_address_keeps_its_fragment_and_loses_an_old_directive(url: str, link: str) -> None:
    assert text_fragment(url, "Boats.", 0, 6) == link


def test_a_place_without_words_is_the_page() -> None:
    assert text_fragment(PAGE, "Boats ... left.", 6, 9) == PAGE


def test_a_directive_that_would_grow_too_long_is_left_out() -> None:
    assert text_fragment(PAGE, "x" * 5000, 0, 5000) == PAGE


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://a.example/",
        "/local",
        "",
        "http://",
        "http://[a",
        "https://a.example/" + "x" * 3000,
    ],
)
def test_other_addresses_are_no_links(url: str) -> None:
    assert not linkable(url)
    with pytest.raises(ValueError, match="no http or https address"):
        text_fragment(url, "Boats.", 0, 6)


@given(text=st.text(max_size=300) | st.text("ab ,.\n-", max_size=300), places=st.data())
def test_any_place_gives_an_address_in_ascii_within_bounds(text: str, places: st.DataObject) -> None:
    start = places.draw(st.integers(0, len(text)))
    end = places.draw(st.integers(start, len(text)))
    link = text_fragment(PAGE, text, start, end)
    assert link.isascii()
    assert len(link) <= 2048
    rest = link.removeprefix(PAGE).removeprefix("#:~:text=")
    assert re.fullmatch(r"(?:[\w.~%]+-,)?[\w.~%]+(?:,[\w.~%]+)?(?:,-[\w.~%]+)?|", rest)


@given(url=st.text(max_size=60).map(lambda rest: "https://a.example/" + rest))
def test_addresses_are_ascii_and_encoding_them_again_changes_nothing(url: str) -> None:
    if linkable(url):
        assert address(url).isascii()
        assert address(address(url)) == address(url)
