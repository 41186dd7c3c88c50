"""Languages by the names that their own speakers give them."""

from telegram import InlineKeyboardMarkup

from bot.i18n.languages import NAMES
from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, in_rows
from bot.taps.language import SetLanguage
from bot.taps.settings import ShowSettings
from bot.texts import buttons as words
from bot.texts import language as texts

AS_TELEGRAM = "telegram"


def languages(t: Texts, chosen: str | None) -> InlineKeyboardMarkup:
    names = [button(words.chosen(name, code == chosen), SetLanguage(code)) for code, name in NAMES.items()]
    automatic = button(words.chosen(texts.as_telegram_button(t), chosen is None), SetLanguage(AS_TELEGRAM))
    return InlineKeyboardMarkup([[automatic], *in_rows(names, 2), [button(words.back(t), ShowSettings())]])
