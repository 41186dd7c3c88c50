"""A person's line to the server: requests, and the stream of what happens."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Self

import aiohttp

from demo.botapi.seen import Message
from demo.botapi.shapes import Json

WAIT_SECONDS = 30.0


class RefusedError(Exception):
    """The server refused what the person wanted; the text says why."""


class Line:
    """`id` None is the first person; use it as an async context manager."""

    def __init__(self, base_url: str, id: int | None = None) -> None:  # noqa: A002 - the user's id is what it is
        self.base_url = base_url
        self.id = id or 0
        self.bot_id = 0
        self.bot_username = ""
        self._session: aiohttp.ClientSession | None = None
        self._reader: asyncio.Task[None] | None = None
        self._seen: list[Json] = []
        self._next = 0
        self._ended = False
        self._news = asyncio.Condition()

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(self.base_url, timeout=aiohttp.ClientTimeout(total=None, sock_connect=5))
        try:
            state = await self._get("/user/state")
            self.id = state["user"]["id"]
            self.bot_id, self.bot_username = state["me"]["id"], state["me"]["username"]
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

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("a User works inside `async with User(...)`")
        return self._session

    async def _get(self, path: str, chat: int | None = None, **values: Any) -> Json:
        params = {"user": self.id, "chat": chat or 0, **values}
        async with self._open_session().get(
            path, params={name: value for name, value in params.items() if value}
        ) as answer:
            return await body_of(answer)

    async def _post(self, path: str, chat: int | None, **values: Any) -> Json:
        body: Json = {"user": self.id, **values}
        if chat is not None:
            body["chat"] = chat
        async with self._open_session().post(path, json=body) as answer:
            return await body_of(answer)

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


async def body_of(answer: aiohttp.ClientResponse) -> Json:
    """The answer's JSON. Raises RefusedError."""
    body: Json = await answer.json()
    if answer.status >= 400:
        raise RefusedError(f"{answer.status}: {body.get('error', body)}")
    return body


def _gist(event: Json) -> str:
    message = event.get("message")
    text = Message(message).text if message else ""
    return f"{event['type']} {text[:60]!r}" if text else str(event["type"])
