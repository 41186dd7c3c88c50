"""A chat's own feeds: looked for, offered, followed, shown, left."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.i18n.phrases import ago, freshness, rate
from bot.i18n.texts import Texts, lines, link, shorten
from bot.texts.admin.feeds import feed_name, found_title, health, typed
from bot.texts.schedule import when
from jobs.feeds.finding.found import FeedPreview
from storage.feeds import Feed
from storage.schedules import Schedule
from storage.topics import Topic


def topic_name(t: Texts) -> str:
    """What the stories of a chat's own feeds stand under in its digest."""
    return t.plain("Own feeds")


def closed(t: Texts) -> Markup:
    """The operator wants no feeds but the topics'."""
    return t(
        "I can't follow a page by its address; the people who run this bot choose the outlets. Your topics: /topics"
    )


def full(t: Texts, most: int) -> Markup:
    return t.many(
        "You have {count} feed of your own, which is as many as there may be. Remove it first:",
        "You have {count} feeds of your own, which is as many as there may be. Remove one first:",
        most,
    )


def no_login(t: Texts) -> Markup:
    return t("I can't follow addresses with a name and a password in them: what they open is yours alone.")


def many_searches(t: Texts) -> Markup:
    return t("Those were many addresses. Please give me a few minutes before the next one.")


def ask_address(t: Texts) -> Markup:
    return lines(
        t(
            "Which site do you want to follow? Send me its address, such as {example}.",
            example=Markup("<code>example.org</code>"),
        ),
        t("I look for its feed and show you what is in it first."),
    )


def ask_by_command_toast(t: Texts) -> str:
    return t.plain("Here, please write it like this: /sub example.org")


def no_address(t: Texts) -> Markup:
    return t("That is no web address. One looks like {example}.", example=Markup("<code>example.org</code>"))


def shall_i_look(t: Texts, address: str) -> Markup:
    return t("Shall I look for a feed at {address}, for you to follow?", address=typed(address))


def preview(
    t: Texts,
    found: FeedPreview,
    *,
    now: datetime,
    known: bool,
    followed_in: Sequence[Topic] = (),
    also_in: Sequence[Topic] = (),
) -> Markup:
    """The one feed there is; `known` where the chat has it, `followed_in` the topics that bring it to the chat already,
    `also_in` those that would."""
    entries: list[Markup] = []
    for entry in found.entries:
        title = link(entry.url, shorten(entry.title or entry.url, 150))
        at = f" ({ago(t, entry.published_at, now=now)})" if entry.published_at else ""
        entries.append(Markup("• {}{}").format(title, at))
    return lines(
        Markup("<b>{}</b>").format(shorten(found_title(found), 150)),
        shorten(found.url, 200),
        None if found.per_week is None else t("It brings {rate}.", rate=rate(t, found.per_week)),
        "",
        t("The newest in it:") if entries else t("It is empty at the moment."),
        *entries,
        "",
        t("You get its news in {topics} already.", topics=t.list([topic.name for topic in followed_in]))
        if followed_in
        else None,
        t("Its news are in {topics}, too.", topics=t.list([topic.name for topic in also_in])) if also_in else None,
        t("You follow it already.") if known else t("Follow it?"),
    )


def which_feed(t: Texts, address: str, found: Sequence[FeedPreview], *, now: datetime) -> Markup:
    """Several feeds to choose from."""
    said = [
        t.many(
            "{address} has {count} feed. Which one?",
            "{address} has {count} feeds. Which one?",
            len(found),
            address=typed(address),
        )
    ]
    for number, each in enumerate(found, start=1):
        fresh = freshness(t, each.newest_at, each.per_week, empty=not each.entries, now=now)
        said += [
            Markup(""),
            Markup("{}. <b>{}</b>").format(number, shorten(found_title(each), 100)),
            Markup("{}").format(shorten(each.url, 150)),
            Markup("{}{}.").format(fresh[0].upper(), fresh[1:]),
        ]
    return lines(*said)


