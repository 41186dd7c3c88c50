"""The bot's side over HTTP: `/bot<TOKEN>/<method>` and `/file/bot<TOKEN>/<path>`."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from demo.botapi.arguments import Arguments
from demo.botapi.errors import ApiError, not_served, too_many_requests
from demo.botapi.faults import Fault, Faults, Kind
from demo.botapi.fetching import fetched
from demo.botapi.limits import RateLimits
from demo.botapi.methods.call import Call, Method
from demo.botapi.methods.table import METHODS, SENDING
from demo.botapi.polling import Polling
from demo.botapi.reading import arguments
from demo.botapi.state import State
from demo.botapi.webhook import Webhook
from jobs.clock import Clock

log = logging.getLogger(__name__)

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n"

_AFTERWARDS = (Kind.DELIVERED_DROPPED, Kind.DELIVERED_SLOW)

UNAUTHORIZED = ApiError(401, "Unauthorized")
NOT_FOUND = ApiError(404, "Not Found")


class BotSide:
    """Answers the bot. `limits` None leaves rates unlimited."""

    def __init__(self, *, token: str, state: State, faults: Faults, clock: Clock, limits: RateLimits | None) -> None:
        self.token = token
        self.state = state
        self.faults = faults
        self.clock = clock
        self.limits = limits
        self.polling = Polling(state.updates)
        self.webhook = Webhook(state.updates, clock)
        self._methods: Mapping[str, Method] = {name.lower(): method for name, method in METHODS.items()}
        self._waiting: Mapping[str, Callable[[Arguments], Awaitable[object]]] = {
            "getupdates": self._get_updates,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getwebhookinfo": self._webhook_info,
        }

    def routes(self, app: web.Application) -> None:
        app.router.add_route("*", r"/bot{token}/{method:[^/]*}", self.method)
        app.router.add_get(r"/file/bot{token}/{path:.+}", self.file)

    async def method(self, request: web.Request) -> web.StreamResponse:
        """One method call; every refusal is an answer, as JSON."""
        try:
            self._check_token(request)
            return await self._answer(request, request.match_info["method"].lower(), await arguments(request))
        except ApiError as error:
            return web.json_response(error.body(), status=error.status)
        except ConnectionResetError:
            # the bot ended while it asked; nobody reads this
            return web.Response()

    async def _answer(self, request: web.Request, name: str, args: Arguments) -> web.StreamResponse:
        fault = self.faults.take(name, _chat_number(args))
        if fault and fault.kind is Kind.DROPPED:
            return _dropped(request)
        if fault and fault.kind is Kind.SLOW:
            await asyncio.sleep(fault.seconds)
        elif fault and fault.kind not in _AFTERWARDS:
            return _refusal(fault)
        result = await self._result(name, args)
        if fault and fault.kind is Kind.DELIVERED_SLOW:
            await asyncio.sleep(fault.seconds)
        if fault and fault.kind is Kind.DELIVERED_DROPPED:
            return _dropped(request)
        return web.json_response({"ok": True, "result": result})

    async def _result(self, name: str, args: Arguments) -> object:
        if waiting := self._waiting.get(name):
            return await waiting(args)
        if method := self._methods.get(name):
            self._check_rate(name, args)
            if name in _SENDING or name == "editmessagemedia":
                args = await fetched(args)
            return method(Call(self.state, args, self.clock()))
        if not name.isalpha():
            raise ApiError(404, "Not Found: method not found")
        log.error("The bot called %s, which the local Bot API does not serve", name)
        self.state.violations[f"not served: {name}"] += 1
        raise not_served(f"the method {name}")

    def _check_rate(self, name: str, args: Arguments) -> None:
        chat = _chat_number(args)
        if self.limits and chat is not None and name in _SENDING:
            wait = self.limits.take(chat, self.clock())
            if wait:
                raise too_many_requests(wait)

    async def _get_updates(self, args: Arguments) -> object:
        self.webhook.check_absent()
        return await self.polling.get_updates(args)

    async def _set_webhook(self, args: Arguments) -> object:
        self.webhook.set(args)
        if self.webhook.address:
            self.polling.end(ApiError(409, "Conflict: terminated by setWebhook request"))
        return True

    async def _delete_webhook(self, args: Arguments) -> object:
        self.webhook.delete(args)
        return True

    async def _webhook_info(self, args: Arguments) -> object:
        return self.webhook.info()

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file's bytes by the `file_path` that getFile gave."""
        try:
            self._check_token(request)
        except ApiError as error:
            return web.json_response(error.body(), status=error.status)
        for file in self.state.files.values():
            if file.path == request.match_info["path"]:
                return web.Response(body=file.content, content_type="application/octet-stream")
        return web.json_response(NOT_FOUND.body(), status=404)

    def _check_token(self, request: web.Request) -> None:
        token = request.match_info["token"]
        if token != self.token:
            raise UNAUTHORIZED if _TOKEN.fullmatch(token) else NOT_FOUND


_SENDING = frozenset(name.lower() for name in SENDING)


def _chat_number(args: Arguments) -> int | None:
    chat = args.text("chat_id")
    return int(chat) if chat.lstrip("-").isdecimal() else None


def _refusal(fault: Fault) -> web.Response:
    if fault.status == 502:
        return web.Response(text=_BAD_GATEWAY, status=502, content_type="text/html")
    error = fault.error()
    return web.json_response(error.body(), status=error.status)


def _dropped(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.close()
    return web.Response()
