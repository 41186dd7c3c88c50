"""One article told in many languages, from detection to the choice of sentences; also where nothing is known of one."""

from pathlib import Path

import pytest

from summaries import detect, summarize
from summaries.types import Method

ARTICLES = {
    (fields := line.split(" | "))[0]: fields[1:]
    for line in (Path(__file__).parent / "stories" / "market.txt").read_text("utf-8").splitlines()
    if not line.startswith("# ")
}
UNSPACED = {"zh", "ja"}


def article(language: str) -> tuple[str, str, list[str]]:
    """(title, text, its sentences)"""
    title, *told = ARTICLES[language]
    sentences = [sentence for sentence in told if sentence != "-"]
    return title, ("" if language in UNSPACED else " ").join(sentences), sentences


def test_every_promised_language_is_there() -> None:
    promised = "en uk ru pl de fr es pt it nl cs el tr ar he fa hi vi id zh ja ko sv da no fi hu ro bg th"
    assert set(promised.split()) <= set(ARTICLES)


@pytest.mark.parametrize("language", ARTICLES)
def test_the_language_is_found_and_what_happened_is_told_first(language: str) -> None:
    title, text, sentences = article(language)
    assert detect(text) == language
    (told,) = summarize(text, title=title, sentences=1).sentences
    assert told.text == sentences[0]
    assert text[told.start : told.end] == told.text


@pytest.mark.parametrize("language", [code for code, told in ARTICLES.items() if "-" not in told])
def test_no_question_is_told_and_nothing_that_points_back_to_what_is_left_out(language: str) -> None:
    title, text, (_, points_back, _, question) = article(language)
    # without what it points back to, nothing makes the sentence readable
    rest = text[text.index(points_back) :]
    for count in (1, 2, 3):
        told = [
            sentence.text for sentence in summarize(text, title=title, language=language, sentences=count).sentences
        ]
        assert question not in told
        assert points_back not in told or told[0] != points_back
    told = [sentence.text for sentence in summarize("—\n\n" + rest, title=title, language=language).sentences]
    assert points_back not in told


@pytest.mark.parametrize("method", [method for method in Method if method is not Method.NEWS])
@pytest.mark.parametrize("language", ARTICLES)
def test_sumys_methods_work_in_every_language(language: str, method: Method) -> None:
    title, text, sentences = article(language)
    summary = summarize(text, title=title, language=language, sentences=2, method=method)
    assert summary.sentences
    assert {sentence.text for sentence in summary.sentences} <= set(sentences)
