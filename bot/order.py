"""Updates side by side, so that one slow handler holds up nobody else, but those of one chat in their order."""

import asyncio
import logging
from collections.abc import Awaitable
from inspect import iscoroutine
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.patience import Patience
from jobs.courtesy import Courtesy

AT_ONCE = 1024
"""More than can be worked on: most of a flood waits."""

log = logging.getLogger(__name__)


def _sender_of(update: Update) -> int | None:
    """Whose patience it is a matter of; nobody's, where Telegram itself tells that the bot was removed, for example."""
    sender = None if update.my_chat_member is not None else update.effective_sender
    return sender.id if sender else None


def wait_of(update: Update, patience: Patience) -> float | None:
    """Seconds until it is handled; None where its sender sent too much for it to be handled."""
    sender = _sender_of(update)
    wait = 0.0 if sender is None else patience.wait(sender, now=asyncio.get_running_loop().time())
    if wait is None:
        log.debug("Update %d is left aside: its sender sends too many", update.update_id)
    return wait


class InOrderPerChat(BaseUpdateProcessor):
    """A chat's next update waits for the one before: an answer never overtakes the command that asked for it.

    Who sends more than a person can waits before that and holds up nobody, where there is a patience to wait for.
    Long work gives way to all of them.
    """

    def __init__(
        self, at_once: int = AT_ONCE, *, patience: Patience | None = None, courtesy: Courtesy | None = None
    ) -> None:
        super().__init__(at_once)
        self._patience = patience
        self._courtesy = courtesy or Courtesy()
        # a lock lives as long as somebody holds it or waits for it
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        if not await self._is_its_turn(update):
            if iscoroutine(coroutine):
                coroutine.close()
            return
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            with self._courtesy.answering():
                await coroutine
            return
        lock = self._locks.setdefault(chat.id, asyncio.Lock())
        async with lock:
            with self._courtesy.answering():
                await coroutine

    async def _is_its_turn(self, update: object) -> bool:
        """Wait as long as its sender has to; False where they sent too much for this one to be handled."""
        if self._patience is None or not isinstance(update, Update):
            return True
        wait = wait_of(update, self._patience)
        if wait:
            await asyncio.sleep(wait)
        return wait is not None

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass
