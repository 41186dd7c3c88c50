"""Starter packs."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, in_rows
from bot.taps.admin.home import AdminHome
from bot.taps.admin.packs import AddPack, ShowPacks
from bot.texts import buttons as words
from bot.texts.admin import packs as pack_texts
from jobs.feeds.lists.packs import Pack


def packs(t: Texts, offered: Sequence[Pack]) -> InlineKeyboardMarkup:
    choices = [button(pack.title, AddPack(pack.name, False)) for pack in offered]
    return InlineKeyboardMarkup([*in_rows(choices, 2), [button(words.back(t), AdminHome(0))]])


def pack(t: Texts, name: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[button(pack_texts.add_pack_button(t), AddPack(name, True)), button(words.back(t), ShowPacks())]]
    )
