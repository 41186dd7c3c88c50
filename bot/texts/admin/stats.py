"""Figures: what is written in the pictures, and what their captions tell to those who can't see them."""

from collections.abc import Sequence

from babel.numbers import format_percent
from markupsafe import Markup

from bot.charts.facts import (
    describe_chats,
    describe_delays,
    describe_deliveries,
    describe_feeds,
    describe_stories,
)
from bot.charts.numbers import day, duration
from bot.charts.texts import (
    MOST_TOPICS,
    ChartTexts,
    ChatsTexts,
    DelaysTexts,
    DeliveriesTexts,
    FeedsTexts,
    StoriesTexts,
)
from bot.i18n.texts import Texts, lines, shorten
from bot.taps.admin.stats import Chart
from storage.delays import DelayOnDay
from storage.statistics import ChatsOnDay, DeliveriesOnDay, FeedHealth, Health, StoriesOfTopic

TOLD_TOPICS = 5
TOLD_PROBLEMS = 5
TOLD_UNNAMED = 3
LONGEST_NAME = 24
"""A caption holds 1024 characters, in languages that are half as long again, too."""


def menu_button(t: Texts) -> str:
    return t.plain("📊 Figures")


def chart_button(t: Texts, chart: Chart) -> str:
    match chart:
        case Chart.OVERVIEW:
            return t.plain("All at once")
        case Chart.CHATS:
            return t.plain("Chats")
        case Chart.DELIVERIES:
            return t.plain("Messages")
        case Chart.FEEDS:
            return t.plain("Feeds")
        case Chart.STORIES:
            return t.plain("Stories")
        case Chart.DELAYS:
            return t.plain("Delay")


def days_button(t: Texts, days: int) -> str:
    return t.plain.many("{count} day", "{count} days", days)


def theme_button(t: Texts, *, dark: bool) -> str:
    """What a tap makes of it."""
    return t.plain("☀️ Light") if dark else t.plain("🌙 Dark")


def drawing(t: Texts) -> Markup:
    return t("📊 Counting and drawing …")


def drawing_toast(t: Texts) -> str:
    return t.plain("Drawing …")


def chart_texts(t: Texts, *, topics: int) -> ChartTexts:
    """`topics` is how many there are, of which the first `MOST_TOPICS` have a bar."""
    more = max(topics - MOST_TOPICS, 0)
    return ChartTexts(
        overview=t.plain("In figures"),
        nothing=t.plain("Nothing to show yet"),
        today=t.plain("today"),
        chats=ChatsTexts(
            title=t.plain("Chats"), note=t.plain("can be reached now"), new=t.plain("came"), gone=t.plain("went")
        ),
        deliveries=DeliveriesTexts(
            title=t.plain("Messages"),
            note=t.plain("were sent in this time"),
            failed=t.plain("failed"),
            unknown=t.plain("perhaps arrived"),
            cancelled=t.plain("called off"),
        ),
        feeds=FeedsTexts(
            title=t.plain("Feeds"),
            note=t.plain("are carried by topics"),
            well=t.plain("well"),
            failing=t.plain("in trouble"),
            gone=t.plain("gone"),
            paused=t.plain("paused"),
            unread=t.plain("not read yet"),
            problems=t.plain("What is wrong"),
        ),
        stories=StoriesTexts(
            title=t.plain("Stories by topic"),
            note=t.plain("in the last seven days"),
            others=t.plain.many("and {count} topic more", "and {count} topics more", more),
        ),
        delays=DelaysTexts(
            title=t.plain("From publication to digest"),
            note=t.plain("for half of the stories"),
            median=t.plain("half of them"),
            p90=t.plain("nine of ten"),
        ),
    )


def chats(t: Texts, days: Sequence[ChatsOnDay]) -> Markup:
    facts = describe_chats(days)
    best, worst = facts.best, facts.worst
    return lines(
        t("<b>Chats</b>"),
        t.many("{count} chat can be reached now.", "{count} chats can be reached now.", facts.active),
        t("In the last week {new} came and {gone} went.", new=facts.new.week, gone=facts.gone.week),
        t("The week before: {new} and {gone}.", new=facts.new.before, gone=facts.gone.before)
        if facts.new.before is not None and facts.gone.before is not None
        else None,
        t("Most came on {day}: {count}.", day=day(best.date, t.locale), count=best.new) if best else None,
        t("Most went on {day}: {count}.", day=day(worst.date, t.locale), count=worst.gone) if worst else None,
    )


def deliveries(t: Texts, days: Sequence[DeliveriesOnDay]) -> Markup:
    facts = describe_deliveries(days)
    busiest, worst = facts.busiest, facts.worst
    share = None if facts.arrived is None else format_percent(facts.arrived, "#,##0.#%", locale=t.locale)
    return lines(
        t("<b>Messages</b>"),
        t.many("{count} message was sent.", "{count} messages were sent.", facts.sent),
        t("That is {share} of those that were tried.", share=share) if share else None,
        t(
            "{failed} failed, {unknown} may have arrived, {cancelled} were called off.",
            failed=facts.failed,
            unknown=facts.unknown,
            cancelled=facts.cancelled,
        ),
        t("The busiest day was {day}: {count}.", day=day(busiest.date, t.locale), count=busiest.sent)
        if busiest
        else None,
        t("Most failed on {day}: {count}.", day=day(worst.date, t.locale), count=worst.failed) if worst else None,
    )


