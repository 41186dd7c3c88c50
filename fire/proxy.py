"""A load balancer in front of several bots: one after the other, and whoever can't be reached is left out."""

import socket
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

HOST = "127.0.0.1"
PASSED_ON = ("Content-Type", "X-Telegram-Bot-Api-Secret-Token")
TIMEOUT = aiohttp.ClientTimeout(total=15)


class Balancer:
    """Passes each request on to the next of these ports; `answered` counts who took how many."""

    def __init__(self, ports: Sequence[int], client: aiohttp.ClientSession) -> None:
        self._ports = list(ports)
        self._client = client
        self.answered: Counter[int] = Counter()

    async def pass_on(self, request: web.Request) -> web.Response:
        """502 where all are gone, or one broke off when it had the request: it may have worked on it."""
        body = await request.read()
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        for _ in self._ports:
            port = self._ports.pop(0)
            self._ports.append(port)
            url = f"http://{HOST}:{port}{request.rel_url}"
            try:
                async with self._client.request(request.method, url, data=body, headers=headers) as answer:
                    text = await answer.read()
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, TimeoutError):
                break
            self.answered[port] += 1
            return web.Response(body=text, status=answer.status)
        return web.Response(status=502)


@asynccontextmanager
async def balancing(ports: Sequence[int]) -> AsyncIterator[tuple[Balancer, str]]:
    """Gives the balancer and its address."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as client:
        balancer = Balancer(ports, client)
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", balancer.pass_on)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, 0).start()
            yield balancer, f"http://{HOST}:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()


def free_ports(count: int) -> list[int]:
    """So many ports that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind((HOST, 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
