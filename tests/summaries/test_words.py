"""Words, stop words and stems in scripts of every kind."""

import pytest

from summaries.words import stemmer, stop_words, words

PROMISED = "en uk ru pl de fr es pt it nl cs el tr ar he fa hi vi id zh ja ko sv da no fi hu ro bg"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S.-led talks", ["The", "U", "S", "led", "talks"]),
        ("c'est l'été", ["c", "est", "l", "été"]),
        ("м'яч об'їзд", ["м'яч", "об'їзд"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ('צה"ל', ['צה"ל']),
        ("東京でコンピュータ", ["東京", "コンピュータ"]),
        ("北京市", ["北京", "京市"]),
        ("3.5 million", ["3", "5", "million"]),
        ("", []),
    ],
)
def test_words_of(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize("language", PROMISED.split())
def test_every_promised_language_has_stop_words(language: str) -> None:
    assert len(stop_words(language)) >= 50


def test_an_unknown_language_has_none_and_words_stay_whole() -> None:
    assert not stop_words("xx")
    assert stemmer("xx")("bridges") == "bridges"
    assert stemmer("en")("bridges") == stemmer("en")("bridge")
