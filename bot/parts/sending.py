"""The sender: the outbox goes to Telegram, from one process at a time."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.deps import Deps
from bot.parts.alone import first_of, serve_alone
from bot.polling import PollingBot
from bot.sender import TelegramSender
from jobs.deliver import Outbox
from storage.deliveries import Claims, under_way
from storage.posts import ANSWER_S, LOOK_S, Hold, Post

GRACE_S = LOOK_S + ANSWER_S + 1
"""A sender that lost its post and not its life notices within a look and an answer, and says from then on what it has
under way (`jobs.deliver.RENEWED_AFTER_S`): who says nothing for so long is dead."""


@asynccontextmanager
async def sending(deps: Deps, bot: PollingBot) -> AsyncIterator[asyncio.Task[None]]:
    """Send what is in the outbox; leaving the block waits for what is in flight. Gives the task that sends."""
    stop = asyncio.Event()

    async def serve(held: Hold) -> None:
        await _wait_for_earlier(deps, stop, held.lost)
        if stop.is_set() or held.lost.is_set():
            return
        sender = TelegramSender(deps.watch.posts(bot.transport), bot.base_url, paid=deps.settings.paid_broadcast)
        send = deps.watch.send(sender)
        outbox = Outbox(deps.database, send, bot.limiter, deps.clock, answers=sender.answers)
        with deps.bell.heard_by(outbox.wake), deps.watch.signs.sends():
            running = asyncio.create_task(outbox.run(), name="outbox")
            await first_of(stop, held.lost, tasks=[running])
            if not stop.is_set():
                # what was sent is known here as long as this process lives, however long the database is away
                outbox.stop(patience=math.inf)
                await first_of(stop, tasks=[running])
            outbox.stop()
            await running

    task = asyncio.create_task(
        serve_alone(deps.database, Post.SENDER, serve, stop=stop, on_news=deps.bell.wake_here), name="sender"
    )
    try:
        yield task
    finally:
        stop.set()
        await task


async def _wait_for_earlier(deps: Deps, stop: asyncio.Event, lost: asyncio.Event) -> None:
    """Wait until nobody else has messages on their way, or whose they are is dead."""
    said: Claims = frozenset()
    while not (stop.is_set() or lost.is_set()):
        claims = await asyncio.to_thread(_under_way, deps)
        if not claims or claims == said:
            return
        said = claims
        await first_of(stop, lost, seconds=GRACE_S)


def _under_way(deps: Deps) -> Claims:
    """What may be on its way by another process."""
    if not deps.database.shared:
        return frozenset()
    with deps.database.read() as session:
        return under_way(session)
