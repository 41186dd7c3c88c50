"""/help and /privacy."""

from bot import keyboards, texts
from bot.context import Handler
from bot.handlers.doors import Right, is_configurer, on_command
from bot.visit import Card, Visit


def handlers() -> list[Handler]:
    return [
        on_command("help", show_help, may=Right.ANYBODY, leaves_question=False),
        on_command("privacy", show_privacy, may=Right.ANYBODY),
    ]


async def show_help(visit: Visit) -> None:
    runs_it = visit.private and await is_configurer(visit)
    await visit.say(Card(texts.HELP + (texts.HELP_ADMIN if runs_it else ""), keyboards.overview()))


async def show_privacy(visit: Visit) -> None:
    await visit.say(Card(texts.PRIVACY))
