"""The operator's own address: `/metrics` for Prometheus and `/healthz` for whoever restarts what isn't well."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict
from datetime import timedelta
from typing import TypeVar

from aiohttp import web
from prometheus_client.exposition import choose_encoder

from bot.settings import Settings
from bot.tasks import ended
from bot.watch.figures import Figures, FiguresAway, Read
from bot.watch.gauges import Gauges
from bot.watch.health import Diagnosis, Fault, Vitals, diagnosis
from bot.watch.restarters import Restarter, restarted_by
from bot.watch.signs import Signs
from bot.watch.turns import Turns
from bot.watch.watch import Watch
from bot.web import serving
from jobs.clock import Clock
from storage.database import Database
from storage.posts import Post
from storage.standing import Backlog

LOOK_S = 30.0
"""How often it is looked at for the log, whoever else asks."""

DATABASE_S = 5.0
"""A database that takes longer for what is due doesn't answer."""

NAMES = ("NEWSDIGEST_WATCH_HOST", "NEWSDIGEST_WATCH_PORT")

Result = TypeVar("Result")

log = logging.getLogger(__name__)


class Doctor:
    """Examines this process, in a thread of its own: those that do the work may all be held up.

    `posts` are those that some process has to hold.
    """

    def __init__(
        self,
        watch: Watch,
        database: Database,
        clock: Clock,
        *,
        patience: timedelta,
        posts: Collection[Post] = tuple(Post),
    ) -> None:
        self._watch = watch
        self._clock = clock
        self._patience = patience
        self._posts = posts
        self._turns = Turns(watch.signs.seconds)
        self._vacant_since: dict[Post, float] = {}
        self._figures = Figures(database, clock, watch.signs.seconds)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="watch")
        watch.metrics.registry.register(Gauges(self._figures, watch.signs, self._faults, clock, posts=posts))

    async def examine(self) -> Diagnosis:
        """What isn't well. Where that changed, the log has it."""
        try:
            found = await self._in_thread(lambda: self._judge(""), within=DATABASE_S)
        except TimeoutError:
            found = self._judge(f"the database has not answered for {DATABASE_S:g} seconds")
        # a standstill says by itself that it begins, and that it ends
        self._turns.seen(found.faults, told_by_others=("database",) if self._figures.trouble else ())
        return found

    async def keep_looking(self) -> None:
        """Examine it now and then, until cancelled."""
        while True:
            await self.examine()
            await asyncio.sleep(LOOK_S)

    @property
    def signs(self) -> Signs:
        return self._watch.signs

    async def ask(self, read: Callable[[Figures], Result]) -> Result | None:
        """Read figures, one reader after another; None where the database takes too long."""
        try:
            return await self._in_thread(lambda: read(self._figures), within=2 * DATABASE_S)
        except TimeoutError:
            return None

    async def metrics(self, accept: str) -> tuple[bytes, str]:
        """All figures as Prometheus reads them, and the type of that."""
        try:
            write, kind = choose_encoder(accept if accept.isascii() else "")
        except TypeError:
            # it wants a version that is no number
            write, kind = choose_encoder("")
        return await self._in_thread(lambda: write(self._watch.metrics.registry)), kind

    async def end(self) -> None:
        """Once nothing is read any more: a connection that is still in use then would be left open."""
        with suppress(TimeoutError):
            await self._in_thread(lambda: None, within=DATABASE_S)
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _in_thread(self, work: Callable[[], Result], *, within: float | None = None) -> Result:
        async with asyncio.timeout(within):
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _faults(self) -> Sequence[Fault]:
        return self._judge("").faults

    def _judge(self, away: str) -> Diagnosis:
        read: Read[Backlog] | None = None
        vacant: Mapping[Post, timedelta] = {}
        if not away:
            try:
                read, vacant = self._figures.backlog(), self._vacant(self._figures.held().figure)
            except FiguresAway as error:
                away = str(error)
        away = away or self._figures.trouble
        vitals = Vitals(
            at=self._watch.signs.seconds(),
            # what waited then may be done by now: it is as old as it was
            now=self._clock() - timedelta(seconds=self._watch.signs.seconds() - read.at if read else 0),
            signs=self._watch.signs,
            backlog=read.figure if read else None,
            database=away,
            database_failed_at=self._figures.failed_at,
            vacant=vacant,
        )
        return diagnosis(vitals, patience=self._patience)

    def _vacant(self, held: Collection[Post]) -> Mapping[Post, timedelta]:
        now = self._watch.signs.seconds()
        self._vacant_since = {post: self._vacant_since.get(post, now) for post in self._posts if post not in held}
        return {post: timedelta(seconds=now - since) for post, since in self._vacant_since.items()}


MoreRoutes = Callable[[Doctor], Iterable[web.RouteDef]]


@asynccontextmanager
async def watching(
    watch: Watch,
    settings: Settings,
    database: Database,
    clock: Clock,
    *,
    also: MoreRoutes = lambda _: (),
    waiting: Collection[Restarter] = (),
) -> AsyncIterator[None]:
    """Answer whoever watches until the block ends, where an address is set for it, on other routes too; and tell the
    log, and those who are waiting to start this process anew, how it is.

    Raises `bot.web.CannotListen`.
    """
    # where Telegram posts, nobody asks it
    posts = [post for post in Post if not (settings.webhook and post is Post.POLLER)]
    doctor = Doctor(watch, database, clock, patience=timedelta(minutes=settings.health_minutes), posts=posts)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(doctor.end)
        if settings.watch_port is not None:
            counting = watch.log()
            logging.getLogger().addHandler(counting)
            stack.callback(logging.getLogger().removeHandler, counting)
            listening = serving(
                [*routes(doctor), *also(doctor)], host=settings.watch_host, port=settings.watch_port, names=NAMES
            )
            port = await stack.enter_async_context(listening)
            log.info("Metrics and health are at http://%s:%d", settings.watch_host, port)
        await stack.enter_async_context(restarted_by(waiting, doctor.examine))
        await stack.enter_async_context(looked_after(doctor))
        yield


@asynccontextmanager
async def looked_after(doctor: Doctor) -> AsyncIterator[None]:
    looking = asyncio.create_task(doctor.keep_looking(), name="health in the log")
    try:
        yield
    finally:
        await ended(looking)


def routes(doctor: Doctor) -> list[web.RouteDef]:
    async def healthz(_request: web.Request) -> web.Response:
        found = await doctor.examine()
        return web.json_response({"well": not found.faults, **asdict(found)}, status=503 if found.faults else 200)

    async def metrics(request: web.Request) -> web.Response:
        body, kind = await doctor.metrics(request.headers.get("Accept", ""))
        return web.Response(body=body, headers={"Content-Type": kind})

    return [web.get("/healthz", healthz), web.get("/metrics", metrics)]
