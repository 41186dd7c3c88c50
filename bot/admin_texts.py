"""What the bot says to those who configure it, as Telegram HTML; the same rules as in `bot.texts`."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from urllib.parse import urlsplit

from bot.phrases import ago, counted, freshness, listed, rate
from bot.texts import shorten
from jobs.feeds.finding.addresses import typed_login
from jobs.feeds.finding.found import FeedPreview
from jobs.feeds.lists.opml import OpmlFile
from jobs.feeds.lists.packs import Pack
from storage.feeds import Feed, FeedState
from storage.topics import Topic
from summaries.types import Method

ADD_TOPIC_BUTTON = "➕ Add a topic"
ADD_FEED_BUTTON = "➕ Add a feed"
ADD_ANOTHER_FEED_BUTTON = "➕ Another feed"
ALL_FEEDS_BUTTON = "All feeds"
OTHER_PACKS_BUTTON = "Packs in other languages"
ADD_PACK_BUTTON = "✓ Add all of it"
RENAME_BUTTON = "Rename"
DESCRIBE_BUTTON = "Description"
KEYWORDS_BUTTON = "Keywords"
METHOD_NAMES = {
    Method.NEWS: "newsdigest’s own",
    Method.LEXRANK: "LexRank",
    Method.LSA: "LSA",
    Method.TEXTRANK: "TextRank",
    Method.LUHN: "Luhn",
    Method.SUMBASIC: "SumBasic",
    Method.KL: "KL",
    Method.REDUCTION: "Reduction",
    Method.EDMUNDSON: "Edmundson",
}
REMOVE_TOPIC_BUTTON = "🗑 Remove topic"
REMOVE_FEED_BUTTON = "🗑 Remove"
RETRY_BUTTON = "↻ Check now"
LINKS_BUTTON = "In which topics"
SKIP_BUTTON = "Skip"
LATER_BUTTON = "Later"
CANCEL_BUTTON = "Cancel"
SAVE_BUTTON = "✓ Save"
YES_BUTTON = "Yes, remove"
NO_BUTTON = "No, keep"
EMPTY_BUTTON = "Leave empty"
LONGEST_OFFER = 37
"""What a button has room for behind its number."""


def feeds_button(count: int) -> str:
    return f"Feeds ({count})"


def topic_button(name: str, feeds: int, failing: int) -> str:
    """The name gives way, so that the count is always seen; a warning stands in front where a feed is in trouble."""
    warning = "⚠️ " if failing else ""
    return f"{warning}{shorten(name, 24)} · {counted(feeds, 'feed', 'feeds')}"


def sentences_button(sentences: int) -> str:
    return f"Length: {counted(sentences, 'sentence', 'sentences')}"


def method_button(method: str) -> str:
    return f"Chosen by: {METHOD_NAMES[Method(method)]}"


def feed_button(feed: Feed) -> str:
    return f"{_mark(feed)} {feed_name(feed)}"


def feed_name(feed: Feed) -> str:
    return feed.title or urlsplit(feed.url).netloc


# topics


def home(*, topics: int, feeds: int, failing: int, chats: int) -> str:
    if not topics:
        return (
            "<b>Welcome!</b>\nFirst comes a topic, such as “Technology”; then the feeds that it is told from. "
            "A starter pack brings both."
        )
    health = f", {failing} in trouble" if failing else ""
    return (
        f"<b>Topics and feeds</b>\n{counted(topics, 'topic', 'topics')}, {counted(feeds, 'feed', 'feeds')}{health}, "
        f"{counted(chats, 'chat', 'chats')}.\n\nTap a topic to change it."
    )


FORMS = (
    "I didn't understand that. It can be written so:\n"
    "<code>/admin add topic Technology</code>\n"
    "<code>/admin add feed example.org/news.xml to Technology</code>\n"
    "<code>/admin remove topic Technology</code>\n"
    "<code>/admin feeds</code>\n"
    "<code>/admin packs</code>\n"
    "Or by buttons: /admin"
)

ASK_NAME = "<b>A new topic.</b> What shall it be called? Write a name such as “Technology”."
KEYWORDS_FORM = (
    "Write the words with commas between: <code>chip*, quantum, open source</code>\n"
    "A star stands for any ending: chip, chips, chipmaker."
)
NAME_EMPTY = "A name needs at least one letter or digit. Please write another."


def name_taken(name: str) -> str:
    return f"There is a topic called <b>{escape(name)}</b> already. Please write another name."


def ask_description(name: str) -> str:
    return (
        f"<b>{escape(name)}</b> is there. ✓\n\n"
        "A line about it for the readers? Write it, such as “Chips, software and the people behind them”."
    )


def ask_keywords(name: str) -> str:
    return (
        f"<b>{escape(name)}</b>: every article of its feeds, or only those with certain words in them?\n\n"
        f"{KEYWORDS_FORM}"
    )


def ask_new_name(name: str) -> str:
    return f"<b>{escape(name)}</b>: what shall it be called instead?"


def ask_new_description(topic: Topic) -> str:
    now = f"Now: {escape(topic.description)}" if topic.description else "It has none yet."
    return f"<b>{escape(topic.name)}</b>: a line about it for the readers? {now}"


def ask_new_keywords(topic: Topic) -> str:
    now = f"Now: {escape(', '.join(topic.keywords))}" if topic.keywords else "Now it tells every article of its feeds."
    return f"<b>{escape(topic.name)}</b>: only articles with certain words? {now}\n\n{KEYWORDS_FORM}"


def topic_card(topic: Topic, *, feeds: Sequence[Feed], chats: int, link: str) -> str:
    failing = sum(feed.failures > 0 for feed in feeds)
    trouble = f", {failing} in trouble" if failing else ""
    words = listed([escape(word) for word in topic.keywords[:20]]) if topic.keywords else "none, it tells everything"
    length = counted(topic.sentences, "sentence", "sentences")
    lines = [
        f"<b>{escape(topic.name)}</b>",
        escape(topic.description) or "No description yet.",
        "",
        f"Feeds: {len(feeds)}{trouble}" if feeds else "Feeds: none yet, so it can tell nothing.",
        f"Keywords: {words}",
        f"Told in {length} a story, chosen by {METHOD_NAMES[Method(topic.method)]}",
        f"Followed by {counted(chats, 'chat', 'chats')}",
        f"Link to share: {escape(link)}",
    ]
    return "\n".join(lines)


def confirm_topic_removal(topic: Topic, *, chats: int) -> str:
    followers = (
        f"{counted(chats, 'chat follows', 'chats follow')} it and will lose it." if chats else "No chat follows it."
    )
    return f"Remove <b>{escape(topic.name)}</b>?\n{followers} Feeds that no other topic carries are no longer read."


def removed_toast(name: str) -> str:
    return shorten(f"{name} is removed.", 180)


# feeds


def ask_address(topic: Topic) -> str:
    return (
        f"<b>{escape(topic.name)}</b>: which feed? Send its address or its site’s, such as <code>example.org</code>.\n"
        "I look for it and show you what is in it before anything is saved."
    )


def checking(address: str) -> str:
    return f"Looking at {_typed(address)} …"


def preview(found: FeedPreview, topic: Topic, *, now: datetime, known_in: Sequence[Topic]) -> str:
    facts = [found.kind, *([found.language] if found.language else [])]
    lines = [f"<b>{escape(shorten(_title(found), 150))}</b> ({escape(', '.join(facts))})"]
    lines.append(escape(shorten(found.url, 200)))
    if found.per_week is not None:
        lines.append(f"It brings {rate(found.per_week)}.")
    lines.append("")
    if found.entries:
        lines.append("The newest in it:")
    for entry in found.entries[:3]:
        when = f" ({ago(entry.published_at, now=now)})" if entry.published_at else ""
        lines.append(f"• {_link(entry.url, shorten(entry.title or entry.url, 150))}{when}")
    if not found.entries:
        lines.append("It is empty at the moment.")
    lines.append("")
    if any(known.id == topic.id for known in known_in):
        lines.append(f"<b>{escape(topic.name)}</b> carries it already.")
    else:
        also = f" It stays in {listed([escape(known.name) for known in known_in])}." if known_in else ""
        lines.append(f"Save it to <b>{escape(topic.name)}</b>?{also}")
    return "\n".join(lines)


def which_feed(
    address: str, found: Sequence[FeedPreview], topic: Topic, *, now: datetime, carried: Sequence[bool]
) -> str:
    """Several feeds to choose from; `carried` says which of them the topic has already."""
    lines = [f"{_typed(address)} has {len(found)} feeds. Which one for <b>{escape(topic.name)}</b>?"]
    for number, (each, there) in enumerate(zip(found, carried, strict=True), start=1):
        lines.append("")
        lines.append(f"{number}. <b>{escape(shorten(_title(each), 100))}</b>")
        lines.append(escape(shorten(each.url, 150)))
        fresh = freshness(each.newest_at, each.per_week, empty=not each.entries, now=now)
        lines.append(f"✓ {escape(topic.name)} carries it already." if there else f"{fresh[0].upper()}{fresh[1:]}.")
    return "\n".join(lines)


def offer_button(number: int, found: FeedPreview, *, now: datetime) -> str:
    """The title gives way, so that its age is always seen."""
    age = f" · {ago(found.newest_at, now=now)}" if found.newest_at else "" if found.entries else " · empty"
    return f"{number}. {shorten(_title(found), LONGEST_OFFER - len(age))}{age}"


def feed_problem(address: str, reason: str) -> str:
    return (
        f"{_typed(address)} can't be used: {escape(shorten(reason, 300).rstrip('.'))}.\n\n"
        "Send another address, or the same again later."
    )


LEFT_ASIDE = "Left aside: you went on to something else."
SAVE_OR_CANCEL = "Tap a button above, or send another address."


NO_ADDRESS = (
    "That is no web address. One looks like <code>example.org</code> or <code>https://example.org/news.xml</code>."
)


def feed_saved(title: str, topic: Topic, *, new: bool) -> str:
    name = f"<b>{escape(title)}</b>"
    if not new:
        return f"{name} was in <b>{escape(topic.name)}</b> already."
    return f"{name} is now in <b>{escape(topic.name)}</b>. Its stories come with the next digest."


def address_for_which_topic(address: str) -> str:
    return f"{_typed(address)}\nShall I look at it as a feed? For which topic:"


def feeds_heading(topic: Topic | None, *, count: int, failing: int) -> str:
    where = f"<b>{escape(topic.name)}</b>: " if topic else "<b>All feeds:</b> "
    if not count:
        return f"{where}no feeds yet."
    return f"{where}{counted(count, 'feed', 'feeds')}, {f'{failing} in trouble' if failing else 'all well'}."


def feed_card(feed: Feed, *, topics: Sequence[Topic], now: datetime) -> str:
    carried = listed([escape(topic.name) for topic in topics]) if topics else "no topic, so it isn't read"
    lines = [f"<b>{escape(shorten(feed_name(feed), 150))}</b>", escape(shorten(feed.url, 300)), "", _health(feed, now)]
    lines.append(f"Topics: {carried}")
    return "\n".join(lines)


RETRY_TOAST = "It is looked at within a minute."


def confirm_feed_removal(feed: Feed, topic: Topic | None, *, elsewhere: Sequence[Topic]) -> str:
    name = f"<b>{escape(shorten(feed_name(feed), 150))}</b>"
    if topic is None:
        return f"Remove {name} from every topic?"
    rest = (
        f"It stays in {listed([escape(other.name) for other in elsewhere])}." if elsewhere else "No other topic has it."
    )
    return f"Remove {name} from <b>{escape(topic.name)}</b>? {rest}"


def feed_topics(feed: Feed) -> str:
    return f"Which topics shall carry <b>{escape(shorten(feed_name(feed), 150))}</b>?"


# starter packs


PACKS = "<b>Starter packs:</b> topics with well-known feeds. Nothing is added before you have seen what is in one."


def pack_button(pack: Pack) -> str:
    return f"📦 Starter pack: {pack.title}"


def pack_card(pack: OpmlFile) -> str:
    lines = [f"<b>Starter pack: {escape(pack.title)}.</b> Shall I add these topics and their feeds?", ""]
    for topic in pack.topics:
        names = listed([escape(feed.title) for feed in topic.feeds])
        lines.append(f"<b>{escape(topic.name)}</b>: {names}")
    lines += ["", "Each can be changed or removed later."]
    return "\n".join(lines)


def pack_toast(*, topics: int, feeds: int) -> str:
    if not topics and not feeds:
        return "All of it was there already."
    return f"{counted(topics, 'topic', 'topics')} and {counted(feeds, 'feed', 'feeds')} are added."


GONE_TOAST = "That is no longer there."
EXPIRED_TOAST = "This question is from an older message. Please start it again."


def _typed(address: str) -> str:
    """What somebody typed, without the login that may be in it."""
    return escape(shorten(typed_login(address)[0], 100))


def _title(found: FeedPreview) -> str:
    return found.title or urlsplit(found.url).netloc


def _mark(feed: Feed) -> str:
    if feed.state != FeedState.ACTIVE:
        return "⏸"
    if feed.failures:
        return "⚠️"
    return "✓" if feed.ok_at else "…"


def _health(feed: Feed, now: datetime) -> str:
    last = f"; it was last read {ago(feed.ok_at, now=now)}" if feed.ok_at else ""
    if feed.state == FeedState.GONE:
        return f"⏸ Gone{last}. {escape(feed.problem or '')}".strip()
    if feed.state == FeedState.PAUSED:
        return f"⏸ Paused{last}."
    if feed.failures:
        count = counted(feed.failures, "failure", "failures")
        return f"⚠️ {escape(shorten(feed.problem or '', 300))}\n{count} in a row{last}."
    return f"✓ Well: read {ago(feed.ok_at, now=now)}." if feed.ok_at else "… Not read yet; that comes within a minute."


def _link(url: str, text: str) -> str:
    return f'<a href="{escape(url)}">{escape(text)}</a>' if url.startswith(("http://", "https://")) else escape(text)