def feeds(t: Texts, health: FeedHealth, problems: Sequence[tuple[str, int]]) -> Markup:
    """`problems` are kinds as the reader calls them, with how many feeds have them."""
    facts = describe_feeds(health, problems)
    named = (
        (Health.WELL, t("well: {count}", count=facts.feeds.get(Health.WELL, 0))),
        (Health.FAILING, t("in trouble: {count}", count=facts.feeds.get(Health.FAILING, 0))),
        (Health.GONE, t("gone: {count}", count=facts.feeds.get(Health.GONE, 0))),
        (Health.PAUSED, t("paused: {count}", count=facts.feeds.get(Health.PAUSED, 0))),
        (Health.UNREAD, t("not read yet: {count}", count=facts.feeds.get(Health.UNREAD, 0))),
    )
    return lines(
        t("<b>Feeds</b>"),
        t.many("{count} feed is carried by topics.", "{count} feeds are carried by topics.", facts.total),
        *(Markup("• {}").format(text) for kind, text in named if facts.feeds.get(kind)),
        t("What is wrong:") if problems else None,
        *(Markup("• {}: {}").format(text, t.number(count)) for text, count in problems[:TOLD_PROBLEMS]),
    )


def stories(t: Texts, topics: Sequence[StoriesOfTopic], unnamed: Sequence[tuple[int, str]]) -> Markup:
    """`unnamed` are topics that the picture calls by a number, since no font has the letters of their names."""
    facts = describe_stories(topics)
    return lines(
        t("<b>Stories by topic, in the last seven days</b>"),
        *(
            t(
                "• {topic}: {count}, the week before {before}",
                topic=shorten(topic.name, LONGEST_NAME),
                count=topic.stories,
                before=topic.week_before,
            )
            for topic in topics[:TOLD_TOPICS]
        ),
        t.many("{count} topic told nothing.", "{count} topics told nothing.", facts.silent) if facts.silent else None,
        *(
            t("Number {number} in the picture is {topic}.", number=str(number), topic=shorten(name, LONGEST_NAME))
            for number, name in unnamed[:TOLD_UNNAMED]
        ),
    )


def delays(t: Texts, days: Sequence[DelayOnDay]) -> Markup:
    facts = describe_delays(days)
    if facts.typical is None or facts.long is None:
        return lines(t("<b>From publication to digest</b>"), t("Nothing was told yet."))
    within = t(
        "Half of the stories were told within {typical} of their publication, nine of ten within {long}.",
        typical=duration(facts.typical, t.locale),
        long=duration(facts.long, t.locale),
    )
    week = facts.week and duration(facts.week, t.locale)
    before = facts.before and duration(facts.before, t.locale)
    slow = facts.slowest
    return lines(
        t("<b>From publication to digest</b>"),
        within,
        t("In the last week half came within {week}; the week before, within {before}.", week=week, before=before)
        if week and before
        else None,
        t("It took longest on {day}.", day=day(slow.date, t.locale)) if slow else None,
        t("Who has one digest a day waits half a day in the middle; that is in these figures."),
    )


def overview(
    t: Texts,
    *,
    days: Sequence[ChatsOnDay],
    sent: Sequence[DeliveriesOnDay],
    health: FeedHealth,
    topics: Sequence[StoriesOfTopic],
    told: Sequence[DelayOnDay],
) -> Markup:
    messages, first, typical = describe_deliveries(sent), describe_stories(topics).first, describe_delays(told).typical
    troubled = health.feeds.get(Health.FAILING, 0) + health.feeds.get(Health.GONE, 0)
    return lines(
        t("<b>In figures</b>"),
        t.many("{count} chat can be reached now.", "{count} chats can be reached now.", describe_chats(days).active),
        t.many("{count} message was sent.", "{count} messages were sent.", messages.sent),
        t.many("{count} message failed.", "{count} messages failed.", messages.failed) if messages.failed else None,
        t.many(
            "{count} feed is carried by topics.", "{count} feeds are carried by topics.", sum(health.feeds.values())
        ),
        t.many("{count} of them is in trouble or gone.", "{count} of them are in trouble or gone.", troubled)
        if troubled
        else None,
        t("Most stories: {topic}, {count} in seven days.", topic=shorten(first.name, LONGEST_NAME), count=first.stories)
        if first
        else None,
        t("Half of the stories are told within {typical}.", typical=duration(typical, t.locale)) if typical else None,
    )


def span(t: Texts, caption: Markup, days: int) -> Markup:
    """A caption with how many days it is about."""
    return lines(caption, "", t.many("Over {count} day, with today.", "Over {count} days, with today.", days))
