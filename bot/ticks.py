"""What the engine runs in this process, and how often; each tick says in a line what it did, if it did anything."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

from bot.deps import Deps
from bot.feed_notices import notice
from bot.housekeeping import keep_house
from bot.limits import digest_limits, feed_limits
from bot.presenting import presenter
from jobs.broadcast import Report, push_broadcasts
from jobs.digests.happening import Watch
from jobs.digests.scheduled import make_due_digests
from jobs.engine import Tick
from jobs.feeds.articles.stories import StoryDesk
from jobs.feeds.checking.trouble import tell_admins
from jobs.feeds.fetching.robots import Robots
from jobs.feeds.tick import check_due_feeds, read_due_entries
from jobs.feeds.websub.asking import keep_leases
from jobs.pauses import end_pauses
from jobs.search_index import index_older
from storage.broadcasts import BroadcastState
from storage.database import Database

log = logging.getLogger(__name__)


SayProgress = Callable[[Sequence[Report]], Awaitable[None]]
"""Tells how far broadcasts have come."""


async def _to_nobody(_: Sequence[Report]) -> None:
    """Where nobody waits for it."""


def ticks(deps: Deps, say_progress: SayProgress = _to_nobody) -> Mapping[str, tuple[timedelta, Tick]]:
    """The ticks by name, each with its interval."""
    database, client, workers, clock = deps.database, deps.client, deps.workers, deps.clock
    desk, public = StoryDesk(database, deps.courtesy), deps.settings.public_url
    robots = Robots(client, workers) if deps.settings.respect_robots else None
    every = timedelta(seconds=deps.settings.tick_seconds)
    regrouping, watch, backlog = _Paced(), Watch(database, deps.courtesy), _Backlog()

    async def regroup() -> None:
        await desk.regroup(now=clock())

    async def feeds() -> None:
        done = await check_due_feeds(database, client, now=clock(), limits=feed_limits(deps.settings), workers=workers)
        if done.entries or done.failed:
            log.info("Feeds: %d checked, %d failed, %d new entries", done.checked, done.failed, done.entries)
        now = clock()
        if await asyncio.to_thread(tell_admins, database, now=now, write=partial(notice, now=now)):
            log.info("Feeds: the admins are told which fail for good, or are back")
            deps.bell.ring()

    async def entries() -> None:
        done = await read_due_entries(
            database, client, desk, now=clock(), limits=feed_limits(deps.settings), workers=workers, robots=robots
        )
        if done.articles or done.updated or done.failed:
            log.info(
                "Articles: %d read, %d in new words, %d to be tried again, %d failed",
                *(done.articles, done.updated, done.waiting, done.failed),
            )
        regrouping.wanted |= done.articles + done.updated > 0
        await regrouping.run(regroup)

    async def digests() -> None:
        # a digest tells stories as they are sorted by now, not as they began
        await regrouping.run(regroup)
        resumed = await asyncio.to_thread(end_pauses, database, now=clock())
        if resumed:
            log.info("Pauses: %d ended", resumed)
        showing = presenter()
        made = await asyncio.to_thread(
            make_due_digests,
            database,
            now=clock(),
            limits=digest_limits(deps.settings),
            presenter=showing,
            courtesy=deps.courtesy,
        )
        alarmed = await asyncio.to_thread(
            watch.tell, now=clock(), limits=digest_limits(deps.settings), presenter=showing
        )
        if made or alarmed:
            log.info("Digests: %d made, %d chats told at once", made, alarmed)
            deps.bell.ring()

    async def search() -> None:
        await backlog.index(database, seconds=every.total_seconds() / 5)

    async def hubs() -> None:
        assert public is not None
        done = await keep_leases(database, client, base=public, now=clock(), limits=feed_limits(deps.settings))
        if done.asked:
            log.info("Hubs: %d asked, %d of them failed", done.asked, done.failed)

    async def house() -> None:
        await keep_house(deps)

    usual = (feeds, entries, digests, search, house, _broadcasting(deps, say_progress))
    wanted = usual if public is None else (*usual, hubs)
    return {tick.__name__: (every, _ending_quietly(deps.standstill.sparing(tick))) for tick in wanted}


class _Backlog:
    """Articles that were kept before there was a search; once none is left, none ever is again."""

    def __init__(self) -> None:
        self._left = True

    async def index(self, database: Database, *, seconds: float) -> None:
        """Let the search find as many of them as can be done in the time."""
        loop = asyncio.get_running_loop()
        until, indexed = loop.time() + seconds, 0
        while self._left and loop.time() < until:
            batch = await asyncio.to_thread(index_older, database)
            indexed, self._left = indexed + batch, batch > 0
        if indexed:
            log.info("Search: %d older articles can be found now", indexed)


def _broadcasting(deps: Deps, say_progress: SayProgress) -> Tick:
    async def broadcasts() -> None:
        reports = await asyncio.to_thread(push_broadcasts, deps.database, now=deps.clock())
        if any(report.added for report in reports):
            deps.bell.ring()
        for report in reports:
            if report.broadcast.state == BroadcastState.DONE:
                log.info("Broadcast %d is through: %s", report.broadcast.id, report.progress)
        await say_progress(reports)

    return broadcasts


class _Paced:
    """Work that takes the longer the more news there is: done when `wanted`, in at most a twentieth of the time."""

    def __init__(self) -> None:
        self.wanted = False
        self._not_before = 0.0
        self._lock = asyncio.Lock()

    async def run(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do it if it is wanted and its time has come; who comes while it is under way waits for its end."""
        loop = asyncio.get_running_loop()
        async with self._lock:
            started = loop.time()
            if self.wanted and started >= self._not_before:
                self.wanted = False
                await work()
                ended = loop.time()
                self._not_before = ended + 19 * (ended - started)


def _ending_quietly(tick: Tick) -> Tick:
    """The engine cancels what is under way when it stops, and would log that as a failure with its traceback."""

    async def run() -> None:
        with suppress(asyncio.CancelledError):
            await tick()

    return run
