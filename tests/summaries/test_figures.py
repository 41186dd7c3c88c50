"""Numbers with what they count, and what becomes of them where sources differ."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summaries import headline, summarize_story
from summaries.figures import counts
from summaries.types import Article

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)


def read(text: str, language: str = "en") -> list[tuple[str, float, str]]:
    return [(text[count.start : count.end], count.value, count.toll) for count in counts(text, language)]


def report(
    key: int, text: str, *, hour: float = 0, source: str | None = None, title: str = "Ferry hits pier"
) -> Article:
    return Article(
        key=key,
        url=f"https://outlet{key}.example/a",
        title=title,
        text=text,
        source=source or f"Outlet {key}",
        published_at=NOON + timedelta(hours=hour),
        language="en",
    )


def hurt(number: str) -> str:
    return (
        f"{number} people were hurt when the ferry Aurelia hit the pier at Selmere on Tuesday, the harbour office said."
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("At least nine people were hurt.", [("At least nine people were hurt", 9, "hurt")]),
        ("Nine killed, 40 injured in Callow fire", [("Nine killed", 9, "dead"), ("40 injured", 40, "hurt")]),
        ("The fire ended, killing 2 and injuring 40.", [("killing 2", 2, "dead"), ("injuring 40", 40, "hurt")]),
        ("About 1,400 jobs go.", [("About 1,400 jobs", 1400, "")]),
        ("It lost $3.5 billion last year.", [("$3.5 billion", 3.5e9, "")]),
        ("Twenty-one riders fell.", [("Twenty-one riders", 21, "")]),
        ("Turnout was 62.5% in Callow.", [("62.5%", 62.5, "")]),
        ("Sales fell 3.5 per cent.", [("3.5 per cent", 3.5, "")]),
        ("The pier cost £3.5m.", [("£3.5m", 3.5e6, "")]),
        ("Five hundred and twelve people died.", [("Five hundred and twelve people died", 512, "dead")]),
        (
            "At least nine people were killed and 40 injured.",
            [("At least nine people were killed", 9, "dead"), ("40 injured", 40, "hurt")],
        ),
        ("The death toll rose from 24 to 31.", [("death toll rose from 24 to 31", 31, "dead")]),
        (
            "The death toll from the bus crash near Callow has risen to 14.",
            [("death toll from the bus crash near Callow has risen to 14", 14, "dead")],
        ),
        ("Five people including two firefighters died.", [("Five people", 5, "")]),
    ],
)
def test_a_number_is_read_with_what_it_counts(text: str, found: list[tuple[str, float, str]]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "It began on 24 February 2026.",
        "It took 45 minutes.",
        "She is 34 years old.",
        "Flight 447 left.",
        "At 10:30 it rang.",
        "The actor died at 72.",
        "He died aged 72.",
        "She died on March 3.",
        "The father of three died.",
        "A 7.8-magnitude quake killed children.",
        "The six-storey block fell.",
        "Between 20 and 30 people were hurt.",
        "20 to 30 people were hurt.",
        "Parliament voted 62 to 35.",
        "Two dozen people were hurt.",
        "Call 0800 123 456 or +44 20 7946 0958 about missing persons.",
        "Another five people died.",
        "Five of the dead were children.",
    ],
)
def test_dates_times_and_names_count_nothing(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("language", "text", "value", "toll"),
    [
        ("de", "Mindestens neun Menschen wurden am 24. Februar verletzt.", 9, "hurt"),
        ("uk", "Щонайменше дев'ятеро людей загинули 24 лютого.", 9, "dead"),
        ("fr", "Le séisme a fait au moins neuf morts.", 9, "dead"),
        ("es", "Al menos nueve muertos en Callow", 9, "dead"),
        ("pl", "Zginęło co najmniej dziewięć osób.", 9, "dead"),
        ("tr", "Depremde en az 9 kişi öldü.", 9, "dead"),
        ("ar", "قتل ما لا يقل عن 9 أشخاص", 9, "dead"),
        ("hi", "हादसे में 9 लोगों की मौत हो गई।", 9, "dead"),
        ("zh", "地震已造成9人死亡。", 9, "dead"),
        ("ja", "地震で9人が死亡した。", 9, "dead"),
        ("de", "Neun Menschen sind am Dienstag bei einem Unglück nahe Callow getötet worden.", 9, "dead"),
        ("fr", "Quatre-vingt-dix-sept personnes sont mortes.", 97, "dead"),
        ("fr", "Le bilan est passé de 24 à 31 morts.", 31, "dead"),
        ("es", "Treinta y dos personas murieron.", 32, "dead"),
        ("ru", "Двадцать один человек погиб.", 21, "dead"),
        ("ru", "Число погибших выросло с 24 до 31.", 31, "dead"),
        ("uk", "Загинула двадцять одна людина.", 21, "dead"),
        ("pl", "Liczba ofiar wzrosła do 31.", 31, "dead"),
        ("tr", "Depremde yirmi bir kişi öldü.", 21, "dead"),
        ("tr", "Ölü sayısı 31'e yükseldi.", 31, "dead"),
        ("ar", "ارتفعت حصيلة القتلى إلى 31.", 31, "dead"),
    ],
)
def test_tolls_are_read_in_many_languages(language: str, text: str, value: float, toll: str) -> None:
    assert [(found[1], found[2]) for found in read(text, language)] == [(value, toll)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Neun von 45 Insassen wurden verletzt."),
        ("de", "Der Vater von drei Kindern starb."),
        ("uk", "Від 20 до 30 людей постраждали."),
        ("tr", "34 yaşındaki adam öldü."),
        ("tr", "14 Mart'ta öldü."),
        ("ar", "قتل رجل يبلغ من العمر 34 عاما."),
        ("zh", "一名34岁男子3月14日死亡。"),
        ("ja", "34歳の男性が死亡した。"),
    ],
)
def test_ages_dates_parts_and_ranges_are_no_tolls_in_other_languages(language: str, text: str) -> None:
    assert read(text, language) == []


def test_tolls_beside_one_another_are_told_apart_in_other_languages() -> None:
    french = "Au moins neuf personnes sont mortes et 40 ont été blessées."
    assert [found[1:] for found in read(french, "fr")] == [(9, "dead"), (40, "hurt")]
    assert [found[1:] for found in read("事故造成9人死亡，40人受伤。", "zh")] == [(9, "dead"), (40, "hurt")]


def test_a_long_row_of_numbers_is_read_in_one_pass() -> None:
    # by the square of its length this would take hours
    assert {count.value for count in counts("9人" * 200_000, "zh")} <= {9}


@given(st.text(max_size=300), st.sampled_from(["en", "de", "uk", "zh", "xx", ""]))
def test_any_text_can_be_read(text: str, language: str) -> None:
    assert all(0 <= count.start < count.end <= len(text) for count in counts(text, language))


def test_sources_that_differ_on_a_number_are_both_told() -> None:
    articles = [report(1, hurt("Four")), report(2, hurt("Nine"), hour=1)]
    [quantity] = summarize_story(articles).disputed
    assert [(figure.article, figure.text) for figure in quantity] == [
        (2, "Nine people were hurt"),
        (1, "Four people were hurt"),
    ]
    assert all(articles[at.article - 1].text[at.start : at.end] == at.text for at in quantity)


def test_a_source_that_corrects_itself_is_told_by_its_last_word() -> None:
    articles = [
        report(1, hurt("Four"), source="Tidewatch"),
        report(2, hurt("Nine"), hour=2, source="Tidewatch"),
        report(3, hurt("Nine"), hour=3),
    ]
    summary = summarize_story(articles)
    assert summary.disputed == ()
    assert "Nine" in summary.sentences[0].text


def test_a_figure_hours_older_is_left_behind() -> None:
    summary = summarize_story([report(1, hurt("Four")), report(2, hurt("Nine"), hour=7)])
    assert summary.disputed == ()
    assert summary.sentences[0].text.startswith("Nine")


def test_a_figure_that_two_later_reports_give_stands_alone() -> None:
    articles = [report(1, hurt("Four")), report(2, hurt("Nine"), hour=1), report(3, hurt("Nine"), hour=2)]
    assert summarize_story(articles).disputed == ()


def test_rounded_and_exact_numbers_agree() -> None:
    articles = [report(1, hurt("About 1,400")), report(2, hurt("1,412"), hour=1)]
    assert summarize_story(articles).disputed == ()


def test_an_estimate_agrees_with_the_number_it_rounds() -> None:
    articles = [report(1, hurt("More than 30")), report(2, hurt("32"), hour=1)]
    assert summarize_story(articles).disputed == ()


def test_two_numbers_of_one_thing_in_a_sentence_are_compared_with_none() -> None:
    told = "The council of Callow passed the budget for the pier on Tuesday, the clerk said: {} votes in favour and {}."
    articles = [report(1, told.format(31, "28 votes against")), report(2, told.format(28, "31 votes there"), hour=1)]
    assert summarize_story(articles).disputed == ()


def test_a_toll_of_last_year_is_no_dispute() -> None:
    articles = [
        report(1, hurt("Nine")),
        report(
            2, "A ferry hit the pier at Selmere on Tuesday. Last year 12 people were hurt in a similar crash there."
        ),
    ]
    assert summarize_story(articles).disputed == ()


def test_numbers_of_different_things_are_no_dispute() -> None:
    articles = [
        report(1, "Nine people were hurt when the ferry hit the pier. The ferry carried 201 passengers at the time."),
        report(2, "The ferry hit the pier and two crew members died. Some 40 cars were on the deck, the company said."),
    ]
    assert summarize_story(articles).disputed == ()


def test_a_toll_of_another_year_is_no_dispute() -> None:
    articles = [
        report(1, hurt("Nine")),
        report(2, "A ferry hit the pier at Selmere again. In 1998 some 30 people were hurt there when a storm came."),
    ]
    assert summarize_story(articles).disputed == ()


def test_the_headline_is_none_whose_figure_was_left_behind() -> None:
    articles = [
        report(1, hurt("Four"), title="Four hurt as ferry hits pier at Selmere"),
        report(2, hurt("Four"), hour=1, title="Four hurt as ferry Aurelia hits pier at Selmere"),
        report(3, hurt("Nine"), hour=8, title="Ferry crash at Selmere pier: nine hurt"),
    ]
    assert headline(articles)[1].key == 3
