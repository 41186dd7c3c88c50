"""Where posted updates are worked on.

An update is in the database before Telegram hears that it came. Whoever took it in handles it at once, or leaves it to
who is at work on its chat; each second everybody looks for what nobody is at work on: its time has come only now, or
whose claim it was, was killed or stopped.
"""

import asyncio
import json
import logging
import os
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from math import inf
from secrets import token_hex
from typing import TypeVar

from telegram import Update

from bot.context import App
from bot.deps import Deps
from bot.order import wait_of
from bot.patience import Patience
from bot.tasks import ended, to_the_end
from storage import updates
from storage.database import Session
from storage.errors import DatabaseTrouble
from storage.updates import Claim, ClaimedUpdate, NewUpdate, Taken

LOOK_S = 1.0
LEASE = timedelta(seconds=30)
"""Longer than a process may take for a round, and than clocks of several machines differ."""
RENEWED_AFTER_S = 8.0
SETTLED_AFTER_S = 10.0
"""So long after the database failed whoever could not renew a claim meanwhile has renewed it."""
AT_ONCE = 100
"""Updates that one process is at work on; most wait for Telegram or for a stranger's server."""
MOST_ATTEMPTS = 3
"""What ended so many processes would end the next one too."""
MOST_MARKINGS = 5
"""Tries to write down that an update is handled."""
KNOWN_FOR = timedelta(days=2)
"""Telegram posts an update anew for up to a day."""
TIDIED_AFTER_S = 600.0

Result = TypeVar("Result")

log = logging.getLogger(__name__)


