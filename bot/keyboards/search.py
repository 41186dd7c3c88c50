"""The buttons of what was found."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, page_footer
from bot.taps.latest import Latest
from bot.taps.search import AskWords, OpenHit, SaveHit, SearchPage
from bot.texts import buttons as words
from bot.texts import search as texts
from bot.texts.story import save_button
from jobs.search import Found
from storage.topics import Topic

HITS_A_PAGE = 5


def found(t: Texts, shown: Sequence[Found], *, first: int, page: int, pages: int) -> InlineKeyboardMarkup:
    numbers = [
        button(t.number(number), OpenHit(each.hit.article_id, page)) for number, each in enumerate(shown, start=first)
    ]
    return InlineKeyboardMarkup(
        [numbers, *page_footer(page, pages, SearchPage(max(page - 1, 0)), SearchPage(page + 1))]
    )


def story(t: Texts, article_id: int, page: int, *, saved: bool, share: str | None) -> InlineKeyboardMarkup:
    """Under a story that is told at length; `share` is what to ask for inline, None where there is no inline mode."""
    first = [button(save_button(t, saved=saved), SaveHit(article_id, page, not saved))]
    if share is not None:
        first.append(InlineKeyboardButton(texts.share_button(t), switch_inline_query=share))
    return InlineKeyboardMarkup([first, [button(words.back(t), SearchPage(page))]])


def nothing(t: Texts, close: Sequence[Topic], *, ask: bool) -> InlineKeyboardMarkup | None:
    """The topics that may have been meant, and with `ask` a way to other words."""
    rows = [[button(topic.name, Latest(topic.id))] for topic in close]
    if ask:
        rows.append([button(texts.other_words_button(t), AskWords())])
    return InlineKeyboardMarkup(rows) if rows else None


def look(t: Texts) -> list[InlineKeyboardButton]:
    """A row that looks for the words of the message that is answered."""
    return [button(texts.look_button(t), SearchPage(0))]
