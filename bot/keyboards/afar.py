"""Choosing the group or channel that is set up from afar."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import LONGEST_LABEL, button, page_footer, page_of
from bot.taps.afar import Control, ShowChats
from bot.texts import afar as texts
from bot.texts import buttons as words
from storage.chats import Chat

A_PAGE = 10


def chats(t: Texts, found: Sequence[Chat], *, current: int, page: int, bot_name: str) -> InlineKeyboardMarkup:
    """`current` is the row id of the chat that commands are about, 0 for one's own."""
    page, pages = page_of(len(found), page, A_PAGE)
    rows = [
        [button(words.chosen(texts.chat_name(t, chat), chat.id == current), Control(chat.id))]
        for chat in found[page * A_PAGE : (page + 1) * A_PAGE]
    ]
    footer = page_footer(page, pages, ShowChats(max(page - 1, 0)), ShowChats(page + 1))
    own = [[button(words.chosen(texts.own_chat_button(t), not current), Control(0))]] if found else []
    add = InlineKeyboardButton(
        texts.add_to_group_button(t)[:LONGEST_LABEL], url=f"https://t.me/{bot_name}?startgroup=hello"
    )
    return InlineKeyboardMarkup([*rows, *footer, *own, [add]])


def set_up(t: Texts, chat: Chat, *, bot_name: str) -> InlineKeyboardMarkup:
    """Leads from a group into the private chat, to the same group's settings."""
    link = f"https://t.me/{bot_name}?start=chat_{chat.id}"
    return InlineKeyboardMarkup([[InlineKeyboardButton(texts.set_up_button(t), url=link)]])
