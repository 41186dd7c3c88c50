"""robots.txt is asked once a day and obeyed, also by redirects, and never by a way around the guard."""

import asyncio
import socket
from datetime import timedelta
from ipaddress import ip_network

import pytest
import pytest_asyncio
from aiohttp import web

from jobs.feeds.fetching.client import FetchSettings, open_client
from jobs.feeds.fetching.fetch import Failed, Fetched, fetch
from jobs.feeds.fetching.guard import AddressRules
from jobs.feeds.fetching.robots import Robots
from jobs.feeds.fetching.robots_txt import Ruling, ruling
from jobs.feeds.fetching.turns import Turns
from jobs.feeds.problems import AddressRefused, FeedProblem, PageDisallowed

pytestmark = pytest.mark.asyncio(loop_scope="session")

POST = "https://post.example"
SITE = "127.0.0.2"
SECOND = timedelta(seconds=1)


@pytest_asyncio.fixture(loop_scope="session")
async def robots(client, workers):
    return Robots(client, workers)


def status(code, **headers):
    async def handle(_):
        return web.Response(status=code, headers=headers)

    return handle


RULES = """
User-agent: *
Disallow: /

User-agent: NewsDigest
User-agent: otherbot
Disallow: /private
Allow: /private/open
Disallow: /*?print=
Disallow: /*.pdf$
Disallow: /%D0%B0
Allow: /long/er
Disallow: /long
Crawl-delay: 2.5

User-agent: newsdigest-images
Disallow: /pictures
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/news/1", True),
        ("/private", False),
        ("/private/1", False),
        ("/private/open/1", True),
        ("/news/1?print=1", False),
        ("/file.pdf", False),
        ("/file.pdf?x=1", True),
        ("/%d0%b0/1", False),
        ("/а", False),
        ("/long/er", True),
        ("/long/e", False),
        ("/pictures/1", True),
        ("/robots.txt", True),
    ],
)
async def test_the_longest_match_of_our_own_group_decides(path, allowed):
    assert ruling(RULES, POST + path) == Ruling(allowed, 2.5)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("<html><body>Not found</body></html>", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /", False),
        ("\ufeffuser-agent:*\ndisallow:/\r\n", False),
        ("User-agent: otherbot\nDisallow: /", True),
        ("User-agent: *\nDisallow: /news\nAllow: /news", True),
    ],
)
async def test_a_robots_txt_is_read_as_it_comes(text, allowed):
    assert ruling(text.lstrip("\ufeff"), f"{POST}/news").allowed is allowed


async def test_a_disallowed_page_is_not_asked_for(site, client, robots, now):
    site.pages |= {"/robots.txt": "User-agent: newsdigest\nDisallow: /private", "/private/1": "x", "/open": "x"}
    outcome = await fetch(client, site.url("/private/1"), now=now, gate=robots.gate(now=now))
    assert isinstance(outcome, Failed)
    assert outcome.refused
    assert outcome.problem == "the site's robots.txt asks that this page is not fetched"
    assert isinstance(await fetch(client, site.url("/open"), now=now, gate=robots.gate(now=now)), Fetched)
    assert site.asked("/private/1") == 0


async def test_it_is_asked_once_a_day_for_all_pages_of_a_host(site, robots, now):
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /private"
    await asyncio.gather(*(robots.check(site.url(f"/{n}"), now=now) for n in range(20)))
    assert site.asked("/robots.txt") == 1
    await robots.check(site.url("/a"), now=now + timedelta(hours=23))
    assert site.asked("/robots.txt") == 1
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /a"
    with pytest.raises(PageDisallowed):
        await robots.check(site.url("/a"), now=now + timedelta(days=1))
    assert site.asked("/robots.txt") == 2
    (agent,) = {request.headers["User-Agent"].partition("/")[0] for request in site.requests}
    assert agent == "newsdigest"


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 451])
async def test_a_host_without_one_allows_everything(site, robots, now, code):
    site.pages["/robots.txt"] = status(code)
    assert (await robots.check(site.url("/a"), now=now)).allowed


@pytest.mark.parametrize("code", [429, 500, 503])
async def test_while_it_cannot_be_had_pages_are_left_alone(site, robots, now, code):
    site.pages["/robots.txt"] = status(code)
    for after in (timedelta(0), timedelta(minutes=29)):
        with pytest.raises(FeedProblem, match="left alone") as raised:
            await robots.check(site.url("/a"), now=now + after)
        assert not isinstance(raised.value, PageDisallowed)
    assert site.asked("/robots.txt") == 1
    site.pages["/robots.txt"] = status(404)
    assert (await robots.check(site.url("/a"), now=now + timedelta(minutes=30))).allowed


async def test_a_host_that_does_not_answer_is_left_alone(robots, now):
    with pytest.raises(FeedProblem, match="no connection"):
        await robots.check("http://127.0.0.2:1/a", now=now)


async def test_redirects_of_robots_txt_are_followed_and_a_loop_of_them_allows(site, robots, now):
    site.pages |= {"/robots.txt": status(301, Location="/r"), "/r": "User-agent: *\nDisallow: /a"}
    with pytest.raises(PageDisallowed):
        await robots.check(site.url("/a"), now=now)
    site.pages["/r"] = status(301, Location="/robots.txt")
    assert (await robots.check(site.url("/a"), now=now + timedelta(days=2))).allowed


async def test_a_page_that_redirects_to_a_disallowed_one_is_not_had(site, client, robots, now):
    site.pages |= {
        "/robots.txt": "User-agent: *\nDisallow: /private",
        "/go": status(302, Location="/private/1"),
        "/private/1": "x",
    }
    outcome = await fetch(client, site.url("/go"), now=now, gate=robots.gate(now=now))
    assert isinstance(outcome, Failed)
    assert outcome.refused
    assert site.asked("/private/1") == 0


async def test_the_guard_holds_for_robots_txt_too(site, private, robots, now):
    with pytest.raises(AddressRefused, match="private network"):
        await robots.check(f"http://127.0.0.1:{private.port}/a", now=now)
    site.pages["/robots.txt"] = status(302, Location=f"http://127.0.0.1:{private.port}/robots.txt")
    with pytest.raises(AddressRefused):
        await robots.check(site.url("/a"), now=now)
    assert private.connections == 0


async def test_of_an_endless_one_the_first_half_megabyte_counts(site, robots, now):
    async def endless(request):
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"User-agent: *\nDisallow: /a\n")
        while True:
            await response.write(b"# more\n" * 10_000)

    site.pages["/robots.txt"] = endless
    with pytest.raises(PageDisallowed):
        await robots.check(site.url("/a"), now=now)
    assert (await robots.check(site.url("/b"), now=now)).allowed


async def test_patterns_made_to_take_for_ever_do_not(site, robots, now):
    site.pages["/robots.txt"] = "User-agent: *\n" + f"Disallow: /{'*a' * 60}b$\n" * 20
    assert (await robots.check(site.url("/" + "a" * 1500), now=now)).allowed


async def test_old_ones_make_room_for_new_ones(site, workers, now):
    def lookup(_, port, **kind):
        return socket.getaddrinfo(SITE, port, **kind)

    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /a\n" + "# words\n" * 1000
    rules = AddressRules(allowed=(ip_network(f"{SITE}/32"),))
    pages = [site.url("/b").replace(SITE, f"{n}.example") for n in range(4)]
    async with open_client(FetchSettings(rules=rules), lookup=lookup) as client:
        robots = Robots(client, workers, most_kept=20_000)
        for asked, n in enumerate((0, 1, 0, 2, 3, 0)):
            await robots.check(pages[n], now=now)
            assert site.asked("/robots.txt") == (1, 2, 2, 3, 4, 5)[asked]


async def test_a_host_that_asks_for_time_between_pages_gets_it(site, robots, now):
    site.pages["/robots.txt"] = "User-agent: *\nCrawl-delay: 10"
    turns = [await robots.turn(site.url(f"/{n}"), n, now=now) for n in range(4)]
    assert turns == [None, now + 10 * SECOND, now + 20 * SECOND, now + 30 * SECOND]
    # each comes back at its moment, and a newcomer waits behind them
    assert await robots.turn(site.url("/1"), 1, now=now + 10 * SECOND) is None
    assert await robots.turn(site.url("/2"), 2, now=now + 10 * SECOND) == now + 20 * SECOND
    assert await robots.turn(site.url("/9"), 9, now=now + 10 * SECOND) == now + 40 * SECOND
    assert await robots.turn(site.url("/2"), 2, now=now + 25 * SECOND) is None


async def test_more_than_a_minute_between_pages_is_not_waited(site, robots, now):
    site.pages["/robots.txt"] = "User-agent: *\nCrawl-delay: 86400"
    await robots.turn(site.url("/1"), 1, now=now)
    assert await robots.turn(site.url("/2"), 2, now=now) == now + timedelta(minutes=1)


async def test_a_free_host_is_free_at_once(now):
    turns = Turns()
    assert turns.take("a", 1, 10 * SECOND, now=now) is None
    assert turns.take("b", 2, 10 * SECOND, now=now) is None
    assert turns.take("a", 3, 10 * SECOND, now=now + 11 * SECOND) is None
