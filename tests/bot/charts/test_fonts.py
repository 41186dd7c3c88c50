"""No script comes out as boxes, and nothing that somebody wrote disturbs its neighbours."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.charts.canvas import Canvas
from bot.charts.fonts import can_write, clean, families, writable
from tests.bot.charts.conftest import look_of

SCRIPTS = (
    "Latin ąçéñøśž ǅ ﬁ Ъъ",
    "Кирилиця їґє ў",
    "Ελληνικά",
    "العربية فارسی اردو گچپژ",
    "עברית",
    "हिन्दी मराठी क्षत्रिय",
    "বাংলা",
    "தமிழ்",
    "తెలుగు",
    "ไทย",
    "ລາວ",
    "ខ្មែរ",
    "မြန်မာ",
    "አማርኛ",
    "ქართული",
    "Հայերեն",
    "中文新闻 漢字",
    "日本語のニュース",
    "한국어",
    "Tiếng Việt",
    "🌍📰🎉",
    "→ ★ € ₴ ₽ ₹ № … · « »",
)


@pytest.mark.parametrize("text", SCRIPTS)
def test_every_script_that_people_write_news_in_has_a_font(text: str) -> None:
    assert can_write(clean(text))


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("plain", ["Noto Sans"]),
        ("Gaza غزة", ["Noto Sans", "Noto Sans Arabic"]),
        ("BBC हिन्दी 日本", ["Noto Sans", "Noto Sans Devanagari", "Noto Sans CJK SC"]),
    ],
)
def test_only_fonts_that_are_needed_are_loaded(text: str, needed: list[str]) -> None:
    assert families(text, "en") == needed


@pytest.mark.parametrize(
    ("language", "text", "face"),
    [("zh", "直", "SC"), ("ja", "直", "JP"), ("ko", "直", "KR"), ("zh_Hant", "直", "TC"), ("de", "ニュース直", "JP")],
)
def test_han_is_written_as_the_readers_language_writes_it(language: str, text: str, face: str) -> None:
    assert families(text, language)[-1] == f"Noto Sans CJK {face}"


def test_a_script_without_a_font_cannot_be_written() -> None:
    assert not can_write("𓀀")
    assert not can_write("")
    assert writable("a𓀀b") == "ab"


def test_what_is_not_seen_is_left_out_and_joiners_stay() -> None:
    assert clean("  \u202ea\u200b\n\tb\x00\ue000 ") == "a b"
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
    assert clean("\u200d\u200c") == ""


def test_a_letter_has_no_more_marks_than_scripts_need() -> None:
    assert sum(map(unicodedata.combining, clean("x" + "\u0316" * 100))) <= 4 * 220
    assert clean("e\u0301") == "é"


# surrogates are no letters, but come out of broken feeds
@given(st.text(st.characters(codec=None), max_size=40))
@settings(max_examples=150)
def test_whatever_is_written_has_a_font_and_its_width(text: str) -> None:
    """A letter without a font is a warning, and a warning fails the test."""
    canvas = Canvas(look_of(), 1080)
    fitted = canvas.fit(text, size=36, most=400)
    assert "\n" not in fitted
    assert canvas.width(fitted, size=36) <= 400


@pytest.mark.parametrize(
    "text", ["Technology and the people who make it " * 3, "अ" * 99, "日本" * 60, "غزة " * 50, "W" * 99]
)
def test_a_long_name_is_shortened_to_the_room_there_is(text: str) -> None:
    canvas = Canvas(look_of(), 1080)
    fitted = canvas.fit(text, size=36, most=400)
    assert fitted.endswith("…")
    assert 320 <= canvas.width(fitted, size=36) <= 400


def test_a_name_with_dollar_signs_is_no_formula() -> None:
    canvas = Canvas(look_of(), 1080)
    assert canvas.write(100, 100, "$\\frac{1}{2}$", size=36, colour="#000000") > canvas.width("frac12", size=36)
    assert canvas.png().startswith(b"\x89PNG")
