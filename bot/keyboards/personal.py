"""The buttons of what is kept about somebody."""

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button
from bot.taps.personal import Erase, Export, KeepData
from bot.texts import privacy as texts


def privacy(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[button(texts.export_button(t), Export())], [button(texts.erase_button(t), Erase(False))]]
    )


def confirm_erase(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [button(texts.export_button(t), Export())],
            [button(texts.keep_button(t), KeepData())],
            [button(texts.erase_sure_button(t), Erase(True))],
        ]
    )
