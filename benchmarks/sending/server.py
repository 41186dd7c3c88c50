"""A Bot API that takes every message after a set time, in a process of its own, and counts what came.

As cheap as a server can be, since it shares the cores with what is measured.
"""

import asyncio
import json
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

STARTS_IN_S = 60.0
HEAD_ENDS = b"\r\n\r\n"
LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """`moments` are when messages were there in whole, on a clock of the server's; `most_open` those at one time."""

    moments: list[float]
    most_open: int

    def per_second(self) -> float:
        """Over the middle of the time: how a run begins and ends is not its speed."""
        tenth = len(self.moments) // 10
        middle = self.moments[tenth : len(self.moments) - tenth]
        return (len(middle) - 1) / (middle[-1] - middle[0])

    def most_in_a_second(self) -> int:
        most = first = 0
        for last, moment in enumerate(self.moments):
            while self.moments[first] <= moment - 1:
                first += 1
            most = max(most, last - first + 1)
        return most


class Server:
    """Its address, and what came since it was asked last."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        if not pipe.poll(STARTS_IN_S):
            raise TimeoutError(f"the benchmark's server didn't start within {STARTS_IN_S:g} s")
        port: int = pipe.recv()
        self.base_url = f"http://127.0.0.1:{port}/bot"

    def came(self) -> Came:
        self._pipe.send("came")
        moments, most_open = self._pipe.recv()
        return Came(moments=moments, most_open=most_open)


@contextmanager
def serving(latency: float) -> Iterator[Server]:
    """Answer each message `latency` seconds after it came."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, latency), daemon=True)
    process.start()
    try:
        yield Server(ours)
    finally:
        process.terminate()
        process.join()


def _answer(result: dict[str, Any]) -> bytes:
    body = json.dumps({"ok": True, "result": result}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


# as large as the answer to a digest's part is
SENT = _answer(
    {
        "message_id": 4711,
        "from": {"id": 7000000001, "is_bot": True, "first_name": "News digest", "username": "newsdigest_bot"},
        "chat": {"id": 4242, "first_name": "Ada", "type": "private"},
        "date": 1772438400,
        "text": "word " * 300,
        "entities": [{"offset": 40 * n, "length": 12, "type": "bold"} for n in range(20)],
        "link_preview_options": {"is_disabled": True},
    }
)
ME = _answer({"id": 7000000001, "is_bot": True, "first_name": "News digest", "username": "newsdigest_bot"})


class _Tally:
    def __init__(self) -> None:
        self.moments: list[float] = []
        self.open = self.most_open = 0

    def begin(self, now: float) -> None:
        self.moments.append(now)
        self.open += 1
        self.most_open = max(self.most_open, self.open)

    def end(self) -> None:
        self.open -= 1

    def hand_over(self) -> tuple[list[float], int]:
        found = self.moments, self.most_open
        self.moments, self.most_open = [], 0
        return found


def _serve(pipe: Connection, latency: float) -> None:
    async def run() -> None:
        loop, tally = asyncio.get_running_loop(), _Tally()
        server = await loop.create_server(lambda: _BotApi(tally, latency), "127.0.0.1", 0, backlog=1000)

        def asked() -> None:
            pipe.recv()
            pipe.send(tally.hand_over())

        loop.add_reader(pipe.fileno(), asked)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


class _BotApi(asyncio.Protocol):
    def __init__(self, tally: _Tally, latency: float) -> None:
        self._tally = tally
        self._latency = latency
        self._loop = asyncio.get_running_loop()
        self._came = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        while (ends := self._came.find(HEAD_ENDS)) >= 0:
            head = self._came[:ends].lower()
            at = head.find(LENGTH)
            length = int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            whole = ends + len(HEAD_ENDS) + length
            if len(self._came) < whole:
                return
            self._came = self._came[whole:]
            if b"/getme" in head[:200]:
                self._transport.write(ME)
                continue
            self._tally.begin(self._loop.time())
            self._loop.call_later(self._latency, self._reply)

    def _reply(self) -> None:
        self._tally.end()
        self._transport.write(SENT)
