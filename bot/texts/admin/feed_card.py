"""One feed: how it is, what it brings, and what of it can be changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from markupsafe import Markup

from bot.i18n.phrases import ago
from bot.i18n.texts import Texts, lines, link, shorten
from bot.texts.admin.feeds import feed_name
from bot.texts.admin.problems import kind_words, what_helps
from jobs.feeds.finding.found import FeedPreview
from jobs.feeds.problem_kinds import ProblemKind, kind_of
from storage.entry_trouble import EntryTrouble
from storage.feeds import Feed, FeedState
from storage.topics import Topic
from storage.websub import Lease


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a feed's card tells besides the feed itself."""

    topics: Sequence[Topic]
    lease: Lease | None
    trouble: EntryTrouble


def pause_button(t: Texts) -> str:
    return t.plain("⏸ Pause")


def resume_button(t: Texts) -> str:
    return t.plain("▶️ Resume")


def title_button(t: Texts) -> str:
    return t.plain("✏️ Title")


def address_button(t: Texts) -> str:
    return t.plain("✏️ Address")


def full_article_button(t: Texts, *, on: bool) -> str:
    """Says how it is; a tap makes it the other way."""
    return t.plain("📄 Whole articles: yes") if on else t.plain("📄 Whole articles: no")


def move_now_button(t: Texts) -> str:
    return t.plain("➡️ Move it now")


def read_there_button(t: Texts) -> str:
    return t.plain("✓ Read it from there")


def own_title_button(t: Texts) -> str:
    return t.plain("↺ Its own title")


def search_button(t: Texts) -> str:
    return t.plain("🔎 Search")


def card(t: Texts, feed: Feed, facts: Facts, *, now: datetime) -> Markup:
    return lines(
        Markup("<b>{}</b>").format(shorten(feed_name(feed), 150)),
        shorten(feed.url, 300),
        "",
        *_health(t, feed, now),
        *_moving(t, feed, now),
        _hub(t, facts.lease, now),
        *_entries(t, facts.trouble),
        None if feed.full_article else t("Only the feed's own texts are told; its pages aren't read."),
        t("Topics: {topics}", topics=t.list([topic.name for topic in facts.topics]))
        if facts.topics
        else t("Topics: none, so it isn't read"),
    )


def failing_line(t: Texts, feed: Feed) -> Markup:
    """One of the list's feeds that are in trouble, with why."""
    return Markup("⚠️ <b>{}</b>: {}").format(shorten(feed_name(feed), 40), reason_words(t, feed))


def reason_words(t: Texts, feed: Feed) -> str:
    """Why it is in trouble, in a few words; those of the server where they are of no known kind."""
    kind = kind_of(feed.problem or "")
    if kind == ProblemKind.OTHER and feed.problem:
        return shorten(feed.problem.rstrip("."), 80)
    return kind_words(t, kind)


def ask_search(t: Texts) -> Markup:
    return t("Which feed? Write a word of its title or its address.")


def found(t: Texts, words: str, *, count: int, shown: int) -> Markup:
    if not count:
        return t("No feed has “{words}” in its title or address.", words=shorten(words, 60))
    more = t("The first {count} are below; more words find fewer.", count=shown) if count > shown else None
    return lines(
        t.many("{count} feed has “{words}”.", "{count} feeds have “{words}”.", count, words=shorten(words, 60)), more
    )


def ask_title(t: Texts, feed: Feed) -> Markup:
    return t(
        "<b>{feed}</b>: what shall it be called? Readers see this as the source.", feed=shorten(feed_name(feed), 100)
    )


def no_title(t: Texts) -> Markup:
    return t("There is no letter in that. What shall it be called?")


def ask_new_address(t: Texts, feed: Feed) -> Markup:
    return lines(
        t("<b>{feed}</b>: where is it read from now on?", feed=shorten(feed_name(feed), 100)),
        t("Send the address. I look at it first; its entries and topics stay."),
    )


