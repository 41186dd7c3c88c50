"""Telegram is away, or answers nothing: wait, ever longer, and ask by what does no harm before another message goes.

Without that, an hour in which requests are taken and never answered would leave each waiting message in doubt.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from jobs.limits import Limiter

log = logging.getLogger(__name__)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 15.0


class Troubles:
    """Counts what went wrong in a row; `answers` says whether Telegram answers at all, and `wake` is called then."""

    def __init__(
        self,
        answers: Callable[[], Awaitable[bool]],
        limiter: Limiter,
        *,
        wake: Callable[[], None],
        clock: Callable[[], float],
    ) -> None:
        self._answers = answers
        self._limiter = limiter
        self._wake = wake
        self._clock = clock
        self._in_a_row = 0
        self._noted_until = 0.0
        self._doubted = False
        self._asking: asyncio.Task[None] | None = None

    def note(self) -> None:
        """A message got no answer, or the answer of a server in trouble: everybody waits a little."""
        self._doubted = True
        now = self._clock()
        if now < self._noted_until:
            # what was on its way at the same time met the same trouble
            return
        pause = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(self._in_a_row, 10))
        self._in_a_row += 1
        self._noted_until = now + pause
        self._limiter.pause(pause, now=now)

    def went_well(self) -> None:
        """Telegram answered a message."""
        self._in_a_row = 0

    def are_over(self) -> bool:
        """Whether messages may go; if that isn't known, Telegram is asked."""
        if self._doubted and self._asking is None:
            self._asking = asyncio.create_task(self._ask(), name="asking Telegram")
        return not self._doubted

    def end(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()

    async def _ask(self) -> None:
        try:
            self._doubted = not await self._answers()
        except Exception:  # whatever the transport is surprised by: who never asks again never sends again
            log.exception("Telegram could not be asked whether it answers")
        finally:
            self._asking = None
        if self._doubted:
            self.note()
        self._wake()
