"""One feed."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, in_rows
from bot.taps.admin.feeds import (
    AskFeedMove,
    AskFeedTitle,
    DropFeedTitle,
    ListFeeds,
    MoveFeed,
    PauseFeed,
    RemoveFeed,
    RetryFeed,
    SearchFeeds,
    SetFullArticle,
    ShowFeed,
    ShowFeedTopics,
)
from bot.texts import buttons as words
from bot.texts.admin import feed_card as texts
from bot.texts.admin import feeds as feed_texts
from storage.feeds import Feed, FeedState


def card(t: Texts, feed: Feed, topic_id: int, *, admin: bool, move_key: str | None) -> InlineKeyboardMarkup:
    """`topic_id` is the topic whose list it was opened from, `move_key` tells where its server says that it moved.

    What changes the feed for all topics that carry it is the admins'.
    """
    here = (feed.id, topic_id)
    paused = feed.state == FeedState.PAUSED
    pause = button(texts.resume_button(t) if paused else texts.pause_button(t), PauseFeed(*here, not paused))
    first = [button(feed_texts.retry_button(t), RetryFeed(*here))]
    changes = []
    if admin:
        first = [pause] if paused else [*first, pause]
        changes = [
            button(texts.title_button(t), AskFeedTitle(*here)),
            button(texts.address_button(t), AskFeedMove(*here)),
            button(texts.full_article_button(t, on=feed.full_article), SetFullArticle(*here, not feed.full_article)),
        ]
    move = [[button(texts.move_now_button(t), MoveFeed(*here, move_key))]] if admin and move_key else []
    return InlineKeyboardMarkup(
        [
            first,
            *move,
            *in_rows(changes, 2),
            [
                button(feed_texts.links_button(t), ShowFeedTopics(*here, 0)),
                button(feed_texts.remove_button(t), RemoveFeed(*here, False)),
            ],
            [button(words.back(t), ListFeeds(topic_id, 0))],
        ]
    )


def found(t: Texts, shown: Sequence[Feed]) -> InlineKeyboardMarkup:
    """What a search found."""
    rows = [[button(feed_texts.feed_button(feed), ShowFeed(feed.id, 0))] for feed in shown]
    again = [button(texts.search_button(t), SearchFeeds()), button(words.back(t), ListFeeds(0, 0))]
    return InlineKeyboardMarkup([*rows, again])


def cancel_search(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(words.cancel(t), ListFeeds(0, 0))]])


def cancel(t: Texts, feed_id: int, topic_id: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(words.cancel(t), ShowFeed(feed_id, topic_id))]])


def ask_title(t: Texts, feed: Feed, topic_id: int) -> InlineKeyboardMarkup:
    row = [button(words.cancel(t), ShowFeed(feed.id, topic_id))]
    if feed.titled:
        row.insert(0, button(texts.own_title_button(t), DropFeedTitle(feed.id, topic_id)))
    return InlineKeyboardMarkup([row])


def new_address(t: Texts, feed_id: int, topic_id: int, key: str) -> InlineKeyboardMarkup:
    yes = button(texts.read_there_button(t), MoveFeed(feed_id, topic_id, key))
    return InlineKeyboardMarkup([[yes], [button(words.cancel(t), ShowFeed(feed_id, topic_id))]])
