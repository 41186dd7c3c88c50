"""Processes that send by one token tell one another what they said, and how long Telegram asked them to wait.

The rate, a group's minute and a pause are the token's, whoever of them sends. So each limiter counts the answers of the
others, a fraction of a second later, and what the outbox holds waits for those, too.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager
from functools import partial
from secrets import token_hex

from bot.tasks import ended, to_the_end
from jobs.limits import Answered, Limiter, Notice, Throttle
from storage.database import Database
from storage.errors import DatabaseUnreachable
from storage.notices import listening, tell

CHANNEL = "newsdigest_limits"

GATHER_S = 0.05
"""What is said within it is told at once."""

AT_ONCE = 100
"""Notices in one message: 7 KB."""

RETRY_S = 1.0

log = logging.getLogger(__name__)


@asynccontextmanager
async def comparing_notes(database: Database, limiter: Limiter) -> AsyncIterator[None]:
    """Let the limiter tell those of other processes what they must know, and hear from them, until the block ends.

    What can't be told or heard while the database is away is left out: its own part each limiter keeps to.
    """
    if not database.shared:
        yield
        return
    notes = _Notes(database, limiter)
    tasks = [asyncio.create_task(notes.tell(), name="telling"), asyncio.create_task(notes.listen(), name="listening")]
    limiter.tell = notes.add
    try:
        yield
    finally:
        limiter.tell = lambda _notice: None
        for task in tasks:
            await ended(task)


class _Notes:
    def __init__(self, database: Database, limiter: Limiter) -> None:
        self._database = database
        self._limiter = limiter
        self._me = token_hex(8)
        self._news: list[Notice] = []
        self._any = asyncio.Event()

    def add(self, notice: Notice) -> None:
        self._news.append(notice)
        self._any.set()

    async def tell(self) -> None:
        while True:
            await self._any.wait()
            await asyncio.sleep(GATHER_S)
            self._any.clear()
            news, self._news = self._news, []
            try:
                await to_the_end(partial(self._write, news))
            except Exception:  # whatever the database says: a moment later this is no news
                log.debug("Other processes could not be told what this one said", exc_info=True)

    async def listen(self) -> None:
        while True:
            try:
                async with aclosing(listening(self._database, CHANNEL)) as heard:
                    async for text in heard:
                        for notice in read(text, but=self._me):
                            self._limiter.hear(notice, now=asyncio.get_running_loop().time())
            except DatabaseUnreachable as error:
                log.debug("Other processes are not heard: %s", error)
            await asyncio.sleep(RETRY_S)

    def _write(self, news: Sequence[Notice]) -> None:
        with self._database.write() as session:
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
