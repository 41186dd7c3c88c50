"""What admins hear of feeds without asking: that some fail for good, with what helps, and that they are back."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from bot.admin_texts import ALL_FEEDS_BUTTON, feed_name
from bot.callbacks import ListFeeds, ShowFeed, Tap, encode
from bot.keyboards import LONGEST_LABEL
from bot.phrases import ago, counted
from bot.texts import shorten
from jobs.feeds.checking.trouble import Notice, Trouble
from storage.feeds import Feed, FeedState

NAMED = 8
"""Feeds named in one message, each with its button; the others are counted, and behind the button for all."""

MANY = 4
"""So many feeds, and most of all, hardly fail each for a reason of its own."""


def notice(trouble: Trouble, *, now: datetime) -> Notice:
    """One message for all of it."""
    parts = [
        *([_failing(trouble.failing, trouble.of, now)] if trouble.failing else []),
        *([_well(trouble.well)] if trouble.well else []),
    ]
    return Notice(html="\n\n".join(parts), buttons=_buttons(trouble))


def _failing(feeds: Sequence[Feed], of: int, now: datetime) -> str:
    heading = "A feed can’t be read any more" if len(feeds) == 1 else f"{len(feeds)} feeds can’t be read any more"
    lines = [f"⚠️ <b>{heading}</b>", *(_reason(feed, now) for feed in feeds[:NAMED]), *_rest(feeds)]
    return "\n".join([*lines, "", _way_out(feeds, of)])


def _reason(feed: Feed, now: datetime) -> str:
    last = f" Last read {ago(feed.ok_at, now=now)}." if feed.ok_at else " It was never read."
    reason = shorten((feed.problem or "").rstrip("."), 200)
    return f"• <b>{_name(feed)}</b>: {escape(reason)}.{last}"


def _way_out(feeds: Sequence[Feed], of: int) -> str:
    if len(feeds) >= MANY and len(feeds) * 2 > of:
        return "These are most of all feeds: look first whether the bot’s machine reaches the internet."
    ended = sum(feed.state == FeedState.GONE for feed in feeds)
    look = (
        "Look on the site for its new address and add that, then remove this one."
        if len(feeds) == 1
        else ("Look on the sites for new addresses and add those, then remove these.")
    )
    if ended == len(feeds):
        return f"{look} I don’t try any more."
    return f"{look} I try again once a day, and tell you when it works."


def _well(feeds: Sequence[Feed]) -> str:
    if len(feeds) == 1:
        return f"✓ <b>{_name(feeds[0])}</b> is back."
    names = [f"• <b>{_name(feed)}</b>" for feed in feeds[:NAMED]]
    return "\n".join([f"✓ {counted(len(feeds), 'feed is', 'feeds are')} back:", *names, *_rest(feeds)])


def _rest(feeds: Sequence[Feed]) -> list[str]:
    return [f"• and {len(feeds) - NAMED} more"] if len(feeds) > NAMED else []


def _name(feed: Feed) -> str:
    return escape(shorten(feed_name(feed), 80))


def _buttons(trouble: Trouble) -> list[list[tuple[str, str]]]:
    rows = [[_button(feed_name(feed), ShowFeed(feed.id, 0))] for feed in trouble.failing[:NAMED]]
    many = len(trouble.failing) > NAMED
    return [*rows, [_button(ALL_FEEDS_BUTTON, ListFeeds(0, 0))]] if many else rows


def _button(label: str, tap: Tap) -> tuple[str, str]:
    return shorten(label, LONGEST_LABEL), encode(tap)
