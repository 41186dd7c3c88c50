"""Messages to many chats."""

from collections.abc import Sequence
from datetime import datetime

from telegram import InlineKeyboardMarkup

from bot.i18n.languages import NAMES
from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, in_rows, page_footer, page_of
from bot.taps.admin.broadcast import (
    EVERY,
    ChooseAudience,
    ChooseReaders,
    DiscardBroadcast,
    SendBroadcast,
    SetAudience,
    ShowBroadcast,
    ShowBroadcasts,
    StopBroadcast,
    WriteBroadcast,
)
from bot.taps.admin.menu import AdminMenu
from bot.texts import buttons as words
from bot.texts.admin import broadcast as texts
from storage.broadcasts import Broadcast, BroadcastState
from storage.topics import Topic

A_PAGE = 8


def overview(t: Texts, last: Sequence[Broadcast], *, now: datetime) -> InlineKeyboardMarkup:
    rows = [[button(texts.broadcast_button(t, each, now=now), ShowBroadcast(each.id, False))] for each in last]
    footer = [button(texts.write_button(t), WriteBroadcast(0)), button(words.back(t), AdminMenu())]
    return InlineKeyboardMarkup([*rows, footer])


def cancel(t: Texts, broadcast_id: int) -> InlineKeyboardMarkup:
    """Back to the draft that was to be written anew, or to all."""
    back = ShowBroadcast(broadcast_id, True) if broadcast_id else ShowBroadcasts()
    return InlineKeyboardMarkup([[button(words.cancel(t), back)]])


def draft(t: Texts, broadcast: Broadcast, topic: Topic | None, *, chats: int) -> InlineKeyboardMarkup:
    send = [[button(texts.send_button(t, chats), SendBroadcast(broadcast.id, False))]] if chats else []
    return InlineKeyboardMarkup(
        [
            [button(texts.topic_button(t, topic), ChooseAudience(broadcast.id, 0))],
            [button(texts.language_button(t, broadcast.language), ChooseReaders(broadcast.id))],
            *send,
            [
                button(texts.rewrite_button(t), WriteBroadcast(broadcast.id)),
                button(texts.discard_button(t), DiscardBroadcast(broadcast.id)),
            ],
            [button(words.back(t), ShowBroadcasts())],
        ]
    )


def choose_topic(t: Texts, broadcast: Broadcast, topics: Sequence[Topic], page: int) -> InlineKeyboardMarkup:
    page, pages = page_of(len(topics), page, A_PAGE)
    language = broadcast.language or EVERY
    anyone = button(
        words.chosen(texts.any_topic_button(t), broadcast.topic_id is None), SetAudience(broadcast.id, 0, language)
    )
    rows = [
        [
            button(
                words.chosen(topic.name, topic.id == broadcast.topic_id),
                SetAudience(broadcast.id, topic.id, language),
            )
        ]
        for topic in topics[page * A_PAGE : (page + 1) * A_PAGE]
    ]
    before, after = (ChooseAudience(broadcast.id, to) for to in (max(page - 1, 0), page + 1))
    back = [button(words.back(t), ShowBroadcast(broadcast.id, True))]
    return InlineKeyboardMarkup([[anyone], *rows, *page_footer(page, pages, before, after), back])


def choose_language(t: Texts, broadcast: Broadcast) -> InlineKeyboardMarkup:
    followed = broadcast.topic_id or 0
    anyone = button(
        words.chosen(texts.any_language_button(t), broadcast.language is None),
        SetAudience(broadcast.id, followed, EVERY),
    )
    choices = [
        button(words.chosen(name, code == broadcast.language), SetAudience(broadcast.id, followed, code))
        for code, name in NAMES.items()
    ]
    back = [button(words.back(t), ShowBroadcast(broadcast.id, True))]
    return InlineKeyboardMarkup([[anyone], *in_rows(choices, 2), back])


def confirm(t: Texts, broadcast_id: int) -> InlineKeyboardMarkup:
    yes = button(texts.yes_send_button(t), SendBroadcast(broadcast_id, True))
    return InlineKeyboardMarkup([[yes, button(words.back(t), ShowBroadcast(broadcast_id, True))]])


def report(t: Texts, broadcast: Broadcast) -> InlineKeyboardMarkup:
    back = [button(words.back(t), ShowBroadcasts())]
    if broadcast.state != BroadcastState.SENDING:
        return InlineKeyboardMarkup([back])
    under_way = [
        button(texts.stop_button(t), StopBroadcast(broadcast.id)),
        button(texts.refresh_button(t), ShowBroadcast(broadcast.id, True)),
    ]
    return InlineKeyboardMarkup([under_way, back])
