"""The people's side over HTTP: `/user/...`, JSON, for the chat page and the test driver.

A refusal is `{"error": "..."}` with a 4xx status. `user` is an id and may be left out: the first person is meant.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import quote

from aiohttp import web

from demo.botapi import user as acts
from demo.botapi.arguments import Arguments
from demo.botapi.errors import ApiError, bad_request
from demo.botapi.events import Event
from demo.botapi.files import document_wire, keep_document, keep_photo, photo_wire
from demo.botapi.reading import arguments
from demo.botapi.records import Chat, Person
from demo.botapi.shapes import Json
from demo.botapi.state import State
from demo.botapi.user import Act
from demo.botapi.view import chat_view, event_view, message_view, page_state

INLINE_SECONDS = 10.0
HEARTBEAT_SECONDS = 15.0

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
Doing: TypeAlias = Callable[[Act, Arguments], Json]


class UserSide:
    """Answers people. `closing` ends the event streams when the server stops."""

    def __init__(self, *, state: State, clock: Callable[[], datetime], closing: asyncio.Event) -> None:
        self.state = state
        self.clock = clock
        self.closing = closing

    def routes(self, app: web.Application) -> None:
        app.router.add_get("/user/state", self._guarded(self.page))
        app.router.add_get("/user/events", self._guarded(self.events))
        app.router.add_get("/user/file/{id}", self._guarded(self.file))
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
        user = self._user(args)
        return web.json_response(page_state(self.state, self._chat(args, user), user))

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file's bytes: pictures to be shown, everything else to be saved, whatever it claims to be."""
        file = self.state.files.get(request.match_info["id"])
        if file is None:
            raise ApiError(404, "there is no such file")
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=3600"}
        if not file.width:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
        content_type = file.mime_type if file.width else "application/octet-stream"
        return web.Response(body=file.content, content_type=content_type, headers=headers)

    async def users(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"users": [person.wire() for person in self.state.people.values()]})

    async def new_user(self, request: web.Request) -> web.StreamResponse:
        args = await arguments(request)
        if not args.text("first_name"):
            raise bad_request("first_name is empty")
        person = Person(
            id=args.integer("id") or max(self.state.people) + 1,
            first_name=args.text("first_name"),
            username=args.text("username"),
            language_code=args.text("language_code") or "en",
        )
        if person.id in self.state.people:
            raise bad_request("there is a user with this id")
        self.state.open_private(person)
        return web.json_response({"user": person.wire()})

    async def inline(self, request: web.Request) -> web.StreamResponse:
        """Ask, and wait for the bot's answer: 504 where none comes."""
        args = await arguments(request)
        query = self.state.queries[acts.ask_inline(self._act(args), args.text("query"), args.text("offset"))]
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
        return web.json_response(query.answer)

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


def _send(act: Act, args: Arguments) -> Json:
    message = acts.send(
        act,
        acts.text_body(args.text("text")),
        reply_to=args.integer("reply_to"),
        thread=args.integer("thread"),
        as_chat=args.flag("as_chat"),
    )
    return {"message": message_view(act.state, message, act.user)}


def _location(act: Act, args: Arguments) -> Json:
    try:
        latitude, longitude = float(args.text("latitude")), float(args.text("longitude"))
    except ValueError:
        raise bad_request("latitude and longitude must be numbers") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("latitude or longitude is out of range")
    body = {"location": {"latitude": latitude, "longitude": longitude}}
    return {"message": message_view(act.state, acts.send(act, body), act.user)}


def _tap(act: Act, args: Arguments) -> Json:
    data, forged = args.text("data"), args.flag("forged")
    return {"query_id": acts.tap(act, args.integer("message_id"), data, forged=forged)}


def _edit(act: Act, args: Arguments) -> Json:
    message = acts.edit(act, args.integer("message_id"), args.text("text"))
    return {"message": message_view(act.state, message, act.user)}


def _react(act: Act, args: Arguments) -> Json:
    acts.react(act, args.integer("message_id"), args.text("emoji"))
    return {"ok": True}


def _block(act: Act, args: Arguments) -> Json:
    acts.set_blocked(act, blocked=True)
    return {"ok": True}


def _unblock(act: Act, args: Arguments) -> Json:
    acts.set_blocked(act, blocked=False)
    return {"ok": True}


def _deactivate(act: Act, args: Arguments) -> Json:
    act.state.people[act.user].deactivated = True
    return {"ok": True}


def _groups(act: Act, args: Arguments) -> Json:
    members: Any = args.document("members", "members") or []
    kind = args.text("type") or "group"
    chat = acts.create_group(act, args.text("title"), kind, forum=args.flag("forum"), members=members)
    return {"chat": chat_view(act.state, chat, act.user)}


def _add(act: Act, args: Arguments) -> Json:
    acts.add_bot(act)
    return {"chat": chat_view(act.state, act.chat, act.user)}


def _remove(act: Act, args: Arguments) -> Json:
    acts.remove_bot(act)
    return {"chat": chat_view(act.state, act.chat, act.user)}


def _promote(act: Act, args: Arguments) -> Json:
    # `user` is who gets the status; whoever made the chat gives it
    creator = next((user for user, status in act.chat.members.items() if status == "creator"), act.user)
    target = act.state.me.id if args.text("user") in ("", "bot") else args.integer("user")
    acts.promote(Act(act.state, act.chat, creator, act.now), target, args.text("status"))
    return {"chat": chat_view(act.state, act.chat, creator)}


def _migrate(act: Act, args: Arguments) -> Json:
    return {"chat": chat_view(act.state, acts.migrate(act), act.user)}


def _topic(act: Act, args: Arguments) -> Json:
    topic = acts.open_topic(act, args.text("name"))
    return {"topic": {"id": topic.id, "name": topic.name, "closed": topic.closed}}


def _close_topic(act: Act, args: Arguments) -> Json:
    acts.close_topic(act, args.integer("thread"), closed=not args.flag("reopen"))
    return {"ok": True}


def _read(act: Act, args: Arguments) -> Json:
    acts.mark_read(act)
    return {"ok": True}


def _document(act: Act, args: Arguments) -> Json:
    upload = next(iter(args.files.values()), None)
    if upload is None:
        raise bad_request("there is no file in the request")
    if args.flag("as_photo"):
        body = photo_wire(keep_photo(act.state, upload))
    else:
        body = document_wire(keep_document(act.state, upload))
    body |= acts.caption_body(args.text("caption"))
    message = acts.send(act, body, reply_to=args.integer("reply_to"), thread=args.integer("thread"))
    return {"message": message_view(act.state, message, act.user)}


DOINGS: dict[str, Doing] = {
    "send": _send,
    "document": _document,
    "location": _location,
    "tap": _tap,
    "edit": _edit,
    "react": _react,
    "block": _block,
    "unblock": _unblock,
    "deactivate": _deactivate,
    "groups": _groups,
    "add": _add,
    "remove": _remove,
    "promote": _promote,
    "migrate": _migrate,
    "topic": _topic,
    "close_topic": _close_topic,
    "read": _read,
}
