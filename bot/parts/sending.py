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
from storage.deliveries import is_any_sending
from storage.posts import ANSWER_S, LOOK_S, Hold, Post

GRACE_S = LOOK_S + ANSWER_S + 1
"""So long after it lost its post a sender may still be at work: it notices within a look and an answer."""


@asynccontextmanager
async def sending(deps: Deps, bot: PollingBot) -> AsyncIterator[asyncio.Task[None]]:
    """Send what is in the outbox; leaving the block waits for what is in flight. Gives the task that sends."""
    stop = asyncio.Event()

    async def serve(held: Hold) -> None:
        if await asyncio.to_thread(_in_doubt, deps):
            # whoever claimed them may have lost the post without its life, and is about to mark them
            await first_of(stop, held.lost, seconds=GRACE_S)
        if stop.is_set() or held.lost.is_set():
            return
        sender = TelegramSender(deps.watch.posts(bot.transport), bot.base_url, paid=deps.settings.paid_broadcast)
        send = deps.watch.send(sender)
        deps.watch.signs.pauses(bot.limiter.throttled_for(asyncio.get_running_loop().time()))
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


def _in_doubt(deps: Deps) -> bool:
    if not deps.database.shared:
        return False
    with deps.database.read() as session:
        return is_any_sending(session)
