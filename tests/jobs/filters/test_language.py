"""What people write as a filter, what is understood, and what is said back."""

import contextlib
import time

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from jobs.filters.language import parse_filter, write_filter, write_term
from jobs.filters.terms import (
    MAX_LENGTH,
    MAX_TERMS,
    QUOTES,
    Fault,
    Filter,
    FilterNotUnderstood,
    Kind,
    Term,
    source_term,
    with_term,
    without_term,
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        (" , ;\n", []),
        ("storm", [Term(text="storm")]),
        ("storm, ferry;quay、台风，ليل،", [Term(text=word) for word in ("storm", "ferry", "quay", "台风", "ليل")]),
        ("flood*", [Term(text="flood", prefix=True)]),
        ('"night train"', [Term(text="night train")]),
        ('"night  trai*"', [Term(text="night trai", prefix=True)]),
        ('"night trai"*', [Term(text="night trai", prefix=True)]),
        ("-football", [Term(text="football", excluded=True)]),
        ("—football", [Term(text="football", excluded=True)]),
        ("--football +storm", [Term(text="football", excluded=True), Term(text="storm")]),
        ('-"transfer market"', [Term(text="transfer market", excluded=True)]),
        ("„Hohe See“ «морський порт» “high sea” 「東京 都」", [
            Term(text="Hohe See"), Term(text="морський порт"), Term(text="high sea"), Term(text="東京 都"),
        ]),
        ("title:strike", [Term(text="strike", kind=Kind.TITLE)]),
        ("TITLE: strike", [Term(text="strike", kind=Kind.TITLE)]),
        ("title：strike", [Term(text="strike", kind=Kind.TITLE)]),
        ("source:post", [Term(text="post", kind=Kind.SOURCE)]),
        ('-source:"Harbour Post"', [Term(text="Harbour Post", kind=Kind.SOURCE, excluded=True, whole=True)]),
        ('source:"Harb*"', [Term(text="Harb", kind=Kind.SOURCE, prefix=True)]),
        ("lang:DE", [Term(text="de", kind=Kind.LANGUAGE)]),
        ("language:pt-BR", [Term(text="pt", kind=Kind.LANGUAGE)]),
        ("lang:Ukrainian", [Term(text="uk", kind=Kind.LANGUAGE)]),
        ("C++ .NET AT&T 10:30", [Term(text=word) for word in ("C++", ".NET", "AT&T", "10:30")]),
        ("storm Storm STÖRM", [Term(text="storm")]),
        ("storm. Ferry!", [Term(text="storm"), Term(text="Ferry")]),
        ('צה"ל', [Term(text='צה"ל')]),
        ("sto\u202erm\x00 q\u200buay", [Term(text="storm"), Term(text="quay")]),
        ('"a:b"', [Term(text="a:b")]),
        ('"-x"', [Term(text="-x")]),
    ],
)  # fmt: skip
def test_it_is_understood(text: str, terms: list[Term]) -> None:
    assert parse_filter(text).terms == tuple(terms)


@pytest.mark.parametrize(
    ("text", "fault", "word"),
    [
        ('storm "night train', Fault.QUOTE, '"night train'),
        ('foo"', Fault.QUOTE, '"'),
        ("storm - quay", Fault.NOTHING, "-"),
        ('""', Fault.NOTHING, '""'),
        ("source:", Fault.NOTHING, "source:"),
        ("-title:, x", Fault.NOTHING, "-title:"),
        ("author:smith", Fault.FIELD, "author:"),
        ("https://quay.example", Fault.FIELD, "https:"),
        ("lang:klingonese", Fault.LANGUAGE, "klingonese"),
        ("lang:xx", Fault.LANGUAGE, "xx"),
        ("lang:de*", Fault.STAR, "lang:de*"),
        ("*", Fault.STAR, "*"),
        ("fl*od", Fault.STAR, "fl*od"),
        ("storm -STORM", Fault.CONTRADICTION, "STORM"),
        ("x" * 101, Fault.TERM_TOO_LONG, "x" * 39 + "…"),
        ("x" * (MAX_LENGTH + 1), Fault.TOO_LONG, "x" * 39 + "…"),
        (" ".join(map(str, range(MAX_TERMS + 1))), Fault.TOO_MANY, "50"),
    ],
)
def test_what_it_can_t_be_is_said_with_the_word_where_it_shows(text: str, fault: Fault, word: str) -> None:
    with pytest.raises(FilterNotUnderstood) as refused:
        parse_filter(text)
    assert (refused.value.fault, refused.value.word) == (fault, word)


def test_it_is_written_as_short_as_it_can_be_read() -> None:
    text = '  „storm“, -"foot ball"  title:"Quay"  -source:“Harbour Post” lang:German "a:b" “fl”* '
    assert write_filter(parse_filter(text)) == (
        'storm -"foot ball" title:Quay -source:"Harbour Post" lang:de "a:b" fl*'
    )


pieces = st.sampled_from(
    [
        *QUOTES,
        *"-*:, +;.'",
        "source:",
        "title:",
        "lang:",
        "de",
        "storm",
        "a",
        "台风",
        "ی",
        "\u200c",
        "\u0301",
        "\u202e",
        "צ",
        "\n",
    ]
)


@given(st.one_of(st.lists(pieces, max_size=30).map("".join), st.text(max_size=60)))
@example('צ"צ')
@example("source:「a」*")
def test_what_is_understood_reads_the_same_when_it_is_written(text: str) -> None:
    understood = Filter()
    with contextlib.suppress(FilterNotUnderstood):
        understood = parse_filter(text)
    written = write_filter(understood)
    assert parse_filter(written) == understood
    assert write_filter(parse_filter(written)) == written


@given(st.text(max_size=300), st.booleans())
@example('The "Daily" *News*', True)
@example("-x: y", False)
def test_the_term_for_any_source_can_be_written_and_read(name: str, excluded: bool) -> None:
    try:
        term = source_term(name, excluded=excluded)
    except FilterNotUnderstood:
        assume(False)
    assert parse_filter(write_term(term)).terms == (term,)


def test_a_term_is_added_once_and_its_opposite_gives_way() -> None:
    post = source_term("Harbour Post", excluded=True)
    wanted = with_term(parse_filter('storm source:"harbour post"'), post)
    assert write_filter(wanted) == 'storm -source:"Harbour Post"'
    assert with_term(wanted, post) == wanted
    assert without_term(wanted, post) == parse_filter("storm")


def test_a_full_filter_takes_no_more() -> None:
    full = Filter(tuple(Term(text=f"word{number}") for number in range(MAX_TERMS)))
    with pytest.raises(FilterNotUnderstood) as refused:
        with_term(full, Term(text="one"))
    assert refused.value.fault is Fault.TOO_MANY
    assert len(with_term(full, Term(text="Word1", excluded=True)).terms) == MAX_TERMS


@pytest.mark.parametrize("piece", ['"', "-", "*", "a:", '-"', "\u0301", "(", "a "])
def test_hostile_texts_take_no_time(piece: str) -> None:
    started = time.process_time()
    for _ in range(20):
        with contextlib.suppress(FilterNotUnderstood):
            parse_filter(piece * (MAX_LENGTH // len(piece)))
    assert time.process_time() - started < 2
