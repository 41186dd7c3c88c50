"""Words are found in what people write, whatever their script and their keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words.said import VALUES, plain, said

KNOWN = {"毎日", "平日", "日", "月", "東京", "に"}


def words(text: str) -> list[str]:
    return [word.shown for word in said(text, KNOWN.__contains__)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8:00, mon; (fri)!", ["8:00", "mon", "fri"]),
        ("٧:٣٠، الاثنين", ["7:30", "الاثنين"]),
        ("८ बजे।", ["8", "बजे"]),
        ("毎日８：３０東京", ["毎日", "8:30", "東京"]),
        ("平日に8時30分", ["平日", "に", "8時30分"]),
        ("月日8時", ["月", "日", "8時"]),
        ("八点半 十二時 二十点", ["8点半", "12時", "20点"]),
        ("3月5日", ["3月5日"]),
        ("2時間", ["2", "時間"]),
        ("大阪に7pm", ["大阪", "に", "7", "pm"]),
    ],
)
def test_a_text_falls_into_its_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("П'ЯТНИЦЯ", "п’ятниця"),
        ("пʼятниця", "п’ятниця"),
        ("Пн.", "пн"),
        ("SALI", "salı"),
        ("Çarşamba", "carsamba"),
        ("week-end", "week end"),
        ("پنج\u200cشنبه", "پنجشنبه"),
        ("يكشنبه", "یکشنبه"),
        ("الإثنين", "الاثنين"),
        ("sábado", "sabado"),
        ("\u200eMonday\u200f", "monday"),
        ("ＭＯＮ", "mon"),
        ("𝕸𝖔𝖓", "mon"),
    ],
)
def test_two_keyboards_write_one_word(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@given(st.text(alphabet=st.characters(exclude_characters="".join(map(chr, range(0xFF00, 0xFF60)))), max_size=80))
def test_no_letter_is_lost_or_made_up(text: str) -> None:
    def letters(written: str) -> str:
        return "".join(letter for letter in written if letter.isalpha() and letter not in VALUES)

    assert letters("".join(words(text))) == letters(text)
    assert plain(plain(text)) == plain(text)
