"""Making a topic, its card, and what is asked about it."""

from collections.abc import Mapping, Sequence
from typing import Final

from markupsafe import Markup

from bot.i18n.texts import Texts, lines, shorten
from storage.feeds import Feed
from storage.topics import Topic
from summaries.types import Method

METHOD_NAMES: Final[Mapping[Method, str]] = {
    Method.NEWS: "newsdigest",
    Method.LEXRANK: "LexRank",
    Method.LSA: "LSA",
    Method.TEXTRANK: "TextRank",
    Method.LUHN: "Luhn",
    Method.SUMBASIC: "SumBasic",
    Method.KL: "KL",
    Method.REDUCTION: "Reduction",
    Method.EDMUNDSON: "Edmundson",
}
"""Names of their own, the same in every language."""


def topic_button(t: Texts, name: str, feeds: int, failing: int) -> str:
    """The name gives way, so that the count is always seen; a warning stands in front where a feed is in trouble."""
    warning = "⚠️ " if failing else ""
    count = t.plain.many("{count} feed", "{count} feeds", feeds)
    return f"{warning}{shorten(name, 24)} · {count}"


def feeds_button(t: Texts, count: int) -> str:
    return t.plain("Feeds ({count})", count=count)


def add_feed_button(t: Texts) -> str:
    return t.plain("➕ Add a feed")


def rename_button(t: Texts) -> str:
    return t.plain("Rename")


def describe_button(t: Texts) -> str:
    return t.plain("Description")


def keywords_button(t: Texts) -> str:
    return t.plain("Keywords")


def remove_button(t: Texts) -> str:
    return t.plain("🗑 Remove topic")


def empty_button(t: Texts) -> str:
    return t.plain("Leave empty")


def sentences_button(t: Texts, sentences: int) -> str:
    return t.plain.many("Length: {count} sentence", "Length: {count} sentences", sentences)


def method_button(t: Texts, method: str) -> str:
    return t.plain("Chosen by: {method}", method=METHOD_NAMES[Method(method)])


def ask_name(t: Texts) -> Markup:
    return lines(t("<b>A new topic.</b>"), t("What shall it be called? Write a name such as “Technology”."))


def keywords_form(t: Texts) -> Markup:
    return lines(
        t(
            "Write the words with commas between: {example}",
            example=Markup("<code>chip*, quantum, open source</code>"),
        ),
        t("A star stands for any ending: chip, chips, chipmaker."),
    )


def name_empty(t: Texts) -> Markup:
    return t("A name needs at least one letter or digit. Please write another.")


def name_taken(t: Texts, name: str) -> Markup:
    return t("There is a topic called <b>{topic}</b> already. Please write another name.", topic=name)


def ask_description(t: Texts, name: str) -> Markup:
    return lines(
        t("<b>{topic}</b> is there. ✓", topic=name),
        "",
        t("A line about it for the readers? Write it, such as “Chips, software and the people behind them”."),
    )


def ask_keywords(t: Texts, name: str) -> Markup:
    question = t("<b>{topic}</b>: every article of its feeds, or only those with certain words in them?", topic=name)
    return lines(question, "", keywords_form(t))


def ask_new_name(t: Texts, name: str) -> Markup:
    return t("<b>{topic}</b>: what shall it be called instead?", topic=name)


def ask_new_description(t: Texts, topic: Topic) -> Markup:
    now = t("Now: {text}", text=topic.description) if topic.description else t("It has none yet.")
    return lines(t("<b>{topic}</b>: a line about it for the readers?", topic=topic.name), now)


def ask_new_keywords(t: Texts, topic: Topic) -> Markup:
    now = (
        t("Now: {text}", text=", ".join(topic.keywords))
        if topic.keywords
        else t("Now it tells every article of its feeds.")
    )
    return lines(t("<b>{topic}</b>: only articles with certain words?", topic=topic.name), now, "", keywords_form(t))


def topic_card(t: Texts, topic: Topic, *, feeds: Sequence[Feed], chats: int, link: str) -> Markup:
    return lines(
        Markup("<b>{}</b>").format(topic.name),
        topic.description or t("No description yet."),
        "",
        _feeds(t, feeds),
        t("Keywords: {words}", words=t.list(topic.keywords[:20]))
        if topic.keywords
        else t("Keywords: none, it tells everything"),
        t.many(
            "Told in {count} sentence a story, chosen by {method}",
            "Told in {count} sentences a story, chosen by {method}",
            topic.sentences,
            method=METHOD_NAMES[Method(topic.method)],
        ),
        t.many("Followed by {count} chat", "Followed by {count} chats", chats),
        t("Link to share: {link}", link=link),
    )


def confirm_removal(t: Texts, topic: Topic, *, chats: int) -> Markup:
    followers = (
        t.many("{count} chat follows it and will lose it.", "{count} chats follow it and will lose it.", chats)
        if chats
        else t("No chat follows it.")
    )
    return lines(
        t("Remove <b>{topic}</b>?", topic=topic.name),
        followers,
        t("Feeds that no other topic carries are no longer read."),
    )


def _feeds(t: Texts, feeds: Sequence[Feed]) -> Markup:
    failing = sum(feed.failures > 0 for feed in feeds)
    if not feeds:
        return t("Feeds: none yet, so it can tell nothing.")
    if failing:
        return t("Feeds: {count}, {failing} in trouble", count=len(feeds), failing=failing)
    return t("Feeds: {count}", count=len(feeds))
