"""getUpdates: the long poll, and who loses when two ask at once."""

import asyncio

from demo.botapi.arguments import Arguments
from demo.botapi.errors import ApiError, conflict
from demo.botapi.shapes import Json
from demo.botapi.updates import UpdateQueue

MAX_LIMIT = 100
MAX_TIMEOUT = 50

OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"


class Polling:
    """One poll at a time: a newer one ends the older with a 409."""

    def __init__(self, updates: UpdateQueue) -> None:
        self.updates = updates
        self._waiting: asyncio.Future[None] | None = None

    async def get_updates(self, args: Arguments) -> list[Json]:
        """https://core.telegram.org/bots/api#getupdates. Raises ApiError 409 where another poll takes over."""
        self.end(conflict(OTHER_POLL))
        if (kinds := args.names("allowed_updates")) is not None:
            self.updates.ask_for(kinds)
        self.updates.confirm(args.integer("offset"))
        if not self.updates.pending:
            await self._wait(min(max(args.integer("timeout"), 0), MAX_TIMEOUT))
        return self.updates.pending[: min(max(args.integer("limit", MAX_LIMIT), 1), MAX_LIMIT)]

    async def _wait(self, seconds: float) -> None:
        waiting = asyncio.get_running_loop().create_future()
        self._waiting = waiting

        def wake() -> None:
            if not waiting.done():
                waiting.set_result(None)

        self.updates.listeners.add(wake)
        try:
            async with asyncio.timeout(seconds):
                await waiting
        except TimeoutError:
            pass
        finally:
            self.updates.listeners.discard(wake)
            if self._waiting is waiting:
                self._waiting = None

    def end(self, error: ApiError | None = None) -> None:
        """End the poll that waits: with the error, or with what there is."""
        if self._waiting and not self._waiting.done():
            if error:
                self._waiting.set_exception(error)
            else:
                self._waiting.set_result(None)
