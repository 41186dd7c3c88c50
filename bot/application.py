"""The application: what becomes of an update, whichever way it comes."""

from typing import cast

from telegram import Update
from telegram.ext import Application, ContextTypes

from bot.context import App, Context, NoData
from bot.deps import Deps
from bot.errors import on_error
from bot.handlers import all_handlers, first_handlers
from bot.order import InOrderPerChat
from bot.patience import Pace, Patience
from bot.polling import PollingBot

ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.MESSAGE_REACTION,
)


def build_application(deps: Deps, bot: PollingBot, *, pace: Pace | None = None) -> App:
    """The application with every handler, not yet initialized; `pace` is what one person may send."""
    types: ContextTypes[Context, NoData, NoData, Deps] = ContextTypes(
        context=Context,
        # called for the one object there is to be, though it is typed as a class
        bot_data=cast("type[Deps]", lambda: deps),
    )
    # posted updates have waited in the database (`bot.webhook.desk`)
    patience = None if deps.settings.webhook else Patience(pace)
    application = (
        Application.builder()
        .bot(bot)
        .context_types(types)
        .concurrent_updates(deps.watch.updates(InOrderPerChat(patience=patience, courtesy=deps.courtesy)))
        .job_queue(None)
        .build()
    )
    application.add_handlers(first_handlers(), group=-1)
    application.add_handlers(all_handlers())
    application.add_error_handler(on_error)
    return application
