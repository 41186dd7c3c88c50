"""The people's side over HTTP: `/user/...`, JSON, for the chat page and the test driver.

A refusal is `{"error": "..."}` with a 4xx status. `user` is an id and may be left out: the first person is meant.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web

from demo.botapi.acts.act import Act
from demo.botapi.acts.inline import ask
from demo.botapi.arguments import Arguments
from demo.botapi.doings import DOINGS, Doing
from demo.botapi.errors import ApiError, bad_request
from demo.botapi.events import Event
from demo.botapi.looking import Looking
from demo.botapi.reading import arguments
from demo.botapi.records import Chat, Person
from demo.botapi.state import State
from demo.botapi.view import event_view, page_state
from jobs.clock import Clock

INLINE_SECONDS = 10.0
HEARTBEAT_SECONDS = 15.0

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class UserSide:
    """Answers people. `closing` ends the event streams when the server stops."""

    def __init__(self, *, state: State, clock: Clock, closing: asyncio.Event) -> None:
        self.state = state
        self.clock = clock
        self.closing = closing
        self._looking = Looking(state)

    def routes(self, app: web.Application) -> None:
        app.router.add_get("/user/state", self._guarded(self.page))
        app.router.add_get("/user/events", self._guarded(self.events))
        app.router.add_get("/user/file/{id}", self._guarded(self.file))
        app.router.add_get("/user/preview", self._guarded(self.preview))
        app.router.add_get("/user/preview_picture", self._guarded(self.preview_picture))
        app.router.add_get("/user/thumbnail", self._guarded(self.thumbnail))
        app.router.add_get("/user/users", self._guarded(self.users))
        app.router.add_post("/user/users", self._guarded(self.new_user))
        app.router.add_post("/user/inline", self._guarded(self.inline))
        for name, doing in DOINGS.items():
            app.router.add_post(f"/user/{name}", self._guarded(self._acting(doing)))

    def _guarded(self, handler: Handler) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except ApiError as error:
                reason = error.description.removeprefix("Bad Request: ")
                return web.json_response({"error": reason}, status=error.status)

        return answer

    def _acting(self, doing: Doing) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            args = await arguments(request)
            return web.json_response(doing(self._act(args), args))

        return answer

    def _act(self, args: Arguments) -> Act:
        user = self._user(args)
        return Act(self.state, self._chat(args, user), user, self.clock())

    def _user(self, args: Arguments) -> int:
        return self.state.user(args.integer("user") or next(iter(self.state.people))).id

    def _chat(self, args: Arguments, user: int) -> Chat:
        return self.state.chat(args.chat("chat") if args.has("chat") else user)

    async def page(self, request: web.Request) -> web.StreamResponse:
        args = await arguments(request)
        return web.json_response(page_state(self.state, self._seen_chat(args), self._user(args)))

    async def file(self, request: web.Request) -> web.StreamResponse:
        return await self._looking.file(request.match_info["id"])

    async def preview(self, request: web.Request) -> web.StreamResponse:
        args = await arguments(request)
        return await self._looking.preview(self._seen_chat(args), args)

    async def preview_picture(self, request: web.Request) -> web.StreamResponse:
        args = await arguments(request)
        return await self._looking.preview_picture(self._seen_chat(args), args)

    async def thumbnail(self, request: web.Request) -> web.StreamResponse:
        args = await arguments(request)
        return await self._looking.thumbnail(self._user(args), args)

    def _seen_chat(self, args: Arguments) -> Chat:
        """The chat that the person asks about. Raises ApiError 403 where it isn't theirs to see."""
        user = self._user(args)
        chat = self._chat(args, user)
        if user not in chat.members:
            raise ApiError(403, "the user is not in this chat")
        return chat

    async def users(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"users": [person.wire() for person in self.state.people.values()]})

    async def new_user(self, request: web.Request) -> web.StreamResponse:
        args = await arguments(request)
        if not args.text("first_name"):
            raise bad_request("first_name is empty")
        person = Person(
            id=args.integer("id") or max(self.state.people) + 1,
            first_name=args.text("first_name"),
            last_name=args.text("last_name"),
            username=args.text("username"),
            language_code=args.text("language_code") or "en",
        )
        if person.id <= 0 or person.id in self.state.chats:
            raise bad_request("id must be a positive number that nobody has")
        self.state.open_private(person)
        return web.json_response({"user": person.wire()})

    async def inline(self, request: web.Request) -> web.StreamResponse:
        """Ask, and wait for the bot's answer: 504 where none comes."""
        args = await arguments(request)
        query = ask(self._act(args), args.text("query"), args.text("offset"))
        answered = asyncio.Event()
        self.state.events.listeners.add(answered.set)
        try:
            async with asyncio.timeout(INLINE_SECONDS):
                while query.answer is None:
                    answered.clear()
                    await answered.wait()
        except TimeoutError:
            raise ApiError(504, "the bot did not answer the inline query") from None
        finally:
            self.state.events.listeners.discard(answered.set)
        return web.json_response({name: part for name, part in query.answer.items() if name != "sends"})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events from `since` or `Last-Event-ID` on; `reset` where the log no longer reaches back."""
        args = await arguments(request)
        user = self._user(args)
        since = request.headers.get("Last-Event-ID") or args.text("since") or str(self.state.events.last)
        if not since.isdecimal():
            raise bad_request("since must be a number")
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        news = asyncio.Event()
        self.state.events.listeners.add(news.set)
        try:
            await self._stream(response, user, int(since), news)
        except ConnectionError:
            # the reader has gone; its next stream says what it has seen
            pass
        finally:
            self.state.events.listeners.discard(news.set)
        return response

    async def _stream(self, response: web.StreamResponse, user: int, since: int, news: asyncio.Event) -> None:
        await response.write(b"retry: 1000\n\n")
        while not self.closing.is_set():
            news.clear()
            happened = self.state.events.since(since, user)
            if happened is None:
                reset = Event(number=self.state.events.last, data={"type": "reset"}, audience=frozenset())
                happened = [reset]
            for event in happened:
                await response.write(_sse(event, user))
            since = self.state.events.last
            await self._wait(response, news)

    async def _wait(self, response: web.StreamResponse, news: asyncio.Event) -> None:
        waits = [asyncio.ensure_future(news.wait()), asyncio.ensure_future(self.closing.wait())]
        try:
            done, _ = await asyncio.wait(waits, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if not done:
            await response.write(b": still here\n\n")


def _sse(event: Event, viewer: int) -> bytes:
    data = json.dumps(event_view(event.data, viewer), ensure_ascii=False)
    return f"id: {event.number}\ndata: {data}\n\n".encode()
