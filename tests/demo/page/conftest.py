"""A scripted stand-in for the local Bot API's user side, with the chat page in front of it."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from io import BytesIO
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, ConsoleMessage, Error, Page, expect

from demo.botapi.client import User
from demo.botapi.server import LocalBotApi
from demo.page import add_page

USER = {"id": 7001, "is_bot": False, "first_name": "Ada", "username": "ada", "language_code": "en"}
BOT = {
    "id": 42,
    "is_bot": True,
    "first_name": "Harbour Digest",
    "username": "harbour_digest_bot",
    "can_join_groups": True,
}
MORNING = 1_741_593_600  # 2025-03-10 08:00 UTC


class Room:
    """The user's side of a bot, as a test scripts it: says things, and keeps what the page asked for."""

    def __init__(self) -> None:
        self.private: dict[str, Any] = {"id": USER["id"], "type": "private", "first_name": "Ada", "username": "ada"}
        self.chats: list[dict[str, Any]] = [self.private | {"blocked": False, "unread": 0}]
        self.messages: list[dict[str, Any]] = []
        self.commands: list[dict[str, str]] = []
        self.description = ""
        self.keyboard: dict[str, Any] | None = None
        self.previews: dict[int, dict[str, Any]] = {}
        self.notice: dict[str, Any] | None = None
        self.files: dict[str, tuple[bytes, str]] = {}
        self.events: list[dict[str, Any]] = []
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.refusals: dict[str, str] = {}
        self.is_down = False
        self.clock = MORNING
        self.url = ""
        self._grown = asyncio.Event()
        self._asked = asyncio.Event()
        self._streams: set[asyncio.Task[Any]] = set()

    # ---- what a test does ----

    def message(self, chat: int | None = None, *, out: bool = False, **content: Any) -> dict[str, Any]:
        """A Bot API Message, not yet said."""
        self.clock += 1
        place = next(one for one in self.chats if one["id"] == (chat or self.private["id"]))
        message = {
            "message_id": 1 + max((one["message_id"] for one in self.messages), default=0),
            "date": self.clock,
            "chat": {key: value for key, value in place.items() if key not in ("blocked", "unread", "pinned_message")},
            "from": USER if out else BOT,
            **content,
        }
        return message | {"out": True} if out else message

    def say(self, text: str | None = None, *, news: dict[str, Any] | None = None, **content: Any) -> dict[str, Any]:
        """The bot (or with `out` the user) writes; the page hears of it, and of `news` in the same event."""
        message = self.message(**({"text": text} if text is not None else {}), **content)
        self.messages.append(message)
        self.emit("message", message=message, **(news or {}))
        return message

    def edit(self, message: dict[str, Any], **content: Any) -> dict[str, Any]:
        self.clock += 1
        edited = message | {"edit_date": self.clock} | content
        self.messages[self.messages.index(message)] = edited
        self.emit("edit", message=edited)
        return edited

    def delete(self, *messages: dict[str, Any]) -> None:
        for message in messages:
            self.messages.remove(message)
        self.emit("delete", chat_id=messages[0]["chat"]["id"], message_ids=[one["message_id"] for one in messages])

    def emit(self, kind: str, **fields: Any) -> None:
        self.events.append({"type": kind, **fields})
        self._grown.set()

    def cut(self) -> None:
        """Break every open event stream."""
        for stream in self._streams:
            stream.cancel()

    def sent(self, path: str) -> list[dict[str, Any]]:
        """The bodies of the page's requests to `path`, in order."""
        return [body for asked, body in self.asked if asked == path]

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for a request of the page that makes the condition true."""
        async with asyncio.timeout(30):
            while not condition():
                self._asked.clear()
                await self._asked.wait()

    # ---- what the page sees ----

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._gate])
        app.router.add_get("/user/state", self._state)
        app.router.add_get("/user/events", self._events)
        app.router.add_get("/user/file/{id}", self._file)
        app.router.add_get("/demo/notice", self._notice)
        app.router.add_get("/user/preview", self._preview)
        app.router.add_post("/user/document", self._document)
        app.router.add_post("/user/{verb}", self._verb)
        add_page(app)
        return app

    @web.middleware
    async def _gate(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if self.is_down and request.path.startswith("/user/"):
            assert request.transport
            request.transport.abort()
        return await handler(request)

    async def _state(self, request: web.Request) -> web.Response:
        chat_id = int(request.query.get("chat", self.private["id"]))
        if all(chat["id"] != chat_id for chat in self.chats):
            return web.json_response({"error": "chat not found"}, status=400)
        last = {message["chat"]["id"]: message for message in self.messages}
        return web.json_response(
            {
                "me": BOT,
                "user": USER,
                "chats": [chat | {"last_message": last.get(chat["id"])} for chat in self.chats],
                "commands": self.commands,
                "description": self.description,
                "short_description": "",
                "menu_button": {"type": "commands"},
                "messages": [message for message in self.messages if message["chat"]["id"] == chat_id],
                "keyboard": self.keyboard,
                "events": len(self.events),
            }
        )

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        task = asyncio.ensure_future(self._pour(response, int(request.query["since"])))
        self._streams.add(task)
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await task
        self._streams.discard(task)
        return response

    async def _pour(self, response: web.StreamResponse, since: int) -> None:
        while True:
            for number, event in enumerate(self.events[since:], since + 1):
                await response.write(f"id: {number}\ndata: {json.dumps(event)}\n\n".encode())
                since = number
            self._grown.clear()
            await self._grown.wait()

    async def _file(self, request: web.Request) -> web.Response:
        body, content_type = self.files[request.match_info["id"]]
        return web.Response(body=body, content_type=content_type)

    async def _preview(self, request: web.Request) -> web.Response:
        return web.json_response({"preview": self.previews.get(int(request.query["message"]))})

    async def _notice(self, _: web.Request) -> web.Response:
        return web.json_response(self.notice) if self.notice else web.Response(status=404)

    async def _document(self, request: web.Request) -> web.Response:
        form = await request.post()
        document = form["document"]
        assert isinstance(document, web.FileField)
        content = document.file.read()
        fields = {name: value for name, value in form.items() if name != "document"}
        self.asked.append(("/user/document", {**fields, "name": document.filename, "content": content}))
        self._asked.set()
        described = {
            "file_id": "sent",
            "file_unique_id": "sent",
            "file_name": document.filename,
            "file_size": len(content),
        }
        return web.json_response({"message": self.say(out=True, document=described)})

    async def _verb(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.asked.append((request.path, body))
        self._asked.set()
        if request.path in self.refusals:
            return web.json_response({"error": self.refusals[request.path]}, status=403)
        if request.path == "/user/send":
            reply = next((one for one in self.messages if one["message_id"] == body.get("reply_to")), None)
            content = {"reply_to_message": reply} if reply else {}
            return web.json_response({"message": self.say(body["text"], chat=body["chat"], out=True, **content)})
        if request.path == "/user/tap":
            return web.json_response({"query_id": f"q{len(self.sent('/user/tap'))}"})
        return web.json_response({})


@pytest_asyncio.fixture(loop_scope="session")
async def room() -> AsyncIterator[Room]:
    """A scripted chat room, served with the page on a free port of loopback."""
    room = Room()
    async with TestServer(room.app()) as server:
        room.url = str(server.make_url("/"))
        yield room
        room.cut()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def window(browser: Browser) -> AsyncIterator[Page]:
    """The one tab of this folder's tests: a new one for each would take half of their time."""
    context = await browser.new_context(timezone_id="UTC", reduced_motion="reduce")
    window = await context.new_page()
    window.set_default_timeout(30_000)
    yield window
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def tab(window: Page) -> AsyncIterator[Page]:
    """That tab as good as new; an error on its page, or something its policy refuses, fails the test."""
    await window.set_viewport_size({"width": 1280, "height": 800})
    await window.emulate_media(color_scheme="light")
    troubles: list[str] = []

    def on_error(error: Error) -> None:
        troubles.append(str(error))

    def on_console(said: ConsoleMessage) -> None:
        if "Security Policy" in said.text:
            troubles.append(said.text)

    window.on("pageerror", on_error)
    window.on("console", on_console)
    yield window
    await window.evaluate("location.protocol === 'http:' && (localStorage.clear(), sessionStorage.clear())")
    await window.goto("about:blank")
    await window.unroute_all(behavior="wait")
    window.remove_listener("pageerror", on_error)
    window.remove_listener("console", on_console)
    assert troubles == []


