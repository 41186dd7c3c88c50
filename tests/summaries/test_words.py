"""Words, stop words and stems in scripts of every kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summaries.unspaced import split_words
from summaries.words import beginnings, kinds, stemmer, stop_words, words

PROMISED = "en uk ru pl de fr es pt it nl cs el tr ar he fa hi vi id zh ja ko th sv da no fi hu ro bg ca sr hr sk sl bn"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S.-led talks", ["The", "U", "S", "led", "talks"]),
        ("c'est l'été", ["c", "est", "l", "été"]),
        ("м'яч об'їзд", ["м'яч", "об'їзд"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ('צה"ל', ['צה"ל']),
        ("東京でコンピュータを買う", ["東京", "で", "コンピュータ", "を", "買う"]),
        ("议会星期一决定关闭市场。", ["议会", "星期一", "决定", "关闭", "市场"]),
        ("สภาเมืองลงมติเมื่อวันจันทร์", ["สภา", "เมือง", "ลง", "มติ", "เมื่อ", "วัน", "จันทร์"]),
        ("ສະພາເມືອງໄດ້ລົງມະຕິ", ["ສະພາ", "ເມືອງ", "ໄດ້", "ລົງ", "ມະຕິ"]),
        ("ក្រុមប្រឹក្សាក្រុង", ["ក្រុមប្រឹក្សា", "ក្រុង"]),
        ("မြို့တော် ဈေးဟောင်း", ["မြို့တော်", "ဈေး", "ဟောင်း"]),
        ("𠀀𠀁议会", ["𠀀", "𠀁", "议会"]),
        ("iPhone发布会12月", ["iPhone", "发布", "会", "12", "月"]),
        ("3.5 million", ["3", "5", "million"]),
        ("", []),
    ],
)
def test_words_of(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize("language", PROMISED.split())
def test_every_promised_language_has_stop_words(language: str) -> None:
    assert len(stop_words(language)) >= 50


def test_a_name_that_no_dictionary_knows_comes_as_pairs() -> None:
    assert split_words("溥旻榕") == ["溥旻", "旻榕"]
    assert split_words("的") == ["的"]


# the same word as it stands in a title, after "the", "and", "in", or with another case
SAME = [
    ("he", "הממשלה", "וממשלה"),
    ("he", "ירושלים", "שבירושלים"),
    ("he", 'צה"ל', "צה״ל"),
    ("he", "שָׁלוֹם", "שלום"),
    ("ar", "الحكومة", "وللحكومة"),
    ("ar", "وزارة", "الوزارة"),
    ("ar", "مُدَرِّسة", "مدرسه"),
    ("fa", "کتاب", "کتاب‌های"),
    ("fa", "می‌خواند", "نمی‌خواند"),
    ("ko", "서울", "서울에서"),
    ("ko", "시장", "시장은"),
    ("el", "Πρόεδρος", "ΠΡΟΕΔΡΟΥ"),
    ("uk", "громадський", "громадської"),
    ("pl", "prezydent", "prezydenta"),
    ("cs", "ministerstvo", "ministerstva"),
    ("hi", "सरकारी", "सरकारी,"),
    ("id", "pemerintah", "pemerintahan"),
]


@pytest.mark.parametrize(("language", "one", "other"), SAME)
def test_a_word_is_known_again_in_its_other_forms(language: str, one: str, other: str) -> None:
    assert kinds(f"{one}.", language)[0] == kinds(f"{other}.", language)[0] != frozenset()


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("he", "ממשלה", "משטרה"),
        ("ar", "وزير", "وزن"),
        ("ko", "국가", "국민"),
        ("fa", "وزیر", "زیر"),
        ("vi", "má", "mà"),
    ],
)
def test_other_words_stay_apart(language: str, one: str, other: str) -> None:
    assert kinds(f"{one} می" if language == "fa" else one, language)[0] != kinds(other, language)[0]


def test_an_unknown_language_has_no_stop_words_and_its_forms_agree_by_their_beginnings() -> None:
    assert not stop_words("xx")
    assert stemmer("xx")("bridges") == stemmer("xx")("bridge")
    assert stemmer("en")("bridges") == stemmer("en")("bridge")
    assert stemmer("he")("והממשלה") == stemmer("he")("ממשלה")


@given(st.text(max_size=200))
def test_words_are_pieces_of_the_text_whatever_it_is(text: str) -> None:
    assert all(word and word in text for word in words(text))
    assert all(beginnings(text))
