"""A running local Bot API, a bot that speaks raw HTTP to it, and people."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiogram.methods
import aiohttp
import pytest
from pydantic import BaseModel, TypeAdapter

from demo.botapi.client import User
from demo.botapi.limits import RateLimits
from demo.botapi.server import LocalBotApi

RETURNING = {
    name.lower(): getattr(aiogram.methods, name).__returning__
    for name in aiogram.methods.__all__
    if hasattr(getattr(aiogram.methods, name), "__returning__")
}


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> None:
        self.now += timedelta(**span)


class Bot:
    """A bot without a library. Every answer is parsed with another client's types, which must know all of it."""

    def __init__(self, api: LocalBotApi, session: aiohttp.ClientSession) -> None:
        self.api = api
        self.session = session
        self.id = api.state.me.id
        self.offset = 0

    def address(self, method: str) -> str:
        return f"{self.api.bot_url}{self.api.token}/{method}"

    async def raw(self, method: str, **arguments: Any) -> tuple[int, Any]:
        """The HTTP status and the JSON of a call with a JSON body."""
        async with self.session.post(self.address(method), json=arguments) as answer:
            return answer.status, await answer.json()

    async def __call__(self, method: str, **arguments: Any) -> Any:
        """The result of a call that must succeed."""
        status, body = await self.raw(method, **arguments)
        assert (status, body["ok"]) == (200, True), body
        check(RETURNING[method.lower()], body["result"])
        return body["result"]

    async def refused(self, method: str, **arguments: Any) -> str:
        """The description of a call that must fail; its code is the HTTP status."""
        status, body = await self.raw(method, **arguments)
        assert not body["ok"], body
        assert body["error_code"] == status
        return str(body["description"])

    async def say(self, text: str = "hello", **arguments: Any) -> Any:
        """A message to the first person."""
        return await self("sendMessage", **{"chat_id": next(iter(self.api.state.people)), "text": text, **arguments})

    async def updates(self, **arguments: Any) -> list[dict[str, Any]]:
        """The next updates, confirmed at the following call."""
        updates: list[dict[str, Any]] = await self("getUpdates", **{"offset": self.offset, **arguments})
        if updates:
            self.offset = updates[-1]["update_id"] + 1
        return updates

    async def poll_is_waiting(self) -> None:
        """Until the server holds a long poll: what it adds to the queue's listeners shows it."""
        while not self.api.state.updates.listeners:  # noqa: ASYNC110 - the server has no event for tests
            await asyncio.sleep(0)

    async def update(self) -> dict[str, Any]:
        """The only update there is, without its number."""
        (update,) = await self.updates(timeout=30)
        return {name: content for name, content in update.items() if name != "update_id"}


def check(returning: Any, result: object) -> None:
    """Parse a result with aiogram's types; a field that they don't know fails."""
    assert_known(TypeAdapter(returning).validate_python(result))


def assert_known(value: object) -> None:
    if isinstance(value, list):
        for item in value:
            assert_known(item)
    elif isinstance(value, BaseModel):
        assert not value.model_extra, f"{type(value).__name__} has no {value.model_extra}"
        for name in value.model_fields_set:
            assert_known(getattr(value, name))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def api(clock: Clock) -> AsyncIterator[LocalBotApi]:
    api = LocalBotApi(clock=clock)
    await api.start()
    yield api
    await api.stop()


@pytest.fixture
async def limited(clock: Clock) -> AsyncIterator[LocalBotApi]:
    """A server with Telegram's rate limits on."""
    api = LocalBotApi(clock=clock, limits=RateLimits())
    await api.start()
    yield api
    await api.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def make_bot(session: aiohttp.ClientSession) -> Callable[[LocalBotApi], Bot]:
    return lambda api: Bot(api, session)


@pytest.fixture
def bot(api: LocalBotApi, make_bot: Callable[[LocalBotApi], Bot]) -> Bot:
    return make_bot(api)


@pytest.fixture
async def robin(api: LocalBotApi) -> AsyncIterator[User]:
    """The first person, who has not written yet."""
    async with User(api.base_url) as user:
        yield user


@pytest.fixture
async def reader(robin: User, bot: Bot) -> User:
    """The first person, who has written to the bot; the update is taken and confirmed."""
    await robin.send("/start")
    await bot.updates()
    await bot.updates()
    return robin


@pytest.fixture
async def kim(api: LocalBotApi, robin: User) -> AsyncIterator[User]:
    """A second person."""
    async with User(api.base_url, await robin.new_user("Kim", username="kim_reads")) as user:
        yield user
