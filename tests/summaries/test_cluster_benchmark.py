"""The figures that clustering is judged by."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.clusters import Line, articles_of, b_cubed, measure, pairwise, read

LABELS = {0: "a", 1: "a", 2: "a", 3: "b", 4: "b"}


def test_the_right_groups_score_one() -> None:
    groups = [[0, 1, 2], [3, 4]]
    assert (b_cubed(groups, LABELS).f, pairwise(groups, LABELS).f) == (1, 1)


def test_everything_apart_is_precise_and_finds_nothing() -> None:
    groups = [[key] for key in LABELS]
    assert b_cubed(groups, LABELS).p == 1
    assert b_cubed(groups, LABELS).r == pytest.approx((1 / 3 * 3 + 1 / 2 * 2) / 5)
    assert pairwise(groups, LABELS) == (1, 0)


def test_everything_together_finds_all_and_is_not_precise() -> None:
    groups = [list(LABELS)]
    assert b_cubed(groups, LABELS) == (pytest.approx((3 * 3 / 5 + 2 * 2 / 5) / 5), 1)
    assert pairwise(groups, LABELS) == (4 / 10, 1)


def lines() -> list[Line]:
    told = [
        ("Ferry to Isle Marrow sails again", "The Marrow ferry sails from Port Venn again.", "2026-11-22", "ferry"),
        ("Isle Marrow ferry back", "The ferry from Port Venn to Isle Marrow is back.", "2026-11-23T07:00:00Z", "ferry"),
        ("Sorrel library stays open", "Councillors voted to keep the library.", "last Monday", "library"),
    ]
    return [
        {"id": str(key), "title": title, "text": text, "date": date, "lang": "en", "cluster": label}
        for key, (title, text, date, label) in enumerate(told)
    ]


@pytest.mark.parametrize("online", [False, True])
def test_a_labelled_file_gives_its_figures(online: bool) -> None:
    found = measure(lines(), data="told.jsonl", online=online)
    assert found["data"] == "told.jsonl"
    assert found["b3"] == found["pairs"] == {"p": 1.0, "r": 1.0, "f": 1.0}
    assert isinstance(found["ms"], float)


def test_dates_that_cannot_be_read_are_taken_from_the_middle_of_the_others() -> None:
    assert articles_of(lines())[2].published_at == articles_of(lines())[1].published_at


def test_the_command_prints_one_json_object(tmp_path: Path) -> None:
    data = tmp_path / "told.jsonl"
    data.write_text("\n".join(json.dumps(line) for line in lines()))
    command = [sys.executable, "-m", "benchmarks.clusters", "--data", str(data), "--json"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert set(json.loads(shown.stdout)) == {"data", "b3", "pairs", "ms"}


@pytest.mark.parametrize(("text", "said"), [("", "no articles"), ('{"id": 1, "title": "Ferry"}\n', "article 1 has no")])
def test_a_file_that_holds_something_else_is_refused(tmp_path: Path, text: str, said: str) -> None:
    data = tmp_path / "data.jsonl"
    data.write_text(text)
    with pytest.raises(ValueError, match=said):
        read(data)
