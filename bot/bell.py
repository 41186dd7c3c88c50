"""Says that there is something new in the outbox, to whoever sends: this process, or another one."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from bot.tasks import ended, to_the_end
from storage.database import Database
from storage.posts import tell_sender

log = logging.getLogger(__name__)


class Bell:
    """`ring` it after new deliveries were committed. An asynchronous context manager.

    What nobody hears is found all the same, when the sender looks by itself some seconds later.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rung = asyncio.Event()
        self._here: Callable[[], None] | None = None
        self._telling: asyncio.Task[None] | None = None

    def ring(self) -> None:
        """There is something new to send. Called from the event loop."""
        if self._here is not None:
            self._here()
        elif self._database.shared:
            self._rung.set()

    def wake_here(self) -> None:
        """Another process rang."""
        if self._here is not None:
            self._here()

    @contextmanager
    def heard_by(self, wake: Callable[[], None]) -> Iterator[None]:
        """While this process sends, nobody else has to be told."""
        self._here = wake
        try:
            yield
        finally:
            self._here = None

    async def __aenter__(self) -> Self:
        self._telling = asyncio.create_task(self._tell(), name="bell")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._telling is not None:
            await ended(self._telling)

    async def _tell(self) -> None:
        while True:
            await self._rung.wait()
            self._rung.clear()
            try:
                await to_the_end(self._notify)
            except Exception:  # whatever the database says: the sender looks by itself
                log.debug("The sender could not be told", exc_info=True)

    def _notify(self) -> None:
        with self._database.write() as session:
            tell_sender(session)
