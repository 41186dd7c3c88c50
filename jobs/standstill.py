"""What a process does while its database fails: it says so, takes nothing new on, and tries until it works again.

Trouble that any session met stands in `Database.condition`; here it is logged, once and then rarely, and tried out. A
server that hangs is met by nobody, since nobody gets an answer: it is asked from here.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from storage.database import Database
from storage.errors import DatabaseTrouble
from storage.pulse import Pulse
from storage.trouble import Trouble, trouble_in

LOOK_S = 0.5
"""Between two looks at the condition."""

TRY_S = 2.0
"""Between two tries of a database that fails."""

READ_ALL_S = 60.0
"""Between two tries of a damaged one, each of which reads all of it."""

ASK_S = 2.0
"""Between two questions to a server that answers."""

HANGS_S = 10.0
"""A try that takes longer waits for an answer that doesn't come."""

REMIND_S = 600.0
"""Between two lines about the same trouble."""

log = logging.getLogger(__name__)


def is_trouble(error: BaseException) -> bool:
    """Whether it tells of a database that fails, in a library's words too."""
    return any(
        isinstance(each, DatabaseTrouble) or trouble_in(each) is not None for each in (error, error.__cause__) if each
    )


def says_more(record: logging.LogRecord) -> bool:
    """A filter for logs of libraries: whether it is about anything else than a database that fails, of which a
    standstill tells.
    """
    return not (record.exc_info and record.exc_info[1] and is_trouble(record.exc_info[1]))


class Standstill:
    """One per process; `run` is its loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._let_go = asyncio.Event()
        self._ended = asyncio.Event()

    @property
    def is_on(self) -> bool:
        """Whether the database fails."""
        return self._database.condition.trouble is not None

    async def over(self) -> bool:
        """True as soon as the database works, which is at once as a rule; False when the process ends before that."""
        while self.is_on and not self._let_go.is_set():
            await self._sleep(LOOK_S)
        return not self.is_on

    def let_go(self) -> None:
        """The process ends: nobody need wait any longer. A server that hangs is still noticed, by what ends."""
        self._let_go.set()

    def end(self) -> None:
        """Nothing in this process works with the database any more."""
        self._let_go.set()
        self._ended.set()

    def sparing(self, work: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
        """The work, left out while the database fails: what is due is still due, and done when it works again.

        Raises what the work raises, and DatabaseTrouble too where the database works for this process: what another one
        that works for it met would be heard of by nobody.
        """

        async def run() -> None:
            if self.is_on:
                return
            try:
                await work()
            except* DatabaseTrouble:
                if not self.is_on and await asyncio.to_thread(self._database.try_out):
                    raise
                log.debug("Left off: the database fails")

        return run

    async def run(self) -> None:
        """Until the end: say what is wrong with the database, and try it out until it works again."""
        pulse, asked_at = Pulse(self._database), 0.0
        loop = asyncio.get_running_loop()
        try:
            while not self._ended.is_set():
                if self.is_on:
                    await pulse.end()
                    await self._stand_still()
                elif self._database.shared and loop.time() - asked_at >= ASK_S:
                    with _going_on():
                        await pulse.feel()
                    asked_at = loop.time()
                await self._sleep(0 if self.is_on else LOOK_S)
        finally:
            await pulse.end()

    async def _stand_still(self) -> None:
        loop = asyncio.get_running_loop()
        condition = self._database.condition
        began, said_at = loop.time(), 0.0
        said: Trouble | None = None
        while (trouble := condition.trouble) is not None and not self._ended.is_set():
            now = loop.time()
            # of one kind, the words may differ from try to try
            if trouble is not said or now - said_at >= REMIND_S:
                said, said_at = trouble, now
                log.error("The database fails: %s. Nothing new is taken on until it works again", condition.words)
            await self._sleep(READ_ALL_S if trouble is Trouble.DAMAGED else TRY_S)
            await self._try_out()
        if trouble is None:
            log.warning("The database works again, after %.0f seconds: going on", loop.time() - began)

    async def _try_out(self) -> None:
        trying = asyncio.create_task(asyncio.to_thread(self._database.try_out))
        while not (await asyncio.wait({trying}, timeout=HANGS_S))[0]:
            self._database.condition.still_fails()
            self._database.lines.cut()
        with _going_on():
            if not await trying:
                # not every try comes so far that an error is met: where there is no room, none is made
                self._database.condition.still_fails()

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._ended.wait()
        except TimeoutError:
            return


@contextmanager
def _going_on() -> Iterator[None]:
    """Nothing else finds out that the database works again: whatever a look meets, such as a statement that the server
    ended, another one follows.
    """
    try:
        yield
    except Exception:
        log.exception("Whether the database works can't be said")
