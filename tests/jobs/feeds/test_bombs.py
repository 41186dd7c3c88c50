"""Each bomb costs its own slot: it is done with in 300 MB, and the feeds beside it are fetched.

The memory is what is promised, and far above what most of them take. That a worker has its time and no more is for
`test_workers.py` to show.
"""

import asyncio
import gzip
import os
import sys
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
import pytest_asyncio
from aiohttp import web
from backports import zstd

from jobs.feeds.tick import FeedLimits, check_due_feeds
from jobs.feeds.workers import Workers
from storage.feeds import add_feed, list_feeds
from storage.topics import add_topic, link_feed

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it"),
]

MB = 2**20
CAP = 10 * MB
"""As much as is read of any answer."""
START = b"<rss version='2.0'><channel><title>Bomb</title>"
END = b"</channel></rss>"
GOOD = b"<rss version='2.0'><channel><title>%s</title><item><title>News</title></item></channel></rss>"


def filled(head: bytes, again: bytes, end: bytes = b"") -> bytes:
    return head + again * ((CAP - len(head) - len(end)) // len(again)) + end


def entities(text: str) -> bytes:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE r [<!ENTITY l0 "{text}">{laughs}]>'.encode() + START + b"<item><title>&l11;</title></item>" + END


def numbered(text: bytes, count: int) -> bytes:
    return b"".join(text % number for number in range(count))


BODIES: dict[str, Callable[[], bytes]] = {
    "a million tags inside one another": lambda: START + b"<a>" * 1_000_000,
    "as many tags as there is room for": lambda: filled(START, b"<a>"),
    "tags inside one another in an entry": lambda: filled(START + b"<item><description>", b"<div>"),
    "200,000 attributes": lambda: b"<rss><item " + numbered(b'a%d="1" ', 200_000) + b"/>",
    "attributes by the hundred": lambda: filled(b"<rss><channel>", b"<item " + numbered(b'a%d="1" ', 900) + b"/>"),
    "100,000 openings of comments": lambda: START + b"<!--" * 100_000,
    "openings of comments": lambda: filled(START, b"<!--"),
    "openings of declarations": lambda: filled(START, b"<!"),
    "openings of sealed text": lambda: filled(START, b"<![CDATA["),
    "openings of instructions": lambda: filled(START, b"<?"),
    "a start tag of megabytes": lambda: filled(START + b"<item a='", b"x"),
    "a declaration of megabytes": lambda: filled(b"<?xml version='1.0' ", b" "),
    "bare ampersands": lambda: filled(START + b"<item><title>", b"&a"),
    "a document type of megabytes": lambda: filled(b"<!DOCTYPE r [", b"<!ENTITY a "),
    "billion laughs": lambda: entities("ha"),
    "an entity of length, named often": lambda: b"<!DOCTYPE r [<!ENTITY a '" + b"x" * 100_000 + b"'>]>" + START
    + b"<item><title>" + b"&a;" * 100_000 + b"</title></item>" + END,
    "an entity from elsewhere": lambda: b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///dev/zero">]>' + START + b"&x;" + END,
    "empty entries": lambda: filled(START, b"<item/>", END),
    "tiny entries": lambda: filled(START, b"<item><guid>1</guid></item>", END),
    "a mailbox of length": lambda: START + b"<item><author>a@" + b"a." * 2_000_000 + b"</author></item>" + END,
    "dates of length": lambda: filled(START, b"<item><pubDate>Mon, " + b" " * 50_000 + b"</pubDate></item>", END),
    "bases inside bases": lambda: START + numbered(b"<a xml:base='%d/'>", 100_000),
    "zeros": lambda: filled(START, b"\0"),
    "noise": lambda: filled(b"<", bytes(range(128, 256))),
    "text of two bytes a sign": lambda: (START.decode() + "<item><title>" + "д" * (CAP // 2 - 200)).encode("utf-16"),
    "JSON of great depth": lambda: filled(b'{"version":"1","items":', b"["),
    "JSON of great width": lambda: filled(b'{"version":"1","items":[', b"{},", b"{}]}"),
    "JSON of empty lists": lambda: filled(b'{"version":"1","items":[', b"[],", b"{}]}"),
    "JSON with a number of megabytes": lambda: filled(b'{"version":"1","title":"x","items":[],"n":', b"9", b"}"),
}  # fmt: skip


@cache
def gzip_bomb() -> bytes:
    """A gigabyte of zeros: the same compressed megabytes again and again, as one stream."""
    packer = zlib.compressobj(1, wbits=31)
    return b"".join(packer.compress(bytes(16 * MB)) for _ in range(64)) + packer.flush()


PACKED: dict[str, Callable[[], tuple[str, bytes]]] = {
    "a gigabyte in gzip": lambda: ("gzip", gzip_bomb()),
    "a gigabyte in gzip that nobody announced": lambda: ("", gzip_bomb()),
    "a gigabyte in Brotli": lambda: ("br", brotli.compress(bytes(256 * MB), quality=1)),
    "a gigabyte in Zstandard": lambda: ("zstd", zstd.compress(bytes(256 * MB))),
    "gzip in gzip": lambda: ("gzip, gzip", gzip.compress(gzip_bomb())),
    "half a million pieces of nothing": lambda: ("gzip, gzip", gzip.compress(gzip.compress(b"") * 500_000)),
    "pieces of nothing in Zstandard": lambda: ("zstd, gzip", gzip.compress(zstd.compress(b"") * 500_000)),
    "wrapped thirty times": lambda: (", ".join(["gzip"] * 30), gzip.compress(b"x")),
}


def plainly(body: bytes, encoding: str = "") -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, headers={"Content-Encoding": encoding} if encoding else {})

    return answer


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(START)
    while True:
        await response.write(b"<item><title>x</title></item>" * 1000)


async def round_and_round(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound(f"{request.path}?{time.monotonic_ns()}")


SERVERS = {"no end": endless, "redirects in a ring": round_and_round}


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def two_workers() -> AsyncIterator[Workers]:
    async with Workers(2) as made:
        yield made


def held(process: int | str) -> int:
    """Megabytes of memory (RSS); none where the process has ended."""
    with suppress(OSError):
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // MB
    return 0


def busiest_child() -> int:
    children = [child for listed in Path("/proc/self/task").glob("*/children") for child in listed.read_text().split()]
    return max(map(held, children), default=0)


async def most_held(until: asyncio.Event, before: int) -> int:
    """What the busiest worker and, beyond what it held `before`, this process held at one moment."""
    most = 0
    while not until.is_set():
        most = max(most, busiest_child() + max(0, held("self") - before))
        await asyncio.sleep(0.02)
    return most


@pytest.mark.parametrize("name", [*BODIES, *PACKED, *SERVERS])
async def test_a_bomb_costs_its_own_slot_and_the_neighbours_are_fetched(
    site, client, two_workers, database, *, now, name: str
) -> None:
    if name in BODIES:
        answer = plainly(BODIES[name]())
    elif name in PACKED:
        encoding, packed = PACKED[name]()
        answer = plainly(packed, encoding)
    else:
        answer = SERVERS[name]
    neighbours = [f"/good/{number}" for number in range(3)]
    site.pages |= {"/bomb": answer} | {path: GOOD % path.encode() for path in neighbours}
    with database.write() as session:
        topic = add_topic(session, slug="all", name="All", now=now)
        for path in ("/bomb", *neighbours):
            link_feed(session, topic.id, add_feed(session, url=site.url(path), title="", language=None, now=now).id)

    finished = asyncio.Event()
    watching = asyncio.create_task(most_held(finished, held("self")))
    report = await check_due_feeds(database, client, now=now, limits=FeedLimits(per_host=4), workers=two_workers)
    finished.set()

    assert report.checked == 4
    with database.read() as session:
        problems = {row.url.removeprefix(site.base): row.problem for row in list_feeds(session)}
    assert [problems[path] for path in neighbours] == [None] * 3
    assert await watching < 300, f"{watching.result()} MB"
