"""/privacy, /export and /delete_me: what is kept, as a file, and erased."""

from markupsafe import Markup

from bot.i18n.texts import Texts, lines
from storage.roles import Rights
from summaries.markup import clean, shortened

LONGEST_NAME = 100


def export_button(t: Texts) -> str:
    return t.plain("⬇️ All of it as a file")


def erase_button(t: Texts) -> str:
    return t.plain("🗑 Erase it")


def erase_sure_button(t: Texts) -> str:
    return t.plain("🗑 Yes, erase it all")


def keep_button(t: Texts) -> str:
    return t.plain("No, keep it")


def private_button(t: Texts) -> str:
    return t.plain("Our private chat")


def privacy(t: Texts) -> Markup:
    return lines(
        t("<b>What I keep about you</b>"),
        "",
        t("• your number at Telegram, the language you use it in, and whether I can reach you"),
        t("• your topics, filters, hours, time zone and other settings, and feeds of your own"),
        t("• the stories that you saved, muted or follow; your 👍 and 👎, and what they make of the order"),
        t("• the digests that I sent you, so that no story comes twice and their buttons go on working"),
        t("• a question that I asked you, until you answered it, and which groups and channels you set up"),
        t("• if you help to run this bot: what you may do, and what you changed; if you are banned: why"),
        "",
        t(
            "I don't keep your name, your messages, your contacts, places that you send, or what you search for, and "
            "share nothing with anybody. Links lead straight to the articles, without counting clicks."
        ),
        "",
        t("All of it as a file: /export. Erased for good: /delete_me"),
    )


def privacy_of_chat(t: Texts) -> Markup:
    """In a group or channel."""
    return lines(
        t("<b>What I keep about this chat</b>"),
        "",
        t("• its number and its name, and those of its forum topics that I was asked in"),
        t("• its topics, filters, hours, time zone and other settings, and feeds of its own"),
        t("• the digests that I sent, and the stories that are muted or followed here"),
        t("• by their numbers at Telegram: who set it up, and members' 👍 and 👎, with what these make of the order"),
        "",
        t("I don't keep what is written here, nor who is a member, and share nothing with anybody."),
        "",
        t(
            "Its admins have it as a file with /export, and erased with /delete_me. "
            "For what I keep about you, ask there:"
        ),
    )


def export_caption(t: Texts) -> Markup:
    return t("All that I keep about you. What it is, in words: /privacy")


def export_caption_of(t: Texts, chat: str) -> Markup:
    return t("All that I keep about {chat}.", chat=shortened(clean(chat), LONGEST_NAME))


def nothing_kept(t: Texts) -> Markup:
    return t("There is nothing that I keep about you.")


def nothing_kept_of(t: Texts) -> Markup:
    return t("There is nothing that I keep about this chat.")


def sent_in_private(t: Texts) -> Markup:
    return t("I sent it to you in our private chat, where nobody reads along.")


def write_first(t: Texts) -> Markup:
    return t("That is for your eyes only, and I can't write to you there. Open our private chat, then ask here again.")


def who_asks(t: Texts) -> Markup:
    """A channel or an anonymous admin asks: there is nobody to send it to."""
    return t(
        "That is nothing for all to see, and I don't know who of the admins asks. "
        "Please ask under your own name, or in our private chat while you set up this chat from there."
    )


def confirm_erase(t: Texts, rights: Rights) -> Markup:
    return lines(
        t("<b>Shall I erase all that I keep about you?</b>"),
        "",
        t(
            "Your topics, hours and settings, your own feeds, what you saved, your votes, in groups too, "
            "and every digest that I remember: gone at once and for good. No digest comes any more."
        ),
        _role(t, rights),
        "",
        t("What stays is a count without a name, and the messages in this chat, until you delete them."),
    )


def confirm_erase_chat(t: Texts) -> Markup:
    return lines(
        t("<b>Shall I erase all that I keep about this chat?</b>"),
        "",
        t(
            "Its topics, hours and settings, in all its forum topics, its own feeds, its members' votes, "
            "and every digest that I remember: gone at once and for good. No digest comes here any more."
        ),
        "",
        t("What stays is a count without a name. What I keep about you yourself is erased in our private chat."),
    )


def not_yours(t: Texts) -> Markup:
    """A member asks for a group's data, or to have it erased."""
    return t(
        "What I keep about this chat is for its admins. What I keep about you, your votes here too, is in our private "
        "chat: /export and /delete_me there."
    )


def not_yours_toast(t: Texts) -> str:
    return t.plain("What I keep about this chat is for its admins.")


def erased(t: Texts) -> Markup:
    return lines(
        t("<b>Erased.</b>"),
        t("I know nothing of you any more, and nothing comes by itself. Should you ever want to begin anew: /start"),
    )


def erased_chat(t: Texts) -> Markup:
    return lines(
        t("<b>Erased.</b>"),
        t("Nothing comes here any more. An admin begins anew with /topics, or removes me."),
    )


def kept(t: Texts) -> Markup:
    return t("All right, everything stays as it is.")


def _role(t: Texts, rights: Rights) -> Markup | None:
    if rights.owner:
        return t("You go on running this bot, since its settings name you.")
    return t("You no longer help to run this bot.") if rights.any else None
