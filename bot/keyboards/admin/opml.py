"""Lists of feeds for everybody."""

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button
from bot.taps.admin.home import AdminHome
from bot.taps.admin.opml import LeaveList, TakeList
from bot.texts import buttons as words
from bot.texts.admin import opml as texts


def preview(t: Texts, key: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(texts.take_button(t), TakeList(key))], [button(words.cancel(t), LeaveList())]])


def taken(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(words.topics(t), AdminHome(0))]])
