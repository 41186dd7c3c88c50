"""The way to the Bot API over real connections: what goes, what comes back, and where it broke off."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from telegram import InputFile
from telegram.error import NetworkError, TimedOut
from telegram.ext import ExtBot
from yarl import URL

from bot.transport import NEVER_LEFT, Transport, proxy_for

Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


pytestmark = pytest.mark.usefixtures("no_proxies")


@asynccontextmanager
async def opened(*, read_s: float = 5.0) -> AsyncIterator[Transport]:
    transport = Transport(read_s=read_s)
    await transport.initialize()
    yield transport
    await transport.shutdown()


@asynccontextmanager
async def listening(answer: Answering) -> AsyncIterator[str]:
    """A server that does with each connection what a test wants; gives its address."""
    under_way: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        under_way.add(task)
        try:
            await answer(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    await asyncio.wait(under_way)
    await asyncio.sleep(0)  # the closed connections are taken down in the loop's next round


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)


async def test_parameters_go_as_json_and_files_as_a_form() -> None:
    came: list[tuple[str, object]] = []

    async def take(request: web.Request) -> web.Response:
        if request.content_type == "application/json":
            came.append((request.content_type, await request.json()))
        else:
            form = await request.post()
            came.append(
                (request.content_type, {name: getattr(value, "filename", value) for name, value in form.items()})
            )
        chat = {"id": 7, "type": "private"}
        return web.json_response({"ok": True, "result": {"message_id": 41, "date": 0, "chat": chat}})

    app = web.Application()
    app.router.add_post("/bot1:2/{method}", take)
    async with TestServer(app) as server, opened() as transport:
        bot = ExtBot("1:2", base_url=str(server.make_url("/bot")), request=transport)
        assert (await bot.send_message(7, "Ferry & tide")).message_id == 41
        document = InputFile(b"<opml/>", filename="feeds.opml")
        assert (await bot.send_document(7, document, caption="Yours")).message_id == 41
        assert await transport.call(f"{bot.base_url}/sendMessage", {"chat_id": 7, "silent": True})
    assert came == [
        ("application/json", {"chat_id": 7, "text": "Ferry & tide"}),
        ("multipart/form-data", {"chat_id": "7", "caption": "Yours", "document": "feeds.opml"}),
        ("application/json", {"chat_id": 7, "silent": True}),
    ]


async def test_a_server_that_is_down_got_nothing() -> None:
    async with opened() as transport:
        with pytest.raises(NetworkError) as raised:
            await transport.call(f"http://127.0.0.1:{unused_port()}/bot1:2/getMe", {})
    assert isinstance(raised.value.__cause__, NEVER_LEFT)
    assert "Connect call failed" in str(raised.value)


async def test_a_server_that_hangs_up_may_have_got_it() -> None:
    async with listening(hang_up) as address, opened() as transport:
        with pytest.raises(NetworkError) as raised:
            await transport.call(f"{address}/bot1:2/sendMessage", {})
    assert isinstance(raised.value.__cause__, aiohttp.ClientError)
    assert not isinstance(raised.value.__cause__, NEVER_LEFT)


async def test_a_proxy_that_hangs_up_passed_nothing_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(hang_up) as proxy, opened() as transport:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        with pytest.raises(NetworkError) as raised:
            await transport.call("https://api.telegram.example/bot1:2/sendMessage", {})
    assert isinstance(raised.value.__cause__, NEVER_LEFT)


async def test_a_proxy_that_refuses_passed_nothing_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readline()
        assert asked.startswith(b"CONNECT api.telegram.example:443")
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with listening(refuse) as proxy, opened() as transport:
        monkeypatch.setenv("ALL_PROXY", proxy)
        with pytest.raises(NetworkError) as raised:
            await transport.call("https://api.telegram.example/bot1:2/sendMessage", {})
    assert isinstance(raised.value.__cause__, NEVER_LEFT)


async def test_an_answer_that_does_not_come_is_a_time_out_after_the_request_left() -> None:
    async def keep_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with listening(keep_silent) as address, opened(read_s=0.1) as transport:
        with pytest.raises(TimedOut) as raised:
            await transport.do_request(f"{address}/bot1:2/sendMessage", "POST")
    assert isinstance(raised.value.__cause__, aiohttp.SocketTimeoutError)


async def test_nothing_that_went_wrong_shows_the_token() -> None:
    async with opened() as transport:
        with pytest.raises(NetworkError) as raised:
            await transport.call(f"http://127.0.0.1:{unused_port()}/bot1:s3cret/getMe", {})
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize(
    ("environment", "proxy"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://proxy.example:3128"}, "http://proxy.example:3128"),
        ({"https_proxy": "proxy.example:3128"}, "http://proxy.example:3128"),
        ({"ALL_PROXY": "https://me:word@proxy.example"}, "https://me:word@proxy.example"),
        ({"HTTP_PROXY": "http://proxy.example:3128"}, None),
        ({"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "telegram.org"}, None),
    ],
)
def test_the_proxy_is_the_environments(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], proxy: str | None
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(URL("https://api.telegram.org/bot1:2/getMe")) == proxy


def test_a_proxy_of_a_kind_that_is_not_spoken_is_named_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://me:word@proxy.example:1080")
    with pytest.raises(NetworkError, match=r"names a socks5 proxy for api\.telegram\.org.*HTTPS_PROXY") as raised:
        proxy_for(URL("https://api.telegram.org/bot1:2/getMe"))
    assert "word" not in str(raised.value)
