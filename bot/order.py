"""Updates side by side, so that one slow handler holds up nobody else, but those of one chat in their order."""

import asyncio
from collections.abc import Awaitable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE = 256


class InOrderPerChat(BaseUpdateProcessor):
    """A chat's next update waits for the one before: an answer never overtakes the command that asked for it."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        super().__init__(at_once)
        # a lock lives as long as somebody holds it or waits for it
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            await coroutine
            return
        lock = self._locks.setdefault(chat.id, asyncio.Lock())
        async with lock:
            await coroutine

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass
