"""docs/summaries.md says what each language has; the code must have it."""

import json
import re
from pathlib import Path

import pytest

from summaries import score, words
from summaries.abbreviations import TITLES

ROOM = Path(words.__file__).parent
DOC = (ROOM.parent / "docs" / "summaries.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("row", "languages"),
    [
        ("stop words", json.loads((ROOM / "stop_words.json").read_text("utf-8"))),
        ("abbreviations of their own", TITLES),
        ("words that point back", json.loads((ROOM / "openers.json").read_text("utf-8"))),
        ("pairs of characters for words", words.UNSPACED),
    ],
)
def test_the_table_of_languages_is_true(row: str, languages: dict[str, str]) -> None:
    found = re.search(rf"^\| {re.escape(row)} \| (.*) \|$", DOC, re.MULTILINE)
    assert found
    assert found[1].split() == sorted(languages)


def test_the_weights_are_those_of_the_features() -> None:
    stored = json.loads((ROOM / "weights.json").read_text("utf-8"))
    assert tuple(stored["weights"]) == score.FEATURES
    assert f"{len(score.FEATURES)} features" in DOC
