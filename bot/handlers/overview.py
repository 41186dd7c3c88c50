"""/list: what the chat follows and when its digest comes."""

from bot.context import Handler
from bot.handlers.doors import on_command
from bot.handlers.rights import Right
from bot.handlers.topics import choice
from bot.keyboards import topics as topic_keys
from bot.texts import topics as topic_texts
from bot.visit import Card, Visit


def handlers() -> list[Handler]:
    return [on_command("list", show_list, may=Right.ANYBODY, afar=True)]


async def show_list(visit: Visit) -> None:
    chosen = await visit.read(lambda session: choice(session, visit))
    buttons = topic_keys.overview(visit.t) if chosen.followed else topic_keys.to_topics(visit.t)
    await visit.show(Card(topic_texts.overview(visit.t, chosen.followed, chosen.schedule, now=visit.now), buttons))
