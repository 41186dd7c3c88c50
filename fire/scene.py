"""Everything that a run stands on: the papers, the local Bot API, a database, the shared clock, and the product."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from demo.botapi.server import LocalBotApi
from fire import written
from fire.clock import SharedClock
from fire.databases import Standing, a_database
from fire.heard import Ears
from fire.papers import Papers
from fire.process import ROOT, Nursery, Product, nursery
from fire.readers import Reader, move_in, write_down
from fire.verdict import Evidence
from storage.database import Database

HOST = "127.0.0.1"
BEGINNINGS = tuple(
    datetime(2031, month, day, 9, tzinfo=UTC)
    # New York is put forward on March 9th and back on November 2nd, Berlin on March 30th and October 26th
    for month, day in ((3, 7), (3, 28), (10, 24), (10, 31))
)
"""Days before clocks are put forward or back."""

ALONE = "product"
"""The name of the one process that is everything."""

READY = "is ready"
LATENCY_S = 0.12
"""A message's way to Telegram and back; without it nothing would ever be in flight."""

SETTLES_IN_S = 120.0


@dataclass(slots=True, kw_only=True)
class Scene:
    """The parts; `high` is the latest time that was judged."""

    api: LocalBotApi
    ears: Ears
    papers: Papers
    papers_at: str
    clock: SharedClock
    database: Database
    standing: Standing
    readers: Sequence[Reader]
    folder: Path
    nursery: Nursery
    high: datetime
    jumps: list[tuple[datetime, datetime]] = field(default_factory=list)
    """What the clock left out since that."""
    running: dict[str, Product] = field(default_factory=dict)
    """By name what is meant to run."""
    _said: dict[str, int] = field(default_factory=dict)
    """By name how often it had said that it is ready when it was started last."""

    def evidence(self, *, until: datetime, after: int = 0) -> Evidence:
        """What is there to be judged, of the digests after this one; what was heard is taken for it."""
        return Evidence(
            since=self.high,
            until=until,
            digests=written.digests_after(self.database, after),
            heard=self.ears.take(),
            next_runs=written.next_runs(self.database),
            jumps=tuple(self.jumps),
        )

    @property
    def log(self) -> Path:
        return self.folder / f"{ALONE}.log"

    def settings(self) -> dict[str, str]:
        """The environment that leads the product to this scene."""
        return {
            "NEWSDIGEST_TOKEN": self.api.token,
            "NEWSDIGEST_BOT_API_URL": self.api.base_url,
            "NEWSDIGEST_DATABASE_URL": self.standing.url,
            "NEWSDIGEST_ADMINS": str(next(iter(self.api.state.people))),
            "NEWSDIGEST_ALLOWED_NETWORKS": "127.0.0.0/8",
            "NEWSDIGEST_TICK_SECONDS": "0.5",
            "NEWSDIGEST_SHORTEST_MINUTES": "10",
            "NEWSDIGEST_LONGEST_MINUTES": "60",
            "NEWSDIGEST_FETCH_PER_HOST": "8",
            "NEWSDIGEST_FIRST_ENTRIES": "40",
            "NEWSDIGEST_DIGEST_STORIES": "50",
        }

    def environment(self) -> dict[str, str]:
        """That of the product's commands on this scene."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("NEWSDIGEST_")}
        return inherited | {"PYTHONPATH": str(ROOT)} | self.settings()

    async def launch(self, name: str, parts: Sequence[str], **more: str) -> Product:
        """Start a process of these parts, all for none, with more settings; its log has its name."""
        self._said[name] = self._said_ready(name)
        settings = self.settings() | {f"NEWSDIGEST_{setting.upper()}": value for setting, value in more.items()}
        product = await self.nursery.start(self.folder / f"{name}.log", settings, self.folder / "clock", parts)
        self.running[name] = product
        return product

    def ended_by_themselves(self) -> str:
        """The last words of those that are meant to run and don't."""
        return "\n".join(
            f"{name} ended by itself: {' '.join((self.folder / f'{name}.log').read_text().splitlines()[-3:])}"
            for name, product in self.running.items()
            if not product.running
        )

    async def start(self) -> None:
        """Start the product as one process."""
        await self.launch(ALONE, ())

    def jump(self, to: datetime) -> None:
        """Put the clock forward."""
        self.jumps.append((self.clock(), to))
        self.clock.set(to)

    def is_clock_changed_before(self, morning: datetime) -> bool:
        """Whether some reader's clock is put forward or back in the day before."""
        clocks = {reader.zone: reader.clock for reader in self.readers}.values()
        return any(
            morning.astimezone(clock).utcoffset() != (morning - timedelta(days=1)).astimezone(clock).utcoffset()
            for clock in clocks
        )

    def is_ready(self, name: str = ALONE) -> bool:
        return self._said_ready(name) > self._said[name]

    def _said_ready(self, name: str) -> int:
        return self.read_log(name).count(READY)

    def read_log(self, name: str) -> str:
        """All that a process said so far."""
        log = self.folder / f"{name}.log"
        return log.read_text() if log.exists() else ""

    async def crash(self) -> int:
        """Kill the product; returns how many messages were in flight."""
        await self.running.pop(ALONE).kill()
        return written.count_unfinished(self.database, "sending")

    async def end(self) -> list[str]:
        """End all that runs politely, at once; returns what was wrong about that."""
        running, self.running = self.running, {}
        ended = await asyncio.gather(*(product.stop() for product in running.values()))
        faults = [
            f"{name} ended with status {status} after SIGTERM"
            for name, status in zip(running, ended, strict=True)
            if status
        ]
        left = written.count_unfinished(self.database, "sending")
        return faults + ([f"{left} messages were left in flight after SIGTERM"] if left else [])

    def settled(self) -> bool:
        """Nothing is due, nothing waits to be sent."""
        due = written.count_due(self.database, now=self.clock())
        return not due and not written.count_unfinished(self.database)

    def requests(self) -> int:
        """How many requests it takes to read what is new."""
        pieces = sum(map(len, self.papers.pieces.values()))
        return len(self.papers.pieces) + pieces - written.count_articles(self.database)

    def all_read(self) -> bool:
        return written.count_articles(self.database) >= sum(map(len, self.papers.pieces.values()))


