"""Who may edit a topic."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, in_rows
from bot.taps.admin.editors import AskEditor, ShowEditors, StopEditor
from bot.taps.admin.topics import ShowTopicPart
from bot.texts import buttons as words
from bot.texts.admin import menu as menu_texts

MOST = 50


def editors(t: Texts, topic_id: int, user_ids: Sequence[int]) -> InlineKeyboardMarkup:
    away = [button(f"✕ {user_id}", StopEditor(topic_id, user_id)) for user_id in user_ids[:MOST]]
    last = [
        button(menu_texts.add_editor_button(t), AskEditor(topic_id)),
        button(words.back(t), ShowTopicPart(topic_id, "readers")),
    ]
    return InlineKeyboardMarkup([*in_rows(away, 2), last])


def ask_editor(t: Texts, topic_id: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(words.cancel(t), ShowEditors(topic_id))]])
