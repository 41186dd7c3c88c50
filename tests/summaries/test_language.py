"""Languages: what pages declare, and what their text says."""

import pytest

from summaries.language import detect, fits, tag_language


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("pt_BR", "pt"),
        ("iw", "he"),
        ("nb-NO", "no"),
        ("ukr", "uk"),
        ("zh-Hant-TW", "zh"),
        ("x", None),
        ("", None),
        ("english!", None),
    ],
)
def test_language_tags_as_pages_write_them(tag: str, code: str | None) -> None:
    assert tag_language(tag) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The council voted on Monday to close the market.", "en"),
        ("Der Rat hat am Montag beschlossen, den Markt zu schließen.", "de"),
        ("У понеділок рада проголосувала за закриття ринку.", "uk"),
        ("议会星期一投票决定关闭市场，并将在下个月公布详细的计划和时间表。", "zh"),
    ],
)
def test_text_tells_its_language(text: str, code: str) -> None:
    assert detect(text) == code


def test_too_little_text_tells_nothing() -> None:
    assert detect("OK 42") is None


def test_a_declared_language_must_fit_the_script() -> None:
    ukrainian = "У понеділок рада проголосувала за закриття ринку."
    assert fits("uk", ukrainian)
    assert not fits("en", ukrainian)
    assert not fits("el", "The council voted on Monday to close the market.")
