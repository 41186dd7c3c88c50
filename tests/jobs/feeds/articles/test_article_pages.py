"""From a link to its article: by way of redirects of every kind, under its own address, and not past robots.txt."""

import asyncio
import base64
from dataclasses import replace
from datetime import timedelta
from html import escape

import pytest
from aiohttp import web

from jobs.feeds.fetching.robots import Robots
from storage.tables import EntryRow

pytestmark = pytest.mark.asyncio(loop_scope="session")

MINUTE = timedelta(minutes=1)

TITLE = "Ferry hits the breakwater at Selskerry"
FERRY = (
    "The ferry Guillemot struck the breakwater at Selskerry in thick fog on Sunday night, hurting four people.",
    "The captain had slowed to six knots, the harbour office said, and the radar was working when the ship hit.",
    "Two of the injured were taken to the hospital in Port Ansel, and the ferry is to be towed there on Monday.",
)
BANK = (
    "The Bank of Kestmark cut its key interest rate to 3.25 percent on Monday, the third cut in a row this year.",
    "Governor Ilse Winstrand said inflation had fallen faster than the council had expected in the autumn.",
    "Mortgage holders with variable rates will pay about forty crowns less each month, economists reckon.",
)
OWN = "The ferry Guillemot struck the breakwater at Selskerry, and four people were hurt, the harbour office said."


def page(title=TITLE, paragraphs=FERRY, head=""):
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><title>{escape(title)}</title>{head}"
        f"<meta property='og:site_name' content='Harbour Post'></head>"
        f"<body><article><h1>{escape(title)}</h1>{text}</article></body></html>"
    )


def leading_on(head):
    return f"<!doctype html><html><head><title>One moment</title>{head}</head><body></body></html>"


def canonical(address):
    return f"<link rel='canonical' href='{address}'>"


def feed(*items):
    return f"<rss version='2.0'><channel><title>Harbour Post</title>{''.join(items)}</channel></rss>"


def item(link, title=TITLE, content="", guid=""):
    identity = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    return (
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link>{identity}"
        f"<description>{escape(content)}</description></item>"
    )


def to(location, code=302):
    async def handle(_):
        return web.Response(status=code, headers={"Location": location})

    return handle


async def follow(ticks, site, *items, path="/feed"):
    site.pages[path] = feed(*items)
    ticks.follow(site.url(path))
    await ticks.check()
    return await ticks.read()


def problem_of(ticks, entry_id=1):
    with ticks.database.read() as session:
        return session.get_one(EntryRow, entry_id).problem


@pytest.mark.parametrize(
    "go",
    [
        to("/2026/ferry-hits-mole"),
        to("/2026/ferry-hits-mole?utm_source=feed#comments", 301),
        leading_on("<meta http-equiv='refresh' content='0;url=/2026/ferry-hits-mole'>"),
        leading_on("<noscript><meta http-equiv='refresh' content='0;url=/2026/ferry-hits-mole'></noscript>"),
        leading_on("<link rel='canonical' href='/2026/ferry-hits-mole'><script>go()</script>"),
        leading_on("<meta property='og:url' content='/2026/ferry-hits-mole'><div id='app'></div>"),
    ],
)
async def test_a_link_is_followed_and_the_article_kept_at_its_end(site, ticks, go):
    site.pages |= {"/go": go, "/2026/ferry-hits-mole": page()}
    assert (await follow(ticks, site, item("/go"))).articles == 1
    (article,) = ticks.articles()
    assert article.url == site.url("/2026/ferry-hits-mole")
    assert article.text == "\n\n".join(FERRY)


async def test_a_script_leads_on_where_a_page_is_nothing_else(site, ticks):
    script = f"<script>window.location.replace('{site.url('/ferry')}')</script>"
    site.pages |= {"/go": leading_on(script), "/ferry": page()}
    assert (await follow(ticks, site, item("/go"))).articles == 1
    assert ticks.articles()[0].url == site.url("/ferry")


async def test_several_pages_may_lead_on_but_not_for_ever(site, ticks):
    refresh = "<meta http-equiv='refresh' content='0;url={}'>"
    site.pages |= {f"/{n}": leading_on(refresh.format(f"/{n + 1}")) for n in range(9)}
    site.pages |= {"/a": leading_on(refresh.format("/b")), "/b": leading_on(refresh.format("/a"))}
    report = await follow(ticks, site, item("/0"), item("/a", "Other"))
    assert (report.articles, report.failed) == (0, 2)
    assert [site.asked(f"/{n}") for n in range(9)] == [1, 1, 1, 1, 0, 0, 0, 0, 0]
    assert (site.asked("/a"), site.asked("/b")) == (1, 1)


