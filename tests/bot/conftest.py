"""What the tests of this room share: a Bot API that answers by script, at python-telegram-bot's transport."""

import json
import logging
import os
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

from bot.logs import OWN, QUIET, set_up_logs
from demo.botapi.server import LocalBotApi

TOKEN = "123456:test-token-that-no-log-may-show"

Reply = tuple[int, dict[str, Any] | str]
"""A status, and a body: what is to be JSON, or any text."""


@pytest.fixture(autouse=True)
def what_other_tests_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Isn't looked through: a bot does so with all that is in its process as it starts, and here that takes seconds."""
    monkeypatch.setattr("bot.app.settled", nullcontext)


@dataclass
class ScriptedBotApi(BaseRequest):
    """Answers requests in the order of its script; `requests` are the (method, parameters) that came."""

    script: deque[Reply | Exception] = field(default_factory=deque)
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def answers(self, *replies: Reply) -> None:
        self.script.extend(replies)

    def breaks(self, error: Exception) -> None:
        self.script.append(error)

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        return await self.call(url, request_data.parameters if request_data else {})

    async def call(self, url: str, parameters: Mapping[str, Any]) -> tuple[int, bytes]:
        self.requests.append((url.rsplit("/", 1)[1], dict(parameters)))
        reply = self.script.popleft()
        if isinstance(reply, Exception):
            raise reply
        status, body = reply
        return status, (body if isinstance(body, str) else json.dumps(body)).encode()


@pytest.fixture(autouse=True)
def _timedeltas_of_python_telegram_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each 429 warns that `retry_after` will be a timedelta, unless that is chosen; warnings are errors here."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder to work in, and an environment without settings."""
    for name in list(os.environ):
        if name.upper().startswith("NEWSDIGEST_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def log_stream() -> Iterator[StringIO]:
    """What the process's log says, set up as `newsdigest run` does for the secret "hunter2"; undone afterwards."""
    root, quiet = logging.getLogger(), {name: logging.getLogger(name).level for name in (*QUIET, *OWN)}
    handlers, level = root.handlers[:], root.level
    stream = StringIO()
    set_up_logs("info", secrets=["hunter2"], stream=stream)
    yield stream
    root.handlers[:], root.level = handlers, level
    for name, before in quiet.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture
def warnings_as_before() -> Iterator[None]:
    """What `newsdigest run` does with warnings is undone."""
    yield
    logging.captureWarnings(False)


@pytest_asyncio.fixture
async def api() -> AsyncIterator[LocalBotApi]:
    """The local Bot API, listening."""
    server = LocalBotApi()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def bot_api() -> ScriptedBotApi:
    return ScriptedBotApi()


@pytest.fixture
def bot(bot_api: ScriptedBotApi) -> ExtBot[None]:
    return ExtBot(TOKEN, request=bot_api, get_updates_request=bot_api)
