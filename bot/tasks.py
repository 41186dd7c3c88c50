"""Tasks that go on beside others until nobody wants them any more."""

import asyncio
from collections.abc import Callable
from contextlib import suppress


async def ended(task: asyncio.Task[None]) -> None:
    """Cancel it, and wait for its end."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def to_the_end(call: Callable[[], None]) -> None:
    """Call it in a thread. Who is cancelled meanwhile waits for its end: what it works with may be closed after that.

    Raises what it raises.
    """
    running = asyncio.ensure_future(asyncio.to_thread(call))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        with suppress(Exception):
            await running
        raise