@pytest.fixture
def open_chat(room: Room, tab: Page) -> Callable[[], Awaitable[Page]]:
    """Opens the page on the room as it is, and waits until it shows it."""

    async def open_it() -> Page:
        await tab.goto(room.url)
        await expect(tab.get_by_role("log")).to_have_attribute("aria-busy", "false")
        return tab

    return open_it


class Bot:
    """A bot at the other end of the line: calls methods, takes updates."""

    def __init__(self, api: LocalBotApi, session: aiohttp.ClientSession) -> None:
        self.api = api
        self._session = session
        self._offset = 0

    async def call(self, method: str, **fields: Any) -> Any:
        data = {
            name: value if isinstance(value, str | BytesIO) else json.dumps(value) for name, value in fields.items()
        }
        async with self._session.post(f"{self.api.bot_url}{self.api.token}/{method}", data=data) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def update(self, kind: str) -> Any:
        """The content of the next update of this kind."""
        while True:
            for update in await self.call("getUpdates", offset=self._offset, timeout=5, limit=1):
                self._offset = update["update_id"] + 1
                if kind in update:
                    return update[kind]


@pytest_asyncio.fixture(loop_scope="session")
async def bot() -> AsyncIterator[Bot]:
    api = LocalBotApi()
    add_page(api.app)
    await api.start()
    async with aiohttp.ClientSession() as session:
        bot = Bot(api, session)
        yield bot
    await bot.api.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def robin(bot: Bot) -> AsyncIterator[User]:
    """The first person, whose chats the page shows: their hands beside the page."""
    async with User(bot.api.base_url) as robin:
        yield robin


@pytest.fixture
def look_at(bot: Bot, tab: Page) -> Callable[..., Awaitable[Page]]:
    """Opens the page on the local Bot API: on a chat, or the private one, as a person, or the first one."""

    async def open_it(chat: int | None = None, *, user: int | None = None) -> Page:
        # the address behind the hash alone would not load the page anew
        await tab.goto("about:blank")
        await tab.goto(f"{bot.api.base_url}/" + (f"?as={user}" if user else "") + (f"#/chat/{chat}" if chat else ""))
        await expect(tab.get_by_role("log")).to_have_attribute("aria-busy", "false")
        return tab

    return open_it
