"""What every keyboard is made of."""

from collections.abc import Sequence
from typing import TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.i18n.texts import shorten
from bot.taps.core import Tap, aimed, decode, encode
from bot.taps.page import Nothing
from bot.texts import buttons as words

LONGEST_LABEL = 40

Row = list[InlineKeyboardButton]
TapKind = TypeVar("TapKind", bound=Tap)


def button(label: str, tap: Tap) -> InlineKeyboardButton:
    return InlineKeyboardButton(shorten(label, LONGEST_LABEL), callback_data=encode(tap))


def in_rows(buttons: Sequence[InlineKeyboardButton], width: int) -> list[Row]:
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]


def page_of(count: int, page: int, size: int) -> tuple[int, int]:
    """(the page that exists and is nearest to the one asked for, how many there are)."""
    pages = max(1, -(-count // size))
    return min(page, pages - 1), pages


def page_footer(page: int, pages: int, previous: Tap, following: Tap) -> list[Row]:
    """`‹ 1 / 3 ›`, or nothing where one page holds all."""
    if pages == 1:
        return []
    here = button(words.page(page, pages), Nothing())
    back = button("‹", previous) if page > 0 else button("·", Nothing())
    forth = button("›", following) if page < pages - 1 else button("·", Nothing())
    return [[back, here, forth]]


def to_private(label: str, bot_name: str, parameter: str) -> InlineKeyboardMarkup:
    """A button that opens the private chat with the bot and gives /start this parameter there."""
    link = f"https://t.me/{bot_name}?start={parameter}"
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, url=link)]])


def aimed_at(chat_id: int, keyboard: InlineKeyboardMarkup) -> InlineKeyboardMarkup:
    """The same buttons, each about the chat with this row id."""
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(each.text, callback_data=aimed(each.callback_data, chat_id))
                if isinstance(each.callback_data, str)
                else each
                for each in row
            ]
            for row in keyboard.inline_keyboard
        ]
    )


def taps_of(message: Message | None, kind: type[TapKind]) -> list[TapKind]:
    """What the buttons of this kind under one of the bot's messages ask for, in their order."""
    return [tap for tap in map(decode, data_under(message)) if isinstance(tap, kind)]


def data_under(message: Message | None) -> list[str]:
    """What the buttons under a message say when they are tapped, in their order."""
    markup = message.reply_markup if message else None
    rows = markup.inline_keyboard if markup else ()
    return [each.callback_data for row in rows for each in row if isinstance(each.callback_data, str)]
