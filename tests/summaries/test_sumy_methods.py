"""sumy's side: its algorithms as they are in sumy, where it fails, and our scorer as one of its summarizers."""

import subprocess
import sys

import pytest
from nltk.tokenize import NLTKWordTokenizer
from sumy.models.dom import ObjectDocumentModel
from sumy.nlp.stemmers import Stemmer
from sumy.parsers.plaintext import PlaintextParser
from sumy.summarizers._summarizer import AbstractSummarizer
from sumy.summarizers.edmundson import EdmundsonSummarizer
from sumy.summarizers.kl import KLSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.reduction import ReductionSummarizer
from sumy.summarizers.sum_basic import SumBasicSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

from summaries import summarize
from summaries.sumy_methods import MOST_SENTENCES, NewsSummarizer, Tokenizer
from summaries.types import Method

OF_SUMY = [method for method in Method if method is not Method.NEWS]

ENGLISH = (
    "The council of Velmora voted on Monday to close the old market beside the harbour next spring. Traders who "
    "have sold fish there for three generations said the council never asked them. Mayor Ilse Brandt told "
    "reporters that the market's roof was unsafe and that repairs would cost 4 million crowns.\n\n"
    "About 200 people marched through the harbour on Monday evening. They carried empty fish crates and sang. "
    "Police said the march was peaceful.\n\n"
    "The council wants to build flats where the market stands. A plan published in May shows 120 flats and a "
    "small square for traders. The traders' union said the square would hold only ten stalls, while the market "
    "has 64.\n\n"
    "Velmora's last market moved in 1978, when the port grew. Half of its traders gave up within a year, a study "
    "by the university found. The union fears the same will happen again.\n\n"
    "A court could still stop the plan. The union has until the end of the month to appeal."
)

GERMAN = (
    "Der Rat von Lindhafen hat am Montag beschlossen, den alten Markt am Hafen zu schließen. Die Händler "
    "verkaufen dort seit drei Generationen Fisch. Die Bürgermeisterin sagte, das Dach des Marktes sei nicht mehr "
    "sicher.\n\n"
    "Etwa zweihundert Menschen zogen am Abend durch den Hafen. Sie trugen leere Kisten. Die Polizei sprach von "
    "einem friedlichen Zug.\n\n"
    "Der Rat will auf dem Gelände Wohnungen bauen. Ein Plan zeigt Wohnungen und einen kleinen Platz für die "
    "Händler. Der Verband der Händler nannte den Platz viel zu klein."
)


class AsShipped:
    """sumy's own words; its sentences, which need a download, given line by line."""

    def to_sentences(self, paragraph: str) -> tuple[str, ...]:
        return tuple(Tokenizer("en").to_sentences(paragraph))

    def to_words(self, sentence: str) -> tuple[str, ...]:
        from sumy.nlp.tokenizers import Tokenizer as SumyTokenizer

        return tuple(filter(SumyTokenizer._is_word, NLTKWordTokenizer().tokenize(sentence)))


def document(text: str, title: str = "") -> ObjectDocumentModel:
    return PlaintextParser.from_string(f"{title.upper()}\n{text}" if title else text, AsShipped()).document


def as_shipped(method: Method, text: str, language: str, title: str) -> list[str]:
    stem, stop = Stemmer(language), get_stop_words(language)
    if method is Method.EDMUNDSON:
        summarizer = EdmundsonSummarizer(stem)
        parser = PlaintextParser.from_string(f"{title.upper()}\n{text}", AsShipped())
        summarizer.bonus_words = parser.significant_words
        summarizer.stigma_words = parser.stigma_words
        summarizer.null_words = stop
        return [str(sentence) for sentence in summarizer(parser.document, 3)]
    made = {
        Method.LEXRANK: LexRankSummarizer, Method.LSA: LsaSummarizer, Method.TEXTRANK: TextRankSummarizer,
        Method.LUHN: LuhnSummarizer, Method.SUMBASIC: SumBasicSummarizer, Method.KL: KLSummarizer,
        Method.REDUCTION: ReductionSummarizer,
    }[method](stem)  # fmt: skip
    made.stop_words = stop
    return [str(sentence) for sentence in made(document(text), 3)]


@pytest.mark.parametrize("method", OF_SUMY)
@pytest.mark.parametrize(
    ("text", "code", "language", "title"),
    [
        (ENGLISH, "en", "english", "Velmora council votes to close harbour market"),
        (GERMAN, "de", "german", "Markt am Hafen wird geschlossen"),
    ],
    ids=["en", "de"],
)
def test_sumys_methods_choose_what_they_choose_in_sumy(
    method: Method, text: str, code: str, language: str, title: str
) -> None:
    summary = summarize(text, title=title, language=code, method=method)
    assert summary.method is method
    assert [sentence.text for sentence in summary.sentences] == as_shipped(method, text, language, title)


