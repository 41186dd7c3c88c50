"""How long a break may be."""

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, in_rows
from bot.taps.schedule import PauseFor, SetPause, ShowSchedule
from bot.texts import breaks as texts
from bot.texts import buttons as words

DAYS = (1, 3, 7, 14)


def pause(t: Texts) -> InlineKeyboardMarkup:
    lengths = [button(texts.days(t, days), PauseFor(days)) for days in DAYS]
    return InlineKeyboardMarkup(
        [
            *in_rows(lengths, 2),
            [button(texts.until_resumed_button(t), SetPause(True))],
            [button(words.back(t), ShowSchedule())],
        ]
    )


def paused(t: Texts, *, endless: bool) -> InlineKeyboardMarkup:
    """A break that has begun may get an end, and end at once."""
    lengths = [button(texts.days(t, days), PauseFor(days)) for days in DAYS] if endless else []
    return InlineKeyboardMarkup([*in_rows(lengths, 2), [button(words.resume(t), SetPause(False))]])
