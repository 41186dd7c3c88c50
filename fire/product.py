"""The product as a process, by a clock that the run holds; all of it, or the parts that are named."""

import asyncio
import faulthandler
import signal
from collections.abc import Sequence
from pathlib import Path

from bot.app import ALL, Part, run
from bot.logs import set_up_logs
from bot.reading_settings import read_settings
from fire.clock import SharedClock


def serve(clock: Path, parts: Sequence[str]) -> None:
    """Serve until SIGTERM, with the settings of the environment."""
    asyncio.run(_serve(SharedClock(clock), [Part(part) for part in parts] or ALL))


async def _serve(clock: SharedClock, parts: Sequence[Part] | frozenset[Part]) -> None:
    settings, stop = read_settings(), asyncio.Event()
    set_up_logs(settings.log_level, secrets=settings.secrets())
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGUSR1, _say_what_is_waited_for)
    faulthandler.register(signal.SIGUSR2)
    await run(settings, stop=stop, parts=parts, clock=clock)


def _say_what_is_waited_for() -> None:
    """For whoever wonders why nothing goes on."""
    for task in asyncio.all_tasks():
        task.print_stack(limit=4)
