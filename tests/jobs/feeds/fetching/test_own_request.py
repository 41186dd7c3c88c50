"""A feed's own headers, login and proxy reach its own host, and nobody else; what is secret stays so."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network

import pytest
from aiohttp import web

from jobs.feeds.fetching.client import FetchSettings, open_client
from jobs.feeds.fetching.fetch import Failed, Fetched, fetch
from jobs.feeds.fetching.guard import AddressRules
from jobs.feeds.fetching.own_request import checked, typed_options
from jobs.feeds.problems import FeedProblem
from storage.feed_options import FeedOptions, Login

pytestmark = pytest.mark.asyncio(loop_scope="session")

OWN = FeedOptions(headers={"X-Key": "k3y-secret", "User-Agent": "Reader/1"}, login=Login(user="ada", password="p:ä"))
BASIC = "Basic " + base64.b64encode("ada:p:ä".encode()).decode()


def shown(request: web.Request) -> tuple[str | None, str | None]:
    return request.headers.get("X-Key"), request.headers.get("Authorization")


async def test_headers_and_login_go_with_each_request_to_the_feeds_host(site, client, now):
    async def away(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/feed"})

    site.pages |= {"/away": away, "/feed": "<rss/>"}
    assert isinstance(await fetch(client, site.url("/away"), now=now, options=OWN), Fetched)
    assert [shown(request) for request in site.requests] == [("k3y-secret", BASIC)] * 2
    assert {request.headers["User-Agent"] for request in site.requests} == {"Reader/1"}


async def test_a_redirect_to_another_host_takes_neither_along(site, now):
    port = int(site.base.rpartition(":")[2])

    async def away(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": f"http://other.localhost:{port}/feed"})

    site.pages |= {"/away": away, "/feed": "<rss/>"}
    rules = AddressRules(allowed=(ip_network("127.0.0.2/32"),))
    async with open_client(FetchSettings(rules=rules), lookup=at_the_site) as client:
        assert isinstance(await fetch(client, site.url("/away"), now=now, options=OWN), Fetched)
        first, second = site.requests
        assert shown(first) == ("k3y-secret", BASIC)
        assert shown(second) == (None, None)
        assert second.headers["User-Agent"].startswith("newsdigest/")


def at_the_site(_host: str, port: int, **_: object) -> list[object]:
    return [(2, 1, 6, "", ("127.0.0.2", port))]


async def test_a_page_elsewhere_is_not_shown_what_is_for_the_feeds_host(site, client, now):
    site.pages["/page"] = "<!doctype html><p>x"
    await fetch(client, site.url("/page"), now=now, options=OWN, home="https://feeds.example/feed")
    await fetch(client, site.url("/page"), now=now, options=OWN, home=site.url("/feed"))
    assert [shown(request) for request in site.requests] == [(None, None), ("k3y-secret", BASIC)]


async def test_a_login_in_the_address_is_sent_and_not_told(site, client, now):
    address = site.url("/feed").replace("://", "://ada:pass-secret@")
    site.pages["/feed"] = "<rss/>"
    fetched = await fetch(client, address, now=now)
    assert isinstance(fetched, Fetched)
    assert site.requests[0].headers["Authorization"] == "Basic " + base64.b64encode(b"ada:pass-secret").decode()
    assert "secret" not in repr(fetched)


@pytest.mark.parametrize(
    "address",
    [
        "http://ada:secret@[::1",
        "http://ada:secret@a.example:port/",
        "http://ada:secret@a.example:99999/",
        "http://ada:secret@\u2100.example/",
        "http://ada:sec ret@127.0.0.1/",
        "ftp://ada:secret@a.example/",
        "http://ada:secret@/",
    ],
)
async def test_no_problem_with_an_address_tells_the_login_in_it(client, now, address):
    failed = await fetch(client, address, now=now)
    assert isinstance(failed, Failed)
    assert "secret" not in repr(failed)
    assert "sec ret" not in repr(failed)


@dataclass
class Proxy:
    """An HTTP proxy that notes what it is asked for, and answers everything itself."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    status: str = "200 OK"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(" ".join(head.split()[:2]))
        self.heads.append(head)
        writer.write(f"HTTP/1.1 {self.status}\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<rss/>".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def a_proxy(address: str = "127.0.0.2") -> AsyncIterator[Proxy]:
    proxy = Proxy()
    async with await asyncio.start_server(proxy.serve, address, 0) as server:
        proxy.url = f"http://reader:pr0xy-secret@{address}:{server.sockets[0].getsockname()[1]}"
        yield proxy


async def test_a_feeds_proxy_is_asked_in_its_place_and_alone_sees_the_proxys_login(client, now):
    async with a_proxy() as proxy:
        options = FeedOptions(proxy=proxy.url)
        fetched = await fetch(client, "http://8.8.8.8/feed", now=now, options=options)
    assert isinstance(fetched, Fetched)
    assert proxy.asked == ["GET http://8.8.8.8/feed"]
    login = base64.b64encode(b"reader:pr0xy-secret").decode()
    assert f"Proxy-Authorization: Basic {login}" in proxy.heads[0]
    assert "\r\nAuthorization" not in proxy.heads[0]


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://[::ffff:127.0.0.1]/",
        "http://[::1]/", "http://①②⑦.⓪.⓪.①/", "http://169.254.169.254/latest/", "http://localhost/",
        "https://10.0.0.1/", "http://8.8.8.8:25/",
    ],
)  # fmt: skip
async def test_a_proxy_is_never_asked_for_what_is_refused_without_one(client, now, target):
    async with a_proxy() as proxy:
        failed = await fetch(client, target, now=now, options=FeedOptions(proxy=proxy.url))
    assert isinstance(failed, Failed)
    assert failed.refused
    assert proxy.asked == []


