"""How many there are."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from storage import bans, chats, own_topics, people
from storage.people import Day
from storage.preferences import preferences
from storage.removed_topics import remove_topic


def meet(database, telegram_id, at, *, kind="private", thread_id=0):
    with database.write() as session:
        chats.meet_chat(session, telegram_id=telegram_id, thread_id=thread_id, kind=kind, title="", now=at)


def test_a_group_counts_once_and_is_active_where_any_of_its_forum_topics_is(database, rows):
    rows.chat(1)
    rows.chat(2)
    for thread in (0, 4, 5):
        rows.chat(-7, kind="supergroup", thread_id=thread)
    with database.write() as session:
        chats.deactivate_chat(session, 2, reason="bot was blocked by the user")
        assert people.chats_by_kind(session) == {
            ("private", "active"): 1,
            ("private", "inactive"): 1,
            ("supergroup", "active"): 1,
        }


def test_subscribers_are_those_who_follow_something_and_can_be_reached(database, rows, now):
    one, gone, group = rows.chat(1), rows.chat(2), rows.chat(-7, kind="supergroup")
    thread, other = rows.chat(-7, kind="supergroup", thread_id=4), rows.chat(3)
    rows.chat(4)
    sea, sky, removed = rows.topic("sea", one, gone, group, thread), rows.topic("sky", one), rows.topic("old", other)
    rows.topic("empty")
    with database.write() as session:
        chats.deactivate_chat(session, 2, reason="bot was blocked by the user")
        remove_topic(session, removed.id, now=now)
        assert people.count_subscribers(session) == 2
        assert people.followers_by_topic(session) == {sea.id: 2, sky.id: 1}
        assert people.count_own_feed_holders(session) == 0
        own_topics.add_own_feed(
            session, other, url="https://a.example/", title="", language=None, most=1, topic_name="Own", now=now
        )
        assert people.count_subscribers(session) == 3
        assert people.followers_by_topic(session) == {sea.id: 2, sky.id: 1}, "whose feeds these are is in no list"
        assert people.count_own_feed_holders(session) == 1


def test_growth_goes_by_the_days_of_the_zone(database, now):
    vienna = ZoneInfo("Europe/Vienna")
    meet(database, 1, datetime(2026, 2, 20, 12, tzinfo=UTC))
    # half past midnight of the first of March there
    meet(database, 2, datetime(2026, 2, 28, 23, 30, tzinfo=UTC))
    meet(database, -7, datetime(2026, 3, 2, 7, tzinfo=UTC), kind="supergroup")
    meet(database, -7, datetime(2026, 3, 2, 8, tzinfo=UTC), kind="supergroup", thread_id=4)
    with database.read() as session:
        assert people.growth(session, days=3, zone=vienna, now=now) == [
            Day(day=date(2026, 2, 28), new=0, total=1),
            Day(day=date(2026, 3, 1), new=1, total=2),
            Day(day=date(2026, 3, 2), new=1, total=3),
        ]


def test_an_admin_who_looks_somebody_up_sees_what_a_ban_needs_and_no_name(database, rows, now):
    group, thread = rows.chat(-7, kind="supergroup"), rows.chat(-7, kind="supergroup", thread_id=4)
    rows.topic("sea", group, thread)
    rows.topic("sky", thread)
    with database.write() as session:
        assert people.look_up(session, 4711) is None
        bans.ban(session, -7, reason="spam", by=1, now=now + timedelta(hours=1))
        assert people.look_up(session, -7) == people.Known(
            telegram_id=-7,
            kind="supergroup",
            state="inactive",
            reason="banned",
            since=now,
            topics=2,
            banned=True,
        )


def test_a_limit_holds_for_each_forum_topic_of_a_group_and_goes_again(database, rows):
    rows.chat(-7, kind="supergroup")
    thread = rows.chat(-7, kind="supergroup", thread_id=4)
    with database.write() as session:
        assert people.limit_own_feeds(session, -7, 50)
        assert preferences(session, thread).own_feeds == 50
        known = people.look_up(session, -7)
        assert known is not None
        assert (known.own_feeds, known.most_own_feeds) == (0, 50)
        assert people.limit_own_feeds(session, -7, None)
        assert preferences(session, thread).own_feeds is None
        assert not people.limit_own_feeds(session, 99, 50)
