"""Choosing topics, and the list of what is followed."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.i18n.texts import Texts, lines, shorten
from bot.texts.schedule import when
from storage.schedules import Schedule
from storage.topics import Topic

MOST_LISTED = 50
MOST_NAMED = 20


def topics_heading(t: Texts) -> Markup:
    return lines(t("<b>Topics</b>"), t("Tap to follow, tap again to leave."))


def no_topics(t: Texts) -> Markup:
    return t("There are no topics to choose from yet. Please look in again later: /topics")


def topics_card(t: Texts, *, heading: Markup, described: Sequence[Topic], followed: int, total: int) -> Markup:
    """Descriptions of `described` topics are folded, so that the buttons below stay within reach of the thumb."""
    about = lines(
        *(Markup("<b>{}</b>: {}").format(topic.name, topic.description) for topic in described if topic.description)
    )
    folded = Markup("<blockquote expandable>{}</blockquote>").format(about) if about else None
    state = (
        t.many(
            "You follow {followed} of {count} topic.",
            "You follow {followed} of {count} topics.",
            total,
            followed=followed,
        )
        if followed
        else t("Nothing chosen yet.")
    )
    return lines(heading, folded, state)


def topics_done(t: Texts, topics: Sequence[Topic], schedule: Schedule | None, *, now: datetime) -> Markup:
    """Said after the choice: what is followed and when the digest comes."""
    if not topics or schedule is None:
        return t("Nothing chosen, so nothing will come. Choose whenever you like: /topics")
    follow = t("You follow {topics}.", topics=_names(t, topics))
    if schedule.paused:
        return lines(follow, "", t("Your digest is paused. Go on with /resume"))
    return lines(follow, "", when(t, schedule, now), t("Change it: /schedule"), t("Want one now? /latest"))


def subscribed(t: Texts, topic: Topic, schedule: Schedule, *, now: datetime, new: bool) -> Markup:
    opening = (
        t("You now follow <b>{topic}</b>.", topic=topic.name)
        if new
        else t("You follow <b>{topic}</b> already.", topic=topic.name)
    )
    return lines(opening, when(t, schedule, now))


def unsubscribed(t: Texts, topic: Topic, *, was: bool, left: int) -> Markup:
    if not was:
        return t("You don't follow <b>{topic}</b>.", topic=topic.name)
    rest = (
        t.many("You still follow {count} topic.", "You still follow {count} topics.", left)
        if left
        else t("Nothing is left, so nothing will come.")
    )
    return lines(t("You don't follow <b>{topic}</b> any more.", topic=topic.name), rest)


def which_topic(t: Texts, asked: str, *, found: bool) -> Markup:
    shown = shorten(asked, 40)
    if found:
        return t("I know no topic called “{name}”. Did you mean one of these?", name=shown)
    return t("I know no topic called “{name}”. Here are all there are:", name=shown)


def topic_gone_toast(t: Texts) -> str:
    return t.plain("This topic is no longer there.")


def topic_named(t: Texts, topic: Topic, *, followed: bool) -> Markup:
    """Somebody wrote a topic's name."""
    state = (
        t("You follow <b>{topic}</b>.", topic=topic.name)
        if followed
        else t("You don't follow it yet: <b>{topic}</b>", topic=topic.name)
    )
    return lines(state, topic.description or None)


def overview(t: Texts, topics: Sequence[Topic], schedule: Schedule | None, *, now: datetime) -> Markup:
    if not topics or schedule is None:
        return t("You follow no topics yet. Choose some: /topics")
    rest = len(topics) - MOST_LISTED
    return lines(
        t("<b>You follow</b>"),
        *(Markup("• {}").format(topic.name) for topic in topics[:MOST_LISTED]),
        t.many("… and {count} more", "… and {count} more", rest) if rest > 0 else None,
        "",
        when(t, schedule, now),
    )


def no_subscription(t: Texts) -> Markup:
    return t("You follow no topics yet, so there is nothing to tell. Choose some:")


def nothing_new(t: Texts, schedule: Schedule | None, topic: Topic | None, *, now: datetime) -> Markup:
    """Honest: there is nothing that this chat wasn't told already."""
    said = (
        t("Nothing new about <b>{topic}</b> at the moment.", topic=topic.name)
        if topic
        else t("Nothing new in your topics at the moment.")
    )
    return lines(said, when(t, schedule, now) if schedule else None)


def _names(t: Texts, topics: Sequence[Topic]) -> Markup:
    shown: list[Markup] = [Markup("<b>{}</b>").format(topic.name) for topic in topics[:MOST_NAMED]]
    rest = len(topics) - MOST_NAMED
    return t.list([*shown, t.many("{count} more", "{count} more", rest)] if rest > 0 else shown)
