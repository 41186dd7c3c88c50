"""What was asked for, and isn't there."""

from markupsafe import Markup

from bot.i18n.texts import Texts, lines, shorten


def nothing_about(t: Texts, words: str) -> Markup:
    return lines(
        t("Nothing new about “{words}”, and no topic is called so.", words=shorten(words, 60)),
        t("Further back: /search. Or one of these topics:"),
    )