def problem(t: Texts, address: str, reason: str) -> Markup:
    return lines(
        t("I found no feed at {address}.", address=typed(address)),
        Markup("<i>{}</i>").format(shorten(reason, 300)),
        "",
        t("Try another address of the site, or the same again later."),
    )


def left_aside(t: Texts) -> Markup:
    return t("Left aside: you went on to something else.")


def not_wanted(t: Texts) -> Markup:
    return t("All right, nothing was changed.")


def followed(t: Texts, title: str, schedule: Schedule, *, new: bool, more: bool, now: datetime) -> Markup:
    """`more` where the site has other feeds, whose buttons stand below."""
    opening = (
        t("You now follow <b>{feed}</b>. Its first stories are read in a few minutes.", feed=title)
        if new
        else t("You follow <b>{feed}</b> already.", feed=title)
    )
    rest = lines("", t("The site's other feeds:")) if more else None
    return lines(opening, when(t, schedule, now), rest)


def list_heading(t: Texts, *, count: int, most: int, failing: int) -> Markup:
    if not count:
        return lines(t("<b>Own feeds</b>"), t("None yet. They come in your digest, beside your topics."))
    trouble = t.many("{count} is in trouble.", "{count} are in trouble.", failing) if failing else None
    counted = t("{count} of {most}. Tap one to see how it is.", count=count, most=max(most, count))
    return lines(t("<b>Own feeds</b>"), counted, trouble)


def found_heading(t: Texts, topics: Sequence[Topic]) -> Markup:
    """What was found among what is followed; the feeds are on the buttons."""
    return lines(t("<b>Found</b>"), *(Markup("• {}").format(topic.name) for topic in topics[:20]))


def nothing_found(t: Texts, asked: str) -> Markup:
    return t("You follow nothing that fits “{words}”.", words=shorten(asked, 40))


def ask_search(t: Texts) -> Markup:
    return t("Which feed are you looking for? Send me a word of its title or its address.")


def search_by_command_toast(t: Texts) -> str:
    return t.plain("Here, please write it like this: /list harbour")


def feed_card(t: Texts, feed: Feed, *, now: datetime) -> Markup:
    return lines(
        Markup("<b>{}</b>").format(shorten(feed_name(feed), 150)),
        shorten(feed.url, 300),
        "",
        health(t, feed, now),
        "",
        t("Only some of its stories? {example}", example=Markup("<code>/filter -football</code>")),
    )


def confirm_removal(t: Texts, feed: Feed) -> Markup:
    return lines(
        t("Remove <b>{feed}</b>?", feed=shorten(feed_name(feed), 150)),
        t("Its address brings it back: {address}", address=Markup("<code>{}</code>").format(shorten(feed.url, 300))),
    )


def removed(t: Texts, feed: Feed) -> Markup:
    return lines(
        t("You don't follow <b>{feed}</b> any more.", feed=shorten(feed_name(feed), 150)),
        t("It comes back with: {command}", command=Markup("<code>/sub {}</code>").format(shorten(feed.url, 300))),
    )


def removed_toast(t: Texts, name: str) -> str:
    return t.plain("{feed} is removed.", feed=shorten(name, 100))


def gone_toast(t: Texts) -> str:
    return t.plain("This feed is no longer among yours.")


def expired_toast(t: Texts) -> str:
    return t.plain("That was too long ago. Please send the address again.")


def full_toast(t: Texts, most: int) -> str:
    return t.plain.many(
        "{count} feed is as many as you may have. Remove it first.",
        "{count} feeds are as many as you may have. Remove one first.",
        most,
    )


def closed_toast(t: Texts) -> str:
    return t.plain("This feed is read with somebody's login, so it can't be followed.")


def follow_button(t: Texts) -> str:
    return t.plain("➕ Follow")


def look_button(t: Texts) -> str:
    return t.plain("Look for it")


def add_button(t: Texts) -> str:
    return t.plain("➕ Add a feed")


def remove_button(t: Texts) -> str:
    return t.plain("🗑 Remove")


def sure_button(t: Texts) -> str:
    return t.plain("Yes, remove it")