async def test_a_redirect_through_a_proxy_is_looked_at_again(client, now):
    async with a_proxy() as proxy:
        proxy.status = "302 Found\r\nLocation: http://127.0.0.1/"
        failed = await fetch(client, "http://8.8.8.8/", now=now, options=FeedOptions(proxy=proxy.url))
    assert isinstance(failed, Failed)
    assert failed.refused
    assert len(proxy.asked) == 1


async def test_a_name_of_which_any_address_is_internal_is_not_asked_of_a_proxy(now):
    def mixed(host: str, port: int, **_: object) -> list[object]:
        found = ["127.0.0.2"] if host.startswith("127") else ["8.8.8.8", "10.0.0.1"]
        return [(2, 1, 6, "", (address, port)) for address in found]

    rules = AddressRules(allowed=(ip_network("127.0.0.2/32"),))
    async with a_proxy() as proxy, open_client(FetchSettings(rules=rules), lookup=mixed) as client:
        failed = await fetch(client, "http://mixed.example/", now=now, options=FeedOptions(proxy=proxy.url))
    assert isinstance(failed, Failed)
    assert failed.refused
    assert proxy.asked == []


async def test_a_proxy_inside_a_network_that_is_not_allowed_is_not_contacted(client, private, now):
    options = FeedOptions(proxy=f"http://reader:pr0xy-secret@127.0.0.1:{private.port}")
    failed = await fetch(client, "http://8.8.8.8/", now=now, options=options)
    assert isinstance(failed, Failed)
    assert failed.refused
    assert failed.problem.startswith("the feed's proxy can't be used: the address leads to 127.0.0.1")
    assert "secret" not in repr(failed)
    assert private.connections == 0


@pytest.mark.parametrize("target", ["http://8.8.8.8/", "https://8.8.8.8/"])
async def test_a_proxys_own_failures_are_told_as_such(client, now, target):
    async with a_proxy() as proxy:
        proxy.status = "407 Proxy Authentication Required"
        asks = await fetch(client, target, now=now, options=FeedOptions(proxy=proxy.url))
    away = await fetch(client, target, now=now, options=FeedOptions(proxy="http://u:secret@127.0.0.2:1"))
    assert isinstance(asks, Failed)
    assert isinstance(away, Failed)
    assert "proxy" in asks.problem
    assert "407" in asks.problem
    assert away.problem == "no connection to the feed's proxy"


async def test_options_are_read_as_people_type_them():
    assert typed_options(
        headers=["X-Key: a:b", "Cookie:  s=1 "], login="ada:p:w", proxy="http://u:p@h.example:8080", full_article=False
    ) == FeedOptions(
        headers={"X-Key": "a:b", "Cookie": "s=1"},
        login=Login(user="ada", password="p:w"),
        proxy="http://u:p@h.example:8080",
        full_article=False,
    )
    assert typed_options() == FeedOptions()


@pytest.mark.parametrize(
    "typed",
    [
        {"headers": ["secret"]},
        {"headers": ["X Y: secret"]},
        {"headers": [": secret"]},
        {"headers": ["X-Key:"]},
        {"headers": ["X-Key: secret\r\nHost: x"]},
        {"headers": ["X-Key: secrét"]},
        {"headers": ["Host: secret"]},
        {"headers": ["content-length: secret"]},
        {"headers": ["If-None-Match: secret"]},
        {"headers": ["Proxy-Authorization: secret"]},
        {"headers": ["authorization: secret"], "login": "ada:secret"},
        {"login": "secret"},
        {"login": "ada:secret\n"},
        {"proxy": "secret"},
        {"proxy": "socks5://u:secret@h.example:1080"},
        {"proxy": "http://u:secret@h.example:port"},
        {"proxy": "http://u:secret@[:1"},
        {"proxy": "http://u:secret@h.example:8080/path"},
    ],
)
async def test_options_that_can_not_be_sent_are_refused_without_being_told(typed):
    with pytest.raises(FeedProblem) as refused:
        typed_options(**typed)
    assert "secr" not in str(refused.value)


async def test_a_proxy_needs_no_port_in_particular():
    assert checked(FeedOptions(proxy="http://proxy.example"))