@pytest.mark.parametrize(
    "inside",
    [
        "<meta http-equiv='refresh' content='0;url={}'>",
        "<script>location.href='{}'</script>",
        "<link rel='canonical' href='{}'>",
        "<meta property='og:url' content='{}'>",
    ],
)
async def test_no_page_leads_inside(site, ticks, private, inside):
    site.pages["/go"] = leading_on(inside.format(f"http://127.0.0.1:{private.port}/ferry"))
    assert (await follow(ticks, site, item("/go"))).failed == 1
    assert "private network" in problem_of(ticks)
    assert private.connections == 0


async def test_an_address_inside_an_address_is_asked_and_the_redirector_is_not(site, ticks):
    site.pages["/ferry"] = page()
    link = site.url("/ferry").encode()
    code = base64.urlsafe_b64encode(b"\x08\x13\x22" + bytes([len(link)]) + link).decode().rstrip("=")
    report = await follow(ticks, site, item(f"https://news.google.com/rss/articles/{code}?oc=5"))
    assert report.articles == 1
    assert ticks.articles()[0].url == site.url("/ferry")


async def test_a_sealed_link_of_google_news_says_what_to_do_instead(site, ticks):
    code = base64.urlsafe_b64encode(b"\x08\x13\x22\x20AU_yqLN3he6m66di3u4dJBtpZLiCR91S").decode()
    own = f'<a href="https://news.google.com/x">{TITLE}</a>&nbsp;&nbsp;<font>Harbour Post</font>'
    report = await follow(ticks, site, item(f"https://news.google.com/rss/articles/{code}?oc=5", content=own))
    assert (report.articles, report.failed) == (0, 1)
    assert problem_of(ticks) == "Google News doesn't say where this leads; follow the outlet's own feed instead"


@pytest.mark.parametrize(
    "variant", ["/amp/2026/ferry-48213", "/2026/ferry-48213/amp", "/2026/ferry-48213?print=1", "/m.php?id=48213"]
)
async def test_a_variants_article_is_kept_at_the_address_that_it_names(site, ticks, variant):
    own = "/2026/ferry-48213"
    site.pages |= dict.fromkeys((variant.partition("?")[0], own), page(head=canonical(own)))
    assert (await follow(ticks, site, item(variant))).articles == 1
    (article,) = ticks.articles()
    assert article.url == site.url(own)


async def test_one_article_in_two_variants_from_two_feeds_is_one(site, ticks):
    own = "/2026/ferry-48213"
    site.pages |= dict.fromkeys(("/m.php", own, "/amp/2026/ferry-48213"), page(head=canonical(own)))
    assert (await follow(ticks, site, item("/m.php?id=48213"))).articles == 1
    assert (await follow(ticks, site, item("/amp/2026/ferry-48213"), path="/second")).copies == 1
    assert (await follow(ticks, site, item("/m.php?id=48213&utm_source=x"), path="/third")).copies == 1
    assert len(ticks.articles()) == 1
    # the variants of a known address were not even asked for
    assert (site.asked("/m.php"), site.asked("/amp/2026/ferry-48213")) == (1, 0)


async def test_a_site_that_gives_all_its_pages_one_address_loses_none(site, ticks):
    head = canonical("/2026/news-of-the-day") + "<meta property='og:url' content='/2026/news-of-the-day'>"
    site.pages |= {"/a/ferry": page(head=head), "/a/bank": page("Bank cuts its rate", BANK, head)}
    assert (await follow(ticks, site, item("/a/ferry"), item("/a/bank", "Bank cuts its rate"))).articles == 2
    assert {article.url for article in ticks.articles()} >= {site.url("/2026/news-of-the-day")}
    assert len({article.text for article in ticks.articles()}) == 2


async def test_another_sites_name_for_the_page_is_not_taken(site, ticks):
    site.pages["/ferry"] = page(head=canonical("https://famous.example/ferry"))
    await follow(ticks, site, item("/ferry"))
    assert ticks.articles()[0].url == site.url("/ferry")


