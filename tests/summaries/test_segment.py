"""Sentences, where news makes them hard to find."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summaries.segment import LONGEST_SENTENCE, sentences

CASES = [
    ("en", ["Talks end on Feb. 24 in the U.S. capital.", "No date was set."]),
    ("en", ["It opens at 5 a.m. Monday.", "Entry is free."]),
    ("en", ["He left the U.S.", "The trip took nine days."]),
    ("en", ["Dr. Ana Voss met Gen. J. K. Hale.", "They talked."]),
    ("en", ["“It is late,” she said.", "“Go home.”", "He stayed."]),
    ("en", ['"Why now?" she asked.', '"I cannot say."']),
    ("en", ["Yahoo! said no.", "It paid $3.5 million to Acme Corp. of Dorne."]),
    ("en", ["Wait... what was that?", "A seal."]),
    ("en", ["Sales fell 1.2 per cent to £4.1bn.", "Costs rose."]),
    ("en", ["The No. 2 reactor restarted at 10 p.m.", "It had been off since Sept. 3."]),
    ("en", ["They replaced both sides.", "The motors date from 1931."]),
    ("de", ["Am 24. Februar kam z. B. Dr. Lührsen nach Lindhafen.", "Der 3. Platz blieb frei."]),
    ("fr", ["M. Durand est arrivé à 8 h.", "Mme Petit l'attendait."]),
    ("es", ["El Sr. Gómez vive en EE.UU. desde 2010.", "No piensa volver."]),
    ("uk", ["У 2020 р. він жив на вул. Садовій у м. Остріп.", "Потім поїхав."]),
    ("ru", ["В 2020 г. он приехал в г. Орск к И. И. Седову.", "Там было тихо."]),
    ("pl", ["W 2020 r. przyjechał prof. Nowak, tzw. mistrz.", "Został do maja."]),
    ("el", ["Τι είναι αυτό;", "Ο κ. Παπάς δεν ξέρει."]),
    ("hi", ["डॉ. शर्मा आए।", "बैठक हुई।"]),
    ("ar", ["هل هذا صحيح؟", "نعم، قال الوزير."]),
    ("zh", ["他说：“今天下雨。”", "明天晴天！", "是吗？"]),
    ("ja", ["首相は「賛成だ。」と述べた。", "採決は明日。"]),
    ("is", ["Hann kom í gær.", "Hún fór."]),
]


@pytest.mark.parametrize(("language", "expected"), CASES)
def test_news_splits_where_a_reader_would(language: str, expected: list[str]) -> None:
    text = ("" if language in {"zh", "ja"} else " ").join(expected)
    assert [text[start:end] for start, end in sentences(text, language)] == expected


def test_words_that_ran_into_one_another_are_split_and_addresses_are_not() -> None:
    text = "Les pompiers sont venus.Le feu est éteint. Voir exemple.fr et Node.js pour tout."
    assert [text[start:end] for start, end in sentences(text, "fr")] == [
        "Les pompiers sont venus.",
        "Le feu est éteint.",
        "Voir exemple.fr et Node.js pour tout.",
    ]


def test_paragraphs_and_list_items_are_never_joined() -> None:
    text = "Three things\n\n- bread\n- butter\n\nand no more."
    assert [text[start:end] for start, end in sentences(text)] == [
        "Three things",
        "- bread",
        "- butter",
        "and no more.",
    ]


def test_lines_wrapped_at_a_fixed_width_are_one_paragraph() -> None:
    text = (
        "The ferry that hit the mole at Selmere on Tuesday morning\n"
        "had lost power in its bow thruster, investigators said on\n"
        "Friday. It will be back in a week."
    )
    assert len(sentences(text)) == 2


def test_text_in_small_letters_is_split_as_well() -> None:
    assert len(sentences("it rained. we stayed in. nobody minded.")) == 3


def test_text_without_full_stops_is_cut_so_that_a_message_can_hold_it() -> None:
    text = "word, " * 5000
    assert all(end - start <= LONGEST_SENTENCE for start, end in sentences(text))


@given(st.text(max_size=400), st.sampled_from(["en", "de", "el", "zh", "th", "is", "xx", None]))
def test_spans_are_in_order_and_hold_everything_but_white_space(text: str, language: str | None) -> None:
    spans = sentences(text, language)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())
