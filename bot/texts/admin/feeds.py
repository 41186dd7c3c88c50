"""Feeds as admins see them: found, offered, kept, well or in trouble."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from markupsafe import Markup

from bot.i18n.phrases import ago, freshness, rate
from bot.i18n.texts import Texts, lines, link, shorten
from jobs.feeds.finding.addresses import typed_login
from jobs.feeds.finding.found import FeedPreview
from storage.feeds import Feed, FeedState
from storage.topics import Topic

LONGEST_OFFER = 37
"""What a button has room for behind its number."""


def feed_name(feed: Feed) -> str:
    return feed.title or urlsplit(feed.url).netloc


def feed_button(feed: Feed) -> str:
    return f"{_mark(feed)} {feed_name(feed)}"


def another_feed_button(t: Texts) -> str:
    return t.plain("➕ Another feed")


def remove_button(t: Texts) -> str:
    return t.plain("🗑 Remove")


def retry_button(t: Texts) -> str:
    return t.plain("↻ Check now")


def links_button(t: Texts) -> str:
    return t.plain("In which topics")


def offer_button(t: Texts, number: int, found: FeedPreview, *, now: datetime) -> str:
    """The title gives way, so that its age is always seen."""
    age = ""
    if found.newest_at:
        age = f" · {ago(t, found.newest_at, now=now)}"
    elif not found.entries:
        age = " · " + t.plain("empty")
    return f"{number}. {shorten(found_title(found), LONGEST_OFFER - len(age))}{age}"


def ask_address(t: Texts, topic: Topic) -> Markup:
    return lines(
        t(
            "<b>{topic}</b>: which feed? Send its address or its site’s, such as {example}.",
            topic=topic.name,
            example=Markup("<code>example.org</code>"),
        ),
        t("I look for it and show you what is in it before anything is saved."),
    )


def checking(t: Texts, address: str) -> Markup:
    return t("Looking at {address} …", address=typed(address))


def preview(t: Texts, found: FeedPreview, topic: Topic, *, now: datetime, known_in: Sequence[Topic]) -> Markup:
    facts = ", ".join([found.kind, *([found.language] if found.language else [])])
    entries: list[Markup] = []
    for entry in found.entries[:3]:
        title = link(entry.url, shorten(entry.title or entry.url, 150))
        when = f" ({ago(t, entry.published_at, now=now)})" if entry.published_at else ""
        entries.append(Markup("• {}{}").format(title, when))
    return lines(
        Markup("<b>{}</b> ({})").format(shorten(found_title(found), 150), facts),
        shorten(found.url, 200),
        None if found.per_week is None else t("It brings {rate}.", rate=rate(t, found.per_week)),
        "",
        t("The newest in it:") if entries else t("It is empty at the moment."),
        *entries,
        "",
        *_save_it(t, topic, known_in),
    )


def which_feed(
    t: Texts, address: str, found: Sequence[FeedPreview], topic: Topic, *, now: datetime, carried: Sequence[bool]
) -> Markup:
    """Several feeds to choose from; `carried` says which of them the topic has already."""
    said = [
        t.many(
            "{address} has {count} feed. Which one for <b>{topic}</b>?",
            "{address} has {count} feeds. Which one for <b>{topic}</b>?",
            len(found),
            address=typed(address),
            topic=topic.name,
        )
    ]
    for number, (each, there) in enumerate(zip(found, carried, strict=True), start=1):
        fresh = freshness(t, each.newest_at, each.per_week, empty=not each.entries, now=now)
        said += [
            Markup(""),
            Markup("{}. <b>{}</b>").format(number, shorten(found_title(each), 100)),
            Markup("{}").format(shorten(each.url, 150)),
            t("✓ {topic} carries it already.", topic=topic.name)
            if there
            else Markup("{}{}.").format(fresh[0].upper(), fresh[1:]),
        ]
    return lines(*said)


def problem(t: Texts, address: str, reason: str) -> Markup:
    said = shorten(reason, 300).rstrip(".")
    return lines(
        t("{address} can't be used: {reason}.", address=typed(address), reason=said),
        "",
        t("Send another address, or the same again later."),
    )


def left_aside(t: Texts) -> Markup:
    return t("Left aside: you went on to something else.")


def save_or_cancel(t: Texts) -> Markup:
    return t("Tap a button above, or send another address.")


def no_address(t: Texts) -> Markup:
    return t(
        "That is no web address. One looks like {short} or {long}.",
        short=Markup("<code>example.org</code>"),
        long=Markup("<code>https://example.org/news.xml</code>"),
    )


def saved(t: Texts, title: str, topic: Topic, *, new: bool) -> Markup:
    if not new:
        return t("<b>{feed}</b> was in <b>{topic}</b> already.", feed=title, topic=topic.name)
    return lines(
        t("<b>{feed}</b> is now in <b>{topic}</b>.", feed=title, topic=topic.name),
        t("Its stories come with the next digest."),
    )


def closed(t: Texts) -> Markup:
    return t("Only an admin of this bot can add this feed: it is read with a login, or would be from now on.")


def for_which_topic(t: Texts, address: str) -> Markup:
    return lines(typed(address), t("Shall I look at it as a feed? For which topic:"))


def heading(t: Texts, topic: Topic | None, *, count: int, failing: int) -> Markup:
    where = Markup("<b>{}</b>").format(topic.name) if topic else t("<b>All feeds</b>")
    if not count:
        return lines(where, t("No feeds yet."))
    if failing:
        return lines(
            where,
            t.many(
                "{count} feed, {failing} in trouble.", "{count} feeds, {failing} in trouble.", count, failing=failing
            ),
        )
    return lines(where, t.many("{count} feed, all well.", "{count} feeds, all well.", count))


def retry_toast(t: Texts) -> str:
    return t.plain("It is looked at within a minute.")


def confirm_removal(t: Texts, feed: Feed, topic: Topic | None, *, elsewhere: Sequence[Topic]) -> Markup:
    name = shorten(feed_name(feed), 150)
    if topic is None:
        return t("Remove <b>{feed}</b> from every topic?", feed=name)
    rest = (
        t("It stays in {topics}.", topics=t.list([other.name for other in elsewhere]))
        if elsewhere
        else t("No other topic has it.")
    )
    return lines(t("Remove <b>{feed}</b> from <b>{topic}</b>?", feed=name, topic=topic.name), rest)


def in_which_topics(t: Texts, feed: Feed) -> Markup:
    return t("Which topics shall carry <b>{feed}</b>?", feed=shorten(feed_name(feed), 150))


def _save_it(t: Texts, topic: Topic, known_in: Sequence[Topic]) -> list[Markup]:
    if any(known.id == topic.id for known in known_in):
        return [t("<b>{topic}</b> carries it already.", topic=topic.name)]
    also = [t("It stays in {topics}.", topics=t.list([known.name for known in known_in]))] if known_in else []
    return [t("Save it to <b>{topic}</b>?", topic=topic.name), *also]


def health(t: Texts, feed: Feed, now: datetime) -> Markup:
    """How the feed is, in a line or three."""
    last = t("It was last read {ago}.", ago=ago(t, feed.ok_at, now=now)) if feed.ok_at else None
    if feed.state == FeedState.GONE:
        return lines(t("⏸ It is gone."), feed.problem or None, last)
    if feed.state == FeedState.PAUSED:
        return lines(t("⏸ It is paused."), last)
    if feed.failures:
        count = t.many("{count} failure in a row.", "{count} failures in a row.", feed.failures)
        return lines(Markup("⚠️ {}").format(shorten(feed.problem or "", 300)), count, last)
    if feed.ok_at:
        return t("✓ Well: read {ago}.", ago=ago(t, feed.ok_at, now=now))
    return t("… Not read yet; that comes within a minute.")


def typed(address: str) -> str:
    """What somebody typed, without the login that may be in it."""
    return shorten(typed_login(address)[0], 100)


def found_title(found: FeedPreview) -> str:
    """What the feed calls itself, else its host."""
    return found.title or urlsplit(found.url).netloc


def _mark(feed: Feed) -> str:
    if feed.state != FeedState.ACTIVE:
        return "⏸"
    if feed.failures:
        return "⚠️"
    return "✓" if feed.ok_at else "…"
