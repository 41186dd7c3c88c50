"""Making a topic, its card, what is asked about it, and removing it."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.i18n.phrases import ago
from bot.i18n.texts import Texts, lines, shorten
from bot.texts.admin.topic_parts import (
    first_hours,
    followed_line,
    keywords_line,
    language_name,
    link_line,
    told_line,
    visibility_name,
    weight_line,
)
from storage.topic_feeds import FeedCount
from storage.topics import Topic, Visibility


def topic_button(t: Texts, name: str, feeds: int, failing: int) -> str:
    """The name gives way, so that the count is always seen; a warning stands in front where a feed is in trouble."""
    warning = "⚠️ " if failing else ""
    count = t.plain.many("{count} feed", "{count} feeds", feeds)
    return f"{warning}{shorten(name, 24)} · {count}"


def feeds_button(t: Texts, count: int) -> str:
    return t.plain("Feeds ({count})", count=count)


def add_feed_button(t: Texts) -> str:
    return t.plain("➕ Add a feed")


def words_button(t: Texts) -> str:
    return t.plain("✏️ Name, words")


def telling_button(t: Texts) -> str:
    return t.plain("🗞 How it's told")


def readers_button(t: Texts) -> str:
    return t.plain("👥 Who gets it")


def hours_button(t: Texts) -> str:
    return t.plain("🕗 First hours")


def try_button(t: Texts) -> str:
    return t.plain("👁 Try it")


def remove_button(t: Texts) -> str:
    return t.plain("🗑 Remove topic")


def empty_button(t: Texts) -> str:
    return t.plain("Leave empty")


def undo_button(t: Texts) -> str:
    return t.plain("↩ Undo")


def removed_button(t: Texts) -> str:
    return t.plain("🗑 Removed")


def restore_button(t: Texts, name: str) -> str:
    return t.plain("↩ {topic}", topic=name)


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


def ask_language(t: Texts, topic: Topic) -> Markup:
    return lines(
        t("<b>{topic}</b>: in which language?", topic=topic.name),
        t("Write its name or code, such as {example}.", example=Markup("<code>nl</code>")),
    )


def topic_card(t: Texts, topic: Topic, *, count: FeedCount, chats: int, link: str | None) -> Markup:
    """What is usual isn't said: so the card stays short."""
    first = first_hours(t, topic)
    return lines(
        _title(t, topic),
        topic.description or t("No description yet."),
        "",
        _feeds(t, count),
        keywords_line(t, topic),
        t("Only in {language}", language=language_name(t, topic.language)) if topic.language else None,
        told_line(t, topic),
        weight_line(t, topic) if topic.weight_floor > 1 else None,
        None if topic.pictures else t("Without pictures"),
        t("First hours: {hours}", hours=first) if first else None,
        followed_line(t, chats),
        link_line(t, link),
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
        t("It can be brought back for a day."),
    )


def removed(t: Texts, name: str, *, chats: int) -> Markup:
    """After it: with the way back."""
    followers = t.many("{count} chat no longer gets it.", "{count} chats no longer get it.", chats) if chats else None
    return lines(
        t("<b>{topic}</b> is removed.", topic=name),
        followers,
        t("For a day it can be brought back, with all that follow it: by the button, or with /admin removed"),
    )


def removed_topics(t: Texts, found: Sequence[Topic], *, now: datetime) -> Markup:
    if not found:
        return lines(t("<b>Removed topics</b>"), t("There are none. For a day after its removal a topic stands here."))
    return lines(
        t("<b>Removed topics</b>"),
        t("A tap brings one back, with all that follow it; a day after its removal it is gone for good."),
        "",
        *(
            Markup("• {} · {}").format(topic.name, ago(t, topic.removed_at, now=now))
            for topic in found
            if topic.removed_at is not None
        ),
    )


def restored_toast(t: Texts, name: str) -> str:
    return t.plain("{topic} is back.", topic=name)[:190]


def too_late_toast(t: Texts) -> str:
    return t.plain("There is nothing to bring back any more.")


def _title(t: Texts, topic: Topic) -> Markup:
    name = Markup("<b>{}</b>").format(topic.name)
    if topic.visibility is Visibility.LISTED:
        return name
    return Markup("{} · {}").format(name, visibility_name(t, topic.visibility))


def _feeds(t: Texts, count: FeedCount) -> Markup:
    if not count.feeds:
        return t("Feeds: none yet, so it can tell nothing.")
    if count.failing:
        return t("Feeds: {count}, {failing} in trouble", count=count.feeds, failing=count.failing)
    return t("Feeds: {count}", count=count.feeds)
