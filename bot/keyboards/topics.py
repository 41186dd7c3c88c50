"""Choosing topics, and what one does next."""

from collections.abc import Collection, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, in_rows, page_footer, page_of
from bot.taps.first_steps import FirstHours
from bot.taps.latest import Latest
from bot.taps.own_feeds import RemoveOwnFeed, ShowOwnFeeds
from bot.taps.schedule import ShowHours, ShowSchedule, ShowZones
from bot.taps.topics import (
    Follow,
    LeaveTopic,
    LeaveUnlisted,
    SearchTopics,
    SetFound,
    SetTopic,
    ShowLeaving,
    ShowTopics,
    TakeBack,
    TopicsDone,
)
from bot.texts import buttons as words
from storage.feeds import Feed
from storage.topics import Topic, Visibility

TOPICS_A_PAGE = 10
LEFT_A_PAGE = 12


def topics(
    t: Texts,
    all_topics: Sequence[Topic],
    followed: Collection[int],
    page: int,
    *,
    first: bool = False,
    own_feeds: int | None = None,
) -> InlineKeyboardMarkup:
    """A page of topics to switch on and off, and a button that ends the choice; `first` on the card that welcomes.

    `own_feeds` is how many the chat has, None where there is no way to them.
    """
    page, pages = page_of(len(all_topics), page, TOPICS_A_PAGE)
    shown = all_topics[page * TOPICS_A_PAGE : (page + 1) * TOPICS_A_PAGE]
    switches = [
        button(words.chosen(_label(topic), on), SetTopic(topic.id, not on, page, first))
        for topic in shown
        for on in [topic.id in followed]
    ]
    footer = page_footer(page, pages, ShowTopics(max(page - 1, 0), first), ShowTopics(page + 1, first))
    ways = [button(words.search(t), SearchTopics(first))] if pages > 1 else []
    if own_feeds is not None and not first:
        ways.append(button(words.own_feeds(t, own_feeds), ShowOwnFeeds(0)))
    # as few rows as can be, the last one under the thumb
    last = in_rows([*ways, _end(t, followed, first=first)], 2)
    return InlineKeyboardMarkup([*in_rows(switches, 2), *footer, *last])


def found(t: Texts, shown: Sequence[Topic], followed: Collection[int], *, first: bool = False) -> InlineKeyboardMarkup:
    """The topics that were looked for, to switch on and off."""
    switches = [
        [button(words.chosen(_label(topic), on), SetFound(topic.id, not on, first))]
        for topic in shown
        for on in [topic.id in followed]
    ]
    back = button(words.all_topics(t), ShowTopics(0, first))
    return InlineKeyboardMarkup([*switches, [back, _end(t, followed, first=first)]])


def searching(t: Texts, *, first: bool) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(words.all_topics(t), ShowTopics(0, first))]])


def leave_unlisted(t: Texts, topic: Topic) -> InlineKeyboardMarkup:
    yes, no = button(words.yes_leave(t), LeaveUnlisted(topic.id)), button(words.no_keep(t), ShowTopics(0, False))
    return InlineKeyboardMarkup([[yes, no]])


def leaving(
    t: Texts, followed: Sequence[Topic], feeds: Sequence[Feed], page: int, *, left: Topic | None = None
) -> InlineKeyboardMarkup:
    """A page of what is followed, a row each: a tap leaves a topic, and asks before it removes a feed."""
    page, pages = page_of(len(followed) + len(feeds), page, LEFT_A_PAGE)
    rows = [
        *([button(words.leave(_label(topic)), LeaveTopic(topic.id, page))] for topic in followed),
        *([button(words.leave(feed.title or feed.url), RemoveOwnFeed(feed.id, 0, False))] for feed in feeds),
    ][page * LEFT_A_PAGE : (page + 1) * LEFT_A_PAGE]
    footer = page_footer(page, pages, ShowLeaving(max(page - 1, 0)), ShowLeaving(page + 1))
    undo = [[button(words.take_back(t, left.name), TakeBack(left.id, page))]] if left else []
    return InlineKeyboardMarkup([*undo, *rows, *footer, [button(words.done(t), TopicsDone())]])


def after_choice(t: Texts) -> InlineKeyboardMarkup:
    """What one does next when the topics are chosen."""
    return InlineKeyboardMarkup(
        [
            [button(words.digest_now(t), Latest(0))],
            [button(words.hours(t), ShowHours()), button(words.zone(t), ShowZones(0))],
        ]
    )


def overview(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [button(words.digest_now(t), Latest(0))],
            [button(words.topics(t), ShowTopics(0, False)), button(words.when_it_comes(t), ShowSchedule())],
        ]
    )


def listed(t: Texts, own_feeds: int | None) -> InlineKeyboardMarkup:
    """Under the list of what is followed; `own_feeds` as above."""
    ways = [button(words.topics(t), ShowTopics(0, False)), button(words.when_it_comes(t), ShowSchedule())]
    own = [] if own_feeds is None else [[button(words.own_feeds(t, own_feeds), ShowOwnFeeds(0))]]
    return InlineKeyboardMarkup([[button(words.digest_now(t), Latest(0))], ways, *own])


def to_own_feeds(t: Texts, own_feeds: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(words.own_feeds(t, own_feeds), ShowOwnFeeds(0))]])


def to_topics(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(words.topics(t), ShowTopics(0, False))]])


def suggestions(
    t: Texts, close: Sequence[Topic], followed: Collection[int], *, on: bool | None = None
) -> InlineKeyboardMarkup:
    """One button a topic, to follow or to leave it: `on` for all, or whichever would change something."""
    rows = [
        [button(words.follow(t, topic.name, on=to), Follow(topic.id, to))]
        for topic in close
        for to in [topic.id not in followed if on is None else on]
    ]
    return InlineKeyboardMarkup([*rows, [button(words.topics(t), ShowTopics(0, False))]])


def one_topic(t: Texts, topic: Topic, *, followed: bool) -> InlineKeyboardMarkup:
    """What one can do with one topic: read it, follow or leave it."""
    follow = button(words.follow(t, topic.name, on=not followed), Follow(topic.id, not followed))
    return InlineKeyboardMarkup([[button(words.digest_now(t), Latest(topic.id))], [follow]])


def latest_of(close: Sequence[Topic]) -> InlineKeyboardMarkup:
    """One button a topic, for what is new in it."""
    return InlineKeyboardMarkup([[button(topic.name, Latest(topic.id))] for topic in close])


def _label(topic: Topic) -> str:
    return f"🔒 {topic.name}" if topic.visibility == Visibility.PRIVATE else topic.name


def _end(t: Texts, followed: Collection[int], *, first: bool) -> InlineKeyboardButton:
    """What ends the choice: the first time, the hours come next."""
    if first and followed:
        return button(words.next_step(t), FirstHours(False))
    return button(words.not_now(t) if first else words.done(t), TopicsDone())
