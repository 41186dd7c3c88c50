"""Processes that send by one token tell one another what they said, and how long Telegram asked them to wait.

The rate, a group's minute and a pause are the token's, whoever of them sends. So each limiter counts the answers of the
others, a fraction of a second later, and what the outbox holds waits for those, too. How long Telegram asked to wait is
kept in the database besides, for a process that begins meanwhile, or that couldn't hear the others for a moment.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from secrets import token_hex

from bot.tasks import ended, to_the_end
from jobs.clock import Clock, utc_now
from jobs.limits import Answered, Limiter, Notice, Throttle
from jobs.recalling import asked_before, kept, recall
from storage.database import Database
from storage.errors import DatabaseTrouble
from storage.notices import listening, tell
from storage.throttles import KeptThrottle, keep_throttles

CHANNEL = "newsdigest_limits"

GATHER_S = 0.05
"""What is said within it is told at once."""

AT_ONCE = 100
"""Notices in one message: 7 KB."""

RETRY_S = 1.0

log = logging.getLogger(__name__)


@asynccontextmanager
async def comparing_notes(database: Database, limiter: Limiter, clock: Clock = utc_now) -> AsyncIterator[None]:
    """Let the limiter know for how long Telegram asked to wait before this process began. Until the block ends, let it
    tell those of other processes what they must know, and hear from them, and keep what Telegram asks for.

    What can't be told, heard or kept while the database is away is left out: its own part each limiter keeps to.
    """
    notes = _Notes(database, limiter, clock)
    with suppress(DatabaseTrouble):
        await notes.recall()
    tasks = [asyncio.create_task(notes.tell(), name="telling")]
    if database.shared:
        tasks.append(asyncio.create_task(notes.listen(), name="listening"))
    limiter.tell = notes.add
    try:
        yield
    finally:
        limiter.tell = lambda _notice: None
        for task in tasks:
            await ended(task)
        await notes.tell_the_last()


class _Notes:
    def __init__(self, database: Database, limiter: Limiter, clock: Clock) -> None:
        self._database = database
        self._limiter = limiter
        self._clock = clock
        self._me = token_hex(8)
        self._news: list[Notice] = []
        self._asked: list[KeptThrottle] = []
        self._any = asyncio.Event()

    async def recall(self) -> None:
        """Let the limiter know of what Telegram asked before, whoever it was. Raises DatabaseTrouble."""
        asked = await to_the_end(lambda: asked_before(self._database, now=self._clock()))
        recall(self._limiter, asked, now=asyncio.get_running_loop().time())

    def add(self, notice: Notice) -> None:
        if isinstance(notice, Throttle):
            self._asked.append(kept(notice, speed=self._limiter.speed_after_throttle, at=self._clock()))
        elif not self._database.shared:
            return
        self._news.append(notice)
        self._any.set()

    async def tell(self) -> None:
        while True:
            await self._any.wait()
            if not self._asked:
                # a pause must be known even if this process is killed a moment later
                await asyncio.sleep(GATHER_S)
            await self._tell_now()

    async def tell_the_last(self) -> None:
        """What Telegram asked for too late to be gathered."""
        if self._asked:
            await self._tell_now()

    async def _tell_now(self) -> None:
        self._any.clear()
        news, self._news = self._news, []
        asked, self._asked = self._asked, []
        try:
            await to_the_end(partial(self._write, news, asked))
        except Exception:  # whatever the database says: a moment later this is no news
            log.debug("Other processes could not be told what this one said", exc_info=True)

    async def listen(self) -> None:
        while True:
            try:
                async with listening(self._database, CHANNEL) as heard:
                    # what was told while nobody listened here is heard by nobody any more
                    await self.recall()
                    async for text in heard:
                        for notice in read(text, but=self._me):
                            self._limiter.hear(notice, now=asyncio.get_running_loop().time())
            except Exception:  # whatever the database says: who doesn't listen sends into the others' pauses
                log.debug("Other processes are not heard", exc_info=True)
            await asyncio.sleep(RETRY_S)

    def _write(self, news: Sequence[Notice], asked: Sequence[KeptThrottle]) -> None:
        with self._database.write() as session:
            if asked:
                keep_throttles(session, asked, now=self._clock())
            if self._database.shared:
                tell(session, CHANNEL, written(news, by=self._me))


def written(news: Iterable[Notice], *, by: str) -> Iterator[str]:
    """The notices as texts, each short enough for one notification, in the name of a process."""
    left = list(news)
    while left:
        some, left = left[:AT_ONCE], left[AT_ONCE:]
        yield json.dumps({"by": by, "notices": [_row(notice) for notice in some]}, separators=(",", ":"))


def read(text: str, *, but: str) -> list[Notice]:
    """The notices of a text, unless they are those of process `but`; none in what isn't understood, such as what a
    newer version says."""
    try:
        told = json.loads(text)
        return [] if told["by"] == but else [_notice(*row) for row in told["notices"]]
    except (ValueError, TypeError, KeyError):
        log.debug("Another process said what isn't understood: %.100r", text)
        return []


def _row(notice: Notice) -> list[object]:
    match notice:
        case Answered(chat, group, characters):
            return ["answered", chat, group, characters]
        case Throttle(seconds, chat):
            return ["throttle", seconds, chat]


def _notice(kind: str, first: float, second: int | None, third: int = 0) -> Notice:
    match kind, second:
        case "answered", bool(group):
            return Answered(int(first), group, int(third))
        case "throttle", None:
            return Throttle(float(first))
        case "throttle", int(chat):
            return Throttle(float(first), chat)
    raise ValueError(kind)
