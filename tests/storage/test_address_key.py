"""Which addresses are taken to be one article's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.address_key import address_key

FERRY = "https://post.example/2026/ferry"


@pytest.mark.parametrize(
    "variant",
    [
        "http://post.example/2026/ferry",
        "https://www.post.example/2026/ferry/",
        "https://POST.example:443/2026/ferry",
        "https://m.post.example/2026/ferry",
        "https://mobile.post.example/2026/ferry",
        "https://amp.post.example/2026/ferry",
        "https://www.post.example/amp/2026/ferry",
        "https://post.example/2026/ferry/amp/",
        "https://post.example/2026/ferry.amp.html",
        "https://post.example/2026/ferry.amp",
        "https://post.example/2026/ferry?amp=1",
        "https://post.example/2026/ferry?outputType=amp&usqp=mq331AQ",
        "https://post.example/2026/ferry?print=1",
        "https://post.example/print/2026/ferry",
        "https://post.example/2026/ferry/print/",
        "https://post.example/2026/ferry?m=1",
        "https://post.example/2026/ferry/index.html",
        "https://post.example/2026/ferry#comments",
        "https://post.example/2026/ferry#:~:text=The%20captain",
    ],
)
def test_variants_of_an_address_are_one(variant: str):
    assert address_key(variant) == address_key(FERRY)


@pytest.mark.parametrize(
    "other",
    [
        "https://post.example/2026/Ferry",
        "https://post.example/2026/ferry?id=2",
        "https://post.example/2026/ferry#v2",
        "https://post.example/2026/ferry#comment-7",
        "https://post.example:8443/2026/ferry",
        "https://sport.post.example/2026/ferry",
        "https://post.example/2026/ferry/2",
        "https://post.example/",
    ],
)
def test_what_may_be_another_article_is_another(other: str):
    assert address_key(other) != address_key(FERRY)


def test_a_name_that_only_looks_like_a_variants_stays():
    assert address_key("https://amp.dev/about") == "amp.dev/about"
    assert address_key("https://post.example/print") == "post.example/print"


@given(st.text())
def test_any_string_has_a_key(text: str):
    assert isinstance(address_key(f"https://{text}"), str)
    assert isinstance(address_key(text), str)
