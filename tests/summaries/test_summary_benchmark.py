"""The benchmark of summaries counts as the reference implementation of ROUGE does, and reads both kinds of lines."""

import json
from pathlib import Path

import pytest
from rouge_score.rouge_scorer import RougeScorer

from benchmarks.rouge import Reference, tokens
from benchmarks.summaries import Size, measure, read
from summaries.types import Method

TEXT = (
    "The old harbour bridge reopened on Tuesday after two years of repairs. It had been closed since a barge struck "
    "it. Ferries will run until the end of the month, the port authority said. The council voted on nothing else."
)
SUMMARY = "The harbour bridge reopened after repairs that took two years; ferries run until the month ends."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.jsonl"
    docs = [
        {"title": "Bridge", "text": TEXT, "date": "2025-03-04"},
        {"title": "Ferries", "text": TEXT[80:], "date": ""},
    ]
    lines = [
        {"id": "1", "title": "Bridge reopens", "text": TEXT, "summary": SUMMARY, "language": "en"},
        {"id": "2", "docs": docs, "summaries": [SUMMARY, TEXT[:70]], "language": "en"},
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def test_rouge_is_that_of_the_reference_implementation() -> None:
    expected = RougeScorer(["rouge1", "rouge2"], use_stemmer=True).score(SUMMARY, TEXT)
    reference, spoken = Reference(tokens(SUMMARY, "en")), tokens(TEXT, "en")
    assert reference.f1(spoken, 1) == pytest.approx(expected["rouge1"].fmeasure)
    assert reference.f1(spoken, 2) == pytest.approx(expected["rouge2"].fmeasure)


def test_every_method_has_a_row_and_none_beats_the_oracle(data: Path) -> None:
    rows = {row.method: row for row in measure(read(data), Size(sentences=2))}
    assert list(rows) == [*Method, "lead", "oracle"]
    assert all(row.r2 <= rows["oracle"].r2 + 1e-9 for row in rows.values())


def test_a_budget_of_words_is_kept(data: Path) -> None:
    assert all(row.words <= 30 for row in measure(read(data), Size(words=30), recall=True))


def test_a_line_without_a_summary_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "1", "title": "", "text": "x"}\n', encoding="utf-8")
    with pytest.raises(SystemExit, match=r"bad\.jsonl:1"):
        read(path)
