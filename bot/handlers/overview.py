"""/list: what the chat follows and when its digest comes."""

from bot import keyboards, texts
from bot.context import Handler
from bot.handlers.doors import Right, on_command
from bot.handlers.topics import choice
from bot.visit import Card, Visit


def handlers() -> list[Handler]:
    return [on_command("list", show_list, may=Right.ANYBODY)]


async def show_list(visit: Visit) -> None:
    chosen = await visit.read(lambda session: choice(session, visit))
    buttons = keyboards.overview() if chosen.followed else keyboards.to_topics()
    await visit.show(Card(texts.overview(chosen.followed, chosen.schedule, now=visit.now), buttons))
