"""A chat's own feeds."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, in_rows, page_footer, page_of
from bot.taps.own_feeds import (
    AskOwnFeed,
    FollowFeed,
    LookForFeed,
    RemoveOwnFeed,
    SearchOwnFeeds,
    ShowOwnFeed,
    ShowOwnFeeds,
    StopLooking,
)
from bot.taps.topics import Follow, ShowTopics
from bot.texts import buttons as words
from bot.texts import own_feeds as texts
from bot.texts.admin.feeds import feed_button
from storage.feeds import Feed
from storage.topics import Topic

A_PAGE = 12


def stop(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(words.cancel(t), StopLooking())]])


def look(t: Texts, key: str) -> InlineKeyboardMarkup:
    yes, no = button(texts.look_button(t), LookForFeed(key)), button(words.cancel(t), StopLooking())
    return InlineKeyboardMarkup([[yes, no]])


def follow(t: Texts, key: str, topics: Sequence[Topic] = ()) -> InlineKeyboardMarkup:
    """Follow the feed, or one of the topics that bring its news anyway."""
    yes, no = button(texts.follow_button(t), FollowFeed(key)), button(words.cancel(t), StopLooking())
    instead = [[button(words.follow(t, topic.name, on=True), Follow(topic.id, True))] for topic in topics]
    return InlineKeyboardMarkup([*instead, [yes, no]])


def which_feed(t: Texts, offers: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup:
    """One button a feed, by label and key; a tap follows it."""
    rows = [[button(label, FollowFeed(key))] for label, key in offers]
    return InlineKeyboardMarkup([*rows, [button(words.cancel(t), StopLooking())]])


def followed(t: Texts, offers: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup:
    """After one was followed: the site's other feeds, and all of one's own."""
    rows = [[button(label, FollowFeed(key))] for label, key in offers]
    return InlineKeyboardMarkup([*rows, [button(words.own_feeds(t, 0), ShowOwnFeeds(0))]])


def feeds(t: Texts, own: Sequence[Feed], page: int, *, room: bool) -> InlineKeyboardMarkup:
    """A page of them; `room` where there may be more."""
    page, pages = page_of(len(own), page, A_PAGE)
    rows = [
        [button(feed_button(feed), ShowOwnFeed(feed.id, page))] for feed in own[page * A_PAGE : (page + 1) * A_PAGE]
    ]
    footer = page_footer(page, pages, ShowOwnFeeds(max(page - 1, 0)), ShowOwnFeeds(page + 1))
    ways = [button(texts.add_button(t), AskOwnFeed())] if room else []
    if pages > 1:
        ways.append(button(words.search(t), SearchOwnFeeds()))
    last = in_rows([*ways, button(words.topics(t), ShowTopics(0, False))], 2)
    return InlineKeyboardMarkup([*rows, *footer, *last])


def found(t: Texts, shown: Sequence[Feed]) -> InlineKeyboardMarkup:
    rows = [[button(feed_button(feed), ShowOwnFeed(feed.id, 0))] for feed in shown]
    return InlineKeyboardMarkup([*rows, [button(words.back(t), ShowOwnFeeds(0))]])


def feed(t: Texts, feed_id: int, page: int) -> InlineKeyboardMarkup:
    remove = button(texts.remove_button(t), RemoveOwnFeed(feed_id, page, False))
    return InlineKeyboardMarkup([[remove, button(words.back(t), ShowOwnFeeds(page))]])


def sure(t: Texts, feed_id: int, page: int) -> InlineKeyboardMarkup:
    yes = button(texts.sure_button(t), RemoveOwnFeed(feed_id, page, True))
    return InlineKeyboardMarkup([[yes, button(words.no_keep(t), ShowOwnFeed(feed_id, page))]])


def to_feeds(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(words.own_feeds(t, 0), ShowOwnFeeds(0))]])
