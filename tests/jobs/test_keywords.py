"""Which texts a topic's keywords find."""

import pytest

from jobs.keywords import found_keywords


@pytest.mark.parametrize(
    ("keyword", "text", "found"),
    [
        ("port", "The port is closed.", True),
        ("port", "A report on sport", False),
        ("PORT", "the Port", True),
        ("flood*", "Flooding in the vale", True),
        ("night ferry", "the night\nferry sails", True),
        ("c++", "written in C++.", True),
        (".*", "anything", False),
        ("*", "anything", False),
        ("шторм", "Шторм наближається", True),
        ("台风", "今日台风登陆", True),
        ("", "anything", False),
        ("cafe", "Das Café am Kai", True),
        ("café", "the CAFE", True),
        ("шторм", "штормовий вітер", False),
        ("iPhone", "新iPhone発売", True),
        ("भारत", "भारती की किताब", False),
        ("भारत", "भारत की नदी", True),
        ("서울", "서울에서 폭풍", True),
        ("القاهرة", "وصل إلى القاهره", True),
        ("حرب", "والحرب مستمرة", True),
        ("พายุ", "เกิดพายุใหญ่", True),
        ("night ferry", "the night ferryman", False),
        ("night ferr*", "the night ferryman", True),
        ("port", "a report on the port", True),
        ("ho ho", "who ho ho", True),
        ("ho ho", "who ho", False),
    ],
)
def test_a_keyword_is_a_whole_word_or_phrase_without_case(keyword: str, text: str, found: bool) -> None:
    assert bool(found_keywords([keyword], text)) is found


def test_the_keywords_found_come_in_the_admins_order() -> None:
    assert found_keywords(["storm", "quay", "ferry"], "The ferry left before the storm.") == ("storm", "ferry")
