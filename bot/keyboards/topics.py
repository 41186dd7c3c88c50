"""Choosing topics, and what one does next."""

from collections.abc import Collection, Sequence

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, in_rows, page_footer, page_of
from bot.taps.latest import Latest
from bot.taps.schedule import ShowHours, ShowSchedule, ShowZones
from bot.taps.topics import Follow, SetTopic, ShowTopics, TopicsDone
from bot.texts import buttons as words
from storage.topics import Topic

TOPICS_A_PAGE = 10


def topics(
    t: Texts, all_topics: Sequence[Topic], followed: Collection[int], page: int, *, first: bool = False
) -> InlineKeyboardMarkup:
    """A page of topics to switch on and off, and a button that ends the choice; `first` on the card that welcomes."""
    page, pages = page_of(len(all_topics), page, TOPICS_A_PAGE)
    shown = all_topics[page * TOPICS_A_PAGE : (page + 1) * TOPICS_A_PAGE]
    switches = [
        button(words.chosen(topic.name, on), SetTopic(topic.id, not on, page, first))
        for topic in shown
        for on in [topic.id in followed]
    ]
    footer = page_footer(page, pages, ShowTopics(max(page - 1, 0), first), ShowTopics(page + 1, first))
    return InlineKeyboardMarkup([*in_rows(switches, 2), *footer, [button(words.done(t), TopicsDone())]])


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