def new_address(t: Texts, feed: Feed, there: FeedPreview, *, known: Feed | None, now: datetime) -> Markup:
    """`known` is another feed of ours at that address."""
    entries = [
        Markup("• {}{}").format(
            link(entry.url, shorten(entry.title or entry.url, 100)),
            f" ({ago(t, entry.published_at, now=now)})" if entry.published_at else "",
        )
        for entry in there.entries[:3]
    ]
    return lines(
        Markup("<b>{}</b> ({})").format(shorten(there.title or urlsplit(there.url).netloc, 150), there.kind),
        shorten(there.url, 200),
        "",
        t("The newest in it:") if entries else t("It is empty at the moment."),
        *entries,
        "",
        t("<b>{feed}</b> is read from there already: the two become one.", feed=shorten(feed_name(known), 100))
        if known
        else t("Shall <b>{feed}</b> be read from there?", feed=shorten(feed_name(feed), 100)),
    )


def same_address(t: Texts) -> Markup:
    return t("That is the address it has. Please send another.")


def paused_toast(t: Texts) -> str:
    return t.plain("It is paused.")


def resumed_toast(t: Texts) -> str:
    return t.plain("It is read again within a minute.")


def renamed_toast(t: Texts) -> str:
    return t.plain("It has its own title again, from the next check on.")


def moved_toast(t: Texts) -> str:
    return t.plain("It is read from there within a minute.")


def full_article_toast(t: Texts, *, on: bool) -> str:
    return t.plain("New articles are read whole.") if on else t.plain("New articles are the feed's own texts.")


def _health(t: Texts, feed: Feed, now: datetime) -> list[Markup | None]:
    last = t("It was last read {ago}.", ago=ago(t, feed.ok_at, now=now)) if feed.ok_at else None
    if feed.state == FeedState.PAUSED:
        return [t("⏸ It is paused."), last]
    if feed.state == FeedState.GONE or feed.failures:
        gone, reason, said = feed.state == FeedState.GONE, reason_words(t, feed), shorten(feed.problem or "", 300)
        return [
            t("⏸ It is gone.") if gone else t("⚠️ In trouble: {reason}.", reason=reason),
            # what has no plainer words stands above
            Markup("<i>{}</i>").format(said) if said and (gone or said.rstrip(".") != reason) else None,
            t.many("{count} failure in a row.", "{count} failures in a row.", feed.failures) if feed.failures else None,
            last,
            what_helps(t, kind_of(feed.problem or "")),
        ]
    if feed.ok_at:
        return [t("✓ Well: read {ago}.", ago=ago(t, feed.ok_at, now=now))]
    return [t("… Not read yet; that comes within a minute.")]


def _moving(t: Texts, feed: Feed, now: datetime) -> list[Markup | None]:
    if feed.moved_to is None or feed.moved_since is None:
        return []
    since = ago(t, feed.moved_since, now=now)
    return [
        t("➡️ Its server says that it moved to {address}, first {ago}.", address=shorten(feed.moved_to, 200), ago=since),
        t("It follows by itself when that holds for two days."),
    ]


def _hub(t: Texts, lease: Lease | None, now: datetime) -> Markup | None:
    if lease is None:
        return None
    host = urlsplit(lease.hubs[0]).netloc if lease.hubs else ""
    if lease.live_until is not None and lease.live_until > now:
        if lease.delivered_at is None:
            return t("Its hub {hub} will send its news as they come.", hub=host)
        return t(
            "Its hub {hub} sends its news as they come, last {ago}.", hub=host, ago=ago(t, lease.delivered_at, now=now)
        )
    if lease.failures:
        return t(
            "Its hub {hub} doesn't answer, so it is polled: {reason}",
            hub=host,
            reason=shorten(lease.problem or "?", 150),
        )
    return t("It names the hub {hub}; until that sends its news, it is polled.", hub=host)


def _entries(t: Texts, trouble: EntryTrouble) -> list[Markup | None]:
    newest = Markup("<i>{}</i>").format(shorten(trouble.newest, 200)) if trouble.newest else None
    return [
        t.many("{count} entry couldn't be read.", "{count} entries couldn't be read.", trouble.unread)
        if trouble.unread
        else None,
        t.many(
            "{count} entry is told in the feed's own words, since its page couldn't be read.",
            "{count} entries are told in the feed's own words, since their pages couldn't be read.",
            trouble.from_feed,
        )
        if trouble.from_feed
        else None,
        newest,
    ]
