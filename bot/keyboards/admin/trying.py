"""Trying a topic, and why something isn't told."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import Row, button, in_rows, page_footer, page_of
from bot.taps.admin.topics import AdminTopic, AskTopicField, ShowTopicPart
from bot.taps.admin.trying import ShowLeftOut, ShowReason, TryTopic
from bot.texts import buttons as words
from bot.texts.admin import trying as texts
from bot.topic_values import Field
from jobs.digests.asked.trying import Outcome
from jobs.digests.content.wants import Because
from storage.topic_entries import EntryTitle
from storage.topics import Topic

A_PAGE = 6
"""Each has two or three lines of text: so many fit on a screen or two."""


def tried(t: Texts, topic_id: int, *, left_out: int) -> InlineKeyboardMarkup:
    why_not = [button(texts.left_out_button(t, left_out), ShowLeftOut(topic_id, 0))] if left_out else []
    again = button(texts.try_again_button(t), TryTopic(topic_id))
    return InlineKeyboardMarkup([[*why_not, again], [button(words.back(t), AdminTopic(topic_id))]])


def left_out(t: Texts, topic_id: int, shown: Sequence[Outcome], *, page: int, total: int) -> InlineKeyboardMarkup:
    """A number for each, as in the text above; a tap leads to its reason and to what changes it."""
    page, pages = page_of(total, page, A_PAGE)
    numbers = [
        button(str(number), ShowReason(topic_id, outcome.entry.id, page))
        for number, outcome in enumerate(shown, start=page * A_PAGE + 1)
    ]
    turn = page_footer(page, pages, ShowLeftOut(topic_id, max(page - 1, 0)), ShowLeftOut(topic_id, page + 1))
    return InlineKeyboardMarkup([*in_rows(numbers, A_PAGE), *turn, [button(words.back(t), AdminTopic(topic_id))]])


def reason(t: Texts, topic_id: int, outcome: Outcome, *, page: int) -> InlineKeyboardMarkup:
    change = _change(t, topic_id, outcome.left_out.because) if outcome.left_out else None
    rows: list[Row] = [[change]] if change else []
    return InlineKeyboardMarkup([*rows, [button(words.back(t), ShowLeftOut(topic_id, page))]])


def which_entry(t: Texts, found: Sequence[tuple[EntryTitle, Topic]]) -> InlineKeyboardMarkup:
    several = len({topic.id for _, topic in found}) > 1
    return InlineKeyboardMarkup(
        [
            [
                button(
                    texts.entry_button(entry, topic if several else None), ShowReason(entry.topic_id, entry.entry_id, 0)
                )
            ]
            for entry, topic in found
        ]
    )


def _change(t: Texts, topic_id: int, because: Because) -> InlineKeyboardButton | None:
    """What leads to the setting that leaves it out."""
    match because:
        case Because.FLOOR:
            return button(texts.weight_button(t), ShowTopicPart(topic_id, "telling"))
        case Because.KEYWORDS:
            return button(texts.keywords_button(t), AskTopicField(topic_id, Field.KEYWORDS))
        case Because.LANGUAGE:
            return button(texts.language_button(t), ShowTopicPart(topic_id, "language"))
        case _:
            return None
