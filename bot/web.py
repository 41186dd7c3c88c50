"""The web server of the bot: one for everything that others call, listening where the settings say.

It stands behind a proxy that speaks https, or on the open internet: what anybody can make it hold is bounded.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler

from bot.tasks import ended

log = logging.getLogger(__name__)

NAMES = ("NEWSDIGEST_LISTEN_HOST", "NEWSDIGEST_LISTEN_PORT")

MOST_CONNECTIONS = 200
CONNECTION_SECONDS = 60.0
"""Longer than any request takes; who only keeps a connection open loses it. Where something was asked over it, it ends
with the next answer, which says so: a proxy that finds it closed in the middle of a request has to give that up."""
LONGEST_SECONDS = 2 * CONNECTION_SECONDS
"""Nobody keeps one for longer, such as who sends slowly."""
LOOK_SECONDS = 5.0
KEEP_ALIVE_SECONDS = 15.0
GRACE_SECONDS = 2.0


class CannotListen(Exception):
    """The address is taken, or none of this machine's; the message is one line for the operator."""


@asynccontextmanager
async def serving(
    routes: Iterable[web.AbstractRouteDef], *, host: str, port: int, names: tuple[str, str] = NAMES
) -> AsyncIterator[int]:
    """Answer on `routes` until the block ends; gives the port, which the system chooses for 0.

    `names` are the settings that name another host and port. Raises CannotListen.
    """
    connections = _Connections()
    app = web.Application(middlewares=[connections.note])
    app.add_routes(routes)
    app.on_response_prepare.append(_say_little)
    app.on_response_prepare.append(connections.say_the_last)
    # added twice it is there once
    log.addFilter(_of_our_own)
    runner = web.AppRunner(
        app,
        logger=log,
        # addresses are secrets: who knows one may use it
        access_log=None,
        # a small body may be a bomb
        auto_decompress=False,
        keepalive_timeout=KEEP_ALIVE_SECONDS,
        # of what is too large the rest is not waited for
        lingering_time=1,
        shutdown_timeout=GRACE_SECONDS,
    )
    await runner.setup()
    assert runner.server is not None
    try:
        listening = await _listen(runner.server, host, port, names)
        looking = asyncio.create_task(connections.end_old(runner.server), name="web connections")
        try:
            yield listening.sockets[0].getsockname()[1]
        finally:
            listening.close()
            await ended(looking)
    finally:
        await runner.cleanup()


async def _listen(server: web.Server, host: str, port: int, names: tuple[str, str]) -> asyncio.Server:
    try:
        return await asyncio.get_running_loop().create_server(_bounded(server), host, port)
    except (OSError, OverflowError) as error:
        raise CannotListen(
            f"{host}:{port} can't be listened on ({error}); {' and '.join(names)} name another address"
        ) from error


def _bounded(server: web.Server) -> Callable[[], asyncio.Protocol]:
    def connected() -> asyncio.Protocol:
        return server() if len(server.connections) < MOST_CONNECTIONS else _TooMany()

    return connected


class _TooMany(asyncio.Protocol):
    """Hangs up."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


class _Connections:
    """Since when each is open, and over which of them something was asked."""

    def __init__(self) -> None:
        self._since: dict[web.RequestHandler, float] = {}
        self._asked: set[web.RequestHandler] = set()

    @web.middleware
    async def note(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self._asked.add(request.protocol)
        return await handler(request)

    async def say_the_last(self, request: web.Request, response: web.StreamResponse) -> None:
        """Of an old one this answer is the last."""
        if self._age(request.protocol) > CONNECTION_SECONDS:
            response.force_close()
            response.headers["Connection"] = "close"

    async def end_old(self, server: web.Server) -> None:
        """Until cancelled."""
        while True:
            now = asyncio.get_running_loop().time()
            self._since = {connection: self._since.get(connection, now) for connection in server.connections}
            self._asked &= self._since.keys()
            for connection in self._since:
                # one that was answered and is idle ends by itself
                longest = LONGEST_SECONDS if connection in self._asked else CONNECTION_SECONDS
                if self._age(connection) > longest:
                    connection.force_close()
            await asyncio.sleep(LOOK_SECONDS)

    def _age(self, connection: web.RequestHandler) -> float:
        now = asyncio.get_running_loop().time()
        return now - self._since.get(connection, now)


def _of_our_own(record: logging.LogRecord) -> bool:
    """What strangers send that is no HTTP is no error of ours, and holds whatever they like."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


async def _say_little(_request: web.Request, response: web.StreamResponse) -> None:
    # which versions run here is for nobody to know
    response.headers.popall("Server", None)
