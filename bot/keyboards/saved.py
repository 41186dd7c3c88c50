"""The buttons of the list of saved stories."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, page_footer
from bot.taps.saved import EmptySaved, OpenSaved, RemoveSaved, RestoreSaved, SendSaved, ShowSaved
from bot.texts import buttons as words
from bot.texts import saved as texts
from storage.saved import SavedStory

STORIES_A_PAGE = 5


def saved(t: Texts, shown: Sequence[SavedStory], *, first: int, page: int, pages: int) -> InlineKeyboardMarkup | None:
    if not shown:
        return None
    numbers = [button(t.number(number), OpenSaved(story.id, page)) for number, story in enumerate(shown, start=first)]
    return InlineKeyboardMarkup(
        [
            numbers,
            *page_footer(page, pages, ShowSaved(max(page - 1, 0)), ShowSaved(page + 1)),
            [button(texts.file_button(t), SendSaved()), button(texts.empty_button(t), EmptySaved(False))],
        ]
    )


def saved_story(t: Texts, saved_id: int, page: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[button(texts.remove_button(t), RemoveSaved(saved_id, page)), button(words.back(t), ShowSaved(page))]]
    )


def removed(t: Texts, saved_id: int, page: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[button(texts.undo_button(t), RestoreSaved(saved_id, page)), button(words.back(t), ShowSaved(page))]]
    )


def confirm_empty(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [button(texts.file_button(t), SendSaved()), button(texts.empty_sure_button(t), EmptySaved(True))],
            [button(words.back(t), ShowSaved(0))],
        ]
    )
