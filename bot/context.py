"""The types that python-telegram-bot's callbacks have here: `context.bot_data` is the `Deps`.

No state is kept in `user_data` and `chat_data`: a second replica would not see it.
"""

from typing import Any

from telegram import Update
from telegram.ext import Application, BaseHandler, CallbackContext, ExtBot

from bot.arrival import Arrival
from bot.deps import Deps
from bot.polling import PollingBot

NoData = dict[Any, Any]


class Context(CallbackContext[ExtBot[None], NoData, NoData, Deps]):
    """One for each update; `known` is what was looked up for it."""

    known: Arrival | None = None


App = Application[PollingBot, Context, NoData, NoData, Deps, None]
Handler = BaseHandler[Update, Context, Any]
