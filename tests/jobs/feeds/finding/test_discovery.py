"""From what an admin types to a feed, or to a word of help."""

import asyncio
import json

import pytest
from aiohttp import web

from jobs.feeds.finding import discovery
from jobs.feeds.finding.addresses import same_feed_key, typed_addresses, typed_login
from jobs.feeds.finding.discovery import MOST_REQUESTS, discover, find_feed, usual_addresses
from jobs.feeds.finding.links import feed_links
from jobs.feeds.problems import FeedProblem
from storage.feed_options import Login

RSS = (
    "<rss version='2.0'><channel><title>Harbour Post</title><language>en</language>"
    + "".join(
        f"<item><title>No. {n}</title><link>/{n}</link><pubDate>Mon, 02 Mar 2026 0{n}:00:00 GMT</pubDate></item>"
        for n in range(1, 6)
    )
    + "</channel></rss>"
)


def rss(title: str, *numbers: int, link: str = "/{}", year: int = 2026) -> str:
    """A feed with an entry for each number, hours of one day."""
    items = "".join(
        f"<item><title>No. {n}</title><link>{link.format(n)}</link>"
        f"<pubDate>Sun, 01 Mar {year} {n:02}:00:00 GMT</pubDate></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>"


def html(head: str, body: str = "<p>Welcome</p>") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def named(*addresses: str) -> str:
    return "".join(f'<link rel="alternate" type="application/rss+xml" href="{address}">' for address in addresses)


@pytest.fixture
def find(client, workers, now):
    """The feeds that an address leads to."""

    async def finding(address):
        return await discover(client, address, now=now, workers=workers)

    return finding


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
        ("@quay@social.example", ("https://social.example/@quay",)),
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


@pytest.mark.parametrize(
    "address", ["/feed.json", "/paper/feed.xml", "/rss", "/feed/", "/?format=atom", "/index.rdf", "/posts.xml"]
)
def test_a_head_that_names_its_feed_without_a_type_is_understood(address: str):
    head = '<link rel="alternate" href="/mobile/"><link rel="alternate" hreflang="de" href="/feed/de">'
    page = html(f'{head}<link rel="alternate" href="{address}" title="Harbour Post">')
    assert feed_links(page.encode(), "https://post.example/") == (f"https://post.example{address}",)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_feed_is_shown_with_its_three_newest_entries(site, find):
    site.pages["/feed"] = RSS
    found = (await find(site.url("/feed")))[0]
    assert (found.url, found.title, found.language, found.kind) == (site.url("/feed"), "Harbour Post", "en", "RSS 2.0")
    assert [entry.title for entry in found.entries] == ["No. 5", "No. 4", "No. 3"]


@pytest.mark.asyncio(loop_scope="session")
async def test_without_a_scheme_https_is_tried_and_then_http(site, find):
    site.pages["/feed"] = RSS
    (found,) = await find(site.url("/feed").removeprefix("http://"))
    assert found.url == site.url("/feed")


@pytest.mark.asyncio(loop_scope="session")
async def test_the_address_kept_is_the_one_that_lasts(site, find):
    async def moved(_: web.Request) -> web.Response:
        return web.Response(status=301, headers={"Location": "/new"})

    async def today(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/today"})

    site.pages |= {"/old": moved, "/new": today, "/today": RSS}
    assert (await find(site.url("/old")))[0].url == site.url("/new")
    assert (await find(site.url("/new")))[0].url == site.url("/new")


@pytest.mark.asyncio(loop_scope="session")
async def test_a_page_leads_to_the_first_of_its_feeds_that_can_be_read(site, find):
    site.pages["/"] = html(
        '<link rel="alternate" type="application/rss+xml" href="/broken">'
        '<link rel="alternate" type="application/feed+json" href="/feed.json">'
    )
    site.pages["/broken"] = html("")
    site.pages["/feed.json"] = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": []})
    (found,) = await find(site.url("/"))
    assert (found.url, found.kind, found.entries) == (site.url("/feed.json"), "JSON Feed 1.1", ())


@pytest.mark.asyncio(loop_scope="session")
async def test_where_there_is_no_feed_the_reason_helps_on(site, find):
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
            await find(site.url(path))


@pytest.mark.asyncio(loop_scope="session")
async def test_a_private_address_is_refused_and_never_contacted(find, private):
    for typed in (f"127.0.0.1:{private.port}", f"http://localhost:{private.port}/feed"):
        with pytest.raises(FeedProblem, match="NEWSDIGEST_ALLOWED_NETWORKS"):
            await find(typed)
    assert private.connections == 0


@pytest.mark.asyncio(loop_scope="session")
async def test_a_pages_link_to_a_private_address_is_not_followed(site, find, private):
    site.pages["/"] = html(f'<link rel="alternate" type="application/rss+xml" href="http://127.0.0.1:{private.port}/">')
    with pytest.raises(FeedProblem, match="private network"):
        await find(site.url("/"))
    assert private.connections == 0


@pytest.mark.asyncio(loop_scope="session")
async def test_the_feeds_of_a_page_are_offered_best_first_with_their_freshness(site, find):
    site.pages |= {
        "/": html(named("/old", "/comments/feed", "/empty", "/main", "/atom", "/sport")),
        "/old": rss("Archive", 1, 2, link="/old/{}", year=2019),
        "/comments/feed": rss("Comments for Harbour Post", 1, 2),
        "/empty": rss("Empty"),
        "/main": rss("Harbour Post", 1, 2, 3, 4),
        "/atom": rss("Harbour Post (Atom)", 1, 2, 3, 4),
        "/sport": rss("Harbour Post: Sport", 5, 6, 7, link="/sport/{}"),
    }
    offered = await find(site.url("/"))
    assert [each.title for each in offered] == ["Harbour Post", "Harbour Post: Sport", "Archive", "Empty"]
    assert [each.newest_at.isoformat() if each.newest_at else None for each in offered] == [
        "2026-03-01T04:00:00+00:00",
        "2026-03-01T07:00:00+00:00",
        "2019-03-01T02:00:00+00:00",
        None,
    ]
    assert round(offered[0].per_week or 0) == round(4 / (31 / 24 / 7))
    assert offered[3].per_week is None


@pytest.mark.asyncio(loop_scope="session")
async def test_feeds_of_comments_are_told_by_where_their_entries_lead(site, find):
    site.pages |= {
        "/": html(named("/talk", "/main")),
        "/talk": rss("Talk", 1, 2, link="/1#comment-{}"),
        "/main": rss("Harbour Post", 1),
    }
    assert [each.title for each in await find(site.url("/"))] == ["Harbour Post"]


@pytest.mark.asyncio(loop_scope="session")
async def test_where_there_are_only_comments_they_are_offered(site, find):
    site.pages |= {"/": html(named("/comments/feed")), "/comments/feed": rss("Comments", 1)}
    assert [each.title for each in await find(site.url("/"))] == ["Comments"]


@pytest.mark.asyncio(loop_scope="session")
async def test_the_feed_of_the_section_that_was_named_comes_before_that_of_the_site(site, find):
    site.pages |= {
        "/sport": html(named("/feed", "/sport/feed")),
        "/feed": rss("Harbour Post", 1, 2, 3),
        "/sport/feed": rss("Sport", 5, 6, 7),
    }
    assert [each.title for each in await find(site.url("/sport"))] == ["Sport", "Harbour Post"]


@pytest.mark.parametrize(
    "body",
    [
        '<a href="/news.rss">Subscribe</a>',
        '<a href="/news.rss"><span>RSS </span></a>',
        '<a href="/about">About</a> <a href="/about/atom">Atoms</a> <a title="RSS" href="/news.rss"><img src="/i"></a>',
    ],
)
@pytest.mark.asyncio(loop_scope="session")
async def test_links_in_the_page_are_followed_where_its_head_names_none(site, find, body):
    site.pages |= {"/": html("", body), "/news.rss": rss("Harbour Post", 1)}
    assert [each.url for each in await find(site.url("/"))] == [site.url("/news.rss")]


@pytest.mark.asyncio(loop_scope="session")
async def test_an_article_leads_to_the_feed_that_its_front_page_names(site, find):
    site.pages |= {"/2026/storm.html": html(""), "/": html(named("/hidden")), "/hidden": rss("Harbour Post", 1)}
    assert [each.url for each in await find(site.url("/2026/storm.html"))] == [site.url("/hidden")]


@pytest.mark.parametrize("path", ["/feed", "/rss.xml", "/feeds/posts/default", "/feed.json"])
@pytest.mark.asyncio(loop_scope="session")
async def test_at_last_the_usual_paths_are_tried_until_one_is_a_feed(site, find, path):
    site.pages |= {"/": html(""), path: rss("Harbour Post", 1)}
    assert [each.url for each in await find(site.url("/"))] == [site.url(path)]
    assert site.requests[-1].path == path


@pytest.mark.asyncio(loop_scope="session")
async def test_a_blog_in_a_folder_is_looked_for_there_first(site, find):
    site.pages |= {"/blog/": html(""), "/blog/index.xml": rss("Blog", 1), "/feed": rss("Shop", 1)}
    assert [each.title for each in await find(site.url("/blog/"))] == ["Blog"]


@pytest.mark.asyncio(loop_scope="session")
async def test_software_that_runs_on_any_host_is_known_by_the_shape_of_its_addresses(site, find):
    site.pages |= {"/@quay": html(""), "/@quay.rss": rss("Quay", 1)}
    assert [each.url for each in await find(site.url("/@quay"))] == [site.url("/@quay.rss")]


@pytest.mark.asyncio(loop_scope="session")
async def test_a_wall_before_the_page_hides_no_feed(site, find):
    async def wall(_: web.Request) -> web.Response:
        return web.Response(status=403)

    site.pages |= {"/": wall, "/rss": rss("Harbour Post", 1)}
    assert [each.url for each in await find(site.url("/"))] == [site.url("/rss")]


@pytest.mark.asyncio(loop_scope="session")
async def test_few_requests_are_made_and_none_twice(site, find):
    site.pages["/blog/"] = html(named(*(f"/nothing/{n}" for n in range(50))))
    with pytest.raises(FeedProblem):
        await find(site.url("/blog/"))
    paths = [request.path for request in site.requests]
    assert len(paths) == len(set(paths)) <= MOST_REQUESTS


@pytest.mark.asyncio(loop_scope="session")
async def test_a_host_that_asks_for_a_rest_is_left_alone(site, find):
    async def busy(_: web.Request) -> web.Response:
        return web.Response(status=429)

    site.pages |= {"/": html(named("/one", "/two")), "/one": busy, "/two": rss("Two", 1)}
    with pytest.raises(FeedProblem, match="come less often"):
        await find(site.url("/"))
    assert [request.path for request in site.requests] == ["/", "/one"]


@pytest.mark.asyncio(loop_scope="session")
async def test_a_search_that_takes_too_long_ends_with_what_was_found(site, find, monkeypatch):
    async def hanging(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError("nobody waits for this")

    site.pages |= {"/": html(named("/one", "/two")), "/one": rss("One", 1), "/two": hanging, "/slow": hanging}
    await find(site.url("/one"))  # the worker has started
    monkeypatch.setattr(discovery, "LONGEST_SECONDS", 2)
    assert [each.title for each in await find(site.url("/"))] == ["One"]
    with pytest.raises(FeedProblem, match="too slowly"):
        await find(site.url("/slow"))


@pytest.mark.asyncio(loop_scope="session")
async def test_who_wants_one_feed_only_stops_at_the_first(site, client, workers, now):
    site.pages |= {"/": html(named("/one", "/two")), "/one": rss("One", 1), "/two": rss("Two", 2)}
    assert (await find_feed(client, workers, site.url("/"), now=now)).feed.title == "One"
    assert site.asked("/two") == 0


def test_usual_addresses_keep_scheme_and_port_and_leave_files_alone():
    assert usual_addresses("http://post.example:8080/")[0] == "http://post.example:8080/feed"
    assert usual_addresses("https://post.example/blog/x")[:2] == (
        "https://post.example/blog/feed",
        "https://post.example/blog/index.xml",
    )
    assert usual_addresses("https://post.example/index.php")[0] == "https://post.example/feed"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://post.example/feed", "https://post.example/feed"),
        ("https://post.example/feed/", "https://post.example/feed"),
        ("https://POST.example/feed#top", "https://post.example:443/feed"),
        ("https://post.example", "https://post.example/"),
        ("https://sam:secret@post.example/feed", "https://post.example/feed"),
        ("https://post.example/feed?utm_source=x", "https://post.example/feed"),
        ("https://новини.example/feed", "https://xn--b1amarcd.example/feed"),
    ],
)
def test_addresses_that_are_one_feeds(one, other):
    assert same_feed_key(one) == same_feed_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://post.example/feed", "https://www.post.example/feed"),
        ("https://post.example/feed?type=rss", "https://post.example/feed?type=atom"),
        ("https://post.example/Feed", "https://post.example/feed"),
        ("https://post.example:8080/feed", "https://post.example/feed"),
    ],
)
def test_addresses_that_may_be_two_feeds(one, other):
    assert same_feed_key(one) != same_feed_key(other)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://sam:s%40cret@post.example:8443/f?a=1", "https://post.example:8443/f?a=1"),
        ("sam:s%40cret@post.example/f", "post.example/f"),
    ],
)
def test_a_login_is_taken_out_of_what_was_typed(typed, address):
    assert typed_login(typed) == (address, Login(user="sam", password="s@cret"))


@pytest.mark.parametrize("typed", ["post.example/f", "https://post.example/@quay", "@quay@social.example", "feed://x"])
def test_what_has_no_login_stays_as_it_was_typed(typed):
    assert typed_login(typed) == (typed, None)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_typed_login_opens_the_site_and_its_feeds_and_is_kept_out_of_their_addresses(site, find):
    def behind(body: str):
        async def locked(request: web.Request) -> web.Response:
            if request.headers.get("Authorization") != "Basic c2FtOnB3":
                return web.Response(status=401)
            return web.Response(text=body, content_type="text/html")

        return locked

    site.pages |= {"/": behind(html(named("/feed"))), "/feed": behind(rss("Harbour Post", 1))}
    found = await find(site.url("/").replace("http://", "http://sam:pw@"))
    assert [each.url for each in found] == [site.url("/feed")]
    with pytest.raises(FeedProblem, match="login"):
        await find(site.url("/"))
