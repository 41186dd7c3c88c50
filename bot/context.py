"""The types that python-telegram-bot's callbacks have here: `context.bot_data` is the `Deps`.

No state is kept in `user_data` and `chat_data`: a second replica would not see it.
"""

from typing import Any

from telegram import Update
from telegram.ext import Application, BaseHandler, CallbackContext, ExtBot

from bot.deps import Deps
from bot.polling import PollingBot

NoData = dict[Any, Any]
Context = CallbackContext[ExtBot[None], NoData, NoData, Deps]
App = Application[PollingBot, Context, NoData, NoData, Deps, None]
Handler = BaseHandler[Update, Context, Any]
