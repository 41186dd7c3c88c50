"""What admins hear of feeds without asking: that some fail for good, with what helps, and that they are back."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.i18n.phrases import ago
from bot.i18n.texts import Texts, lines, shorten
from bot.texts.admin.feeds import feed_name
from jobs.feeds.checking.trouble import Trouble
from storage.feeds import Feed, FeedState

NAMED = 8
"""Feeds named in one message, each with its button; the others are counted, and behind the button for all."""

MANY = 4
"""So many feeds, and most of all, hardly fail each for a reason of its own."""


def notice(t: Texts, trouble: Trouble, *, now: datetime) -> Markup:
    """One message for all of it."""
    failing = _failing(t, trouble.failing, trouble.of, now) if trouble.failing else []
    well = _well(t, trouble.well) if trouble.well else []
    return lines(*failing, *([""] if failing and well else []), *well)


def _failing(t: Texts, feeds: Sequence[Feed], of: int, now: datetime) -> list[Markup | str]:
    heading = t.many("{count} feed can’t be read any more", "{count} feeds can’t be read any more", len(feeds))
    reasons = [_reason(t, feed, now) for feed in feeds[:NAMED]]
    return [Markup("⚠️ <b>{}</b>").format(heading), *reasons, *_rest(t, feeds), "", _way_out(t, feeds, of)]


def _reason(t: Texts, feed: Feed, now: datetime) -> Markup:
    reason = shorten((feed.problem or "").rstrip("."), 200)
    last = t("Last read {ago}.", ago=ago(t, feed.ok_at, now=now)) if feed.ok_at else t("It was never read.")
    return Markup("• <b>{}</b>: {}. {}").format(_name(feed), reason, last)


def _way_out(t: Texts, feeds: Sequence[Feed], of: int) -> Markup:
    if len(feeds) >= MANY and len(feeds) * 2 > of:
        return t("These are most of all feeds: look first whether the bot’s machine reaches the internet.")
    if all(feed.state == FeedState.GONE for feed in feeds):
        rest = t("I don’t try any more.")
    else:
        rest = t("I try again once a day, and tell you when it works.")
    look = t.many(
        "Look on the site for its new address and add that, then remove this one.",
        "Look on the sites for new addresses and add those, then remove these.",
        len(feeds),
    )
    return Markup("{} {}").format(look, rest)


def _well(t: Texts, feeds: Sequence[Feed]) -> list[Markup]:
    if len(feeds) == 1:
        return [t("✓ <b>{feed}</b> is back.", feed=_name(feeds[0]))]
    names = [Markup("• <b>{}</b>").format(_name(feed)) for feed in feeds[:NAMED]]
    return [t.many("✓ {count} feed is back:", "✓ {count} feeds are back:", len(feeds)), *names, *_rest(t, feeds)]


def _rest(t: Texts, feeds: Sequence[Feed]) -> list[Markup]:
    more = len(feeds) - NAMED
    return [t.many("• and {count} more", "• and {count} more", more)] if more > 0 else []


def _name(feed: Feed) -> str:
    return shorten(feed_name(feed), 80)
