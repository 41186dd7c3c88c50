"""Setting up a group or a channel from the private chat."""

from markupsafe import Markup

from bot.i18n.texts import Texts, shorten
from storage.chats import Chat


def chat_name(t: Texts, chat: Chat) -> str:
    """What its members call it; a forum topic has a number only, since Telegram tells bots no more."""
    title = shorten(chat.title, 60) or t.plain("a chat without a name")
    return t.plain("{chat}, topic {number}", chat=title, number=str(chat.thread_id)) if chat.thread_id else title


def afar(t: Texts, chat: Chat) -> Markup:
    """Stands above every card that is about another chat."""
    return t("⚙️ For <b>{chat}</b>", chat=chat_name(t, chat))
