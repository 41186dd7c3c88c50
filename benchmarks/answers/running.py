"""One run: the bot in a process of its own, the local Bot API and the people in this one."""

import asyncio
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import update

from benchmarks.answers.bot import clock_since
from benchmarks.answers.chats import people, telegram_id
from benchmarks.answers.doings import USUAL, Doing, Hand, Pause, administer, ask_in_a_group
from benchmarks.answers.people import Ears, NoAnswer, Person, Town, Wait
from benchmarks.answers.size import NOW, STRIKES_AT, Size
from demo.botapi.errors import ApiError
from demo.botapi.records import Chat
from demo.botapi.records import Person as Account
from demo.botapi.server import LocalBotApi
from storage.database import Database
from storage.tables import ScheduleRow
from storage.topics import Visibility, list_topics

STEPS_A_DOING = 5
WARM_UP_S = 5.0
THINKING_S = (0.3, 1.5)
"""Between two taps."""
READING_S = (1.5, 4.0)
"""After what was answered to something written. Who wrote again at once would measure how slowly Telegram lets a bot
write into one chat."""
STARTS_IN_S, ENDS_IN_S = 60.0, 10.0
ADMINS = 3
ADMINISTER, IN_GROUPS = 0.08, 0.07
"""How much of what is done admins do, and how much is done in groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of it; `cpu_s` is what the bot used in the measured time, `load` the machine's load average."""

    waits: Sequence[Wait]
    missing: Sequence[str]
    seconds: float
    digests_sent: int
    cpu_s: float
    load: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Those who do something in the run, by their numbers in Telegram; `words` and `topics` are what they ask for."""

    readers: Sequence[int]
    admins: Sequence[int]
    groups: Sequence[int]
    words: Sequence[str]
    topics: Sequence[str]


async def measure(database: str, size: Size, *, log: Path, seconds: float, a_second: float, alone: bool = False) -> Run:
    """Run the bot on this database, which changes, with so many steps of people's a second.

    `alone` is one person after another with no digest due, so that what each answer costs can be told.
    """
    if alone:
        _put_off(database)
    started = time.time()
    clock, cast, ears = clock_since(started), _cast(size, database), Ears()
    api = LocalBotApi(people=[Account(id=admin, first_name="Robin") for admin in cast.admins], clock=clock)
    api.state.events = ears
    town = Town(api=api, ears=ears, clock=clock)
    await town.api.start()
    try:
        async with _bot(town, cast, database, log=log, started=started) as process:
            _settle(api, size)
            if alone:
                town.waits.cpu_s = partial(_threads_s, process)
            living = _one_by_one(town, cast) if alone else _live(town, cast, a_second=a_second)
            acting = asyncio.create_task(living)
            await asyncio.sleep((STRIKES_AT - clock()).total_seconds() + WARM_UP_S)
            sent, cpu, begun = town.ears.sent, _cpu_s(process), time.perf_counter()
            town.waits.noting = True
            await asyncio.sleep(seconds)
            town.waits.noting = False
            if acting.done():
                acting.result()
            if process.returncode is not None:
                raise SystemExit(f"the bot ended by itself; see {log}")
            spent, lasted = _cpu_s(process) - cpu, time.perf_counter() - begun
            acting.cancel()
            return Run(
                waits=town.waits.noted,
                missing=town.waits.missing,
                seconds=lasted,
                digests_sent=town.ears.sent - sent,
                cpu_s=spent,
                load=os.getloadavg()[0],
            )
    finally:
        await town.api.stop()


def _settle(api: LocalBotApi, size: Size) -> None:
    """Open all chats, once the bot has registered its menus: the local Bot API tells each person of each of them."""
    for chat in range(1, people(size) + 1):
        api.state.open_private(Account(id=telegram_id(chat, size), first_name=f"Reader {chat}")).started = True
    for chat in range(people(size) + 1, size.chats + 1):
        members = {_admin_of(chat, size): "creator", api.state.me.id: "member"}
        group = Chat(id=telegram_id(chat, size), type="supergroup", title=f"Group {chat}", members=members)
        api.state.chats[group.id] = group


def _put_off(database: str) -> None:
    """Let no chat's hour strike in the run."""
    opened = Database(database)
    with opened.write() as session:
        later = NOW + timedelta(days=1)
        session.execute(update(ScheduleRow).where(ScheduleRow.next_run_at < later).values(next_run_at=later))
    opened.close()


