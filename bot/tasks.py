"""Tasks that go on beside others until nobody wants them any more."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

Result = TypeVar("Result")


async def ended(task: asyncio.Task[None]) -> None:
    """Cancel it, and wait for its end."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def to_the_end(call: Callable[[], Result]) -> Result:
    """Call it in a thread. Who is cancelled meanwhile waits for its end: what it works with may be closed after that.

    Returns what it returns, and raises what it raises.
    """
    running = asyncio.ensure_future(asyncio.to_thread(call))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        with suppress(Exception):
            await running
        raise
