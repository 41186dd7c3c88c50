"""Addresses that hold the one they lead to."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.feeds.redirectors import straight

FERRY = "https://post.example/ferry?id=7"
QUOTED = "https%3A%2F%2Fpost.example%2Fferry%3Fid%3D7"


def google_news(*fields: bytes) -> str:
    """A link of Google News around a message whose fields 4 and, where there is one, 26 are these."""
    message = b"\x08\x13"
    for tag, value in zip((b"\x22", b"\xd2\x01"), fields, strict=False):
        length = bytes([len(value)]) if len(value) < 128 else bytes([len(value) & 0x7F | 0x80, len(value) >> 7])
        message += tag + length + value
    code = base64.urlsafe_b64encode(message).decode().rstrip("=")
    return f"https://news.google.com/rss/articles/{code}?oc=5&hl=en-GB"


@pytest.mark.parametrize(
    "link",
    [
        google_news(FERRY.encode()),
        google_news(FERRY.encode(), b"https://post.example/amp/ferry"),
        google_news(FERRY.encode()).replace("/rss/", "/"),
        google_news(FERRY.encode()).replace("/rss/", "/__i/rss/rd/"),
        f"https://www.google.com/url?rct=j&sa=t&url={QUOTED}&ct=ga",
        f"https://google.co.uk/url?q={QUOTED}",
        f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&url={QUOTED}&c=17",
        f"https://r.search.yahoo.com/_ylt=Aw/RV=2/RE=17/RO=10/RU={QUOTED}/RK=2/RS=x-",
        f"https://l.facebook.com/l.php?u={QUOTED}&h=AT3",
        f"https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3D{QUOTED.replace('%', '%25')}",
    ],
)
def test_the_address_inside_is_read_without_asking_anybody(link: str):
    assert straight(link) == FERRY


@pytest.mark.parametrize(
    ("link", "page"),
    [
        ("https://www-post-example.cdn.ampproject.org/c/s/www.post.example/ferry/amp", "https://www.post.example/ferry/amp"),
        ("https://cdn.ampproject.org/v/post.example/ferry?amp=1", "http://post.example/ferry?amp=1"),
        ("https://www.google.com/amp/s/post.example/ferry.amp", "https://post.example/ferry.amp"),
    ],
)  # fmt: skip
def test_amp_caches_name_the_page_they_keep(link: str, page: str):
    assert straight(link) == page


def test_a_long_address_in_a_link_of_google_news_is_read_whole():
    long = FERRY + "&more=" + "x" * 300
    assert straight(google_news(long.encode())) == long


@pytest.mark.parametrize(
    "link",
    [
        google_news(b"AU_yqLN3he6m66di3u4dJBtpZLiCR91SaAEDZMe4sC5Vfu0vY6FyW95ePgL1Gcdzf"),
        "https://news.google.com/rss/articles/CBMi",
        "https://news.google.com/rss/articles/" + "A" * 99,
        "https://www.google.com/url?q=javascript%3Aalert(1)",
        "https://www.google.com/url?q=//post.example/",
        "https://www.google.com/url?q=https%3A%2F%2F",
        "https://www.google.com/amp/",
        "https://post.example/url?url=https%3A%2F%2Fother.example%2F",
        "https://post.example/amp/s/other.example/ferry",
    ],
)
def test_what_holds_no_address_stays(link: str):
    assert straight(link) == link


@given(st.text(max_size=80))
def test_no_string_raises(text: str):
    for start in (
        "",
        "https://news.google.com/rss/articles/",
        "https://www.google.com/url?q=",
        "https://[",
        "https://",
    ):
        assert isinstance(straight(start + text), str)