class Desk:
    """One for each process, under a name that no other has."""

    def __init__(self, application: App, deps: Deps, patience: Patience | None = None) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{token_hex(4)}"
        self.draining = False
        self._application = application
        self._deps = deps
        self._patience = patience or Patience()
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_hand: set[int] = set()
        self._freed = False
        self._renewed_at = self._tidied_at = -inf

    async def take_in(self, body: str) -> None:
        """Write an update down, and begin with it where it needn't wait.

        Raises DatabaseTrouble, and ValueError for what is no update.
        """
        update = self._read(body)
        chat, wait = update.effective_chat, wait_of(update, self._patience)
        if wait is None:
            await self._write(lambda session: updates.leave_aside(session, update.update_id, now=self._now()))
            return
        lane = chat.id if chat else None
        not_before = self._now() + timedelta(seconds=wait)
        new = NewUpdate(update_id=update.update_id, lane=lane, body=body, not_before=not_before)
        claim = self._claim() if self._has_room() else None
        taken = await self._write(lambda session: updates.take_in(session, new, claim=claim, now=self._now()))
        if taken == Taken.CLAIMED:
            self._begin(ClaimedUpdate(update_id=new.update_id, lane=lane, body=body, attempts=1))

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Work until the block ends: then nothing more is begun, and what is under way is finished."""
        looking = asyncio.create_task(self._look_around(), name="webhook desk")
        try:
            yield
        finally:
            self.draining = True
            while self._tasks:
                # renewed meanwhile: the last may take long
                await asyncio.wait(self._tasks)
            await ended(looking)

    async def is_empty(self) -> bool:
        """Whether nothing waits, here or elsewhere."""
        while True:
            try:
                return await self._look_up(updates.count_unhandled) == 0
            except DatabaseTrouble:
                await self._deps.standstill.over()
            except Exception:  # such as a statement that the server ended: the next look may go well
                log.exception("What waits to be handled could not be counted")
                await asyncio.sleep(LOOK_S)

    def _begin(self, claimed: ClaimedUpdate) -> None:
        task = asyncio.create_task(self._work(claimed), name=f"update {claimed.update_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, first: ClaimedUpdate) -> None:
        """Handle this one, and then what waits for it."""
        claimed: ClaimedUpdate | None = first
        while claimed:
            self._in_hand.add(claimed.update_id)
            try:
                await self._handle(claimed)
                following = await self._finish(claimed)
            finally:
                # what could not be marked is not held any longer
                self._in_hand.discard(claimed.update_id)
            claimed = following

    async def _handle(self, claimed: ClaimedUpdate) -> None:
        if claimed.attempts > MOST_ATTEMPTS:
            log.error("Update %d is given up: it was begun %d times", claimed.update_id, MOST_ATTEMPTS)
            return
        if claimed.attempts > 1:
            log.warning("Update %d is begun anew: who was at work on it is gone", claimed.update_id)
        update, application = self._read(claimed.body), self._application
        await application.update_processor.process_update(update, application.process_update(update))

    async def _finish(self, done: ClaimedUpdate) -> ClaimedUpdate | None:
        def work(session: Session) -> ClaimedUpdate | None:
            claim = None if self.draining else self._claim()
            return updates.finish(session, done, by=self.name, claim=claim, now=self._now())

        for _ in range(MOST_MARKINGS):
            try:
                return await self._written(work)
            except DatabaseTrouble:
                break
            except Exception:  # such as a statement that the server ended: nobody else marks it
                log.exception("Update %d is handled, and could not be marked", done.update_id)
                await asyncio.sleep(LOOK_S)
        log.warning("Update %d is handled, which can't be written down: it is begun anew", done.update_id)
        return None

    async def _written(self, work: Callable[[Session], Result]) -> Result:
        """Written, however long the database fails. Raises DatabaseTrouble where this process ends before that."""
        while True:
            try:
                return await self._write(work)
            except DatabaseTrouble:
                if not await self._deps.standstill.over():
                    raise

    async def _look_around(self) -> None:
        while True:
            try:
                await self._free_at_first()
                await self._look()
            except DatabaseTrouble:
                log.debug("Not looked: the database fails")
            except Exception:  # such as a statement that the server ended: the next look may go well
                log.exception("What waits to be handled could not be looked for")
            await asyncio.sleep(LOOK_S)

    async def _free_at_first(self) -> None:
        if not self._freed and not self._deps.database.shared:
            # whoever was at work before has ended
            await self._write(lambda session: updates.release_others(session, self.name))
        self._freed = True

    async def _look(self) -> None:
        seconds = time.monotonic()
        failed_at = self._deps.database.condition.failed_at or -inf
        if self._in_hand and (seconds - self._renewed_at >= RENEWED_AFTER_S or failed_at >= self._renewed_at):
            claim, in_hand = self._claim(), frozenset(self._in_hand)
            await self._write(lambda session: updates.renew(session, claim, in_hand))
            self._renewed_at = seconds
        # a claim that nobody could renew meanwhile is no sign that whose it is has gone
        settled = not self._deps.database.shared or seconds - failed_at >= SETTLED_AFTER_S
        if settled and self._has_room() and await self._is_any_due():
            claim, room, now = self._claim(), AT_ONCE - len(self._tasks), self._now()
            for claimed in await self._write(
                lambda session: updates.claim_updates(session, claim, now=now, limit=room)
            ):
                self._begin(claimed)
        if seconds - self._tidied_at >= TIDIED_AFTER_S:
            before = self._now() - KNOWN_FOR
            await self._write(lambda session: updates.forget_handled(session, before=before))
            self._tidied_at = seconds

    async def _is_any_due(self) -> bool:
        return await self._look_up(lambda session: updates.is_any_due(session, now=self._now()))

    def _has_room(self) -> bool:
        return not self.draining and len(self._tasks) < AT_ONCE

    def _claim(self) -> Claim:
        return Claim(by=self.name, until=self._now() + LEASE)

    def _now(self) -> datetime:
        return self._deps.clock()

    def _read(self, body: str) -> Update:
        return Update.de_json(json.loads(body), self._application.bot)

    async def _look_up(self, work: Callable[[Session], Result]) -> Result:
        database = self._deps.database

        def look() -> Result:
            with database.read() as session:
                return work(session)

        return await to_the_end(look)

    async def _write(self, work: Callable[[Session], Result]) -> Result:
        database = self._deps.database

        def write() -> Result:
            with database.write() as session:
                return work(session)

        return await to_the_end(write)
