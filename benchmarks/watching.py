"""What watching costs: reading the figures of a large database, and counting each message that is sent.

    python -m benchmarks.watching [--database postgresql://…]

The database is that of `benchmarks.answers` (10,000 chats, 200,000 articles, 1.1 GB), made once. Times are processor
time of this process, which doesn't depend on what else the machine does; PostgreSQL works in processes of its own:
there it is the clock's.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

import typer

from benchmarks.answers.kept import copied
from benchmarks.answers.size import NOW, Size
from bot.watch.watch import Watch
from storage.database import Database, Session
from storage.deliveries import Delivery, DeliveryState
from storage.delivery_trouble import reasons
from storage.feed_trouble import troubled_feeds
from storage.standing import backlog, delay, standing

TIMES = 20
MESSAGES = 50_000

READINGS: Mapping[str, Callable[[Session], object]] = {
    "/healthz: what is due": lambda session: backlog(session, now=NOW),
    "/metrics: all by state, at most every 10 s": lambda session: standing(session, now=NOW),
    "/metrics: the delay, at most every 5 minutes": lambda session: delay(session, now=NOW),
    "/status: reasons and feeds in trouble": lambda session: (
        reasons(session, DeliveryState.FAILED),
        reasons(session, DeliveryState.UNKNOWN),
        troubled_feeds(session, limit=50),
    ),
}


def main(
    *,
    database: Annotated[
        str | None, typer.Option(help="An empty PostgreSQL database, which is filled and kept; else SQLite.")
    ] = None,
) -> None:
    """What watching costs."""
    with copied(database, Size(), lambda said: print(f"\r\x1b[K{said}", end="", file=sys.stderr)) as url:
        opened = Database(url)
        clock = time.process_time if opened.url.get_backend_name() == "sqlite" else time.perf_counter
        print(f"\n{'reading':46} median")
        for name, read in READINGS.items():
            took = sorted(_timed(opened, read, clock) for _ in range(TIMES))
            print(f"{name:46} {statistics.median(took) * 1000:5.1f} ms")
        opened.close()
    plain, watched = asyncio.run(_sending())
    print(f"counting a message takes {(watched - plain) * 1e6:.1f} µs")


def _timed(database: Database, read: Callable[[Session], object], clock: Callable[[], float]) -> float:
    with database.read() as session:
        began = clock()
        read(session)
        return clock() - began


class Nowhere:
    """Answers at once."""

    async def call(self, url: str, parameters: Mapping[str, Any]) -> tuple[int, bytes]:
        return 200, b"{}"


async def _sending() -> tuple[float, float]:
    """Seconds of a message that goes nowhere, plain and watched."""
    watch = Watch()

    def sender(posts: Any) -> Callable[[Delivery], Awaitable[int]]:
        async def send(_: Delivery) -> int:
            await posts.call("https://api.telegram.org/bot1:key/sendMessage", {})
            return 1

        return send

    message = Delivery(id=1, chat_id=1, telegram_id=1, thread_id=0, kind="private", html="", attempts=1, resends=0)
    found = []
    with watch.signs.sends():
        for send in (sender(Nowhere()), watch.send(sender(watch.posts(Nowhere())))):
            began = time.process_time()
            for _ in range(MESSAGES):
                await send(message)
            found.append((time.process_time() - began) / MESSAGES)
    return found[0], found[1]


if __name__ == "__main__":
    typer.run(main)
