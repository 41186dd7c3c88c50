"""/help."""

from bot.context import Handler
from bot.handlers.doors import on_command
from bot.handlers.rights import Right
from bot.keyboards import topics as topic_keys
from bot.texts.start import help_card
from bot.visit import Card, Visit


def handlers() -> list[Handler]:
    return [
        on_command("help", show_help, may=Right.ANYBODY, leaves_question=False),
    ]


async def show_help(visit: Visit) -> None:
    runs_it = visit.private and visit.rights.any
    await visit.say(Card(help_card(visit.t, runs_it=runs_it), topic_keys.overview(visit.t)))
