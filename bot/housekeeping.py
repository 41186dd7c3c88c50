"""What is looked after on the side: what is to be forgotten, what Telegram refused, a clock that was wrong."""

import asyncio

from bot.deps import Deps
from bot.dialogs import VALID_FOR
from bot.refusal_notices import refusal_notice
from jobs.refusals import tell_refusals
from jobs.wrong_clock import WrongClock
from storage.chats import forget_questions, is_to_forget
from storage.removed_topics import KEPT, is_to_purge, purge_removed


async def keep_house(deps: Deps, wrong_clock: WrongClock) -> None:
    """One tick of it."""
    await asyncio.to_thread(_tidy, deps)
    await asyncio.to_thread(wrong_clock.look, now=deps.clock(), seconds=asyncio.get_running_loop().time())
    if await asyncio.to_thread(tell_refusals, deps.database, now=deps.clock(), write=refusal_notice):
        deps.bell.ring()


def _tidy(deps: Deps) -> None:
    now = deps.clock()
    with deps.database.read() as session:
        # who writes on SQLite lets others wait, and mostly there is nothing
        if not (is_to_purge(session, before=now - KEPT) or is_to_forget(session, before=now - VALID_FOR)):
            return
    with deps.database.write() as session:
        purge_removed(session, before=now - KEPT, now=now)
        forget_questions(session, before=now - VALID_FOR)
