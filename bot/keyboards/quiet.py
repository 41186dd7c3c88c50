"""Choosing quiet hours: usual ones at once, others by when they begin and end."""

from datetime import time

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, in_rows
from bot.taps.page import Nothing
from bot.taps.schedule import SetQuiet, ShowQuiet, ShowQuietEdge, ShowSchedule
from bot.taps.times import minute_of
from bot.texts import buttons as words
from bot.texts import quiet as texts
from jobs.schedule import QuietHours

USUAL = (
    QuietHours(time(22), time(7)),
    QuietHours(time(23), time(8)),
    QuietHours(time(0), time(8)),
    QuietHours(time(0), time(10)),
)
BEGIN, END = time(22), time(7)
"""What one of them is while only the other was chosen."""


def quiet(t: Texts, current: QuietHours) -> InlineKeyboardMarkup:
    usual = [button(words.chosen(texts.span(t, each), each == current), set_quiet(each)) for each in USUAL]
    begin, end = edges(current)
    return InlineKeyboardMarkup(
        [
            *in_rows(usual, 2),
            [
                button(texts.begin_button(t, begin), ShowQuietEdge(False)),
                button(texts.end_button(t, end), ShowQuietEdge(True)),
            ],
            [button(words.chosen(texts.off_button(t), not current), SetQuiet(0, 0))],
            [button(words.back(t), ShowSchedule())],
        ]
    )


def edge(t: Texts, current: QuietHours, *, end: bool) -> InlineKeyboardMarkup:
    """The full hours at which it may begin to be quiet, or end; where the other one stands is nothing to tap."""
    begin, until = edges(current)
    other, now = (begin, until) if end else (until, begin)
    choices = [
        button("·", Nothing())
        if at == other
        else button(
            words.chosen(f"{at.hour:02}", bool(current) and at == now),
            set_quiet(QuietHours(begin, at) if end else QuietHours(at, until)),
        )
        for at in map(time, range(24))
    ]
    return InlineKeyboardMarkup([*in_rows(choices, 4), [button(words.back(t), ShowQuiet())]])


def edges(current: QuietHours) -> tuple[time, time]:
    return (current.begin or BEGIN, current.end or END) if current else (BEGIN, END)


def set_quiet(hours: QuietHours) -> SetQuiet:
    assert hours.begin is not None
    assert hours.end is not None
    return SetQuiet(minute_of(hours.begin), minute_of(hours.end))
