"""Strings out of feeds, made fit to keep and to show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.feeds.text import canonical, from_plain, one_line, sanitised, web_url, without_markup

POST = "https://post.example"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{POST}/a?utm_source=rss&id=7&UTM_Medium=x", f"{POST}/a?id=7"),
        (f"{POST}/a?id=7&fbclid=1&b=&c", f"{POST}/a?id=7&b=&c"),
        (f"{POST}/a?source=rss&from=harbour&rss=1", f"{POST}/a?from=harbour"),
        (f"{POST}/a#utm_source=feed", f"{POST}/a"),
        (f"{POST}/a#xtor=RSS-1", f"{POST}/a"),
        (f"{POST}/notes#v2", f"{POST}/notes#v2"),
        (f"{POST}", f"{POST}/"),
        ("http://post.example:80/a", "http://post.example/a"),
        ("https://post.example:8443/a", "https://post.example:8443/a"),
    ],
)
def test_addresses_are_compared_without_what_does_not_tell_pages_apart(url: str, expected: str):
    assert canonical(url) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/a b", f"{POST}/a%20b"),
        (" ../c \n", f"{POST}/c"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("https://пошта.example/стаття", "https://xn--80a1acn3a.example/%D1%81%D1%82%D0%B0%D1%82%D1%82%D1%8F"),
        ("https://post.example:99999/", ""),
        ("http://[::1", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_links_become_absolute_addresses_in_ascii_or_nothing(link: str, expected: str):
    assert web_url(link, f"{POST}/news/") == expected


def test_what_runs_or_loads_is_taken_out_of_html():
    dirty = '<p onclick="x()">Hi <a href="javascript:x()">there</a></p><script>x()</script><iframe src="/x"></iframe>'
    assert sanitised(dirty) == '<p>Hi <a rel="noopener noreferrer">there</a></p>'


def test_titles_lose_their_markup_and_keep_their_words():
    assert without_markup("<b>Ferry</b> &amp; mole:&nbsp;<br>4 &lt; 5 <script>x</script>") == "Ferry & mole: 4 < 5"


def test_plain_text_becomes_paragraphs():
    assert from_plain("One < two.\n\n \n\nThree\nfour.") == "<p>One &lt; two.</p><p>Three four.</p>"


@given(st.text(), st.integers(2, 50))
def test_a_line_is_one_line_of_bounded_length_that_any_database_keeps(text: str, most: int):
    line = one_line(text, most)
    assert len(line) <= most
    assert "\n" not in line
    assert "\x00" not in line


@given(st.text(max_size=60))
def test_no_string_makes_an_address_that_is_none(text: str):
    for link in (text, f"https://{text}", f"https://post.example/{text}"):
        url = web_url(link, POST)
        assert url == "" or url.startswith(("http://", "https://"))
        assert url.isascii()
        if url:
            assert canonical(canonical(url)) == canonical(url)
