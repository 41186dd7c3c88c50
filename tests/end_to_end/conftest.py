"""The whole product: the newsroom, the local Bot API, and the real bot as a process of its own between them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from demo.bot_process import BotProcess
from demo.botapi.client import User
from demo.botapi.records import Person
from demo.seed import reading, strike
from demo.stage import Stage, bot_running, opened
from jobs.clock import utc_now
from storage import deliveries
from storage.database import Database


@dataclass
class Scene:
    """A stage with the bot running on it, and people who walk on."""

    stage: Stage
    folder: Path
    database: Database
    bot: BotProcess
    exits: AsyncExitStack
    people: list[int] = field(default_factory=list)

    @property
    def owner(self) -> int:
        return next(iter(self.stage.api.state.people))

    async def user(self, number: int) -> User:
        return await self.exits.enter_async_context(User(self.stage.api.base_url, number))

    async def newcomer(self, name: str = "Ada") -> User:
        """Somebody the bot has never met."""
        number = 5000 + len(self.people)
        self.people.append(number)
        self.stage.api.state.open_private(Person(id=number, first_name=name))
        return await self.user(number)

    async def subscriber(self, *topics: str) -> User:
        """Somebody who said /start and tapped these topics."""
        user = await self.newcomer()
        await user.send("/start")
        card = await user.wait_for(lambda message: bool(message.buttons))
        for topic in topics:
            await user.tap(card, topic)
            card = await user.next_edit()
        return user

    async def strike(self, user: User) -> None:
        """The hour of this user's digest comes now."""
        assert await asyncio.to_thread(strike, self.database, user.id, now=utc_now())

    def count(self, state: str) -> int:
        """How many deliveries are in this state."""
        with self.database.read() as session:
            return deliveries.count_deliveries(session).get(state, 0)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something in the database: the bot is another process, and that is all there is to look at."""
        async with asyncio.timeout(20):
            while not condition():
                await asyncio.sleep(0.05)

    async def restart(self, *, kill: bool = False) -> None:
        """End the bot, politely or not, and start it anew."""
        if kill:
            await self.bot.kill()
        else:
            await self.bot.stop()
        self.bot = await self.exits.enter_async_context(bot_running(self.stage, self.folder))


@asynccontextmanager
async def on_stage(folder: Path) -> AsyncIterator[Scene]:
    """A scene whose bot has read the news that are out."""
    async with AsyncExitStack() as exits:
        stage = await exits.enter_async_context(opened(folder, port=0, clock=utc_now))
        bot = await exits.enter_async_context(bot_running(stage, folder))
        database = Database(f"sqlite:///{folder}/newsdigest.sqlite3")
        exits.callback(database.close)
        async with asyncio.timeout(100):
            while True:
                unchecked, waiting, read = reading(database, now=utc_now())
                if read and not unchecked and not waiting:
                    break
                await asyncio.sleep(0.1)  # the bot is another process: its database is all there is to look at
        yield Scene(stage=stage, folder=folder, database=database, bot=bot, exits=exits)


@pytest.fixture(scope="session")
def stage_of() -> Callable[[Path], AbstractAsyncContextManager[Scene]]:
    return on_stage


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with on_stage(tmp_path_factory.mktemp("stage")) as scene:
        yield scene


@pytest_asyncio.fixture(loop_scope="function")
async def own_scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """A scene for a test that stops the bot."""
    async with on_stage(tmp_path) as scene:
        yield scene
