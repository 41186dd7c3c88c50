"""The stage: the newsroom, the local Bot API with its chat page, and the real bot between them.

The demo plays two small parts itself, each as a person would have: it presses the first buttons of a new subscriber,
and it lets the hour of the digest strike when the newsroom has put out more, so that nobody waits for 08:00.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from aiohttp import web
from tzlocal import get_localzone_name

from demo.bot_process import BotProcess
from demo.botapi.client import User
from demo.botapi.seen import Message
from demo.botapi.server import LocalBotApi
from demo.newsroom.newsroom import Newsroom
from demo.newsroom.server import build_app
from demo.newsroom.topics import TOPICS, SampleTopic
from demo.page import add_page
from demo.saved import Saved
from demo.seed import reading, seed, strike
from jobs.clock import Clock
from storage.database import Database

HOST = "127.0.0.1"
CHAT_FILE = "chat.json"
FIRST_TOPICS = TOPICS[:3]
"""What the demo's subscriber taps first."""

NEXT, HOUR = "Next ›", "08:00"
"""The buttons that lead from the topics to the first digest."""

STRIKES_EVERY = timedelta(minutes=2)
FIRST_DIGEST_AT_LATEST_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the chat page's strip says about the demo itself."""

    next_digest_at: datetime | None
    newsroom: str
    over: bool

    def as_json(self) -> dict[str, object]:
        over = "All of the newsroom's stories are out; start over with: make demo RESET=1"
        text = over if self.over else "Demo: the bot is real, its news is invented. A digest comes every two minutes."
        return {
            "text": text,
            "next_digest_at": None if self.over or not self.next_digest_at else self.next_digest_at.isoformat(),
            "links": [{"text": "The newsroom", "url": self.newsroom}],
        }


class Stage:
    """Everything that runs, once `opened`."""

    def __init__(self, api: LocalBotApi, newsroom: Newsroom, address: str, database: Database, clock: Clock) -> None:
        self.api = api
        self.newsroom = newsroom
        self.newsroom_address = address
        self._database = database
        self._clock = clock
        self._next_strike: datetime | None = None
        api.app.router.add_get("/demo/notice", self._notice)

    async def read_first_articles(self, say: Callable[[int, int], None]) -> None:
        """Wait until the bot has read what was out at the start, telling (articles read, articles in all)."""
        async with asyncio.timeout(FIRST_DIGEST_AT_LATEST_S):
            while True:
                unchecked, waiting, read = await asyncio.to_thread(reading, self._database, now=self._clock())
                say(read, read + waiting)
                if not unchecked and not waiting and read:
                    return
                # the bot's database is all there is to look at: it is another process
                await asyncio.sleep(0.3)

    async def first_digest(self, user: User) -> Message:
        """Choose an hour, which ends the first steps, and wait for the digest that comes at once."""
        welcome = next(message for message in reversed(await user.messages()) if NEXT in message.buttons)
        await user.tap(welcome, NEXT)
        hours = await user.wait_for(lambda message: HOUR in message.buttons)
        await user.tap(hours, HOUR)
        return await user.wait_for(lambda message: bool(message.links), timeout=FIRST_DIGEST_AT_LATEST_S)

    async def go_on(self, user: User) -> None:
        """Let the hour strike every two minutes in which something new came out, until cancelled."""
        told = len(self.newsroom.published())
        while True:
            self._next_strike = self._clock() + STRIKES_EVERY
            await asyncio.sleep(STRIKES_EVERY.total_seconds())
            out = len(self.newsroom.published())
            if out > told:
                await self._strike(user.id)
                told = out

    async def _strike(self, chat: int) -> None:
        await asyncio.to_thread(strike, self._database, chat, now=self._clock())

    async def _notice(self, _request: web.Request) -> web.Response:
        over = len(self.newsroom.published()) == len(self.newsroom.pieces)
        notice = Notice(next_digest_at=self._next_strike, newsroom=self.newsroom_address, over=over)
        return web.json_response(notice.as_json())


@asynccontextmanager
async def opened(folder: Path, *, port: int, clock: Clock) -> AsyncIterator[Stage]:
    """Open the newsroom and the local Bot API, and bring the database up to them; all is saved at the end.

    `port` is the chat page's; where it is taken, another is chosen. Raises SnapshotError for a damaged conversation.
    """
    saved = Saved.load(folder)
    api = LocalBotApi()
    if (folder / CHAT_FILE).exists():
        # before anything is open, so that a damaged file is not overwritten by what ends below
        api.load(folder / CHAT_FILE)
    started = clock()
    newsroom = Newsroom(started - timedelta(seconds=saved.played_s), clock)
    runner = web.AppRunner(build_app(newsroom), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, HOST, _free(saved.newsroom_port)).start()
    newsroom_port = int(runner.addresses[0][1])
    address = f"http://{HOST}:{newsroom_port}"
    database = Database(f"sqlite:///{folder}/newsdigest.sqlite3")
    try:
        await asyncio.to_thread(seed, database, TOPICS, address, now=started)
        stage = Stage(api, newsroom, address, database, clock)
        add_page(api.app)
        await api.start(HOST, _free(port))
        yield stage
    finally:
        await api.stop()
        api.save(folder / CHAT_FILE)
        await runner.cleanup()
        database.close()
        played = (clock() - started).total_seconds()
        Saved(newsroom_port=newsroom_port, played_s=saved.played_s).played(played).save(folder)


@asynccontextmanager
async def bot_running(
    stage: Stage, folder: Path, more: Mapping[str, str] = MappingProxyType({})
) -> AsyncIterator[BotProcess]:
    """The bot, pointed at the stage by its settings, and by `more` of them."""
    bot = await BotProcess.start(folder, bot_settings(stage, folder) | dict(more))
    try:
        yield bot
    finally:
        await bot.stop()


def bot_settings(stage: Stage, folder: Path) -> dict[str, str]:
    """The environment that makes a bot of ours the demo's: everything else about it is as an operator runs it."""
    owner = next(iter(stage.api.state.people))
    return {
        "NEWSDIGEST_TOKEN": stage.api.token,
        "NEWSDIGEST_BOT_API_URL": stage.api.base_url,
        "NEWSDIGEST_DATABASE_URL": f"sqlite:///{folder}/newsdigest.sqlite3",
        "NEWSDIGEST_ADMINS": str(owner),
        "NEWSDIGEST_ALLOWED_NETWORKS": "127.0.0.0/8",
        "NEWSDIGEST_DEFAULT_ZONE": get_localzone_name() or "UTC",
        "NEWSDIGEST_TICK_SECONDS": "1",
        "NEWSDIGEST_SHORTEST_MINUTES": "0.1",
        "NEWSDIGEST_LONGEST_MINUTES": "0.2",
    }


async def take_first_steps(user: User, topics: Sequence[SampleTopic]) -> None:
    """What a new subscriber does: /start, and a tap on each of these topics."""
    await user.send("/start")
    welcome = await user.wait_for(lambda message: bool(message.buttons))
    for topic in topics:
        await user.tap(welcome, topic.name)
        welcome = await user.next_edit()
    # so that the page opens at the digest, which comes next
    await user.read()


def _free(port: int) -> int:
    """`port` where nobody listens on it, else 0: the system chooses."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        # as asyncio's servers do: a port that a stopped server left a moment ago is free
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError:
            return 0
    return port
