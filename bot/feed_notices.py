"""The message that tells an admin of feeds in trouble, in the admin's language, with a button for each."""

from datetime import datetime

from bot.i18n.texts import shorten, texts_in
from bot.keyboards.buttons import LONGEST_LABEL
from bot.taps.admin.feeds import ListFeeds, ShowFeed
from bot.taps.core import Tap, encode
from bot.texts.admin import feed_notices
from bot.texts.admin.feeds import feed_name
from bot.texts.admin.home import all_feeds
from jobs.feeds.checking.trouble import Notice, Trouble
from storage.chats import Chat


def notice(trouble: Trouble, chat: Chat, *, now: datetime) -> Notice:
    t = texts_in(chat.language)
    rows = [[_button(feed_name(feed), ShowFeed(feed.id, 0))] for feed in trouble.failing[: feed_notices.NAMED]]
    if len(trouble.failing) > feed_notices.NAMED:
        rows.append([_button(all_feeds(t), ListFeeds(0, 0))])
    return Notice(html=feed_notices.notice(t, trouble, now=now), buttons=rows)


def _button(label: str, tap: Tap) -> tuple[str, str]:
    return shorten(label, LONGEST_LABEL), encode(tap)
