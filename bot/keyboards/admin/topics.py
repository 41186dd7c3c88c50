"""One topic."""

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button
from bot.taps.admin.feeds import AskFeedAddress, ListFeeds
from bot.taps.admin.home import AdminHome, CancelQuestion
from bot.taps.admin.topics import AskTopicField, ClearTopicField, RemoveTopic, SetTelling
from bot.texts import buttons as words
from bot.texts.admin import topics as topic_texts
from storage.topics import Topic
from summaries.types import Method

MOST_SENTENCES = 5
OFFERED_METHODS = (Method.NEWS, Method.LEXRANK, Method.TEXTRANK, Method.LUHN, Method.EDMUNDSON)
"""Our own and the best of sumy's; the command line has all of them."""


def topic(t: Texts, shown: Topic, *, feeds: int) -> InlineKeyboardMarkup:
    """One topic's card. A tap on its length or its method takes the next one."""
    topic_id = shown.id
    longer = shown.sentences % MOST_SENTENCES + 1
    at = OFFERED_METHODS.index(Method(shown.method)) if shown.method in OFFERED_METHODS else -1
    other = OFFERED_METHODS[(at + 1) % len(OFFERED_METHODS)]
    first = [button(topic_texts.add_feed_button(t), AskFeedAddress(topic_id))]
    if feeds:
        first.append(button(topic_texts.feeds_button(t, feeds), ListFeeds(topic_id, 0)))
    return InlineKeyboardMarkup(
        [
            first,
            [
                button(topic_texts.rename_button(t), AskTopicField(topic_id, "name")),
                button(topic_texts.describe_button(t), AskTopicField(topic_id, "description")),
            ],
            [
                button(topic_texts.keywords_button(t), AskTopicField(topic_id, "keywords")),
                button(topic_texts.remove_button(t), RemoveTopic(topic_id, False)),
            ],
            [button(topic_texts.sentences_button(t, shown.sentences), SetTelling(topic_id, longer, shown.method))],
            [button(topic_texts.method_button(t, shown.method), SetTelling(topic_id, shown.sentences, other))],
            [button(words.back(t), AdminHome(0))],
        ]
    )


def new_field(t: Texts, topic_id: int, field: str, *, filled: bool) -> InlineKeyboardMarkup:
    """Under the question for a topic's new description or keywords."""
    row = [button(words.cancel(t), CancelQuestion(topic_id))]
    if filled:
        row.insert(0, button(topic_texts.empty_button(t), ClearTopicField(topic_id, field)))
    return InlineKeyboardMarkup([row])
