"""The registry of jobs: what is looked after, and how often. Each says in a line what it did, if it did anything."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.deps import Deps
from bot.feed_notices import notice
from bot.housekeeping import keep_house
from bot.limits import digest_limits, feed_limits
from bot.presenting import presenter
from jobs.broadcast import Report, push_broadcasts
from jobs.digests.as_it_happens.happening import Watch
from jobs.digests.by_hour.overdue import Overdue
from jobs.digests.by_hour.scheduled import Ahead, make_due_digests
from jobs.feeds.articles.stories import StoryDesk
from jobs.feeds.checking.trouble import tell_admins
from jobs.feeds.fetching.robots import Robots
from jobs.feeds.tick import Turn, check_due_feeds, read_due_entries
from jobs.feeds.websub.asking import keep_leases
from jobs.job import Chunk, Job, Queue, Tick
from jobs.locks import alone_at
from jobs.pacing import Paced
from jobs.pauses import end_pauses
from jobs.prune import Keep, Pruning
from jobs.search_index import index_older
from jobs.wrong_clock import WrongClock
from storage.broadcasts import BroadcastState
from storage.database import Database
from storage.leases import CountDue, count_due_entries, count_due_feeds
from storage.schedules import due_shares

log = logging.getLogger(__name__)


MOST_CHUNKS = 16
"""More than that many at once no tick asks for; those who come go on until nothing is left."""

SayProgress = Callable[[Sequence[Report]], Awaitable[None]]
"""Tells how far broadcasts have come."""


async def _to_nobody(_: Sequence[Report]) -> None:
    """Where nobody waits for it."""


def jobs_of(deps: Deps, say_progress: SayProgress = _to_nobody) -> Mapping[str, Job]:
    """The jobs by name."""
    every = timedelta(seconds=deps.settings.tick_seconds)
    desk = StoryDesk(deps.database, deps.courtesy)
    wrong_clock = WrongClock(deps.database, longest_check=feed_limits(deps.settings).plan.longest)

    async def regroup() -> bool:
        return await desk.regroup(now=deps.clock()) is not None

    regrouping = Paced(regroup)
    found = [
        *_fetching(deps, every, desk, regrouping),
        _digesting(deps, every, regrouping),
        _searching(deps, every),
        _forgetting(deps, every),
        Job(name="house", queue=Queue.HOUSE, every=every, tick=partial(keep_house, deps, wrong_clock)),
        Job(name="broadcasts", queue=Queue.HOUSE, every=every, tick=_broadcasting(deps, say_progress)),
    ]
    return {
        job.name: replace(
            job,
            chunk=job.chunk and _sparing(deps, job.chunk),
            tick=job.tick and deps.standstill.sparing(_alone(deps, job.name, job.tick)),
            after=job.after and deps.standstill.sparing(_alone(deps, f"after {job.name}", job.after)),
        )
        for job in found
    }


def _fetching(deps: Deps, every: timedelta, desk: StoryDesk, regrouping: Paced) -> Iterator[Job]:
    yield _checking(deps, every)
    yield _reading(deps, every, desk, regrouping)
    if deps.settings.public_url is not None:
        yield _asking_hubs(deps, every, deps.settings.public_url)


def _checking(deps: Deps, every: timedelta) -> Job:
    database, client, workers, clock = deps.database, deps.client, deps.workers, deps.clock
    turn = _turn(deps)

    async def check() -> bool:
        limits = feed_limits(deps.settings)
        done = await check_due_feeds(database, client, now=clock(), limits=limits, workers=workers, turn=turn)
        if done.entries or done.failed:
            log.info("Feeds: %d checked, %d failed, %d new entries", done.checked, done.failed, done.entries)
        return done.checked > 0

    async def tell() -> None:
        now = clock()
        if await asyncio.to_thread(tell_admins, database, now=now, write=partial(notice, now=now)):
            log.info("Feeds: the admins are told which fail for good, or are back")
            deps.bell.ring()

    return Job(
        name="feeds",
        queue=Queue.FETCH,
        every=every,
        tick=tell,
        chunk=check,
        waiting=_chunks(deps, count_due_feeds),
        at_once=2,
    )


def _reading(deps: Deps, every: timedelta, desk: StoryDesk, regrouping: Paced) -> Job:
    database, client, workers, clock = deps.database, deps.client, deps.workers, deps.clock
    robots = Robots(client, workers) if deps.settings.respect_robots else None
    turn = _turn(deps)

    async def read() -> bool:
        limits = feed_limits(deps.settings)
        done = await read_due_entries(
            database, client, desk, now=clock(), limits=limits, workers=workers, robots=robots, turn=turn
        )
        if done.articles or done.updated or done.failed:
            log.info(
                "Articles: %d read, %d in new words, %d to be tried again, %d failed",
                *(done.articles, done.updated, done.waiting, done.failed),
            )
        regrouping.wanted |= done.articles + done.updated > 0
        await regrouping.run()
        return done.any

    waiting = _chunks(deps, count_due_entries)
    return Job(name="entries", queue=Queue.FETCH, every=every, chunk=read, waiting=waiting, at_once=2)


def _asking_hubs(deps: Deps, every: timedelta, public_url: str) -> Job:
    async def ask() -> None:
        limits = feed_limits(deps.settings)
        done = await keep_leases(deps.database, deps.client, base=public_url, now=deps.clock(), limits=limits)
        if done.asked:
            log.info("Hubs: %d asked, %d of them failed", done.asked, done.failed)

    return Job(name="hubs", queue=Queue.FETCH, every=every, tick=ask)


def _turn(deps: Deps) -> Turn:
    in_flight = asyncio.Semaphore(deps.settings.fetch_in_flight)
    return Turn(in_flight=in_flight, ended=lambda: deps.courtesy.ended)


def _chunks(deps: Deps, count_due: CountDue) -> Callable[[], Awaitable[int]]:
    """Into how many chunks that what is due falls."""

    def count() -> int:
        batch = feed_limits(deps.settings).batch
        with deps.database.read() as session:
            return -(-count_due(session, now=deps.clock(), at_most=MOST_CHUNKS * batch) // batch)

    return lambda: asyncio.to_thread(count)


def _digesting(deps: Deps, every: timedelta, regrouping: Paced) -> Job:
    database, clock = deps.database, deps.clock
    watch, showing, making, ahead = Watch(database, deps.courtesy), presenter(), asyncio.Lock(), Ahead()
    overdue = Overdue(database)

    async def prepare() -> None:
        became_late = await asyncio.to_thread(
            overdue.look, now=clock(), limits=digest_limits(deps.settings), presenter=showing
        )
        if became_late:
            log.info("Digests: %d have waited to be sent until they were late", became_late)
        # a digest tells stories as they are sorted by now, not as they began
        await regrouping.run()
        resumed = await asyncio.to_thread(end_pauses, database, now=clock())
        if resumed:
            log.info("Pauses: %d ended", resumed)

    async def make() -> bool:
        # one that comes meanwhile would have to wait for the process that computes, and finds little left
        async with making:
            made = await asyncio.to_thread(
                make_due_digests,
                database,
                now=clock(),
                limits=digest_limits(deps.settings),
                presenter=showing,
                courtesy=deps.courtesy,
                composing=deps.composing,
                ahead=ahead if deps.composing else None,
                clock=clock,
            )
        if made:
            log.info("Digests: %d made", made)
            deps.bell.ring()
        return False

    async def tell() -> None:
        told = await asyncio.to_thread(watch.tell, now=clock(), limits=digest_limits(deps.settings), presenter=showing)
        if told:
            log.info("Digests: %d chats told at once", told)
            deps.bell.ring()

    def shares() -> int:
        with database.read() as session:
            return len(due_shares(session, now=clock()))

    return Job(
        name="digests",
        queue=Queue.DIGEST,
        every=every,
        tick=prepare,
        chunk=make,
        waiting=lambda: asyncio.to_thread(shares),
        after=tell,
    )


def _searching(deps: Deps, every: timedelta) -> Job:
    backlog = _Backlog()

    async def index() -> None:
        await backlog.index(deps.database, seconds=every.total_seconds() / 5)

    return Job(name="search", queue=Queue.HOUSE, every=every, tick=index)


def _forgetting(deps: Deps, every: timedelta) -> Job:
    pruning = Pruning(deps.database, deps.courtesy)

    async def prune() -> None:
        keep = Keep(
            articles=timedelta(days=deps.settings.keep_articles_days),
            digests=timedelta(days=deps.settings.keep_digests_days),
        )
        now, monotonic_s, seconds = deps.clock(), asyncio.get_running_loop().time(), every.total_seconds() / 10
        removed = await asyncio.to_thread(pruning.go_on, keep, now=now, monotonic_s=monotonic_s, seconds=seconds)
        if removed:
            log.info("Forgotten: %s", ", ".join(f"{count} {kind}" for kind, count in removed.items()))

    return Job(name="prune", queue=Queue.HOUSE, every=every, tick=prune)


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


def _sparing(deps: Deps, chunk: Chunk) -> Chunk:
    """One that is left out, and so are those after it, while the database fails."""

    async def run() -> bool:
        more = False

        async def work() -> None:
            nonlocal more
            more = await chunk()

        await deps.standstill.sparing(work)()
        return more

    return run


def _alone(deps: Deps, name: str, tick: Tick) -> Tick:
    """One that is left out while another process is at it."""

    async def run() -> None:
        async with alone_at(deps.database, name) as alone:
            if alone:
                await tick()

    return run
