"""Thousands of publishers on one machine: each loopback address is a host of its own with one feed. Linux only, where
all of 127.0.0.0/8 is there without set-up.

As cheap as a server can be, since it shares the cores with what is measured.
"""

import asyncio
import multiprocessing
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

ENTRIES = 20
WORDS = [
    "harbour", "ferry", "council", "vote", "storm", "bridge", "market", "river", "school", "budget",
    "minister", "train", "plant", "strike", "museum", "hospital", "forecast", "inquiry", "tunnel", "orchard",
]  # fmt: skip
CHANGES_AT = 2
"""Asked so often, a feed has a new entry: every second answer to a conditional request is a 304."""


def host(number: int) -> str:
    """The address of the feed of that number, below 16 million."""
    return f"127.{1 + number // 65025}.{number // 255 % 255}.{1 + number % 255}"


def document(number: int, version: int) -> bytes:
    """An RSS feed of 20 KB whose `version` newest entries came one after the other."""
    text = " ".join(WORDS[(number + step) % len(WORDS)] for step in range(115))
    items = "".join(
        f"<item><title>Report {entry} of the {WORDS[entry % len(WORDS)]}</title>"
        f"<link>http://{host(number)}/reports/{entry}.html?utm_source=rss</link>"
        f'<guid isPermaLink="false">{number}-{entry}</guid>'
        f"<pubDate>Mon, 02 Mar 2026 {entry % 24:02}:00:00 GMT</pubDate><category>News</category>"
        f"<description><![CDATA[<p>{text}.</p><p><a href='/more'>More</a></p>]]></description></item>"
        for entry in range(ENTRIES + version, version, -1)
    )
    head = f"<title>Post {number}</title><link>http://{host(number)}/</link><language>en</language><ttl>30</ttl>"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


@contextmanager
def serving() -> Iterator[int]:
    """Run the server in a process of its own; gives its port."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        port: int = ours.recv()
        yield port
    finally:
        process.terminate()
        process.join()


def _serve(started: Connection) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        asked: Counter[str] = Counter()
        # every loopback address at once needs all addresses; anybody else's connection is dropped
        server = await loop.create_server(lambda: _Publisher(asked), "0.0.0.0", 0, backlog=1000)
        started.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


class _Publisher(asyncio.Protocol):
    def __init__(self, asked: Counter[str]) -> None:
        self._asked = asked
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._host: str = transport.get_extra_info("sockname")[0]
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not self._host.startswith("127."):
            transport.abort()

    def data_received(self, data: bytes) -> None:
        self._head += data
        if not self._head.endswith(b"\r\n\r\n"):
            return
        version = self._asked[self._host] // CHANGES_AT
        self._asked[self._host] += 1
        tag = f'"version-{version}"'.encode()
        if tag in self._head:
            self._transport.write(b"HTTP/1.1 304 Not Modified\r\nETag: " + tag + b"\r\n\r\n")
        else:
            body = document(_number(self._host), version)
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: " + tag
                + b"\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body
            )  # fmt: skip
        self._head = b""


def _number(host: str) -> int:
    _, high, middle, low = map(int, host.split("."))
    return (high - 1) * 65025 + middle * 255 + low - 1
