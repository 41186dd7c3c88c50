"""Summaries of one article."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summaries import summarize
from summaries.readable import depends
from summaries.types import Method

TITLE = "Old harbour bridge reopens after two years"
TEXT = "\n\n".join(
    [
        (
            "VELMORA (Gull News) — The old harbour bridge reopened to traffic on Tuesday after two years "
            "of repairs, the city "
            "council said, ending long detours for 30,000 commuters."
        ),
        "Old harbour bridge reopens after two years.",
        "The bridge on Tuesday",
        "But will the new motors last? She did not say. “We hope so.",
        (
            "Engineers replaced 212 girders on both sides of the bridge and rebuilt its motors, which date from 1931. "
            "They worked mostly at night. However, noise complaints doubled."
        ),
        "The old harbour bridge reopened to traffic on Tuesday after two years of repairs, the city council said.",
        "Ferries that carried pedestrians across the bay will run until the end of the month, the port authority said.",
        "Read more: Who pays for the bridge?",
    ]
)


def chosen(text: str = TEXT, **options: object) -> list[str]:
    return [sentence.text for sentence in summarize(text, title=TITLE, language="en", **options).sentences]  # type: ignore[arg-type]


def test_every_sentence_stands_word_for_word_at_its_offsets_in_reading_order() -> None:
    summary = summarize(TEXT, title=TITLE, language="en")
    assert all(TEXT[found.start : found.end] == found.text for found in summary.sentences)
    assert [found.start for found in summary.sentences] == sorted(found.start for found in summary.sentences)
    assert summary.method is Method.NEWS


def test_it_tells_what_happened_without_dateline_repeats_questions_or_captions() -> None:
    told = [
        (
            "The old harbour bridge reopened to traffic on Tuesday after two years of repairs, the city council said, "
            "ending long detours for 30,000 commuters."
        ),
        "Engineers replaced 212 girders on both sides of the bridge and rebuilt its motors, which date from 1931.",
        "They worked mostly at night.",
        "However, noise complaints doubled.",
        "Ferries that carried pedestrians across the bay will run until the end of the month, the port authority said.",
    ]
    assert chosen(words=1000) == told
    assert set(chosen()) < set(told)
    assert chosen(sentences=1) == told[:1]


@pytest.mark.parametrize("words", [22, 45, 60, 80])
def test_a_budget_of_words_is_filled_and_kept(words: int) -> None:
    counted = sum(len(sentence.replace(",", "").split()) for sentence in chosen(words=words))
    assert words - 25 < counted <= words


def test_a_budget_of_characters_counts_the_spaces_between_sentences() -> None:
    whole = len(" ".join(chosen(words=1000)))
    assert len(chosen(characters=whole)) == 5
    assert len(chosen(characters=whole - 1)) < 5


@pytest.mark.parametrize("count", [0, 1, 2, 3, 10])
def test_never_more_sentences_than_asked_for(count: int) -> None:
    assert len(chosen(sentences=count)) <= count


def test_a_sentence_that_points_back_comes_only_after_its_predecessor() -> None:
    for count in range(1, 9):
        picked = chosen(sentences=count)
        if "They worked mostly at night." in picked:
            assert picked[picked.index("They worked mostly at night.") - 1].startswith("Engineers")
        assert "However, noise complaints doubled." not in picked or "They worked mostly at night." in picked


def test_where_nothing_stands_alone_the_best_of_the_rest_is_better_than_nothing() -> None:
    assert chosen("What happened? Why did the bridge close?")


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize(
    "text",
    [
        "One thing happened. Another followed.",
        "the the. of a the. a of the.",
        "12. 13 14. 15 16 17. 18.",
        "HELLO FROM THE PORT. THE SHIP IS IN. NOBODY WAS HURT.",
        "- bread\n- butter\n- salt",
        "Rain fell on Monday in Velmora. " * 5,
        "议会星期一投票决定关闭市场。市长说，决定是最终的。商贩们走上街头抗议。",
        "परिषद ने सोमवार को मतदान किया। बाजार बंद होगा। व्यापारियों ने विरोध किया।",
        "شورا روز دوشنبه رأی داد. بازار بسته می‌شود. فروشندگان اعتراض کردند.",
    ],
)
def test_every_method_has_an_answer_where_sumy_alone_fails(text: str, method: Method) -> None:
    summary = summarize(text, method=method)
    assert summary.sentences
    assert summary.method in {method, Method.NEWS}
    texts = [sentence.text for sentence in summary.sentences]
    assert len(set(texts)) == len(texts)


def test_the_summary_says_when_ours_stepped_in() -> None:
    assert (
        summarize("One thing happened. Another followed.", language="en", method=Method.LEXRANK).method is Method.NEWS
    )
    assert summarize(TEXT, language="en", method=Method.LEXRANK).method is Method.LEXRANK


def test_a_text_too_long_for_sumys_graphs_is_ours() -> None:
    text = " ".join(f"Ship number {n} left the port on day {n}." for n in range(600))
    assert summarize(text, language="en", method=Method.TEXTRANK).method is Method.NEWS


def test_the_language_is_found_where_none_is_given() -> None:
    text = "Міст відкрили у вівторок після двох років ремонту. Але він вузький. Пороми ходитимуть до кінця місяця."
    assert summarize(text).sentences[0].text.startswith("Міст")


ANY_TEXT = st.text(st.characters(), max_size=600)  # halves of characters too
LANGUAGES = st.sampled_from(["en", "zh", "th", "vi", "hy", "am", "ka", "xx", "en-GB", "-", "\ud800", None])


@given(ANY_TEXT, st.text(max_size=60), st.integers(0, 5), LANGUAGES)
@settings(deadline=None)
def test_any_text_gives_exact_slices(text: str, title: str, count: int, language: str | None) -> None:
    summary = summarize(text, title=title, language=language, sentences=count)
    assert len(summary.sentences) <= count
    assert all(text[found.start : found.end] == found.text for found in summary.sentences)


WORDS = st.sampled_from(["The", "ferry", "bridge", "council", "said", "on", "Monday", "it", "opened", "repairs", "212"])
SENTENCES = st.lists(WORDS, min_size=4, max_size=12).map(lambda found: " ".join(found).capitalize() + ".")
PARAGRAPHS = st.lists(st.lists(SENTENCES, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=6)


@given(PARAGRAPHS)
@settings(deadline=None)
def test_added_white_space_changes_nothing(paragraphs: list[str]) -> None:
    narrow = summarize("\n\n".join(paragraphs), language="en")
    wide = summarize("\n \n\n ".join(f"  {text.replace(' ', '  ')} " for text in paragraphs) + "\n", language="en")
    assert [found.text for found in narrow.sentences] == [" ".join(found.text.split()) for found in wide.sentences]


@given(PARAGRAPHS)
@settings(deadline=None)
def test_a_summary_of_the_summary_is_the_summary(paragraphs: list[str]) -> None:
    once = [found.text for found in summarize("\n\n".join(paragraphs), language="en").sentences]
    assert [found.text for found in summarize("\n\n".join(once), language="en").sentences] == once


def test_an_agencys_dateline_and_quotation_marks_are_known() -> None:
    text = (
        "CALLOW, Kestmark (AP) _ The harbour office closed the pier on Friday after a storm had torn off its roof. "
        "``Nobody should walk there. The planks are loose and the rail is gone,'' the harbour master told reporters."
    )
    found = summarize(text, language="en", sentences=3).sentences
    assert found[0].text.startswith("The harbour office")
    assert [sentence.text[:2] for sentence in found[1:]] in ([], ["``", "Th"])


def test_a_sentence_repeated_without_end_is_told_once() -> None:
    # by the square of its length this would take minutes
    said = "The ferry hit the harbour wall at Selmere on Tuesday and nine people were hurt."
    assert [found.text for found in summarize(" ".join([said] * 30_000), language="en").sentences] == [said]


@pytest.mark.parametrize("language", ["hy", "ka", "xx"])
def test_half_a_character_does_no_harm_in_any_language(language: str) -> None:
    text = "Aaaa bbbb \ud800 cccc dddd eeee. Ffff gggg hhhh iiii jjjj."
    assert summarize(text, language=language).sentences[0].text in text


def test_a_variant_of_a_language_is_the_language() -> None:
    assert summarize(TEXT, language="en-GB") == summarize(TEXT, language="en")


def test_a_czech_text_with_words_of_another_script_gives_no_warning() -> None:
    text = "Starosta města řekl قتل v úterý večer. Most bude zavřený do pátku večer. Oprava mostu potrvá celý rok."
    assert summarize(text, language="cs", sentences=1, method=Method.LUHN).sentences


def test_a_german_agencys_dateline_is_known() -> None:
    text = "Harrow (dpa/AFP) - Die Brücke in Harrow bleibt nach dem Fund von Rissen bis mindestens März gesperrt."
    assert summarize(text, language="de").sentences[0].text.startswith("Die Brücke")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("es", "Añadió que desde el lunes habrá un transbordador cada 20 minutos."),
        ("pl", "Dodał, że od poniedziałku co 20 minut będzie kursował prom."),
        ("it", "Ha aggiunto che da lunedì ci sarà un traghetto ogni 20 minuti."),
        ("uk", "Додав, що з понеділка щодвадцять хвилин ходитиме пором."),
    ],
)
def test_a_verb_whose_speaker_stands_before_it_points_back(language: str, sentence: str) -> None:
    assert depends(sentence, language)
