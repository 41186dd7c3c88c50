"""By which words a text is found, and how what is looked for is cut."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.search_words import search_words, split


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Storm closes the quay!", ["storm", "closes", "the", "quay"]),
        ("Élysée, Łódź & COVID-19", ["elysee", "lodz", "covid", "19"]),
        ("don't snake_case", ["don", "t", "snake", "case"]),
        ("П’ять поромів", ["пять", "поромів"]),
        ("हिन्दी समाचार", ["हिन्दी", "समाचार"]),
        ("서울에서 태풍이", ["서울", "태풍"]),
        ("والقاهرة الكبرى", ["قاهره", "كبري"]),
        ('צה"ל בירושלים', ["צהל", "ירושלים"]),
        ("今日台风", ["今日", "日台", "台风", "风"]),
        ("新iPhone発売", ["新", "iphone", "発売", "売"]),
        ("ﾊﾟﾘ", ["パリ", "リ"]),
        ("พายุ", ["พา", "าย", "ยุ", "ุ"]),
        ("서울 北京大学", ["서울", "北京", "京大", "大学", "学"]),
        ("…", []),
    ],
)
def test_a_text_is_cut_into_words_or_pairs(text: str, words: list[str]) -> None:
    assert split(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("台风登陆", ["台风", "风登", "登陆"]),
        ("台风!", ["台风"]),
        ("雨", ["雨"]),
        ("台风 登陆", ["台风", "风", "登陆"]),
        ("新iPhone", ["新", "iphone"]),
    ],
)
def test_what_is_asked_for_leaves_open_what_follows(text: str, words: list[str]) -> None:
    assert split(text, asked=True) == words


unspaced = st.text(alphabet="台风登陆今日พายุใหญ่", min_size=2, max_size=12)


@given(st.text(alphabet="台风登陆พายุ a", max_size=12), unspaced, st.text(alphabet="台风登陆พายุ a", max_size=12))
def test_anything_inside_a_text_without_spaces_is_found(before: str, asked: str, after: str) -> None:
    words, phrase = split(before + asked + after), split(asked, asked=True)
    assert any(words[at : at + len(phrase)] == phrase for at in range(len(words)))


@given(st.text())
def test_no_word_holds_a_space_or_a_quote(text: str) -> None:
    for word in (*split(text), *split(text, asked=True)):
        assert word
        assert not set(word) & set(" '\"\\\0\t\n")


@pytest.mark.parametrize("piece", ["a", "a ", "台", "\u0301", "서울 ", "'", "я'"])
def test_a_text_without_end_takes_no_time_without_end(piece: str) -> None:
    started = time.process_time()
    search_words("", piece * (2_000_000 // len(piece)))
    assert time.process_time() - started < 5
