"""Sentences, where news makes them hard to find."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.sentences import Case, cases, ours
from summaries.segment import LONGEST_SENTENCE, sentences

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.language}: {case.text[:40]}")
def test_hard_cases_of_news_split_where_a_reader_would(case: Case) -> None:
    assert tuple(ours(case.text, case.language)) == case.expected


def test_every_promised_language_has_hard_cases() -> None:
    promised = "en uk ru pl de fr es pt it nl cs el tr ar he fa hi vi id zh ja ko sv da no fi hu ro"
    counted = Counter(case.language for case in CASES)
    assert counted["en"] >= 60
    assert all(counted[language] >= 5 for language in promised.split())


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


@given(st.text(max_size=400), st.sampled_from(["en", "de", "el", "nl", "zh", "ja", "th", "hi", "hr", "is", "xx", None]))
def test_spans_are_in_order_and_hold_everything_but_white_space(text: str, language: str | None) -> None:
    spans = sentences(text, language)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())


def test_a_run_of_wide_marks_is_never_parted() -> None:
    assert [text[start:end] for text in ["真的？！", "好。。。」」"] for start, end in sentences(text, "zh")] == [
        "真的？！",
        "好。。。」」",
    ]


@pytest.mark.parametrize("mark", [".", "。", "…"])
def test_a_long_run_of_marks_costs_no_more_than_other_text(mark: str) -> None:
    # by the square of its length this would take an hour
    assert sentences(mark * 1_000_000, "en")[-1][1] == 1_000_000