async def test_entries_at_places_of_one_page_are_articles_of_their_own(site, ticks):
    site.pages["/notes"] = page("Notes", (*FERRY, *BANK))
    own = [f"<p>{text}</p><p>{text.lower()}</p>" for text in (FERRY[0], BANK[0])]
    report = await follow(ticks, site, item("/notes#v1", "Ferry", own[0], "1"), item("/notes#v2", "Bank", own[1], "2"))
    assert report.articles == 2
    articles = {article.url: article.text for article in ticks.articles()}
    assert set(articles) == {site.url("/notes#v1"), site.url("/notes#v2")}
    assert "Bank" not in articles[site.url("/notes#v1")]


async def test_a_page_that_robots_txt_names_is_left_alone_and_the_feeds_words_stand(site, ticks, client, workers):
    site.pages |= {"/robots.txt": "User-agent: *\nDisallow: /private/", "/private/1": page(), "/private/2": page()}
    ticks.robots = Robots(client, workers)
    report = await follow(ticks, site, item("/private/1", content=OWN), item("/private/2", "Other"))
    assert (report.articles, report.failed) == (1, 1)
    assert ticks.articles()[0].text == OWN
    assert site.asked("/private/1") == site.asked("/private/2") == 0
    for entry_id in (1, 2):
        assert problem_of(ticks, entry_id) == "the site's robots.txt asks that this page is not fetched"


async def test_pages_wait_while_robots_txt_cannot_be_had_and_then_the_feeds_words_stand(
    site, ticks, client, workers, now
):
    async def broken(_):
        return web.Response(status=503)

    site.pages |= {"/robots.txt": broken, "/ferry": page()}
    ticks.robots = Robots(client, workers)
    assert (await follow(ticks, site, item("/ferry", content=OWN))).waiting == 1
    assert "robots.txt can't be had for now" in problem_of(ticks)
    at, tries = now, 1
    while (await ticks.read(at=at)).articles == 0:
        at += timedelta(hours=4)
        tries += 1
    assert ticks.articles()[0].text == OWN
    assert site.asked("/ferry") == 0
    assert site.asked("/robots.txt") <= tries


async def test_pages_of_a_host_that_asks_for_time_come_one_after_the_other(site, ticks, client, workers, now):
    site.pages |= {"/robots.txt": "User-agent: *\nCrawl-delay: 20", **{f"/{n}": page(f"No. {n}") for n in range(3)}}
    ticks.robots = Robots(client, workers)
    report = await follow(ticks, site, *(item(f"/{n}", f"No. {n}") for n in range(3)))
    assert (report.articles, report.waiting) == (1, 2)
    assert (await ticks.read(at=now + timedelta(seconds=19))).articles == 0
    for seconds in (20, 40):
        assert (await ticks.read(at=now + timedelta(seconds=seconds))).articles == 1
    with ticks.database.read() as session:
        assert [session.get_one(EntryRow, n).attempts for n in (1, 2, 3)] == [0, 0, 0]


async def test_without_respect_for_robots_txt_none_is_asked_for(site, ticks):
    site.pages |= {"/robots.txt": "User-agent: *\nDisallow: /", "/ferry": page()}
    assert (await follow(ticks, site, item("/ferry"))).articles == 1
    assert site.asked("/robots.txt") == 0


async def test_no_host_gets_more_page_requests_at_once_than_the_limit(site, ticks, client, workers):
    busy = peak = 0

    async def counting(_):
        nonlocal busy, peak
        busy += 1
        peak = max(peak, busy)
        await asyncio.sleep(0.01)
        busy -= 1
        return web.Response(text=page(), content_type="text/html")

    pages = [f"/{n}" for n in range(10)]
    site.pages |= dict.fromkeys((*pages, "/robots.txt"), counting)
    ticks.robots = Robots(client, workers)
    ticks.limits = replace(ticks.limits, per_host=2, plan=replace(ticks.limits.plan, first_entries=10))
    await follow(ticks, site, *(item(path, f"No. {path}") for path in pages))
    assert sum(site.asked(path) for path in pages) == 10
    assert site.asked("/robots.txt") == 1
    assert peak == 2


async def test_a_page_beyond_the_cap_leaves_the_feeds_words(site, ticks):
    site.pages["/ferry"] = page(paragraphs=("word " * 100_000,) * 11)
    assert (await follow(ticks, site, item("/ferry", content=OWN))).waiting == 1
    assert problem_of(ticks) == "the answer is larger than 5 MB"
