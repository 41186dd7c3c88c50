"""The sender: the outbox goes to Telegram."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.deps import Deps


@asynccontextmanager
async def sending(deps: Deps) -> AsyncIterator[asyncio.Task[None]]:
    """Send what is in the outbox; leaving the block waits for what is in flight. Gives the task that sends."""
    task = asyncio.create_task(deps.outbox.run(), name="outbox")
    try:
        yield task
    finally:
        deps.outbox.stop()
        await task
