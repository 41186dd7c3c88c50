"""One topic."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import Row, button
from bot.taps.admin.feeds import AskFeedAddress, ListFeeds
from bot.taps.admin.home import AdminHome, CancelQuestion
from bot.taps.admin.menu import AdminMenu
from bot.taps.admin.topics import (
    ClearTopicField,
    RemoveTopic,
    RestoreTopic,
    ShowTopicPart,
)
from bot.taps.admin.trying import TryTopic
from bot.texts import buttons as words
from bot.texts.admin import topics as topic_texts
from storage.topics import Topic

MOST_RESTORED = 25
"""Removed topics with a button each; of more, the newest."""


def topic(t: Texts, topic_id: int, *, feeds: int, admin: bool) -> InlineKeyboardMarkup:
    """One topic's card; only an `admin` may remove it."""
    first: Row = [button(topic_texts.add_feed_button(t), AskFeedAddress(topic_id))]
    if feeds:
        first.insert(0, button(topic_texts.feeds_button(t, feeds), ListFeeds(topic_id, 0)))
    last: Row = [button(topic_texts.try_button(t), TryTopic(topic_id))]
    if admin:
        last.append(button(topic_texts.remove_button(t), RemoveTopic(topic_id, False)))
    return InlineKeyboardMarkup(
        [
            first,
            [
                button(topic_texts.words_button(t), ShowTopicPart(topic_id, "words")),
                button(topic_texts.telling_button(t), ShowTopicPart(topic_id, "telling")),
            ],
            [
                button(topic_texts.readers_button(t), ShowTopicPart(topic_id, "readers")),
                button(topic_texts.hours_button(t), ShowTopicPart(topic_id, "hours")),
            ],
            last,
            [button(words.back(t), AdminHome(0))],
        ]
    )


def new_field(t: Texts, topic_id: int, field: str, *, filled: bool) -> InlineKeyboardMarkup:
    """Under the question for a topic's new description or keywords."""
    row = [button(words.cancel(t), CancelQuestion(topic_id))]
    if filled:
        row.insert(0, button(topic_texts.empty_button(t), ClearTopicField(topic_id, field)))
    return InlineKeyboardMarkup([row])


def removed(t: Texts, topic_id: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[button(topic_texts.undo_button(t), RestoreTopic(topic_id)), button(words.back(t), AdminHome(0))]]
    )


def removed_topics(t: Texts, found: Sequence[Topic]) -> InlineKeyboardMarkup:
    rows = [
        [button(topic_texts.restore_button(t, topic.name), RestoreTopic(topic.id))] for topic in found[:MOST_RESTORED]
    ]
    return InlineKeyboardMarkup([*rows, [button(words.back(t), AdminMenu())]])
