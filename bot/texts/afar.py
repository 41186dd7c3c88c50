"""Setting up a group or a channel from the private chat, and what goes wrong there."""

from markupsafe import Markup

from bot.i18n.texts import Texts, lines, shorten
from storage.chats import Chat


def chat_name(t: Texts, chat: Chat) -> str:
    """What its members call it; a forum topic has a number only, since Telegram tells bots no more."""
    title = shorten(chat.title, 60) or t.plain("a chat without a name")
    return t.plain("{chat}, topic {number}", chat=title, number=str(chat.thread_id)) if chat.thread_id else title


def afar(t: Texts, chat: Chat) -> Markup:
    """Stands above every card that is about another chat."""
    return t("⚙️ For <b>{chat}</b>", chat=chat_name(t, chat))


def chats(t: Texts, *, some: bool, current: Chat | None) -> Markup:
    if not some:
        return lines(
            t("<b>Your groups and channels</b>"),
            t("Add me to a group or a channel where you are an admin; then you can set it up from here."),
        )
    now = (
        t("Now your commands are about <b>{chat}</b>.", chat=chat_name(t, current))
        if current
        else t("Now your commands are about this chat.")
    )
    return lines(t("<b>Your groups and channels</b>"), now, t("Tap one to set it up from here."))


def controlled(t: Texts) -> Markup:
    return t(
        "For an hour /topics, /schedule, /settings and the like are about this chat. Back to your own with /chats."
    )


def own_chat_button(t: Texts) -> str:
    return t.plain("👤 This chat")


def add_to_group_button(t: Texts) -> str:
    return t.plain("➕ Add me to a group")


def set_up_button(t: Texts) -> str:
    return t.plain("⚙️ Set up in private")


def not_admin_there(t: Texts) -> str:
    return t.plain("Only an admin of that chat can set it up, and I must be in it.")


def own_again_toast(t: Texts) -> str:
    return t.plain("Your commands are about this chat again.")


def on_its_way_toast(t: Texts, chat: Chat) -> str:
    return t.plain("On its way to {chat}.", chat=chat_name(t, chat))


def added_to_channel(t: Texts, chat: Chat) -> Markup:
    return lines(
        t("I am in <b>{chat}</b> now.", chat=chat_name(t, chat)),
        t("Choose here what I post there and when. I write nothing there before you do."),
    )


def refused(t: Texts, chat: Chat, reason: str) -> Markup:
    """Telegram doesn't let the bot write there."""
    return lines(
        t("⚠️ I couldn't write to <b>{chat}</b>.", chat=chat_name(t, chat)),
        t("Telegram says: {reason}", reason=shorten(reason, 200)),
        t("Please let me write there, or reopen the topic. The next digest is tried again."),
    )
