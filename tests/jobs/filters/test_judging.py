"""What a filter keeps, and which term decided."""

import time
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.filters.judging import Reason, judge_story, matches
from jobs.filters.language import parse_filter, write_term


@dataclass(frozen=True)
class Report:
    title: str = "Storm closes the quay"
    text: str = "The night ferry stayed in port. Nobody was hurt."
    source: str = "Harbour Post"
    language: str | None = "en"


@pytest.mark.parametrize(
    ("filter_text", "reason", "term"),
    [
        ("", Reason.FREE, None),
        ("storm", Reason.FOUND, "storm"),
        ("goal STÖRM", Reason.FOUND, "STÖRM"),
        ("goal", Reason.MISSING, "goal"),
        ('"night ferry"', Reason.FOUND, '"night ferry"'),
        ('"ferry night"', Reason.MISSING, '"ferry night"'),
        ("ferr*", Reason.FOUND, "ferr*"),
        ("ferr", Reason.MISSING, "ferr"),
        ("-ferry", Reason.EXCLUDED, "-ferry"),
        ("storm -ferry", Reason.EXCLUDED, "-ferry"),
        ("-goal", Reason.FREE, None),
        ("title:ferry", Reason.MISSING, "title:ferry"),
        ("title:ferry port", Reason.FOUND, "port"),
        ("-title:ferry", Reason.FREE, None),
        ("-title:quay", Reason.EXCLUDED, "-title:quay"),
        ("source:post", Reason.FOUND, "source:post"),
        ("source:herald", Reason.MISSING, "source:herald"),
        ("source:post goal", Reason.MISSING, "goal"),
        ("source:herald storm", Reason.MISSING, "source:herald"),
        ("source:herald source:post storm", Reason.FOUND, "storm"),
        ('-source:"harbour post"', Reason.EXCLUDED, '-source:"harbour post"'),
        ('-source:"Post"', Reason.FREE, None),
        ("-source:post", Reason.EXCLUDED, "-source:post"),
        ("source:harb*", Reason.FOUND, "source:harb*"),
        ("lang:en", Reason.FOUND, "lang:en"),
        ("lang:de lang:en", Reason.FOUND, "lang:en"),
        ("lang:de", Reason.MISSING, "lang:de"),
        ("-lang:en", Reason.EXCLUDED, "-lang:en"),
    ],
)
def test_an_article_is_kept_or_left_out_by_a_term(filter_text: str, reason: Reason, term: str | None) -> None:
    report = Report()
    verdict = matches(parse_filter(filter_text), report.title, report.text, report.source, report.language)
    assert (verdict.reason, verdict.term and write_term(verdict.term)) == (reason, term)
    assert verdict.kept is (reason in {Reason.FREE, Reason.FOUND})


@pytest.mark.parametrize(
    ("filter_text", "language", "kept"),
    [("lang:pt", "pt-BR", True), ("lang:en", None, False), ("-lang:en", None, True)],
)
def test_regions_don_t_count_and_an_unknown_language_is_none(filter_text: str, language: str, kept: bool) -> None:
    assert matches(parse_filter(filter_text), "x", "y", "z", language).kept is kept


def test_text_without_spaces_is_searched_everywhere() -> None:
    assert matches(parse_filter("台风"), "今日台风登陆", "", "", "zh").kept
    assert not matches(parse_filter("-颱風 -台风"), "今日台风登陆", "", "", "zh").kept


def test_the_button_of_a_source_with_quotes_in_its_name_mutes_it() -> None:
    assert not matches(parse_filter('-source:"The Daily News"'), "x", "y", 'The "Daily"  News', None).kept


POST, HERALD = Report(), Report(source="Quay Herald")
GOAL = Report(title="Goal", text="A goal in the last minute.", source="Sport Daily")


def test_a_story_is_told_without_the_articles_of_an_excluded_source() -> None:
    judged = judge_story(parse_filter('-source:"Harbour Post"'), [POST, HERALD])
    assert (judged.verdict.kept, judged.articles) == (True, (HERALD,))


def test_a_story_of_excluded_sources_alone_is_left_out_with_the_term() -> None:
    judged = judge_story(parse_filter('-source:"Harbour Post"'), [POST, POST])
    assert (judged.verdict.reason, judged.articles) == (Reason.EXCLUDED, ())


def test_one_of_many_reports_with_an_excluded_word_goes_alone() -> None:
    assert judge_story(parse_filter("-goal"), [POST, HERALD, GOAL]).articles == (POST, HERALD)


def test_half_of_the_reports_with_an_excluded_word_take_the_story_with_them() -> None:
    judged = judge_story(parse_filter("-goal"), [POST, GOAL])
    assert (judged.verdict.reason, judged.articles) == (Reason.EXCLUDED, ())


def test_what_a_muted_source_wrote_doesn_t_count_for_the_half() -> None:
    judged = judge_story(parse_filter('-goal -source:"Sport Daily"'), [POST, GOAL, GOAL])
    assert judged.articles == (POST,)


def test_one_report_with_the_words_asked_for_brings_the_whole_story() -> None:
    judged = judge_story(parse_filter("minute"), [POST, HERALD, GOAL])
    assert (judged.verdict.reason, judged.articles) == (Reason.FOUND, (POST, HERALD, GOAL))
    assert not judge_story(parse_filter("comet"), [POST, HERALD]).verdict.kept


@given(st.text(max_size=80), st.text(max_size=200), st.text(max_size=30))
def test_a_story_of_one_article_is_judged_as_the_article(title: str, text: str, source: str) -> None:
    wanted = parse_filter("a e -o title:s -source:x 的")
    report = Report(title=title, text=text, source=source, language=None)
    judged = judge_story(wanted, [report])
    assert judged.verdict == matches(wanted, title, text, source, None)
    assert judged.articles == ((report,) if judged.verdict.kept else ())


@pytest.mark.parametrize("piece", ["a ", "a", "台", "\u0301", '"', "서울", "a\n\t "])
def test_long_texts_take_no_time_without_end(piece: str) -> None:
    wanted = parse_filter('"a a a a a a a a b" aa* 台风 서울 -"a aa" title:"a a b"')
    text = piece * (400_000 // len(piece))
    started = time.process_time()
    matches(wanted, text, text, text, None)
    assert time.process_time() - started < 10
