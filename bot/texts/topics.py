"""Choosing topics, and the list of what is followed."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.i18n.texts import Texts, lines, shorten
from bot.texts.schedule import when
from storage.schedules import Schedule
from storage.topics import Topic, Visibility

MOST_LISTED = 50
MOST_NAMED = 20


def topics_heading(t: Texts) -> Markup:
    return lines(t("<b>Topics</b>"), t("Tap to follow, tap again to leave."))


def found_heading(t: Texts) -> Markup:
    return lines(t("<b>Found</b>"), t("Tap to follow, tap again to leave."))


def found_card(t: Texts, shown: Sequence[Topic], *, followed: int, total: int, more: int) -> Markup:
    """What a search found; `more` are those that found no room."""
    rest = t.many(
        "{count} more fits. Another word narrows it down.", "{count} more fit. Another word narrows it down.", more
    )
    heading = lines(found_heading(t), rest if more else None)
    return topics_card(t, heading=heading, described=shown, followed=followed, total=total)


def nothing_found(t: Texts, asked: str) -> Markup:
    return t("I found no topic for “{words}”.", words=shorten(asked, 40))


def ask_search(t: Texts) -> Markup:
    return t("Which topic are you looking for? Send me a word of its name, or of what it is about.")


def search_by_command_toast(t: Texts) -> str:
    return t.plain("Here, please write it like this: /topics science")


def leave_unlisted(t: Texts, topic: Topic) -> Markup:
    """Asked of a topic that only a link leads to."""
    if topic.visibility == Visibility.PRIVATE:
        way = t("It is private: only an invitation brings it back.")
    else:
        way = t("It is in no list: only its link brings it back.")
    return lines(t("Leave <b>{topic}</b>?", topic=topic.name), way)


def leaving_card(t: Texts, *, left: Topic | None, any_followed: bool) -> Markup:
    """What is followed, to be tapped away; `left` is the topic that just was."""
    said = t("You don't follow <b>{topic}</b> any more.", topic=left.name) if left else None
    if not any_followed:
        return lines(said, t("You follow nothing now, so nothing will come.")) if said else nothing_followed(t)
    return lines(said, t("<b>What do you want to leave?</b>"))


def nothing_followed(t: Texts) -> Markup:
    return t("You follow nothing yet. Choose some: /topics")


def nothing_so_called(t: Texts, asked: str) -> Markup:
    return t("You follow nothing called “{name}”.", name=shorten(asked, 40))


def above(first: Markup, rest: Markup) -> Markup:
    return lines(first, "", rest)


def no_topics(t: Texts, *, own_feeds: bool) -> Markup:
    """`own_feeds` says whether the chat may have feeds of its own meanwhile."""
    none = t("There are no topics to choose from yet. Please look in again later: /topics")
    if not own_feeds:
        return none
    return lines(none, t("Or follow a site of your own: {example}", example=Markup("<code>/sub example.org</code>")))


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


def topics_done(
    t: Texts, topics: Sequence[Topic], schedule: Schedule | None, *, now: datetime, afar: bool = False
) -> Markup:
    """Said after the choice: what is followed and when the digest comes.

    `afar` where another chat is set up: a /latest that is written here would be about this one.
    """
    if not topics or schedule is None:
        return t("Nothing chosen, so nothing will come. Choose whenever you like: /topics")
    follow = t("You follow {topics}.", topics=names(t, topics))
    if schedule.paused:
        return lines(follow, "", t("Your digest is paused. Go on with /resume"))
    ways = [t("Change it: /schedule")] + ([] if afar else [t("Want one now? /latest")])
    return lines(follow, "", when(t, schedule, now), *ways)


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


def overview(
    t: Texts,
    topics: Sequence[Topic],
    schedule: Schedule | None,
    *,
    own_feeds: int = 0,
    failing: int = 0,
    now: datetime,
) -> Markup:
    """What is followed; `failing` of its `own_feeds` are in trouble."""
    if not (topics or own_feeds) or schedule is None:
        return t("You follow no topics yet. Choose some: /topics")
    rest = len(topics) - MOST_LISTED
    return lines(
        t("<b>You follow</b>"),
        *(Markup("• {}").format(topic.name) for topic in topics[:MOST_LISTED]),
        t.many("… and {count} more", "… and {count} more", rest) if rest > 0 else None,
        _own(t, own_feeds, failing) if own_feeds else None,
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


def names(t: Texts, topics: Sequence[Topic]) -> Markup:
    """`World, Science and 3 more`."""
    shown: list[Markup] = [Markup("<b>{}</b>").format(topic.name) for topic in topics[:MOST_NAMED]]
    rest = len(topics) - MOST_NAMED
    return t.list([*shown, t.many("{count} more", "{count} more", rest)] if rest > 0 else shown)


def _own(t: Texts, count: int, failing: int) -> Markup:
    if failing:
        return t.many(
            "📡 {count} feed of your own, {failing} in trouble",
            "📡 {count} feeds of your own, {failing} in trouble",
            count,
            failing=failing,
        )
    return t.many("📡 {count} feed of your own", "📡 {count} feeds of your own", count)