FAILING = {
    "a language that sumy has nothing for": (
        "vi",
        "Hội đồng bỏ phiếu. Chợ sẽ đóng cửa vào mùa xuân. Tiểu thương phản đối.",
    ),
    "Hindi": ("hi", "परिषद ने सोमवार को मतदान किया। बाजार बंद होगा। व्यापारियों ने विरोध किया।"),
    "Persian": ("fa", "شورا روز دوشنبه رأی داد. بازار بسته می‌شود. فروشندگان اعتراض کردند."),
    "Turkish": ("tr", "Meclis pazartesi oy verdi. Pazar kapanacak. Esnaf karara itiraz etti."),
    "Chinese": ("zh", "议会星期一投票决定关闭市场。市长说，决定是最终的。商贩们走上街头抗议。"),
    "Japanese": ("ja", "市議会は月曜日に市場の閉鎖を決めた。市長は最終決定だと述べた。商人は抗議した。"),
    "Thai": ("th", "สภาเมืองลงมติเมื่อวันจันทร์ให้ปิดตลาดเก่าข้างท่าเรือ นายกเทศมนตรีกล่าวว่าการตัดสินใจครั้งนี้ถือเป็นที่สุด"),
    "Hebrew": ("he", "המועצה הצביעה ביום שני. השוק ייסגר באביב. הסוחרים מחו ברחובות."),
    "Korean": ("ko", "시의회는 월요일에 투표했다. 시장은 봄에 문을 닫는다. 상인들은 거리로 나섰다."),
    "Greek": ("el", "Το συμβούλιο ψήφισε τη Δευτέρα. Η αγορά κλείνει. Οι έμποροι διαμαρτύρονται."),
    "Arabic": ("ar", "صوّت المجلس يوم الاثنين. سيغلق السوق في الربيع. احتج التجار في الشوارع."),
    "capitals": ("en", "THE SHIP IS IN THE PORT. NOBODY WAS HURT. THE CREW WENT HOME BY TRAIN."),
    "repeated sentences": ("en", "Rain fell on Monday in Velmora. " * 8 + "The river rose by a metre."),
    "a list": ("en", "- bread from the mill\n- butter from the farm\n- salt from the sea"),
    "two sentences": ("en", "One thing happened in the port. Another followed in the town."),
    "stop words alone": ("en", "The of and to. A in is it. Of the and a."),
    "numbers alone": ("en", "12. 13 14. 15 16 17. 18."),
    "one sentence": ("en", "The bridge opened on Monday."),
    "no full stop": ("en", "word and another " * 3000),
}


@pytest.mark.parametrize("method", OF_SUMY)
@pytest.mark.parametrize("case", FAILING)
def test_where_sumy_fails_there_is_an_answer_and_it_says_whose(case: str, method: Method) -> None:
    language, text = FAILING[case]
    summary = summarize(text, title="The port and the bridge", language=language, method=method)
    texts = [sentence.text for sentence in summary.sentences]
    assert texts
    assert summary.method in {method, Method.NEWS}
    assert len(set(texts)) == len(texts)
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in summary.sentences)


@pytest.mark.parametrize(
    ("method", "case"),
    [(Method.LEXRANK, "two sentences"), *((method, "numbers alone") for method in OF_SUMY),
     *((method, "stop words alone") for method in OF_SUMY)],
)  # fmt: skip
def test_ours_steps_in_where_the_algorithm_has_nothing_to_go_by(method: Method, case: str) -> None:
    language, text = FAILING[case]
    assert summarize(text, title="The port", language=language, method=method).method is Method.NEWS


@pytest.mark.parametrize("method", OF_SUMY)
def test_ours_steps_in_where_sumy_would_take_many_seconds(method: Method) -> None:
    text = " ".join(f"Ship number {n} left port {n % 77} on day {n % 31}." for n in range(MOST_SENTENCES[method] + 1))
    assert summarize(text, title="Ship left port", language="en", method=method).method is Method.NEWS


def test_edmundsons_method_needs_a_title_for_its_cues() -> None:
    assert summarize(ENGLISH, language="en", method=Method.EDMUNDSON).method is Method.NEWS
    assert summarize(ENGLISH, title="Market", language="sw", method=Method.EDMUNDSON).method is Method.EDMUNDSON


def test_our_scorer_is_a_sumy_summarizer() -> None:
    text = (
        "The ferry hit the harbour wall on Tuesday, and four people were hurt.\n\nWhy?\n\n"
        "The crossing is closed until Thursday, the company said."
    )
    summarizer = NewsSummarizer("en", title="Ferry hits harbour wall")
    parsed = PlaintextParser.from_string(text, Tokenizer("en")).document
    assert isinstance(summarizer, AbstractSummarizer)
    assert [str(sentence) for sentence in summarizer(parsed, 1)] == [
        "The ferry hit the harbour wall on Tuesday, and four people were hurt."
    ]
    assert len(summarizer(parsed, 3)) == 2


def test_importing_the_room_loads_neither_sumy_nor_trafilatura_nor_a_language_model() -> None:
    script = (
        "import summaries, sys; "
        "print(sorted({'sumy', 'trafilatura', 'py3langid', 'nltk', 'lxml', 'icu4py'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "[]"
