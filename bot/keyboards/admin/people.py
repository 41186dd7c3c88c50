"""People in numbers, single chats, bans."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, in_rows, page_footer, page_of
from bot.taps.admin.menu import AdminMenu
from bot.taps.admin.people import USUAL, AskChat, SetBan, SetLimit, ShowBans, ShowChat, ShowPeople
from bot.texts import buttons as words
from bot.texts.admin import people as texts
from storage.bans import Ban

A_PAGE = 8
OFFERED_LIMITS = (0, 10, 20, 50, 100, 200)


def people(t: Texts, *, bans: int) -> InlineKeyboardMarkup:
    first = [button(texts.look_up_button(t), AskChat())]
    if bans:
        first.append(button(texts.bans_button(t, bans), ShowBans(0)))
    return InlineKeyboardMarkup([first, [button(words.back(t), AdminMenu())]])


def ask_chat(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(words.cancel(t), ShowPeople())]])


def chat(t: Texts, number: int, *, known: bool, banned: bool, most: int | None) -> InlineKeyboardMarkup:
    """`most` is the limit that an admin gave it, if one did."""
    label = texts.unban_button(t) if banned else texts.ban_button(t)
    limits = [
        button(words.chosen(str(each), each == most), SetLimit(str(number), str(each))) for each in OFFERED_LIMITS
    ]
    usual = button(words.chosen(texts.usual_button(t), most is None), SetLimit(str(number), USUAL))
    return InlineKeyboardMarkup(
        [
            *(in_rows([*limits, usual], 4) if known else []),
            [button(label, SetBan(str(number), not banned)), button(words.back(t), ShowPeople())],
        ]
    )


def bans(t: Texts, found: Sequence[Ban], *, count: int, page: int) -> InlineKeyboardMarkup:
    """`found` are those of this page."""
    page, pages = page_of(count, page, A_PAGE)
    rows = in_rows([button(str(ban.telegram_id), ShowChat(str(ban.telegram_id))) for ban in found], 2)
    footer = page_footer(page, pages, ShowBans(max(page - 1, 0)), ShowBans(page + 1))
    return InlineKeyboardMarkup([*rows, *footer, [button(words.back(t), ShowPeople())]])
