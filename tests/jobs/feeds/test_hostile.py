"""A hostile server costs its own slot and nothing else: garbage for HTTP, endless answers, bombs beside good feeds."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from ipaddress import ip_network

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.feeds.fetching.client import FetchSettings, open_client
from jobs.feeds.fetching.fetch import Failed, Fetched, fetch
from jobs.feeds.fetching.guard import AddressRules
from jobs.feeds.tick import FeedLimits, check_due_feeds
from jobs.feeds.workers import Workers
from storage.feeds import add_feed, list_feeds
from storage.topics import add_topic, link_feed

pytestmark = pytest.mark.asyncio(loop_scope="session")

SITE = "127.0.0.2"
REACHING_SITE = FetchSettings(rules=AddressRules(allowed=(ip_network(f"{SITE}/32"),)), total_seconds=2)


@asynccontextmanager
async def wire(answer: bytes, *, again: bytes = b""):
    """A server that writes `answer` whatever it is asked, then `again` for ever, as fast as it is read."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
            while again:
                writer.write(again)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client has had enough
        finally:
            writer.close()

    async with await asyncio.start_server(connected, SITE, 0) as server:
        yield f"http://{SITE}:{server.sockets[0].getsockname()[1]}/"


@pytest.mark.parametrize(
    ("answer", "again"),
    [
        (b"", b""),
        (b"\x00" * 100, b""),
        (b"SSH-2.0-OpenSSH_9.6\r\n", b""),
        (b"HTTP/9.9 abc\r\n\r\n", b""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n<rss/>", b""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss/>", b""),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<rss/>", b""),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", b""),
        (b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\r\n\r\n", b""),
        (b"HTTP/1.1 200 OK\r\n", b"X-Header: more and more\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"y" * 10_000),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"x" * 4096 + b"\r\n"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"<item>" * 1000),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
async def test_whatever_comes_over_the_wire_is_a_failure_in_words(now, answer: bytes, again: bytes):
    async with wire(answer, again=again) as url, open_client(replace(REACHING_SITE, total_seconds=1)) as client:
        result = await fetch(client, url, now=now, most_bytes=2**20)
    assert isinstance(result, Failed)
    assert result.problem


@given(
    head=st.binary(max_size=60), body=st.binary(max_size=60), encoding=st.sampled_from(["", "gzip", "br", "deflate"])
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_arbitrary_headers_and_bodies_never_raise(now, head: bytes, body: bytes, encoding: str):
    answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: " + encoding.encode() + b"\r\nETag: " + head + b"\r\n\r\n" + body
    async with wire(answer) as url, open_client(REACHING_SITE) as client:
        assert isinstance(await fetch(client, url, now=now), Failed | Fetched)


async def test_bombs_cost_their_own_slot_while_the_neighbours_are_fetched(site, client, database, now):
    start = "<rss version='2.0'><channel><title>Bomb</title>"
    bombs = {
        "/many": start + ("<item " + " ".join(f"a{n}='1'" for n in range(900)) + "/>") * 900,
        "/content": f"{start}<item><title>x</title><description><![CDATA[{'<div>' * 40_000}]]></description></item>",
        "/mail": f"{start}<item><author>{'a.' * 800_000}</author></item>",
    }

    async def endless(request):
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"<item><title>x</title></item>" * 1000)

    site.pages |= bombs | {"/endless": endless}
    good = [f"/good/{n}" for n in range(5)]
    for path in good:
        site.pages[path] = f"<rss version='2.0'><channel><title>{path}</title></channel></rss>"
    with database.write() as session:
        topic = add_topic(session, slug="all", name="All", now=now)
        for path in [*bombs, "/endless", *good]:
            row = add_feed(session, url=site.url(path), title="", language=None, now=now)
            link_feed(session, topic.id, row.id)
    async with Workers(2, seconds=1.5) as workers:
        report = await check_due_feeds(database, client, now=now, limits=FeedLimits(per_host=9), workers=workers)
    assert (report.checked, report.failed) == (9, 4)
    with database.read() as session:
        problems = {row.url.removeprefix(site.base): row.problem for row in list_feeds(session)}
    for path in ("/many", "/content", "/mail"):
        assert "longer than 1.5 seconds" in problems[path]
    assert "larger than" in problems["/endless"]
    assert [problems[path] for path in good] == [None] * 5


PRIVATE_SPELLINGS = [
    "http://127.0.0.1:{port}/", "http://127.0.0.1.:{port}/", "http://127。0。0。1:{port}/", "http://127．0．0．1:{port}/",
    "http://2130706433:{port}/", "http://017700000001:{port}/", "http://0x7f.0x0.0x0.0x1:{port}/", "http://127.1:{port}/",
    "http://%31%32%37.0.0.1:{port}/", "http://①②⑦.0.0.1:{port}/", "http://[::1]:{port}/", "http://[::1%25lo]:{port}/",
    "http://[0:0:0:0:0:ffff:7f00:1]:{port}/", "http://[::ffff:0:127.0.0.1]:{port}/", "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2002:7f00:1::1]:{port}/", "http://[2001:0:7f00:1::]:{port}/", "http://[fe80::5efe:7f00:1]:{port}/",
    "http://localhost.:{port}/", "http://LOCALHOST:{port}/", "http://site.example@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@site.example/", "http://site.example\\@127.0.0.1:{port}/", "http:127.0.0.1:{port}/",
]  # fmt: skip


@pytest.mark.parametrize("spelling", PRIVATE_SPELLINGS)
@pytest.mark.parametrize("variable", ["", "http_proxy", "HTTP_PROXY", "all_proxy"])
async def test_no_spelling_and_no_proxy_of_the_environment_leads_inside(
    private, now, monkeypatch, spelling: str, variable: str
):
    if variable:
        monkeypatch.setenv(variable, f"http://127.0.0.1:{private.port}")
    async with open_client(REACHING_SITE) as client:
        assert isinstance(await fetch(client, spelling.format(port=private.port), now=now), Failed)
    assert private.connections == 0


async def test_a_proxy_of_the_environment_is_not_asked_for_good_feeds_either(site, private, now, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{private.port}")
    site.pages["/feed"] = "<rss/>"
    async with open_client(REACHING_SITE) as client:
        assert isinstance(await fetch(client, site.url("/feed"), now=now), Fetched)
    assert private.connections == 0
