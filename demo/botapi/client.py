"""A person at the other end, for tests: writes, taps and waits over HTTP, on the event stream, without polling.

    async with User(server.base_url) as robin:
        await robin.send("/start")
        welcome = await robin.next_message()
        await robin.tap(welcome, "Harbour")
        await robin.wait_for(lambda message: "subscribed" in message.text)

Each wait takes what came since the last wait returned, so nothing that is already there is missed or seen twice.
"""

import asyncio
import io
import json
from collections.abc import Callable
from typing import Any, Self

import aiohttp

from demo.botapi.seen import Message
from demo.botapi.shapes import Json

WAIT_SECONDS = 10.0


class RefusedError(Exception):
    """The server refused what the person wanted; the text says why."""


class User:
    """One person's hands and eyes. `id` None is the first person; use it as an async context manager."""

    def __init__(self, base_url: str, id: int | None = None) -> None:  # noqa: A002 - the user's id is what it is
        self.base_url = base_url
        self.id = id or 0
        self.bot_id = 0
        self._session: aiohttp.ClientSession | None = None
        self._reader: asyncio.Task[None] | None = None
        self._seen: list[Json] = []
        self._next = 0
        self._ended = False
        self._news = asyncio.Condition()

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(self.base_url, timeout=aiohttp.ClientTimeout(total=None, sock_connect=5))
        try:
            state = await self.state()
            self.id, self.bot_id = state["user"]["id"], state["me"]["id"]
            listening = asyncio.Event()
            self._reader = asyncio.create_task(self._read(state["events"], listening))
            await listening.wait()
        except BaseException:
            # who is interrupted in the door has nobody to leave for him
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *reason: object) -> None:
        if self._reader:
            self._reader.cancel()
            await asyncio.wait([self._reader])
        if self._session:
            await self._session.close()

    # reading

    async def state(self, chat: int | None = None) -> Json:
        """What the chat page sees (`GET /user/state`)."""
        return await self._get("/user/state", chat)

    async def messages(self, chat: int | None = None) -> list[Message]:
        """The chat's messages, oldest first."""
        return [Message(raw) for raw in (await self.state(chat))["messages"]]

    async def next_message(self, timeout: float = WAIT_SECONDS, chat: int | None = None) -> Message:  # noqa: ASYNC109
        """The bot's next new message, in this chat or any. Raises TimeoutError that tells what came instead."""
        event = await self.next_event("message", timeout, lambda event: _from_bot(event, chat))
        return Message(event["message"])

    async def next_edit(self, timeout: float = WAIT_SECONDS, chat: int | None = None) -> Message:  # noqa: ASYNC109
        """The next message that the bot edits, as it is then."""
        event = await self.next_event("edit", timeout, lambda event: _from_bot(event, chat))
        return Message(event["message"])

    async def wait_for(
        self,
        fits: Callable[[Message], bool],
        timeout: float = WAIT_SECONDS,  # noqa: ASYNC109 - the caller's words
    ) -> Message:
        """The next message or edit of the bot's that fits."""
        event = await self._wait(
            lambda event: (
                event["type"] in ("message", "edit") and _from_bot(event, None) and fits(Message(event["message"]))
            ),
            timeout,
        )
        return Message(event["message"])

    async def next_event(
        self,
        kind: str,
        timeout: float = WAIT_SECONDS,  # noqa: ASYNC109 - the caller's words
        fits: Callable[[Json], bool] = lambda event: True,
    ) -> Json:
        """The next event of a kind ("answer", "action", "delete", "pin", ...)."""
        return await self._wait(lambda event: event["type"] == kind and fits(event), timeout)

    async def answer_to(self, query_id: str, timeout: float = WAIT_SECONDS) -> Json:  # noqa: ASYNC109
        """The bot's answer to a tap, `{"text": ..., "show_alert": ..., "url": ...}`, also where it came before."""
        return await self._wait(lambda event: event.get("query_id") == query_id, timeout, again=True)

    # doing

    async def send(
        self, text: str, chat: int | None = None, *, reply_to: int = 0, thread: int = 0, as_chat: bool = False
    ) -> Message:
        """Write a text; `as_chat` as an anonymous admin."""
        answer = await self._post("/user/send", chat, text=text, reply_to=reply_to, thread=thread, as_chat=as_chat)
        return Message(answer["message"])

    async def tap(self, message: Message, button: str) -> str:
        """Tap the inline button with this text; the query's id."""
        found = message.button(button)
        if "callback_data" not in found:
            raise LookupError(f"{found['text']!r} is a button without callback data")
        return await self.tap_data(message, found["callback_data"], forged=False)

    async def tap_data(self, message: Message, data: str, *, forged: bool = True) -> str:
        """Send callback data, whether the message has such a button or, `forged`, not."""
        answer = await self._post("/user/tap", message.chat, message_id=message.id, data=data, forged=forged)
        return str(answer["query_id"])

    async def edit(self, message: Message, text: str) -> Message:
        """Edit one's own message."""
        answer = await self._post("/user/edit", message.chat, message_id=message.id, text=text)
        return Message(answer["message"])

    async def react(self, message: Message, emoji: str) -> None:
        """React, or with "" take the reaction back."""
        await self._post("/user/react", message.chat, message_id=message.id, emoji=emoji)

    async def send_location(self, latitude: float, longitude: float, chat: int | None = None) -> Message:
        answer = await self._post("/user/location", chat, latitude=latitude, longitude=longitude)
        return Message(answer["message"])

    async def send_document(
        self, name: str, content: bytes, chat: int | None = None, *, caption: str = "", as_photo: bool = False
    ) -> Message:
        """Send a file, or a picture as a photo."""
        fields = {"user": str(self.id), "caption": caption, "as_photo": str(as_photo).lower()}
        form = aiohttp.FormData(fields, quote_fields=False)
        form.add_field("chat", str(chat or self.id))
        form.add_field("file", io.BytesIO(content), filename=name)
        async with self._open_session().post("/user/document", data=form) as answer:
            return Message((await _body(answer))["message"])

    async def download(self, message: Message) -> bytes:
        """The bytes of the document, or of the photo, in a message."""
        file = message.raw["document"] if "document" in message.raw else message.raw["photo"][-1]
        async with self._open_session().get(f"/user/file/{file['file_id']}") as answer:
            if answer.status >= 400:
                await _body(answer)
            return await answer.read()

    async def inline(self, query: str, offset: str = "") -> Json:
        """Ask inline and wait for the bot's results: `{"results": [...], "next_offset": ...}`."""
        return await self._post("/user/inline", None, query=query, offset=offset)

    async def block(self) -> None:
        await self._post("/user/block", None)

    async def unblock(self) -> None:
        await self._post("/user/unblock", None)

    async def deactivate(self) -> None:
        """Delete one's account."""
        await self._post("/user/deactivate", None)

    async def create_group(
        self, title: str, kind: str = "group", *, forum: bool = False, members: list[int] | None = None
    ) -> int:
        """Make a group, supergroup or channel with the bot in it; its id."""
        answer = await self._post("/user/groups", None, title=title, type=kind, forum=forum, members=members or [])
        return int(answer["chat"]["id"])

    async def add_bot(self, chat: int) -> None:
        await self._post("/user/add", chat)

    async def remove_bot(self, chat: int) -> None:
        await self._post("/user/remove", chat)

    async def promote(self, chat: int, user: int, status: str = "administrator") -> None:
        """Give a user or the bot (`bot_id`) a status."""
        await self._post("/user/promote", chat, user=user, status=status)

    async def migrate(self, chat: int) -> int:
        """Turn a group into a supergroup; the new id."""
        return int((await self._post("/user/migrate", chat))["chat"]["id"])

    async def open_topic(self, chat: int, name: str) -> int:
        """Open a forum topic; its id."""
        return int((await self._post("/user/topic", chat, name=name))["topic"]["id"])

    async def close_topic(self, chat: int, thread: int) -> None:
        await self._post("/user/close_topic", chat, thread=thread)

    async def read(self, chat: int | None = None) -> None:
        await self._post("/user/read", chat)

    async def new_user(self, first_name: str, *, username: str = "", language_code: str = "en") -> int:
        """Somebody else signs up; their id, for a `User` of their own."""
        answer = await self._post(
            "/user/users", None, first_name=first_name, username=username, language_code=language_code
        )
        return int(answer["user"]["id"])

    # over the wire

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("a User works inside `async with User(...)`")
        return self._session

    async def _get(self, path: str, chat: int | None) -> Json:
        params = {"user": self.id, "chat": chat or 0}
        async with self._open_session().get(
            path, params={name: value for name, value in params.items() if value}
        ) as answer:
            return await _body(answer)

    async def _post(self, path: str, chat: int | None, **values: Any) -> Json:
        body: Json = {"user": self.id, **values}
        if chat is not None:
            body["chat"] = chat
        async with self._open_session().post(path, json=body) as answer:
            return await _body(answer)

    async def _read(self, since: int, listening: asyncio.Event) -> None:
        params = {"since": since, "user": self.id}
        try:
            async with self._open_session().get("/user/events", params=params) as stream:
                listening.set()
                async for line in stream.content:
                    if line.startswith(b"data: "):
                        await self._tell(json.loads(line[6:]))
        except aiohttp.ClientError:
            # the server is gone, which the next wait says
            pass
        finally:
            listening.set()
        self._ended = True
        await self._tell(None)

    async def _tell(self, event: Json | None) -> None:
        async with self._news:
            if event:
                self._seen.append(event)
            self._news.notify_all()

    async def _wait(self, fits: Callable[[Json], bool], seconds: float, *, again: bool = False) -> Json:
        at = 0 if again else self._next
        try:
            async with asyncio.timeout(seconds), self._news:
                while True:
                    while at < len(self._seen):
                        event = self._seen[at]
                        at += 1
                        if fits(event):
                            self._next = max(self._next, at) if not again else self._next
                            return event
                    if self._ended:
                        raise ConnectionError("the server ended the event stream")
                    await self._news.wait()
        except TimeoutError:
            came = [_gist(event) for event in self._seen[self._next :]]
            raise TimeoutError(f"nothing that fits in {seconds} s; there came {came or 'nothing'}") from None


def _from_bot(event: Json, chat: int | None) -> bool:
    message = Message(event["message"])
    return message.from_bot and chat in (None, message.chat)


def _gist(event: Json) -> str:
    text = Message(event["message"]).text if "message" in event else ""
    return f"{event['type']} {text[:60]!r}" if text else str(event["type"])


async def _body(answer: aiohttp.ClientResponse) -> Json:
    body: Json = await answer.json()
    if answer.status >= 400:
        raise RefusedError(f"{answer.status}: {body.get('error', body)}")
    return body
