"""/privacy: what is kept."""

from markupsafe import Markup

from bot.i18n.texts import Texts, lines


def privacy(t: Texts) -> Markup:
    return lines(
        t("<b>What I keep about you</b>"),
        "",
        t("• the number of this chat, and its name if it is a group"),
        t("• the language your Telegram is set to"),
        t("• your topics, your hours and your time zone"),
        t("• the digests you were sent, so that no story comes twice"),
        t("• a question I asked you, until you answered it"),
        "",
        t(
            "I don't keep your name, your messages or your contacts, and share nothing with anybody. "
            "Links lead straight to the articles, without counting clicks."
        ),
        "",
        t("To stop: /unsub the topics, or block me; then I send nothing more."),
    )
