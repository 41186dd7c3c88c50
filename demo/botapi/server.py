"""The local Bot API: one small HTTP server for the bot, for people, and for faults."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler
from aiohttp.web_protocol import RequestHandler

from demo.botapi import faults, snapshot
from demo.botapi.bot_side import NOT_FOUND, BotSide
from demo.botapi.faults import Faults
from demo.botapi.guard import only_this_machine
from demo.botapi.limits import RateLimits
from demo.botapi.records import FIRST_USER, Person
from demo.botapi.state import State
from demo.botapi.user_side import UserSide
from jobs.clock import Clock, utc_now

DEMO_TOKEN = "7000000001:local-demo-token-opens-nothing-else"  # noqa: S105 - for this server alone
"""The token of the demo's bot; its number is the bot's user id."""

PEOPLE = (Person(id=FIRST_USER, first_name="Robin", username="robin"),)

BOT_PATHS = ("/bot", "/file/bot")
MAX_BODY = 60 * 1024 * 1024
SHUTDOWN_SECONDS = 1.0


class LocalBotApi:
    """The server. Add routes to `app` before `start`.

    `state` is open to tests; `faults` makes trouble; `base_url` has no trailing slash. The bot's settings are `bot_url`
    (python-telegram-bot's `base_url`) and `file_url` (its `base_file_url`), to both of which it appends the token.
    """

    def __init__(
        self,
        *,
        token: str = DEMO_TOKEN,
        name: str = "News digest",
        username: str = "newsdigest_demo_bot",
        people: Sequence[Person] = PEOPLE,
        clock: Clock = utc_now,
        limits: RateLimits | None = None,
    ) -> None:
        self.token = token
        me = Person(id=int(token.partition(":")[0]), first_name=name, username=username, is_bot=True)
        self.state = State(me, people)
        self.faults = Faults()
        self.base_url = ""
        self._closing = asyncio.Event()
        self._bot = BotSide(token=token, state=self.state, faults=self.faults, clock=clock, limits=limits)
        self._people = UserSide(state=self.state, clock=clock, closing=self._closing)
        self.app = web.Application(
            middlewares=[only_this_machine, _plain_not_found, self._spare], client_max_size=MAX_BODY
        )
        self._bot.routes(self.app)
        self._people.routes(self.app)
        self.app.router.add_get("/faults", self._list_faults)
        self.app.router.add_post("/faults", self._add_fault)
        self.app.router.add_delete("/faults", self._clear_faults)
        self.app.on_shutdown.append(self._close)
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self._outage: asyncio.Task[None] | None = None
        self._spared: set[RequestHandler] = set()

    @property
    def bot_url(self) -> str:
        return f"{self.base_url}/bot"

    @property
    def file_url(self) -> str:
        return f"{self.base_url}/file/bot"

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes a free one. Raises OSError where the port is taken, ValueError off loopback."""
        if not ip_address(host).is_loopback:
            raise ValueError(f"{host} is not a loopback address; the local Bot API is for this machine alone")
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await self._runner.setup()
        await self._listen(host, port)

    async def _listen(self, host: str, port: int) -> None:
        assert self._runner
        site = web.TCPSite(self._runner, host, port)
        try:
            await site.start()
        except OSError:
            await self._runner.cleanup()
            raise
        self._site = site
        name = f"[{host}]" if ":" in host else host
        self.base_url = f"http://{name}:{self._runner.addresses[0][1]}"

    async def refuse(self) -> None:
        """Stop listening, as a server that is down: who connects is refused, the bot's connections break.

        Only the event streams that people have open go on.
        """
        assert self._runner
        assert self._site
        await self._site.stop()
        assert self._runner.server
        for connection in self._runner.server.connections:
            if connection not in self._spared:
                connection.force_close()

    async def accept(self) -> None:
        """Listen again, on the same port."""
        address = urlsplit(self.base_url)
        assert address.hostname
        assert address.port
        await self._listen(address.hostname, address.port)

    def save(self, path: Path) -> None:
        """Write the conversations to a file. Raises OSError."""
        snapshot.save(self.state, path)

    def load(self, path: Path) -> None:
        """Take up the conversations of a file. Raises SnapshotError, OSError."""
        snapshot.load(self.state, path)

    async def stop(self) -> None:
        """End the polls and streams and stop listening."""
        if self._outage:
            self._outage.cancel()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    @web.middleware
    async def _spare(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Note the connections that people, not the bot, are using now."""
        if request.path.startswith(BOT_PATHS):
            return await handler(request)
        self._spared.add(request.protocol)
        try:
            return await handler(request)
        finally:
            self._spared.discard(request.protocol)

    async def _close(self, app: web.Application) -> None:
        self._closing.set()
        self._bot.polling.end()
        self._bot.webhook.stop()

    async def _list_faults(self, request: web.Request) -> web.Response:
        return web.json_response({"faults": [asdict(fault) for fault in self.faults.list()]})

    async def _add_fault(self, request: web.Request) -> web.Response:
        """One fault as JSON, as `faults.Fault` has it.

        `{"seed": N}` makes the improbable repeatable; `{"kind": "refused", "seconds": N}` closes the port for a while.
        """
        try:
            body = json.loads(await request.read())
            if set(body) == {"seed"}:
                self.faults.reseed(int(body["seed"]))
            elif body.get("kind") == "refused":
                self._outage = asyncio.create_task(self._be_out(float(body["seconds"])))
            else:
                self.faults.add(faults.from_json(body))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({"ok": True})

    async def _be_out(self, seconds: float) -> None:
        await self.refuse()
        await asyncio.sleep(seconds)
        await self.accept()

    async def _clear_faults(self, request: web.Request) -> web.Response:
        self.faults.clear()
        return web.json_response({"ok": True})


@web.middleware
async def _plain_not_found(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Unknown paths get the Bot API's own 404."""
    try:
        return await handler(request)
    except web.HTTPNotFound:
        return web.json_response(NOT_FOUND.body(), status=404)
