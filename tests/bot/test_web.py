"""The web server: it answers what is mounted, says little, and holds no more than it can."""

import asyncio
import logging
import socket

import aiohttp
import pytest
from aiohttp import web

from bot import web as served
from bot.web import CannotListen, serving


async def hello(_request: web.Request) -> web.Response:
    return web.Response(text="hello")


async def broken(_request: web.Request) -> web.Response:
    raise RuntimeError("something inside")


ROUTES = [web.get("/hello", hello), web.get("/broken", broken)]


async def status_of(port: int, path: str) -> int:
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}{path}") as response:
        return response.status


async def test_it_answers_what_is_mounted_and_nothing_else():
    async with serving(ROUTES, host="127.0.0.1", port=0) as port:
        assert [await status_of(port, path) for path in ("/hello", "/", "/hello/../etc")] == [200, 404, 404]
    with pytest.raises(aiohttp.ClientConnectorError):
        await status_of(port, "/hello")


@pytest.mark.parametrize("path", ["/hello", "/nowhere", "/broken"])
async def test_it_does_not_say_what_it_runs_on(path):
    async with (
        serving(ROUTES, host="127.0.0.1", port=0) as port,
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{port}{path}") as response,
    ):
        assert "Server" not in response.headers
        assert "inside" not in await response.text()


async def test_an_address_that_is_taken_is_one_line_with_the_settings_to_change():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=rf"^127\.0\.0\.1:{port} can't be listened on .*NEWSDIGEST_LISTEN_PORT"):
            async with serving(ROUTES, host="127.0.0.1", port=port):
                pass


async def test_addresses_stand_in_no_log(caplog):
    with caplog.at_level(logging.DEBUG):
        async with serving(ROUTES, host="127.0.0.1", port=0) as port:
            await status_of(port, "/hello?secret")
            await status_of(port, "/broken?secret")
    assert "secret" not in caplog.text


@pytest.mark.parametrize("garbage", [b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/9\r\n\r\n", b"GET /" + b"x" * 20_000])
async def test_what_is_no_http_is_neither_answered_at_length_nor_logged_with_a_traceback(garbage, caplog):
    async with serving(ROUTES, host="127.0.0.1", port=0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(garbage + b"\r\n\r\n")
        answer = await reader.read(2000)
        writer.close()
        assert await status_of(port, "/hello") == 200
    assert answer.startswith(b"HTTP/1.") or answer == b""
    assert "Traceback" not in caplog.text


async def test_more_connections_than_it_holds_are_hung_up_on_and_the_others_served(monkeypatch):
    monkeypatch.setattr(served, "MOST_CONNECTIONS", 3)
    async with serving(ROUTES, host="127.0.0.1", port=0) as port:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await reader.read() == b""
        writer.close()
        first_reader, first_writer = held[0]
        first_writer.write(b"GET /hello HTTP/1.0\r\n\r\n")
        assert b"hello" in await first_reader.read()
        for _, writer in held:
            writer.close()


async def test_who_only_keeps_a_connection_open_loses_it(monkeypatch):
    monkeypatch.setattr(served, "CONNECTION_SECONDS", 0.02)
    monkeypatch.setattr(served, "LOOK_SECONDS", 0.01)
    async with serving(ROUTES, host="127.0.0.1", port=0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /hello HTTP/1.1\r\nX-Slow: ")
        assert await reader.read() == b""
        writer.close()


async def slow(request: web.Request) -> web.Response:
    body = await request.read()
    await asyncio.sleep(0.3)
    return web.Response(body=body)


async def test_a_request_that_is_under_way_when_its_connection_is_old_is_answered_and_the_client_told(monkeypatch):
    monkeypatch.setattr(served, "CONNECTION_SECONDS", 0.1)
    monkeypatch.setattr(served, "LOOK_SECONDS", 0.01)
    async with (
        serving([web.post("/slow", slow)], host="127.0.0.1", port=0) as port,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as http,
    ):
        # as a proxy does: one connection after another, each as long as it may be used
        for _ in range(2):
            async with http.post(f"http://127.0.0.1:{port}/slow", data=b"news") as response:
                assert await response.read() == b"news"
                assert response.headers["Connection"] == "close"


async def test_a_connection_that_is_not_old_yet_is_used_again(monkeypatch):
    monkeypatch.setattr(served, "LOOK_SECONDS", 0.01)
    async with serving(ROUTES, host="127.0.0.1", port=0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(3):
            writer.write(b"GET /hello HTTP/1.1\r\nHost: news\r\n\r\n")
            answer = await reader.readuntil(b"hello")
            assert b"Connection: close" not in answer
            await asyncio.sleep(0.05)
        writer.close()


async def test_who_sends_a_request_slowly_loses_the_connection_all_the_same(monkeypatch):
    monkeypatch.setattr(served, "LONGEST_SECONDS", 0.02)
    monkeypatch.setattr(served, "LOOK_SECONDS", 0.01)
    async with serving([web.post("/slow", slow)], host="127.0.0.1", port=0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /slow HTTP/1.1\r\nHost: news\r\nContent-Length: 9\r\n\r\nne")
        async with asyncio.timeout(20):
            assert await reader.read() == b""
        writer.close()
