"""The buttons under what admins see; the same rules as in `bot.keyboards`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot import admin_texts, texts
from bot.callbacks import (
    AddPack,
    AdminHome,
    AdminTopic,
    AskFeedAddress,
    AskTopicField,
    AskTopicName,
    CancelQuestion,
    CheckFeedFor,
    ClearTopicField,
    LinkFeed,
    ListFeeds,
    RemoveFeed,
    RemoveTopic,
    RetryFeed,
    SaveFeed,
    SetTelling,
    ShowFeed,
    ShowFeedTopics,
    ShowPacks,
    SkipQuestion,
)
from bot.keyboards import button, in_rows, page_footer, page_of
from jobs.feeds.lists.packs import Pack
from storage.feeds import Feed
from storage.topics import Topic
from summaries.types import Method

A_PAGE = 8
MOST_SENTENCES = 5
OFFERED_METHODS = (Method.NEWS, Method.LEXRANK, Method.TEXTRANK, Method.LUHN, Method.EDMUNDSON)
"""Our own and the best of sumy's; the command line has all of them."""
MOST_TOPICS_OFFERED = 20


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic as the list of all shows it, with how many feeds it has, and how many of them are in trouble."""

    topic: Topic
    feeds: int
    failing: int


def first_steps(pack: Pack) -> InlineKeyboardMarkup:
    """Where there is no topic yet: make one, or take the starter pack in the admin's language."""
    return InlineKeyboardMarkup(
        [
            [button(admin_texts.ADD_TOPIC_BUTTON, AskTopicName())],
            [button(admin_texts.pack_button(pack), AddPack(pack.name, False))],
            [button(admin_texts.OTHER_PACKS_BUTTON, ShowPacks())],
        ]
    )


def packs(offered: Sequence[Pack]) -> InlineKeyboardMarkup:
    choices = [button(pack.title, AddPack(pack.name, False)) for pack in offered]
    return InlineKeyboardMarkup([*in_rows(choices, 2), [button(texts.BACK_BUTTON, AdminHome(0))]])


def pack(name: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[button(admin_texts.ADD_PACK_BUTTON, AddPack(name, True)), button(texts.BACK_BUTTON, ShowPacks())]]
    )


def home(lines: Sequence[TopicLine], *, page: int, total: int) -> InlineKeyboardMarkup:
    """`lines` are the topics of this page, `total` is how many there are in all."""
    page, pages = page_of(total, page, A_PAGE)
    rows = [
        [button(admin_texts.topic_button(line.topic.name, line.feeds, line.failing), AdminTopic(line.topic.id))]
        for line in lines
    ]
    footer = page_footer(page, pages, AdminHome(max(page - 1, 0)), AdminHome(page + 1))
    last = [
        button(admin_texts.ADD_TOPIC_BUTTON, AskTopicName()),
        button(admin_texts.ALL_FEEDS_BUTTON, ListFeeds(0, 0)),
    ]
    return InlineKeyboardMarkup([*rows, *footer, last])


def topic(shown: Topic, *, feeds: int) -> InlineKeyboardMarkup:
    """One topic's card. A tap on its length or its method takes the next one."""
    topic_id = shown.id
    longer = shown.sentences % MOST_SENTENCES + 1
    at = OFFERED_METHODS.index(Method(shown.method)) if shown.method in OFFERED_METHODS else -1
    other = OFFERED_METHODS[(at + 1) % len(OFFERED_METHODS)]
    first = [button(admin_texts.ADD_FEED_BUTTON, AskFeedAddress(topic_id))]
    if feeds:
        first.append(button(admin_texts.feeds_button(feeds), ListFeeds(topic_id, 0)))
    return InlineKeyboardMarkup(
        [
            first,
            [
                button(admin_texts.RENAME_BUTTON, AskTopicField(topic_id, "name")),
                button(admin_texts.DESCRIBE_BUTTON, AskTopicField(topic_id, "description")),
            ],
            [
                button(admin_texts.KEYWORDS_BUTTON, AskTopicField(topic_id, "keywords")),
                button(admin_texts.REMOVE_TOPIC_BUTTON, RemoveTopic(topic_id, False)),
            ],
            [button(admin_texts.sentences_button(shown.sentences), SetTelling(topic_id, longer, shown.method))],
            [button(admin_texts.method_button(shown.method), SetTelling(topic_id, shown.sentences, other))],
            [button(texts.BACK_BUTTON, AdminHome(0))],
        ]
    )


