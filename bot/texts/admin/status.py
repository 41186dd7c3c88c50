"""The link to the operator's status page."""

from markupsafe import Markup, escape

from bot.i18n.texts import Texts, lines


def page(t: Texts, link: str) -> Markup:
    """The link stands as it is: Telegram makes one of it where it can, and it can be copied where not."""
    return lines(
        t("<b>The status page</b>"),
        escape(link),
        "",
        t("The link opens it once, within ten minutes. It is for you alone."),
    )


def no_page(t: Texts) -> Markup:
    return t("There is no status page: {name} in the settings switches it on.", name="NEWSDIGEST_STATUS_URL")
