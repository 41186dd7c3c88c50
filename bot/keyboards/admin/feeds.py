"""Feeds."""

from collections.abc import Collection, Sequence

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, page_footer, page_of
from bot.taps.admin.feeds import (
    AskFeedAddress,
    CheckFeedFor,
    LinkFeed,
    ListFeeds,
    SaveFeed,
    SearchFeeds,
    ShowFeed,
    ShowFeedTopics,
)
from bot.taps.admin.home import AdminHome, CancelQuestion
from bot.taps.admin.topics import AdminTopic
from bot.taps.own_feeds import LookForFeed
from bot.texts import buttons as words
from bot.texts.admin import feed_card as card_texts
from bot.texts.admin import feeds as feed_texts
from bot.texts.admin import home as home_texts
from bot.texts.admin import topics as topic_texts
from bot.texts.lists import for_me
from storage.feeds import Feed
from storage.topics import Topic

A_PAGE = 8
MOST_TOPICS_OFFERED = 20


def save(t: Texts, topic_id: int, key: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [
                button(home_texts.save(t), SaveFeed(topic_id, key)),
                button(words.cancel(t), CancelQuestion(topic_id)),
            ]
        ]
    )


def which_feed(t: Texts, topic_id: int, offers: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup:
    """One button a feed, by label and key; a tap saves it."""
    rows = [[button(label, SaveFeed(topic_id, key))] for label, key in offers]
    return InlineKeyboardMarkup([*rows, [button(words.cancel(t), CancelQuestion(topic_id))]])


def saved(t: Texts, topic_id: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [
                button(feed_texts.another_feed_button(t), AskFeedAddress(topic_id)),
                button(words.back(t), AdminTopic(topic_id)),
            ]
        ]
    )


def for_which_topic(t: Texts, topics: Sequence[Topic], key: str, *, own: bool) -> InlineKeyboardMarkup:
    """Also for the admin alone, where there are `own` feeds."""
    mine = [[button(for_me(t), LookForFeed(key))]] if own else []
    rows = [[button(topic.name, CheckFeedFor(topic.id, key))] for topic in topics[:MOST_TOPICS_OFFERED]]
    return InlineKeyboardMarkup([*mine, *rows, [button(words.cancel(t), CancelQuestion(0))]])


def feeds(t: Texts, shown: Sequence[Feed], topic_id: int, page: int, *, count: int) -> InlineKeyboardMarkup:
    """A page of a topic's feeds, or of all when it is 0, of which there are so many."""
    page, pages = page_of(count, page, A_PAGE)
    rows = [[button(feed_texts.feed_button(feed), ShowFeed(feed.id, topic_id))] for feed in shown]
    footer = page_footer(page, pages, ListFeeds(topic_id, max(page - 1, 0)), ListFeeds(topic_id, page + 1))
    back = button(words.back(t), AdminTopic(topic_id) if topic_id else AdminHome(0))
    if topic_id:
        last = [button(topic_texts.add_feed_button(t), AskFeedAddress(topic_id)), back]
    else:
        last = [button(card_texts.search_button(t), SearchFeeds()), back] if pages > 1 else [back]
    return InlineKeyboardMarkup([*rows, *footer, last])


def feed_topics(
    t: Texts, feed_id: int, topic_id: int, topics: Sequence[Topic], carrying: Collection[int], *, page: int
) -> InlineKeyboardMarkup:
    """Switches for the topics that carry a feed."""
    page, pages = page_of(len(topics), page, A_PAGE)
    rows = [
        [
            button(
                words.chosen(topic.name, topic.id in carrying),
                LinkFeed(feed_id, topic_id, topic.id, topic.id not in carrying, page),
            )
        ]
        for topic in topics[page * A_PAGE : (page + 1) * A_PAGE]
    ]
    before, after = (ShowFeedTopics(feed_id, topic_id, to) for to in (max(page - 1, 0), page + 1))
    back = [button(words.back(t), ShowFeed(feed_id, topic_id))]
    return InlineKeyboardMarkup([*rows, *page_footer(page, pages, before, after), back])
