"""docs/summaries.md says what each language has; the code must have it."""

import json
from pathlib import Path

import pytest

from benchmarks.languages import table
from benchmarks.sentences import cases
from summaries import score, words
from summaries.types import Method

ROOM = Path(words.__file__).parent
DOC = (ROOM.parent / "docs" / "summaries.md").read_text("utf-8")


@pytest.mark.parametrize("row", table().splitlines(), ids=lambda row: row[2:16])
def test_the_table_of_languages_is_what_python_m_benchmarks_languages_prints(row: str) -> None:
    assert row in DOC.splitlines()


def test_the_number_of_hard_cases_is_that_of_the_files() -> None:
    assert f"{len(cases())} hard cases" in DOC


def test_every_method_of_sumys_is_named() -> None:
    assert [method for method in Method if f"{method.name}`" not in DOC] == []


def test_the_weights_are_those_of_the_features() -> None:
    stored = json.loads((ROOM / "weights.json").read_text("utf-8"))
    assert tuple(stored["weights"]) == score.FEATURES
    assert f"{len(score.FEATURES)} features" in DOC
