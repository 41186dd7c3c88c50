"""The card of all topics, and the buttons under questions."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import Row, button, in_rows, page_footer, page_of
from bot.taps.admin.feeds import ListFeeds, RemoveFeed, ShowFeed
from bot.taps.admin.home import AdminHome, CancelQuestion
from bot.taps.admin.menu import AdminMenu
from bot.taps.admin.packs import AddPack, ShowPacks
from bot.taps.admin.topics import AdminTopic, AskTopicName, AskTopicSearch, RemoveTopic, SkipQuestion
from bot.texts import buttons as words
from bot.texts.admin import home as home_texts
from bot.texts.admin import menu as menu_texts
from bot.texts.admin import packs as pack_texts
from bot.texts.admin import topics as topic_texts
from jobs.feeds.lists.packs import Pack
from storage.topic_feeds import FeedCount
from storage.topics import Topic

A_PAGE = 8
MOST_TOPICS_OFFERED = 20
MOST_FOUND = A_PAGE
"""Topics that a search shows: they are a page, so that words find what the list would take many taps to."""


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic as the list of all shows it, with how many feeds it has."""

    topic: Topic
    count: FeedCount


def first_steps(t: Texts, pack: Pack) -> InlineKeyboardMarkup:
    """Where there is no topic yet: make one, or take the starter pack in the admin's language."""
    return InlineKeyboardMarkup(
        [
            [button(home_texts.add_topic(t), AskTopicName())],
            [button(pack_texts.pack_button(t, pack), AddPack(pack.name, False))],
            [button(pack_texts.other_packs_button(t), ShowPacks())],
        ]
    )


def home(t: Texts, lines: Sequence[TopicLine], *, page: int, total: int) -> InlineKeyboardMarkup:
    """`lines` are the topics of this page, `total` is how many there are in all."""
    choices = [
        button(home_texts.add_topic(t), AskTopicName()),
        *_search(t, total),
        button(home_texts.all_feeds(t), ListFeeds(0, 0)),
        button(menu_texts.menu_button(t), AdminMenu()),
    ]
    return InlineKeyboardMarkup([*_page(t, lines, page, total), *in_rows(choices, 2)])


def edited(t: Texts, lines: Sequence[TopicLine], *, page: int, total: int) -> InlineKeyboardMarkup:
    """The same for an editor, whose topics these are."""
    search = _search(t, total)
    return InlineKeyboardMarkup([*_page(t, lines, page, total), *([search] if search else [])])


def found(t: Texts, lines: Sequence[TopicLine]) -> InlineKeyboardMarkup:
    """What a search found, and the way to another one."""
    last = [button(home_texts.find_again(t), AskTopicSearch()), button(words.back(t), AdminHome(0))]
    return InlineKeyboardMarkup([*_page(t, lines, 0, len(lines)), last])


def topics(t: Texts, known: Sequence[Topic], *, may_add: bool) -> InlineKeyboardMarkup:
    """Topics to choose from, where a name fitted none."""
    rows = [[button(topic.name, AdminTopic(topic.id))] for topic in known[:MOST_TOPICS_OFFERED]]
    last = [[button(home_texts.add_topic(t), AskTopicName())]] if may_add else []
    return InlineKeyboardMarkup([*rows, *last])


def cancel(t: Texts, topic_id: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(words.cancel(t), CancelQuestion(topic_id))]])


def skip(t: Texts, topic_id: int, field: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(home_texts.skip(t), SkipQuestion(topic_id, field))]])


def later(t: Texts, topic_id: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(home_texts.later(t), CancelQuestion(topic_id))]])


def sure(t: Texts, yes: RemoveTopic | RemoveFeed, no: AdminTopic | ShowFeed) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(home_texts.yes_remove(t), yes), button(home_texts.no_keep(t), no)]])


def _search(t: Texts, total: int) -> Row:
    """Nobody searches what stands on one page."""
    return [button(home_texts.find_topic(t), AskTopicSearch())] if total > A_PAGE else []


def _page(t: Texts, lines: Sequence[TopicLine], page: int, total: int) -> list[Row]:
    page, pages = page_of(total, page, A_PAGE)
    rows = [
        [button(topic_texts.topic_button(t, topic.name, count.feeds, count.failing), AdminTopic(topic.id))]
        for topic, count in ((line.topic, line.count) for line in lines)
    ]
    return [*rows, *page_footer(page, pages, AdminHome(max(page - 1, 0)), AdminHome(page + 1))]
