"""Where pages say that their articles stand, what of it is believed, and which pages only lead on."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.feeds.articles.own_address import onward, own_address
from jobs.feeds.articles.pointers import MOST_SECONDS, Pointers, pointers_in

POST = "https://post.example"
HERE = f"{POST}/2026/ferry-hits-mole-48213"


def said(head: str, url: str = HERE) -> Pointers:
    return pointers_in(f"<!doctype html><html><head>{head}</head><body></body></html>", url)


@pytest.mark.parametrize(
    "tag",
    [
        '<link rel="canonical" href="/ferry">',
        "<LINK HREF='https://post.example/ferry' REL='Canonical'>",
        "<link href=/ferry rel=canonical />",
        '<link data-x="1" rel="shortlink canonical" href="//post.example/ferry"/>',
        '<base href="https://post.example/"><link rel="canonical" href="ferry">',
    ],
)
def test_a_canonical_link_is_read_however_it_is_written(tag: str):
    assert said(tag).canonical == f"{POST}/ferry"


def test_open_graph_names_an_address_with_its_entities():
    assert said('<meta property="og:url" content="/ferry?a=1&amp;b=2">').named == f"{POST}/ferry?a=1&b=2"
    assert said('<meta name="og:url" content="/ferry">').named == f"{POST}/ferry"


@pytest.mark.parametrize(
    "nothing",
    [
        '<!-- <link rel="canonical" href="/old"> -->',
        '<script>var x = \'<link rel="canonical" href="/old">\';</script>',
        '<link rel="alternate" href="/old">',
        '<link rel="canonical" href="javascript:alert(1)">',
        '<link rel="canonical">',
        '<!-- <link rel="canonical" href="/old">',
    ],
)
def test_what_is_commented_out_or_no_address_says_nothing(nothing: str):
    assert said(nothing) == Pointers()


@pytest.mark.parametrize(
    "head",
    [
        '<meta http-equiv="refresh" content="0;URL=https://post.example/ferry">',
        "<meta http-equiv='Refresh' content=\"0; url='/ferry'\">",
        '<noscript><META http-equiv="refresh" content="3, /ferry"></noscript>',
        "<script>window.location.replace('https://post.example/ferry')</script>",
        '<script>window.opener = null; location.replace("https:\\/\\/post.example\\/ferry")</script>',
        '<script>document.location.href = "https://post.example/ferry";</script>',
    ],
)
def test_a_page_sends_its_readers_on(head: str):
    assert said(head).onward == f"{POST}/ferry"


@pytest.mark.parametrize(
    "head",
    [
        f'<meta http-equiv="refresh" content="{MOST_SECONDS + 1};url=/ferry">',
        '<meta http-equiv="refresh" content="300">',
        "<script>if (location.href == 'https://post.example/ferry') {}</script>",
        "<script>location.href = 'https://post.example/app'</script>" + "Words of the page. " * 20,
    ],
)
def test_a_page_that_reloads_or_asks_where_it_is_sends_nobody_on(head: str):
    assert said(head).onward == ""


@pytest.mark.parametrize("start", ["<!--" * 50_000, "<script>" * 25_000, "<meta " * 40_000, "<meta " + "a=b " * 50_000])
def test_hostile_pages_are_walked_over_once(start: str):
    assert pointers_in(start + '<link rel="canonical" href="/x">', HERE).onward == ""


@given(st.text(), st.text())
def test_any_text_can_be_read(head: str, url: str):
    assert isinstance(said(head), Pointers)
    assert isinstance(own_address(said(head), visited=[HERE], found_at=HERE), str)


@pytest.mark.parametrize(
    ("found_at", "canonical"),
    [
        (HERE, HERE),
        (f"{HERE}/amp", HERE),
        (f"{POST}/amp/2026/ferry-hits-mole-48213", HERE),
        ("https://amp.post.example/2026/ferry-hits-mole-48213", HERE),
        ("https://m.post.example/article.php?id=48213", HERE),
        (f"{POST}/print.php?article=48213", HERE),
        (f"{POST}/news/ferry-hits-the-mole", f"{POST}/2026/02/ferry-hits-mole"),
        ("https://www.post.example/2026/ferry-hits-mole-48213", HERE),
        ("https://news.post.example/a/48213", HERE),
    ],
)
def test_the_address_that_a_page_of_the_same_article_names_is_taken(found_at: str, canonical: str):
    assert own_address(Pointers(canonical=canonical), visited=[found_at], found_at=found_at) == canonical


@pytest.mark.parametrize(
    "canonical",
    [
        f"{POST}/",
        f"{POST}/2026/",
        f"{POST}/2026",
        f"{POST}/2026/bank-cuts-its-rate-51999",
        "https://other.example/2026/ferry-hits-mole-48213",
        "https://post.example.evil.example/2026/ferry-hits-mole-48213",
        "http://127.0.0.1/2026/ferry-hits-mole-48213",
        f"{POST}/2026/" + "x" * 2001,
    ],
)
def test_front_pages_sections_other_articles_and_other_sites_are_not_believed(canonical: str):
    assert own_address(Pointers(canonical=canonical), visited=[HERE], found_at=HERE) == HERE


def test_what_led_to_the_page_may_be_named_by_it():
    link = "https://go.example/x81"
    assert own_address(Pointers(canonical=link), visited=[link], found_at=HERE) == link


def test_what_two_names_agree_on_is_believed_though_nothing_in_it_is_alike():
    both = Pointers(canonical=f"{POST}/s/a81", named=f"{POST}/s/a81")
    assert own_address(both, visited=[HERE], found_at=HERE) == f"{POST}/s/a81"
    assert own_address(replace(both, named=""), visited=[HERE], found_at=HERE) == HERE


def test_a_page_that_came_over_https_is_kept_with_https_and_without_tracking():
    named = Pointers(canonical=f"{HERE.replace('https', 'http')}?utm_source=rss#main")
    assert own_address(named, visited=[HERE], found_at=HERE) == HERE
    assert own_address(Pointers(), visited=[HERE], found_at=f"{HERE}?utm_source=rss") == HERE


def test_a_page_without_an_article_leads_where_it_sends_readers_else_where_it_says_to_stand():
    pointers = Pointers(onward=f"{POST}/a", canonical=f"{POST}/b", named=f"{POST}/c")
    assert onward(pointers, visited=[HERE]) == f"{POST}/a"
    assert onward(replace(pointers, onward=""), visited=[HERE]) == f"{POST}/b"
    assert onward(pointers, visited=[HERE, f"{POST}/a", f"{POST}/b"]) == f"{POST}/c"


def test_nothing_leads_in_circles_or_to_a_front_page():
    circle = Pointers(onward=f"{POST}/", canonical=HERE, named=f"{HERE}/amp")
    assert onward(circle, visited=[HERE]) is None


def test_where_a_page_leads_through_a_known_redirector_the_end_is_taken():
    pointers = Pointers(onward=f"https://www.google.com/url?q={POST}/a")
    assert onward(pointers, visited=[HERE]) == f"{POST}/a"
