"""What admins are told of failing feeds, within Telegram's limits whatever the feeds are called."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.feed_notices import notice as notice_to
from bot.taps.admin.feeds import ListFeeds, ShowFeed
from bot.taps.core import decode
from bot.texts.admin.feed_notices import NAMED
from jobs.feeds.checking.trouble import Notice, Trouble
from storage.chats import Chat
from storage.feeds import Feed, FeedState
from summaries.markup import plain_text

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
FEED = Feed(
    id=5,
    url="https://harbour.example/feed",
    title="Harbour & Post",
    language="en",
    state=FeedState.ACTIVE,
    etag=None,
    last_modified=None,
    body_hash=None,
    next_check_at=NOW,
    checked_at=NOW,
    ok_at=NOW - timedelta(days=3),
    failures=9,
    problem="there is nothing at this address (404 Not Found)",
)

ADMIN = Chat(id=1, telegram_id=7, thread_id=0, kind="private", title="", language="en", state="active", reason=None)


def notice(trouble: Trouble, *, now: datetime) -> Notice:
    return notice_to(trouble, ADMIN, now=now)


def test_one_failing_feed_is_named_with_its_reason_and_the_way_out_and_leads_to_its_card():
    told = notice(Trouble(failing=(FEED,), well=(), of=9), now=NOW)
    assert plain_text(told.html) == (
        "⚠️ 1 feed can’t be read any more\n"
        "• Harbour & Post: there is nothing at this address (404 Not Found). Last read 3 days ago.\n\n"
        "Look on the site for its new address and add that, then remove this one. "
        "I try again once a day, and tell you when it works."
    )
    assert [decode(data) for row in told.buttons for _, data in row] == [ShowFeed(5, 0)]


def test_a_feed_that_ended_is_not_tried_any_more():
    ended = replace(FEED, state=FeedState.GONE, problem="the feed has ended (410 Gone)", ok_at=None)
    text = plain_text(notice(Trouble(failing=(ended,), well=(), of=9), now=NOW).html)
    assert "It was never read." in text
    assert text.endswith("I don’t try any more.")


def test_a_feed_that_is_back_is_one_line_without_buttons():
    told = notice(Trouble(failing=(), well=(FEED,), of=9), now=NOW)
    assert plain_text(told.html) == "✓ Harbour & Post is back."
    assert not told.buttons


def test_hundreds_of_feeds_fit_one_message_with_a_button_for_all():
    long = replace(FEED, title="<&>" * 200, problem="<b>& " * 200)
    many = tuple(replace(long, id=number) for number in range(300))
    told = notice(Trouble(failing=many, well=many, of=900), now=NOW)
    text = plain_text(told.html)
    assert len(text) < 4096
    assert text.count("and 292 more") == 2
    assert len(told.buttons) == NAMED + 1
    assert decode(told.buttons[-1][0][1]) == ListFeeds(0, 0)


def test_where_most_feeds_fail_the_machine_is_looked_at_first():
    many = tuple(replace(FEED, id=number) for number in range(5))
    assert "machine" in notice(Trouble(failing=many, well=(), of=9), now=NOW).html
    assert "machine" not in notice(Trouble(failing=many, well=(), of=10), now=NOW).html
    assert "machine" not in notice(Trouble(failing=many[:2], well=(), of=2), now=NOW).html
