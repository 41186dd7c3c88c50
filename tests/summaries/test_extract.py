"""Extraction: the article that a page holds, without the page's machinery."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summaries import extract, text_of

URL = "https://courier.example/2025/bridge"
PARAGRAPH = (
    "The council of Velmora voted on Monday to close the fish market for good, after a debate of nine hours that ended "
    "with the mayor's casting vote and a walk-out by the stallholders."
)


@pytest.fixture(scope="module")
def bridge() -> str:
    return (Path(__file__).parent / "pages" / "bridge.html").read_text("utf-8")


def page(body: str, head: str = "", lang: str = "en") -> str:
    return f"<html lang='{lang}'><head>{head}</head><body>{body}</body></html>"


def article(*paragraphs: str, head: str = "", lang: str = "en") -> str:
    return page("<article>" + "".join(f"<p>{text}</p>" for text in paragraphs) + "</article>", head, lang)


def test_the_text_is_the_article_and_nothing_of_the_page_around_it(bridge: str) -> None:
    assert extract(bridge, URL).text.split("\n\n") == [
        (
            "The old harbour bridge in Velmora reopened to traffic on Tuesday after two years of repairs that cost "
            "€41 million, the city council said, ending long detours for 30,000 commuters."
        ),
        (
            "“It took longer than we promised,” Mayor Ilse Brandt said at the opening. “But the steel we "
            "found under the "
            "paint was worse than anyone expected.”"
        ),
        (
            "Engineers replaced 212 girders on both sides, and rebuilt the two lifting motors, which date from 1931, "
            "according to the report published by the council."
        ),
        (
            "Ferries that carried pedestrians across the bay will run until the end of the month, the "
            "port authority said "
            "on Monday."
        ),
        "A second phase, planned for 2026, will add a cycle path on the northern side of the bridge.",
    ]


def test_the_page_tells_title_authors_site_picture_time_and_language(bridge: str) -> None:
    found = extract(bridge, URL)
    assert found.title == "Old harbour bridge reopens after two years"
    assert found.author == "Mira Voss, Jon Hale"
    assert found.site == "Tidewater Courier"
    assert found.image == "https://courier.example/img/bridge.jpg"
    assert found.published_at == datetime(2025, 3, 4, 6, 15, tzinfo=UTC)
    assert found.language == "en"


def test_bytes_in_their_declared_encoding_give_the_same_as_text(bridge: str) -> None:
    declared = bridge.replace("<head>", "<head><meta charset='windows-1252'>")
    assert extract(declared.encode("windows-1252"), URL) == extract(bridge, URL)


def test_meta_tags_serve_where_there_is_no_json_ld() -> None:
    head = (
        "<meta property='og:title' content='Fish market closes – The Gull'><meta property='og:site_name' "
        "content='The Gull'>"
        "<meta property='article:published_time' content='2025-01-02'><meta name='author' content='Ada Penn'>"
    )
    found = extract(article(PARAGRAPH, head=head), URL)
    assert (found.title, found.site, found.author) == ("Fish market closes", "The Gull", "Ada Penn")
    assert found.published_at == datetime(2025, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "json_ld", ["{", "[" * 10_000, '{"@type": "NewsArticle", "author": 7, "image": [[]]}', "null", '"x"']
)
def test_broken_json_ld_is_passed_over(json_ld: str) -> None:
    head = f"<title>Fish</title><script type='application/ld+json'>{json_ld}</script>"
    assert extract(article(PARAGRAPH, head=head), URL).text == PARAGRAPH


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Who pays for the bridge?",
        "Читайте також: Хто заплатить за міст",
        "Lesen Sie auch: Wer zahlt für die Brücke",
        "[VIDEO] See the bridge from above",
        "Tags: bridge, traffic",
        "© 2025 The Gull",
        "Share on Facebook",
        "Advertisement",
        "Photo: Ana Lind / The Gull",
        "Updated: Tuesday 4 March 2025, 10:31",
        "Subscribe to our newsletter",
        "The post Fish market closes appeared first on The Gull.",
    ],
)
def test_a_line_of_machinery_is_dropped(line: str) -> None:
    assert (
        extract(article(PARAGRAPH, line, f"{PARAGRAPH} It was late."), URL).text
        == f"{PARAGRAPH}\n\n{PARAGRAPH} It was late."
    )


def test_flat_text_between_line_breaks_becomes_paragraphs() -> None:
    second = (
        "Stallholders said that they would sell from boats until the summer, whatever the council might think of it."
    )
    found = extract(page(f"<div id='story'><h1>Fish</h1>{PARAGRAPH}<br><br>{second}<br><br>{PARAGRAPH[4:]}</div>"), URL)
    assert found.text.split("\n\n")[:2] == [PARAGRAPH, second]


@pytest.mark.parametrize(
    "body",
    [
        (
            "<h1>404 not found</h1><p>The page that you were looking for is not here, or it has never been "
            "here at all.</p>"
        ),
        "<p>Before you continue, we and our partners use cookies to store and access information on your device.</p>",
        "<p>Please enable JavaScript and cookies to continue to this web site, which checks that you are human.</p>",
        "<ul><li><a href='/1'>Bridge reopens</a></li><li><a href='/2'>Market closes</a></li></ul>",
        "",
    ],
)
def test_a_page_that_is_no_article_has_no_text(body: str) -> None:
    assert extract(page(body), URL).text == ""


def test_a_front_page_with_teasers_has_no_text() -> None:
    teasers = "".join(f"<article><a href='/{n}'><h2>Story {n}</h2></a><p>{PARAGRAPH}</p></article>" for n in range(6))
    assert extract(page(teasers), "https://gull.example/news").text == ""


def test_the_declared_language_counts_unless_the_script_says_otherwise() -> None:
    ukrainian = (
        "Міська рада у понеділок проголосувала за закриття рибного ринку після дев'ятигодинних "
        "дебатів, повідомив мер міста."
    )
    assert extract(article(PARAGRAPH, lang="en-US"), URL).language == "en"
    assert extract(article(ukrainian, ukrainian + " Торговці протестували.", lang="en"), URL).language == "uk"


BOMBS = {
    "nested tags": "<div>" * 200_000,
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">x</p>",
    "open comments": "<!--" * 50_000,
    "nested json": "<script type='application/ld+json'>" + '{"@graph":' * 50_000 + "</script>",
    "entities": "&amp;" * 50_000,
    "controls": "".join(map(chr, range(32))) * 1000,
    "surrogates": "<p>\ud800" + PARAGRAPH,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_hostile_pages_do_no_harm(bomb: str) -> None:
    assert isinstance(extract(bomb, "http://[").text, str)
    assert isinstance(text_of(bomb), str)


def test_a_library_that_finds_no_article_reports_nothing(caplog: pytest.LogCaptureFixture) -> None:
    extract("<p>x</p>", URL)
    assert not caplog.records


def test_a_feeds_own_content_becomes_clean_paragraphs() -> None:
    html = (
        "<p>Ferries run again.&nbsp;The port is open.</p><figure><figcaption>A ferry</figcaption></figure>"
        "<script>alert(1)</script><div>First line of two.<br>Second line.</div><p>Continue reading <a "
        "href='#'>Ferries</a></p>"
    )
    assert text_of(html) == "Ferries run again. The port is open.\n\nFirst line of two.\n\nSecond line."


def test_plain_text_of_a_feed_keeps_its_lines() -> None:
    assert text_of("Ferries run again.\nThe port is open.") == "Ferries run again.\n\nThe port is open."


PIECES = st.sampled_from(
    ["<p>", "</p>", "<div>", "<article>", "<!--", "&#x0;", "<h1>", "Photo: ", PARAGRAPH, "\0", "<br>"]
)


@given(st.one_of(st.text(), st.binary(), st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=20).map("".join)))
@settings(deadline=None, max_examples=60)
def test_no_page_whatever_raises(html: str | bytes) -> None:
    found = extract(html, URL)
    assert found.text == found.text.strip()
    assert "\n\n\n" not in found.text
    if isinstance(html, str):
        assert isinstance(text_of(html), str)
