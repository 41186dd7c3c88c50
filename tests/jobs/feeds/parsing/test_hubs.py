"""Hubs are found where feeds name them: in headers first, else in the feed."""

import json

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from jobs.feeds.fetching.fetch import Fetched, fetch
from jobs.feeds.parsing.hubs import MOST_HUBS, UNNAMED, Named, agreed, named, named_in_headers
from jobs.feeds.parsing.parse import parse_feed

URL = "https://harbour.example/feed"
HUB = "https://hub.example/"
SELF = "https://harbour.example/atom.xml"

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title>
<link rel="self" href="/atom.xml"/><link rel="hub" href="{HUB}"/><link href="https://harbour.example/"/></feed>"""
RSS = f"""<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Harbour</title>
<link>https://harbour.example/</link><atom:link rel="hub" href="{HUB}"/>
<atom:link rel="self" href="{SELF}" type="application/rss+xml"/></channel></rss>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour",
        "items": [],
        "feed_url": SELF,
        "hubs": [{"type": "rssCloud", "url": "https://cloud.example/"}, {"type": "WebSub", "url": HUB}, "nonsense", {}],
    }
)


@pytest.mark.parametrize("body", [ATOM, RSS, JSON_FEED], ids=["atom", "rss", "json"])
def test_a_feed_names_its_hub_and_its_own_address(body):
    assert parse_feed(body.encode(), url=URL).named == Named(hubs=(HUB,), self_url=SELF)


def test_links_of_entries_name_no_hub():
    body = ATOM.replace(f'<link rel="hub" href="{HUB}"/>', "").replace(
        "</feed>", f'<entry><id>a</id><link rel="hub" href="{HUB}"/></entry></feed>'
    )
    assert parse_feed(body.encode(), url=URL).named.hubs == ()


@pytest.mark.parametrize("hubs", [None, "https://hub.example/", [[]], [{"type": "WebSub"}], [{"type": 3, "url": 4}]])
def test_hubs_of_the_wrong_type_count_as_none(hubs):
    document = {"version": "https://jsonfeed.org/version/1.1", "items": [], "hubs": hubs}
    assert parse_feed(json.dumps(document).encode(), url=URL).named == UNNAMED


@pytest.mark.parametrize(
    "values",
    [
        [f'<{HUB}>; rel="hub"', f'<{SELF}>; rel="self"'],
        [f'<{HUB}>; rel=hub, </atom.xml>; title="a, <b>"; rel=self'],
        [f'<{SELF}>; rel="canonical self", <{HUB}>;REL="Hub"'],
    ],
)
def test_link_headers_are_read_as_rfc_8288_writes_them(values):
    assert named_in_headers(values, URL) == Named(hubs=(HUB,), self_url=SELF)


@given(st.lists(st.text(max_size=200), max_size=4))
def test_no_header_makes_trouble(values):
    found = named_in_headers(values, URL)
    assert len(found.hubs) <= MOST_HUBS


@pytest.mark.parametrize("piece", ["<", "<>", '<a>;"', "<a>; rel", "<a>; rel =" + " " * 50, ';rel="' * 3])
def test_a_long_header_comes_to_its_end(piece):
    assert len(named_in_headers([piece * (100_000 // len(piece))], URL).hubs) <= MOST_HUBS


def test_what_is_no_web_address_is_no_hub_and_few_are_kept():
    links = [("hub", "javascript:alert(1)"), ("hub", ""), *(("hub", f"https://h{n}.example/") for n in range(9))]
    assert named(links, URL).hubs == ("https://h0.example/", "https://h1.example/", "https://h2.example/")


def test_the_headers_word_comes_first_and_the_feed_completes_it():
    body = Named(hubs=("https://other.example/",), self_url=SELF)
    assert agreed(Named(hubs=(HUB,)), body, URL) == Named(hubs=(HUB,), self_url=SELF)
    assert agreed(Named(self_url=URL), body, URL) == body
    assert agreed(UNNAMED, Named(hubs=(HUB,)), URL) == Named(hubs=(HUB,), self_url=URL)
    assert agreed(Named(self_url=SELF), UNNAMED, URL) == UNNAMED


@pytest.mark.asyncio(loop_scope="session")
async def test_headers_come_with_what_is_fetched(site, client, now):
    async def answer(_):
        return web.Response(text=ATOM, headers=[("Link", f"<{HUB}>; rel=hub"), ("Link", "</x>; rel=self")])

    site.pages["/feed"] = answer
    fetched = await fetch(client, site.url("/feed"), now=now)
    assert isinstance(fetched, Fetched)
    assert fetched.named == Named(hubs=(HUB,), self_url=site.url("/x"))
