"""The bot as a process of its own, with a clock that begins at the database's time.

`python -m benchmarks.answers.bot UNIX_SECONDS`: what the machine's clock showed when it was `size.NOW`.
"""

import asyncio
import signal
import sys
from datetime import UTC, datetime

from benchmarks.answers.size import NOW
from bot.app import run
from bot.logs import set_up_logs
from bot.reading_settings import read_settings
from jobs.clock import Clock


def clock_since(started: float) -> Clock:
    """A clock that showed `NOW` when the machine's showed `started` (Unix seconds)."""
    moved = NOW - datetime.fromtimestamp(started, UTC)
    return lambda: datetime.now(UTC) + moved


async def _serve(started: float) -> None:
    settings, stop = read_settings(), asyncio.Event()
    set_up_logs(settings.log_level, secrets=settings.secrets())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await run(settings, stop=stop, clock=clock_since(started))


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
