"""What Telegram posts to, and what a load balancer asks.

Anybody may call it: without the secret nothing is read. Telegram hears that an update came once it is written down, and
posts it again to whoever is there where it hears anything else.
"""

import asyncio
import hmac
import logging

from aiohttp import web

from bot.deps import Deps
from bot.settings import POSTED_PATH
from bot.webhook.desk import Desk
from storage.errors import DatabaseTrouble

READY = "/ready"
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
RETRY = {"Retry-After": "5"}

log = logging.getLogger(__name__)


class Receiving:
    """The routes that a web server is to mount."""

    def __init__(self, desk: Desk, deps: Deps) -> None:
        self._desk = desk
        self._deps = deps
        self._secret = deps.settings.posted_with().encode()
        self._told = False

    def routes(self) -> list[web.RouteDef]:
        return [web.post(POSTED_PATH, self.posted), web.get(READY, self.ready)]

    async def posted(self, request: web.Request) -> web.Response:
        """One update."""
        shown = request.headers.get(SECRET, "")
        if not hmac.compare_digest(shown.encode(errors="surrogateescape"), self._secret):
            self._tell_once(empty=not shown)
            raise web.HTTPForbidden
        body = await request.read()
        try:
            # not given up half way where the connection breaks: Telegram would post it again, and wait
            await asyncio.shield(self._desk.take_in(body.decode()))
        except DatabaseTrouble:
            raise web.HTTPServiceUnavailable(headers=RETRY) from None
        except (ValueError, TypeError, KeyError, AttributeError):
            # it came from Telegram, which would post it again for a day
            log.exception("What Telegram posted can't be read, and is left aside")
        if sign := self._deps.watch.signs.polling:
            sign.went_well(self._deps.watch.signs.seconds())
        return web.Response()

    async def ready(self, _request: web.Request) -> web.Response:
        """Whether this process takes updates: 200, else 503. Others may go on taking them."""
        if self._desk.draining:
            return web.Response(status=503, text="ends")
        if self._deps.standstill.is_on:
            return web.Response(status=503, text="database")
        return web.Response(text="ready")

    def _tell_once(self, *, empty: bool) -> None:
        # strangers come by all day
        if not self._told and not empty:
            log.warning(
                "Somebody posted to %s with another secret; if messages don't arrive, all processes need the same "
                "NEWSDIGEST_TOKEN and NEWSDIGEST_WEBHOOK_SECRET",
                POSTED_PATH,
            )
            self._told = True
