"""Leaving it all, and files of feeds."""

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button
from bot.taps.lists import LeaveAll, TakeFile, TakeFileForAll
from bot.taps.own_feeds import StopLooking
from bot.texts import buttons as words
from bot.texts import lists as texts


def leave_all(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[button(texts.yes_all(t), LeaveAll(True))], [button(texts.no_keep_all(t), LeaveAll(False))]]
    )


def for_whom(t: Texts, key: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [button(texts.for_me(t), TakeFile(key))],
            [button(texts.for_everybody(t), TakeFileForAll(key))],
            [button(words.cancel(t), StopLooking())],
        ]
    )