def topics(known: Sequence[Topic]) -> InlineKeyboardMarkup:
    """Topics to choose from, where a name fitted none."""
    rows = [[button(topic.name, AdminTopic(topic.id))] for topic in known[:MOST_TOPICS_OFFERED]]
    return InlineKeyboardMarkup([*rows, [button(admin_texts.ADD_TOPIC_BUTTON, AskTopicName())]])


def cancel(topic_id: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(admin_texts.CANCEL_BUTTON, CancelQuestion(topic_id))]])


def skip(topic_id: int, field: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(admin_texts.SKIP_BUTTON, SkipQuestion(topic_id, field))]])


def later(topic_id: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(admin_texts.LATER_BUTTON, CancelQuestion(topic_id))]])


def new_field(topic_id: int, field: str, *, filled: bool) -> InlineKeyboardMarkup:
    """Under the question for a topic's new description or keywords."""
    row = [button(admin_texts.CANCEL_BUTTON, CancelQuestion(topic_id))]
    if filled:
        row.insert(0, button(admin_texts.EMPTY_BUTTON, ClearTopicField(topic_id, field)))
    return InlineKeyboardMarkup([row])


def sure(yes: RemoveTopic | RemoveFeed, no: AdminTopic | ShowFeed) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(admin_texts.YES_BUTTON, yes), button(admin_texts.NO_BUTTON, no)]])


def save(topic_id: int, key: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [
                button(admin_texts.SAVE_BUTTON, SaveFeed(topic_id, key)),
                button(admin_texts.CANCEL_BUTTON, CancelQuestion(topic_id)),
            ]
        ]
    )


def which_feed(topic_id: int, offers: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup:
    """One button a feed, by label and key; a tap saves it."""
    rows = [[button(label, SaveFeed(topic_id, key))] for label, key in offers]
    return InlineKeyboardMarkup([*rows, [button(admin_texts.CANCEL_BUTTON, CancelQuestion(topic_id))]])


def saved(topic_id: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [
                button(admin_texts.ADD_ANOTHER_FEED_BUTTON, AskFeedAddress(topic_id)),
                button(texts.BACK_BUTTON, AdminTopic(topic_id)),
            ]
        ]
    )


def for_which_topic(topics: Sequence[Topic], key: str) -> InlineKeyboardMarkup:
    rows = [[button(topic.name, CheckFeedFor(topic.id, key))] for topic in topics[:MOST_TOPICS_OFFERED]]
    return InlineKeyboardMarkup([*rows, [button(admin_texts.CANCEL_BUTTON, CancelQuestion(0))]])


def feeds(shown: Sequence[Feed], topic_id: int, page: int) -> InlineKeyboardMarkup:
    """A topic's feeds, or all when it is 0."""
    page, pages = page_of(len(shown), page, A_PAGE)
    rows = [
        [button(admin_texts.feed_button(feed), ShowFeed(feed.id, topic_id))]
        for feed in shown[page * A_PAGE : (page + 1) * A_PAGE]
    ]
    footer = page_footer(page, pages, ListFeeds(topic_id, max(page - 1, 0)), ListFeeds(topic_id, page + 1))
    back = button(texts.BACK_BUTTON, AdminTopic(topic_id) if topic_id else AdminHome(0))
    last = [button(admin_texts.ADD_FEED_BUTTON, AskFeedAddress(topic_id)), back] if topic_id else [back]
    return InlineKeyboardMarkup([*rows, *footer, last])


def feed(feed_id: int, topic_id: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [
                button(admin_texts.RETRY_BUTTON, RetryFeed(feed_id, topic_id)),
                button(admin_texts.LINKS_BUTTON, ShowFeedTopics(feed_id, topic_id, 0)),
            ],
            [
                button(admin_texts.REMOVE_FEED_BUTTON, RemoveFeed(feed_id, topic_id, False)),
                button(texts.BACK_BUTTON, ListFeeds(topic_id, 0)),
            ],
        ]
    )


def feed_topics(
    feed_id: int, topic_id: int, topics: Sequence[Topic], carrying: Collection[int], page: int
) -> InlineKeyboardMarkup:
    """Switches for the topics that carry a feed."""
    page, pages = page_of(len(topics), page, A_PAGE)
    rows = [
        [
            button(
                texts.chosen_button(topic.name, topic.id in carrying),
                LinkFeed(feed_id, topic_id, topic.id, topic.id not in carrying, page),
            )
        ]
        for topic in topics[page * A_PAGE : (page + 1) * A_PAGE]
    ]
    before, after = (ShowFeedTopics(feed_id, topic_id, to) for to in (max(page - 1, 0), page + 1))
    back = [button(texts.BACK_BUTTON, ShowFeed(feed_id, topic_id))]
    return InlineKeyboardMarkup([*rows, *page_footer(page, pages, before, after), back])
