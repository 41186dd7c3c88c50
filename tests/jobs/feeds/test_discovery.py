"""From what an admin types to a feed, or to a word of help."""

import json

import pytest
from aiohttp import web

from jobs.feeds.discovery import probe, typed_addresses
from jobs.feeds.links import feed_links
from jobs.feeds.problems import FeedProblem

RSS = (
    "<rss version='2.0'><channel><title>Harbour Post</title><language>en</language>"
    + "".join(
        f"<item><title>No. {n}</title><link>/{n}</link><pubDate>Mon, 02 Mar 2026 0{n}:00:00 GMT</pubDate></item>"
        for n in range(1, 6)
    )
    + "</channel></rss>"
)


def html(head: str) -> str:
    return f"<!doctype html><html><head>{head}</head><body><p>Welcome</p></body></html>"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://post.example/feed", ("https://post.example/feed",)),
        (" <HTTP://post.example/feed> ", ("HTTP://post.example/feed",)),
        ("post.example/feed", ("https://post.example/feed", "http://post.example/feed")),
        ("feed://post.example/feed", ("https://post.example/feed", "http://post.example/feed")),
        ("feed:https://post.example/feed", ("https://post.example/feed",)),
        ("127.0.0.1:8080/feed", ("https://127.0.0.1:8080/feed", "http://127.0.0.1:8080/feed")),
        ("новини.example", ("https://новини.example", "http://новини.example")),
    ],
)
def test_an_address_is_made_whole(typed: str, meant: tuple[str, ...]):
    assert typed_addresses(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "   ", "harbour", "two words.example", "ftp://post.example", "http://", "a@b", "http://["]
)
def test_what_is_no_address_is_refused_with_an_example(typed: str):
    with pytest.raises(FeedProblem):
        typed_addresses(typed)


def test_a_page_that_is_none_names_no_feeds():
    for noise in (b"", b" ", b"\x00" * 100, b"<" * 1000, bytes(range(256))):
        assert feed_links(noise, "https://post.example/") == ()


def test_the_links_of_a_page_that_name_feeds_are_found_in_order():
    page = html(
        '<link rel="stylesheet" href="/style.css"><LINK REL=alternate TYPE=application/rss+xml HREF=/rss>'
        '<link href="/a?x=1&amp;y=2" type="application/atom+xml; charset=utf-8" title="A > B" rel="home alternate">'
        '<link rel="alternate" hreflang="de" href="/de"><link rel="alternate" type="text/html" href="/amp">'
        '<link rel="alternate" type="application/rss+xml" href="javascript:x">'
        '<link rel="alternate" type="application/rss+xml" href="/rss">'
    )
    assert feed_links(page.encode(), "https://post.example/news/") == (
        "https://post.example/rss",
        "https://post.example/a?x=1&y=2",
    )


@pytest.mark.asyncio(loop_scope="session")
async def test_a_feed_is_shown_with_its_three_newest_entries(site, client, workers, now):
    site.pages["/feed"] = RSS
    found = await probe(client, site.url("/feed"), now=now, workers=workers)
    assert (found.url, found.title, found.language, found.kind) == (site.url("/feed"), "Harbour Post", "en", "RSS 2.0")
    assert [entry.title for entry in found.entries] == ["No. 5", "No. 4", "No. 3"]


@pytest.mark.asyncio(loop_scope="session")
async def test_without_a_scheme_https_is_tried_and_then_http(site, client, workers, now):
    site.pages["/feed"] = RSS
    found = await probe(client, site.url("/feed").removeprefix("http://"), now=now, workers=workers)
    assert found.url == site.url("/feed")


@pytest.mark.asyncio(loop_scope="session")
async def test_the_address_kept_is_the_one_that_lasts(site, client, workers, now):
    async def moved(_: web.Request) -> web.Response:
        return web.Response(status=301, headers={"Location": "/new"})

    async def today(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/today"})

    site.pages |= {"/old": moved, "/new": today, "/today": RSS}
    assert (await probe(client, site.url("/old"), now=now, workers=workers)).url == site.url("/new")
    assert (await probe(client, site.url("/new"), now=now, workers=workers)).url == site.url("/new")


@pytest.mark.asyncio(loop_scope="session")
async def test_a_page_leads_to_the_first_of_its_feeds_that_can_be_read(site, client, workers, now):
    site.pages["/"] = html(
        '<link rel="alternate" type="application/rss+xml" href="/broken">'
        '<link rel="alternate" type="application/feed+json" href="/feed.json">'
    )
    site.pages["/broken"] = html("")
    site.pages["/feed.json"] = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": []})
    found = await probe(client, site.url("/"), now=now, workers=workers)
    assert (found.url, found.kind, found.entries) == (site.url("/feed.json"), "JSON Feed 1.1", ())


@pytest.mark.asyncio(loop_scope="session")
async def test_where_there_is_no_feed_the_reason_helps_on(site, client, workers, now):
    site.pages["/page"] = html("<title>Post</title>")
    site.pages["/points"] = html('<link rel="alternate" type="application/rss+xml" href="/nowhere">')
    site.pages["/words"] = "only words"
    reasons = {
        "/page": "names no feed; look for a link called RSS",
        "/nowhere": "nothing at this address",
        "/points": "names a feed, but that can't be read: there is nothing",
        "/words": "not a feed",
    }
    for path, words in reasons.items():
        with pytest.raises(FeedProblem, match=words):
            await probe(client, site.url(path), now=now, workers=workers)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_private_address_is_refused_and_never_contacted(client, workers, private, now):
    for typed in (f"127.0.0.1:{private.port}", f"http://localhost:{private.port}/feed"):
        with pytest.raises(FeedProblem, match="NEWSDIGEST_ALLOWED_NETWORKS"):
            await probe(client, typed, now=now, workers=workers)
    assert private.connections == 0


@pytest.mark.asyncio(loop_scope="session")
async def test_a_pages_link_to_a_private_address_is_not_followed(site, client, workers, private, now):
    site.pages["/"] = html(f'<link rel="alternate" type="application/rss+xml" href="http://127.0.0.1:{private.port}/">')
    with pytest.raises(FeedProblem, match="private network"):
        await probe(client, site.url("/"), now=now, workers=workers)
    assert private.connections == 0
