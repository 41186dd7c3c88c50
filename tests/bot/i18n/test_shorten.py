"""What is too long ends between two words, where it can."""

import pytest

from bot.i18n.texts import shorten


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Harbour council", "Harbour council"),
        ("Harbour council votes", "Harbour council…"),
        ("Harbour and the council", "Harbour and the…"),
        ("Council votes forever", "Council votes…"),
        ("Rechtsschutzversicherung", "Rechtsschutzver…"),
        ("A Rechtsschutzversicherung", "A Rechtsschutzv…"),
        ("港湾評議会が新しい岸壁の建設を決めた", "港湾評議会が新しい岸壁の建設を…"),
        ("Harbour council. ", "Harbour council…"),
    ],
)
def test_a_text_is_cut_between_words_unless_too_little_of_it_were_left(text: str, short: str) -> None:
    assert shorten(text, 16) == short
    assert len(short) <= 16
