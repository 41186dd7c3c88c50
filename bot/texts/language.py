"""Choosing the language that a chat is spoken to in."""

from markupsafe import Markup

from bot.i18n.languages import NAMES
from bot.i18n.texts import Texts, lines
from bot.texts.echo import echo


def language_card(t: Texts, chosen: str | None) -> Markup:
    state = (
        t("I speak {language} here.", language=NAMES[chosen])
        if chosen
        else t("I speak the language that Telegram is set to, where I know it.")
    )
    return lines(t("<b>Language</b>"), state, t("Stories stay in the words of their outlets."))


def unknown_language(t: Texts, name: str) -> Markup:
    return t("I don't speak “{language}” yet. These I speak:", language=echo(name))


def unknown_language_toast(t: Texts) -> str:
    return t.plain("I don't speak this language. Please choose another.")


def as_telegram_button(t: Texts) -> str:
    return t.plain("As Telegram")