def begins(seed: int) -> datetime:
    """A campaign's first day."""
    return BEGINNINGS[seed % len(BEGINNINGS)]


@asynccontextmanager
async def opened(kind: str, *, seed: int, readers: Sequence[Reader]) -> AsyncIterator[Scene]:
    """A scene with a filled database, the product not yet started; nothing of it is left at the end."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsdigest-fire-")))
        standing = stack.enter_context(a_database(kind, folder))
        clock = SharedClock.create(folder / "clock", begins(seed))
        stack.callback(clock.close)
        papers = Papers(seed)
        runner = web.AppRunner(papers.app(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, HOST, 0).start()
        papers_at = f"http://{HOST}:{runner.addresses[0][1]}"
        api, ears = LocalBotApi(clock=clock), Ears()
        api.app.middlewares.append(_far_away)
        api.state.events = ears
        move_in(api.state, readers)
        await api.start(HOST)
        stack.push_async_callback(api.stop)
        database = Database(standing.url)
        stack.callback(database.close)
        await asyncio.to_thread(write_down, database, readers, papers_at, now=clock())
        scene = Scene(
            api=api,
            ears=ears,
            papers=papers,
            papers_at=papers_at,
            clock=clock,
            database=database,
            standing=standing,
            readers=readers,
            folder=folder,
            nursery=await stack.enter_async_context(nursery()),
            high=begins(seed),
        )
        yield scene


@web.middleware
async def _far_away(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Messages take their time on the way there and on the way back."""
    if not request.path.endswith("/sendMessage"):
        return await handler(request)
    await asyncio.sleep(LATENCY_S / 2)
    answer = await handler(request)
    await asyncio.sleep(LATENCY_S / 2)
    return answer


def next_morning(after: datetime) -> datetime:
    """07:50 in UTC, on the day after at the earliest."""
    return (after + timedelta(days=1)).replace(hour=7, minute=50, second=0, microsecond=0)
