"""How many feeds a second: fetched, and through the whole path, from publishers on thousands of loopback addresses.

`python -m benchmarks.fetch [--feeds N] [--rounds N] [--json]`, Linux only. A plain aiohttp client fetches the same in
the same run, so that ratios can be told on any machine. The publishers run beside it and take their share of the cores.
"""

import asyncio
import json
import logging
import os
import resource
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

import aiohttp
import typer
from rich.console import Console
from rich.table import Table

from benchmarks import feed_server
from jobs.feeds.fetching.client import FetchSettings, open_client
from jobs.feeds.fetching.fetch import Fetched, fetch
from jobs.feeds.fetching.guard import AddressRules
from jobs.feeds.tick import FeedLimits, check_due_feeds
from jobs.feeds.workers import Workers
from storage.database import Database
from storage.feeds import add_feed
from storage.schema import upgrade
from storage.topics import add_topic, link_feed

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
IN_FLIGHT = 100
SETTINGS = FetchSettings(rules=AddressRules(allowed=(ip_network("127.0.0.0/8"),)), in_flight=IN_FLIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetching:
    """One GET for each feed, its body read and nothing done with it."""

    client: str
    feeds: int
    per_second: float
    cpu_ms_per_feed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """All feeds once through the whole path; memory in megabytes, the workers' together."""

    number: int
    per_second: float
    unchanged: float
    entries: int
    cpu_ms_per_feed: float
    memory: int
    workers_memory: int


def measure(feeds: int, rounds: int, *, report: Callable[[Round], None] = lambda _: None) -> dict[str, object]:
    """All figures as one record: `fetching` and `rounds`."""
    # the feeds' hosts are kept open for some seconds each
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # the clients one after the other, twice, so that neither has the warmer machine
    fetching = []
    for _ in range(2):
        with feed_server.serving() as port:
            fetching.append(asyncio.run(_plainly(feeds, port)))
        with feed_server.serving() as port:
            fetching.append(asyncio.run(_guarded(feeds, port)))
    with feed_server.serving() as port, tempfile.TemporaryDirectory() as folder:
        database = _filled(Path(folder) / "bench.sqlite3", _addresses(feeds, port))
        try:
            whole = asyncio.run(_rounds(database, rounds, report))
        finally:
            database.close()
    return {"fetching": [asdict(each) for each in fetching], "rounds": [asdict(each) for each in whole]}


def _addresses(feeds: int, port: int) -> list[str]:
    return [f"http://{feed_server.host(number)}:{port}/feed.xml" for number in range(feeds)]


async def _plainly(feeds: int, port: int) -> Fetching:
    connector = aiohttp.TCPConnector(limit=IN_FLIGHT)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as client:

        async def get(address: str) -> int:
            async with client.get(address) as response:
                return len(await response.read())

        return await _timed("aiohttp alone", _addresses(feeds, port), get)


async def _guarded(feeds: int, port: int) -> Fetching:
    async with open_client(SETTINGS) as client:

        async def get(address: str) -> int:
            fetched = await fetch(client, address, now=START)
            assert isinstance(fetched, Fetched), fetched
            return len(fetched.body)

        return await _timed("newsdigest, guarded", _addresses(feeds, port), get)


async def _timed(name: str, addresses: Sequence[str], get: Callable[[str], Awaitable[int]]) -> Fetching:
    left = iter(addresses)

    async def worker() -> None:
        for address in left:
            assert await get(address) > 15_000

    cpu, started = time.process_time(), time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    return Fetching(
        client=name,
        feeds=len(addresses),
        per_second=round(len(addresses) / seconds),
        cpu_ms_per_feed=round(cpu / len(addresses) * 1000, 2),
    )


def _filled(path: Path, addresses: Sequence[str]) -> Database:
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.write() as session:
        topic = add_topic(session, slug="all", name="All", now=START)
        assert topic is not None  # the database is empty
        for address in addresses:
            link_feed(session, topic.id, add_feed(session, url=address, title="", language=None, now=START).id)
    return database


async def _rounds(database: Database, rounds: int, report: Callable[[Round], None]) -> list[Round]:
    # half a minute in which nothing is due is no round's time
    limits = FeedLimits(in_flight=IN_FLIGHT, batch=500, seconds=600)
    found = []
    async with open_client(SETTINGS) as client, Workers() as workers:
        for number in range(1, rounds + 1):
            # two days on every feed is due, whatever it asked for
            now = START + timedelta(days=2 * number)
            cpu, started = _cpu(), time.perf_counter()
            checked = unchanged = entries = 0
            while True:
                done = await check_due_feeds(database, client, now=now, limits=limits, workers=workers)
                if not done.checked:
                    break
                assert not done.failed, f"{done.failed} feeds failed"
                checked += done.checked
                unchanged += done.unchanged
                entries += done.entries
            seconds = time.perf_counter() - started
            found.append(
                Round(
                    number=number,
                    per_second=round(checked / seconds, 1),
                    unchanged=round(unchanged / checked, 4),
                    entries=entries,
                    cpu_ms_per_feed=round((_cpu() - cpu) / checked * 1000, 2),
                    memory=_memory(os.getpid()),
                    workers_memory=sum(_memory(child) for child in _workers()),
                )
            )
            report(found[-1])
    return found


def _workers() -> list[int]:
    """The parsing processes (proc(5), children), without the publishers'."""
    children = Path("/proc/self/task").glob("*/children")
    ids = [int(child) for listed in children for child in listed.read_text().split()]
    return [child for child in ids if b"jobs.feeds.worker" in Path(f"/proc/{child}/cmdline").read_bytes()]


def _cpu() -> float:
    """Seconds of processor time, ours and the workers'."""
    ticks = os.sysconf("SC_CLK_TCK")
    # a process that was replaced has its time with those that ended
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = time.process_time() + ended.ru_utime + ended.ru_stime
    for child in _workers():
        with suppress(OSError):
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            spent += (int(fields[11]) + int(fields[12])) / ticks
    return spent


def _memory(process: int) -> int:
    """Megabytes held (RSS)."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize() // 2**20


def main(
    *,
    feeds: Annotated[
        int, typer.Option(min=1, max=100_000, help="How many feeds, each on an address of its own.")
    ] = 4000,
    rounds: Annotated[int, typer.Option(min=1, help="How often all of them go through the whole path.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Feeds a second: fetched, and through the whole path."""
    logging.disable(logging.INFO)
    console = Console(stderr=True)
    found = measure(feeds, rounds, report=lambda done: console.print(f"round {done.number}: {done.per_second}/s"))
    if as_json:
        typer.echo(json.dumps(found))
        return
    for title, rows in found.items():
        assert isinstance(rows, list)
        table = Table(*(name.replace("_", " ") for name in rows[0]), title=title)
        for row in rows:
            table.add_row(*map(str, row.values()))
        Console().print(table)


if __name__ == "__main__":
    typer.run(main)
