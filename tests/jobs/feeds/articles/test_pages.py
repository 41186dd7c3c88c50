"""What becomes of an entry, given what its page and its feed hold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.feeds.articles.pages import MOST_ATTEMPTS, GiveUp, Made, TryAgain, settle
from jobs.feeds.articles.reading import Own, own_text, read_page
from jobs.feeds.fetching.fetch import Failed
from jobs.feeds.parsing.parsed import NO_PAGE
from storage.articles import NewArticle
from storage.entries import Entry
from summaries.types import Extraction

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
URL = "https://post.example/ferry"

ENTRY = Entry(
    id=1,
    feed_id=1,
    feed_title="Harbour Post: News",
    feed_language="en",
    guid="1",
    url=URL,
    title="Ferry hits the mole",
    content="",
    author=None,
    image=None,
    published_at=NOW - timedelta(hours=2),
    seen_at=NOW - timedelta(minutes=5),
    attempts=0,
)
PAGE = Extraction(
    url=URL,
    title="Ferry hits the mole | Harbour Post",
    text="word " * 200,
    language="en",
    author="Nora Quill",
    site="Harbour Post",
    published_at=NOW - timedelta(days=1),
)
NOTHING = Own(text="", language=None)
TEASER = Own(text="Four people were hurt.", language="en")
FULL = Own(text="own " * 200, language="de")


def article(entry: Entry, page: Extraction | Failed, own: Own = NOTHING) -> NewArticle:
    settled = settle(entry, page, own, now=NOW)
    assert isinstance(settled, Made)
    return settled.article


def test_the_page_gives_the_text_and_the_feed_what_it_knows_better():
    made = article(replace(ENTRY, author="N. Quill"), PAGE, TEASER)
    assert (made.text, made.title, made.url) == (PAGE.text, "Ferry hits the mole", URL)
    assert (made.author, made.source) == ("N. Quill", "Harbour Post")
    assert (made.published_at, made.fetched_at) == (NOW - timedelta(hours=2), NOW)


def test_the_page_fills_in_what_the_feed_does_not_say():
    made = article(replace(ENTRY, title="", published_at=None), PAGE)
    assert (made.title, made.author, made.published_at) == (PAGE.title, "Nora Quill", PAGE.published_at)


def test_the_feeds_own_content_stands_where_the_page_gives_less():
    made = article(ENTRY, replace(PAGE, text="Subscribe to read on."), FULL)
    assert (made.text, made.language, made.source) == (FULL.text, "de", "Harbour Post")


def test_no_article_is_from_the_future():
    assert article(replace(ENTRY, published_at=NOW + timedelta(days=1)), PAGE).published_at == NOW


def test_without_any_date_it_is_as_old_as_it_was_first_seen():
    entry, page = replace(ENTRY, published_at=None), replace(PAGE, published_at=None)
    assert article(entry, page).published_at == ENTRY.seen_at


def test_the_source_is_the_feeds_title_where_the_page_names_only_its_host():
    assert article(ENTRY, replace(PAGE, site="post.example")).source == "Harbour Post: News"
    assert article(ENTRY, replace(PAGE, site=None)).source == "Harbour Post: News"
    assert article(replace(ENTRY, feed_title=""), replace(PAGE, site=None)).source == "post.example"


@pytest.mark.parametrize("status", [None, 429, 500, 503])
def test_a_page_that_may_come_back_is_tried_again_ever_later(status: int | None):
    waits = []
    for attempts in range(MOST_ATTEMPTS - 1):
        settled = settle(replace(ENTRY, attempts=attempts), Failed(problem="busy", status=status), TEASER, now=NOW)
        assert isinstance(settled, TryAgain)
        assert settled.problem == "busy"
        waits.append(settled.next_try_at - NOW)
    assert waits == [timedelta(minutes=minutes) for minutes in (5, 30, 180)]
    last = replace(ENTRY, attempts=MOST_ATTEMPTS - 1)
    assert article(last, Failed(problem="busy", status=status), TEASER).text == TEASER.text


def test_a_page_is_tried_again_no_sooner_than_its_server_asks():
    settled = settle(ENTRY, Failed(problem="busy", status=429, retry_after=timedelta(hours=2)), TEASER, now=NOW)
    assert isinstance(settled, TryAgain)
    assert settled.next_try_at == NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    "failed", [Failed(problem="no", status=404), Failed(problem="no", status=403), Failed(problem="no", refused=True)]
)
def test_a_page_that_will_not_come_leaves_the_feeds_words_or_a_reason(failed: Failed):
    assert article(ENTRY, failed, TEASER).text == TEASER.text
    assert settle(ENTRY, failed, NOTHING, now=NOW) == GiveUp(problem="no")


def test_a_feed_that_carries_whole_articles_does_not_wait_for_a_failing_page():
    assert article(ENTRY, Failed(problem="busy", status=503), FULL).text == FULL.text


def test_a_page_and_a_feed_without_text_make_no_article():
    assert isinstance(settle(ENTRY, replace(PAGE, text=""), NOTHING, now=NOW), GiveUp)


def test_an_entry_without_a_page_keeps_its_address():
    entry = replace(ENTRY, url=f"https://post.example/{NO_PAGE}12ab")
    assert article(entry, Failed(problem="none", refused=True), FULL).url == entry.url


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("windows-1251", "text/html; charset=windows-1251"),
        ("utf-8", "text/html; charset=iso-8859-1"),
        ("utf-16", "text/html"),
    ],
)
def test_a_page_is_read_in_its_encoding(encoding: str, content_type: str):
    text = "Порт відкрито знову після бурі. " + "І ще одне речення для ваги. " * 10
    page = f"<!doctype html><html><body><article><p>{text}</p></article></body></html>"
    assert "Порт відкрито знову" in read_page(page.encode(encoding), URL, content_type).article.text


@given(body=st.binary(max_size=300) | st.text(max_size=300).map(str.encode), content_type=st.text(max_size=30))
@settings(max_examples=40)
def test_arbitrary_bytes_as_a_page_never_raise(body: bytes, content_type: str):
    page = read_page(body, URL, content_type)
    assert isinstance(settle(ENTRY, page.article, NOTHING, now=NOW), Made | GiveUp)


@given(content=st.text(max_size=200), title=st.text(max_size=20))
@settings(max_examples=40)
def test_arbitrary_content_never_raises(content: str, title: str):
    assert isinstance(own_text(content, title, None).text, str)