def _cast(size: Size, database: str) -> Cast:
    opened = Database(database)
    with opened.read() as session:
        topics = [topic for topic in list_topics(session) if topic.visibility == Visibility.LISTED]
    opened.close()
    private = people(size)
    return Cast(
        # whose hour strikes, and who is told things at once, hears of the bot unasked
        readers=[telegram_id(chat, size) for chat in range(size.due + 1, private - ADMINS + 1) if chat % 20],
        admins=sorted({_admin_of(chat, size) for chat in range(ADMINS)}),
        groups=[telegram_id(chat, size) for chat in range(private + 1, size.chats + 1)],
        words=sorted({word for topic in topics for word in topic.description.lower().split()}),
        topics=[topic.name for topic in topics[:100]],
    )


def _admin_of(chat: int, size: Size) -> int:
    """The last few people are the bot's owners, and made all the groups."""
    return telegram_id(people(size) - chat % ADMINS, size)


@asynccontextmanager
async def _bot(
    town: Town, cast: Cast, database: str, *, log: Path, started: float
) -> AsyncIterator[asyncio.subprocess.Process]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("NEWSDIGEST_")}
    settings = {
        "NEWSDIGEST_TOKEN": town.api.token,
        "NEWSDIGEST_BOT_API_URL": town.api.base_url,
        "NEWSDIGEST_DATABASE_URL": database,
        "NEWSDIGEST_ADMINS": ",".join(map(str, cast.admins)),
    }
    with log.open("wb") as lines:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "benchmarks.answers.bot",
            str(started),
            env=inherited | settings,
            stdout=lines,
            stderr=lines,
        )
    try:
        async with asyncio.timeout(STARTS_IN_S):
            state, before = town.api.state, -1
            # it says nothing when it has registered its menus
            while state.updates.allowed is None or before < len(state.commands):
                before = len(state.commands)
                await asyncio.sleep(2)
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            async with asyncio.timeout(ENDS_IN_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


async def _live(town: Town, cast: Cast, *, a_second: float) -> None:
    """Let people begin something at random moments, until cancelled."""
    chance = random.Random(13)
    readers = iter(chance.sample(cast.readers, k=len(cast.readers)))
    async with asyncio.TaskGroup() as group:
        while True:
            await asyncio.sleep(chance.expovariate(a_second / STEPS_A_DOING))
            doing, person = _next(town, cast, readers, chance)
            group.create_task(_do(doing, _hand(person, cast, _think, _read)))


def _next(town: Town, cast: Cast, readers: Iterator[int], chance: random.Random) -> tuple[Doing, Person]:
    at, (doings, often) = chance.random(), zip(*USUAL, strict=True)
    if at < ADMINISTER:
        doing: Doing = administer
    elif at < ADMINISTER + IN_GROUPS:
        doing = ask_in_a_group
    else:
        [doing] = chance.choices(doings, often)
    return doing, _person(doing, town, cast, readers, chance)


async def _one_by_one(town: Town, cast: Cast) -> None:
    """Let one person after another do something, each kind as often, until cancelled."""
    readers, chance = iter(random.Random(13).sample(cast.readers, k=len(cast.readers))), random.Random(13)
    while True:
        for doing in (administer, ask_in_a_group, *(doing for doing, _ in USUAL)):
            person = _person(doing, town, cast, readers, chance)
            await _do(doing, _hand(person, cast, _breathe, _breathe))


def _person(doing: Doing, town: Town, cast: Cast, readers: Iterator[int], chance: random.Random) -> Person:
    if doing is administer:
        admin = chance.choice(cast.admins)
        return Person(town, admin, admin)
    if doing is ask_in_a_group:
        group = chance.choice(cast.groups)
        return Person(town, next(iter(town.api.state.chats[group].members)), group)
    reader = next(readers)
    return Person(town, reader, reader)


async def _breathe() -> None:
    await asyncio.sleep(0)


async def _think() -> None:
    await asyncio.sleep(random.uniform(*THINKING_S))


async def _read() -> None:
    await asyncio.sleep(random.uniform(*READING_S))


def _hand(person: Person, cast: Cast, pause: Pause, read: Pause) -> Hand:
    return Hand(person=person, pause=pause, read=read, words=cast.words, topics=cast.topics)


async def _do(doing: Doing, hand: Hand) -> None:
    try:
        await doing(hand)
    except NoAnswer:
        # it is counted
        return
    except ApiError:
        # the button was gone when they tapped it
        return


def _threads_s(process: asyncio.subprocess.Process) -> float:
    """The same to the nanosecond, of the threads that there are."""
    threads = Path(f"/proc/{process.pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def _cpu_s(process: asyncio.subprocess.Process) -> float:
    """Seconds of processor time that the bot used so far, its workers' not among them."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
