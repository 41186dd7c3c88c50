"""What admins see in pictures, counted from rows as the bot leaves them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from storage import articles, chats, deliveries, digests, entries, feeds, schedules, topics
from storage.articles import NewArticle
from storage.chats import ChatState
from storage.database import Database, Session
from storage.days import Days, last_days
from storage.delays import Delay, DelayOnDay, delays_by_day, recent_delay
from storage.deliveries import DeliveryState, NewDelivery
from storage.digests import DigestKind, ToldStory
from storage.feeds import Check
from storage.statistics import (
    ChatsOnDay,
    DeliveriesOnDay,
    Health,
    chats_by_day,
    deliveries_by_day,
    feed_health,
    stories_by_topic,
)
from storage.tables import ChatRow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = date(2026, 3, 2)


@pytest.fixture
def days(now: datetime) -> Days:
    """Saturday, Sunday, and Monday until eight o'clock."""
    return last_days(3, zone="UTC", now=now)


def meet(session: Session, telegram_id: int, at: datetime) -> chats.Chat:
    return chats.meet_chat(session, telegram_id=telegram_id, kind="private", title="", now=at)[0]


def schedule(session: Session, chat_id: int, next_run_at: datetime) -> None:
    schedules.set_schedule(
        session, chat_id, times=(), weekdays=frozenset(range(7)), zone="UTC", next_run_at=next_run_at
    )


def put(session: Session, chat_id: int, key: str, at: datetime, *, priority: int = 0) -> int:
    """A message that is being sent; returns its id."""
    deliveries.enqueue(session, [NewDelivery(dedup_key=key, chat_id=chat_id, html="", priority=priority)], now=at)
    claimed = deliveries.claim(session, now=at)
    assert claimed is not None
    return claimed.id


def test_every_day_has_its_chats_those_without_any_too(database: Database, days: Days, now: datetime) -> None:
    with database.write() as session:
        meet(session, 1, now - 10 * DAY)
        meet(session, 2, now - 2 * DAY)
        meet(session, 3, now - HOUR)
        meet(session, 4, now + HOUR)
        assert chats_by_day(session, days) == [
            ChatsOnDay(date=date(2026, 2, 28), new=1, gone=0, active=2),
            ChatsOnDay(date=date(2026, 3, 1), new=0, gone=0, active=2),
            ChatsOnDay(date=TODAY, new=1, gone=0, active=3),
        ]


def test_a_chat_is_new_on_the_day_that_its_admins_zone_had(database: Database, now: datetime) -> None:
    with database.write() as session:
        meet(session, 1, datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
        new = {
            zone: [day.date for day in chats_by_day(session, last_days(3, zone=zone, now=now)) if day.new]
            for zone in ("UTC", "Europe/Berlin", "America/New_York")
        }
    assert new == {"UTC": [date(2026, 3, 1)], "Europe/Berlin": [TODAY], "America/New_York": [date(2026, 3, 1)]}


def test_a_chat_went_when_telegram_refused_it(database: Database, days: Days, now: datetime) -> None:
    with database.write() as session:
        chat = meet(session, 1, now - 10 * DAY)
        schedule(session, chat.id, now + 5 * DAY)
        refused = put(session, chat.id, "a", now - DAY)
        deliveries.mark_ended(session, refused, DeliveryState.CANCELLED, problem="blocked")
        chats.deactivate_chat(session, 1, reason="blocked")
        assert [(day.gone, day.active) for day in chats_by_day(session, days)] == [(0, 1), (1, 0), (0, 0)]


@pytest.mark.parametrize(
    ("ago", "gone"),
    [
        (2 * DAY, [1, 0, 0]),
        (20 * DAY, [0, 0, 0]),
        # its next digest would have come later than now: it went since the last one
        (-5 * DAY, [0, 0, 0]),
    ],
)
def test_a_chat_that_was_not_written_to_went_with_the_first_digest_it_did_not_get(
    database: Database, days: Days, now: datetime, ago: timedelta, gone: Sequence[int]
) -> None:
    with database.write() as session:
        chat = meet(session, 1, now - 30 * DAY)
        schedule(session, chat.id, now - ago)
        chats.deactivate_chat(session, 1, reason="kicked")
        counted = chats_by_day(session, days)
    assert [day.gone for day in counted] == gone


def test_a_chat_that_came_and_went_is_in_the_balance_of_both_days(
    database: Database, days: Days, now: datetime
) -> None:
    with database.write() as session:
        for number in range(5):
            chat = meet(session, number, now - 2 * DAY)
            schedule(session, chat.id, now - DAY)
        for number in range(3):
            chats.deactivate_chat(session, number, reason="blocked")
        counted = chats_by_day(session, days)
    assert [(day.new, day.gone, day.active) for day in counted] == [(5, 0, 5), (0, 3, 2), (0, 0, 2)]


def test_a_group_counts_once_and_is_gone_with_its_last_forum_topic(
    database: Database, days: Days, now: datetime
) -> None:
    with database.write() as session:
        for thread, ago in ((0, 5 * DAY), (7, DAY)):
            chat, _ = chats.meet_chat(
                session, telegram_id=-100, thread_id=thread, kind="supergroup", title="", now=now - ago
            )
            schedule(session, chat.id, now - HOUR)
        assert [(day.new, day.active) for day in chats_by_day(session, days)] == [(0, 1), (0, 1), (0, 1)]
        session.get_one(ChatRow, chat.id).state = ChatState.INACTIVE
        session.flush()
        assert [day.gone for day in chats_by_day(session, days)] == [0, 0, 0]
        chats.deactivate_chat(session, -100, reason="kicked")
        assert [(day.gone, day.active) for day in chats_by_day(session, days)] == [(0, 1), (0, 1), (1, 0)]


def test_messages_are_counted_on_the_day_they_were_due_by_how_they_ended(
    database: Database, days: Days, now: datetime
) -> None:
    with database.write() as session:
        chat = meet(session, 1, now - 30 * DAY)
        for ago, priority in ((10 * DAY, 0), (2 * DAY, 0), (DAY, 0), (DAY, 10), (HOUR, 20)):
            sent = put(session, chat.id, f"{ago}{priority}", now - ago, priority=priority)
            deliveries.mark_sent(session, sent, now=now, message_id=1)
        for state in (DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.CANCELLED):
            deliveries.mark_ended(session, put(session, chat.id, state, now - DAY), state, problem="no")
        put(session, chat.id, "still being sent", now - HOUR)
        assert deliveries_by_day(session, days) == [
            DeliveriesOnDay(date=date(2026, 2, 28), sent=1),
            DeliveriesOnDay(date=date(2026, 3, 1), sent=2, failed=1, unknown=1, cancelled=1),
            DeliveriesOnDay(date=TODAY, sent=1),
        ]


def test_a_day_of_23_hours_has_the_messages_of_its_hours(database: Database) -> None:
    midnight = datetime(2026, 3, 28, 23, tzinfo=UTC)
    days = Days(first=date(2026, 3, 28), last=date(2026, 3, 30), zone="Europe/Berlin", now=midnight + 9 * DAY)
    with database.write() as session:
        chat = meet(session, 1, midnight)
        for hour in range(-24, 47):
            sent = put(session, chat.id, str(hour), midnight + hour * HOUR)
            deliveries.mark_sent(session, sent, now=midnight, message_id=1)
        assert [day.sent for day in deliveries_by_day(session, days)] == [24, 23, 24]


def test_an_empty_database_has_days_without_anything(database: Database, days: Days, now: datetime) -> None:
    with database.read() as session:
        assert [day.active for day in chats_by_day(session, days)] == [0, 0, 0]
        assert [day.sent for day in deliveries_by_day(session, days)] == [0, 0, 0]
        assert delays_by_day(session, days) == [DelayOnDay(date=on) for on in days.dates]
        assert stories_by_topic(session, [], now=now) == []
        health = feed_health(session)
    assert set(health.feeds.values()) == {0}
    assert health.problems == {}


def test_feeds_are_told_apart_by_how_they_are(database: Database, now: datetime) -> None:
    well, failure = Check(at=now, next_check_at=now), Check(at=now, next_check_at=now, problem="no answer")
    with database.write() as session:
        topic = topics.add_topic(session, slug="sea", name="Sea", now=now)
        assert topic is not None
        made = [
            feeds.add_feed(session, url=f"https://{n}.example/", title="", language=None, now=now) for n in range(7)
        ]
        for feed in made[:6]:
            topics.link_feed(session, topic.id, feed.id)
        for feed in made[:5]:
            feeds.record_check(session, feed.id, well)
        for feed in made[1:3]:
            feeds.record_check(session, feed.id, failure)
        feeds.record_check(session, made[3].id, Check(at=now, next_check_at=now, problem="ended", ended=True))
        feeds.pause_feed(session, made[4].id)
        # the last one is carried by no topic
        feeds.record_check(session, made[6].id, failure)
        health = feed_health(session)
    assert health.feeds == {
        Health.WELL: 1,
        Health.FAILING: 2,
        Health.GONE: 1,
        Health.PAUSED: 1,
        Health.UNREAD: 1,
    }
    assert health.problems == {"no answer": 2, "ended": 1}


def publish(session: Session, feed_id: int, name: str, at: datetime, *, story: int | None = None) -> int:
    """An article that this feed brought at that moment; returns its story's id."""
    url = f"https://{feed_id}.example/{name}"
    stored, _ = articles.add_article(
        session, NewArticle(url=url, title=name, text="Words.", source="x", published_at=at - HOUR, fetched_at=at)
    )
    entries.add_entries(session, feed_id, [entries.NewEntry(guid=name, url=url, title=name, content="")], now=at)
    (entry,) = entries.due_entries(session, now=at, limit=1)
    entries.finish_entry(session, entry.id, article_id=stored.id)
    return articles.put_in_story(session, stored.id, story, now=at)


def topic_of(session: Session, name: str, feed_ids: Sequence[int], at: datetime) -> int:
    topic = topics.add_topic(session, slug=name, name=name, now=at)
    assert topic is not None
    for feed_id in feed_ids:
        topics.link_feed(session, topic.id, feed_id)
    return topic.id


def feed_at(session: Session, name: str, at: datetime) -> int:
    return feeds.add_feed(session, url=f"https://{name}.example/", title=name, language=None, now=at).id


def test_stories_are_counted_once_in_each_topic_that_carries_them(database: Database, now: datetime) -> None:
    with database.write() as session:
        quay, gazette = feed_at(session, "quay", now), feed_at(session, "gazette", now)
        sea = topic_of(session, "sea", [quay, gazette], now)
        town = topic_of(session, "town", [gazette], now)
        silent = topic_of(session, "silent", [], now)
        left_out = topic_of(session, "left-out", [quay], now)
        flood = publish(session, quay, "flood", now - DAY)
        publish(session, gazette, "flood-too", now - HOUR, story=flood)
        publish(session, quay, "ferry", now - 6 * DAY)
        publish(session, gazette, "bridge", now - 8 * DAY)
        publish(session, gazette, "too-old", now - 15 * DAY)
        counted = stories_by_topic(session, [silent, town, sea], now=now)
    assert [(topic.topic_id, topic.name, topic.stories, topic.week_before) for topic in counted] == [
        (sea, "sea", 2, 1),
        (town, "town", 1, 1),
        (silent, "silent", 0, 0),
    ]
    assert left_out not in {topic.topic_id for topic in counted}


def tell(
    session: Session, stories: Sequence[int], *, since: datetime, until: datetime, sent_at: datetime | None
) -> None:
    """A digest of these stories, in two messages; `sent_at` None leaves it in the outbox."""
    chat = meet(session, 1, since)
    told = [ToldStory(story_id=story, sources=1, score={}, matches=()) for story in stories]
    digest_id = digests.add_digest(
        session, chat_id=chat.id, kind=DigestKind.SCHEDULED, since=since, until=until, stories=told, now=until
    )
    assert digest_id is not None
    parts = [
        NewDelivery(dedup_key=f"{digest_id}:{part}", chat_id=chat.id, html="", part=part, digest_id=digest_id)
        for part in range(2)
    ]
    deliveries.enqueue(session, parts, now=until)
    for part in range(2 if sent_at else 0):
        claimed = deliveries.claim(session, now=until)
        assert claimed is not None
        assert sent_at is not None
        deliveries.mark_sent(session, claimed.id, now=sent_at + part * HOUR, message_id=part)


def test_a_delay_is_from_the_first_article_of_a_digests_window_to_its_first_message(
    database: Database, days: Days, now: datetime
) -> None:
    with database.write() as session:
        feed = feed_at(session, "quay", now)
        topic_of(session, "sea", [feed], now)
        until = now - HOUR
        # published an hour before it was read, like all here
        flood = publish(session, feed, "flood", until - 9 * HOUR)
        publish(session, feed, "flood-2", until - 2 * HOUR, story=flood)
        ferry = publish(session, feed, "ferry", until - 3 * HOUR)
        # it was told before; only what came since then counts
        fire = publish(session, feed, "fire", until - 3 * DAY)
        publish(session, feed, "fire-2", until - 5 * HOUR, story=fire)
        tell(session, [flood, ferry, fire], since=until - DAY, until=until, sent_at=until)
        counted = delays_by_day(session, days)
        recent = recent_delay(session, since=now - 2 * HOUR, now=now)
        long_ago = recent_delay(session, since=now - 3 * DAY, now=now - 2 * DAY)
    assert counted[-1] == DelayOnDay(date=TODAY, stories=3, median=6 * HOUR, p90=10 * HOUR)
    assert recent == Delay(stories=3, median=6 * HOUR, p90=10 * HOUR)
    assert long_ago == Delay()
    assert [day.stories for day in counted[:-1]] == [0, 0]


def test_what_was_old_when_its_feed_was_new_is_no_delay(database: Database, days: Days, now: datetime) -> None:
    with database.write() as session:
        feed = feed_at(session, "quay", now)
        topic_of(session, "sea", [feed], now)
        stored, _ = articles.add_article(
            session,
            NewArticle(
                url="https://quay.example/1",
                title="",
                text="",
                source="x",
                published_at=now - 40 * DAY,
                fetched_at=now - 2 * HOUR,
            ),
        )
        story = articles.put_in_story(session, stored.id, None, now=now)
        tell(session, [story], since=now - DAY, until=now - HOUR, sent_at=now - HOUR)
        assert [day.stories for day in delays_by_day(session, days)] == [0, 0, 0]


def test_a_date_in_the_future_is_no_delay_below_nothing(database: Database, days: Days, now: datetime) -> None:
    with database.write() as session:
        stored, _ = articles.add_article(
            session,
            NewArticle(
                url="https://quay.example/1",
                title="",
                text="",
                source="x",
                published_at=now + DAY,
                fetched_at=now - 2 * HOUR,
            ),
        )
        story = articles.put_in_story(session, stored.id, None, now=now)
        tell(session, [story], since=now - DAY, until=now - HOUR, sent_at=now - HOUR)
        assert delays_by_day(session, days)[-1].median == timedelta()


def test_a_digest_that_was_not_sent_has_no_delay(database: Database, days: Days, now: datetime) -> None:
    with database.write() as session:
        feed = feed_at(session, "quay", now)
        topic_of(session, "sea", [feed], now)
        story = publish(session, feed, "flood", now - 3 * HOUR)
        tell(session, [story], since=now - DAY, until=now - HOUR, sent_at=None)
        assert delays_by_day(session, days)[-1].stories == 0


def test_of_many_digests_a_sample_is_looked_at_that_reaches_over_all_days(
    database: Database, days: Days, now: datetime
) -> None:
    with database.write() as session:
        feed = feed_at(session, "quay", now)
        topic_of(session, "sea", [feed], now)
        for number in range(-90, 60):
            until = days.since + number * HOUR / 2
            if until >= now:
                break
            story = publish(session, feed, str(number), until - HOUR)
            tell(session, [story], since=until - DAY, until=until, sent_at=until)
        every, some = delays_by_day(session, days), delays_by_day(session, days, sample=30)
    assert all(0 < few.stories <= all_.stories for few, all_ in zip(some, every, strict=True) if all_.stories)
    assert sum(day.stories for day in some) <= 30
    assert {day.median for day in every if day.stories} == {2 * HOUR}


def test_no_text_is_read_to_count_messages(database: Database, days: Days) -> None:
    """A million rows with their texts are gigabytes; the index is enough, and a day is one stretch of it."""
    if database.engine.dialect.name != "sqlite":
        pytest.skip("its plan depends on how many rows there are")
    statements: list[tuple[str, object]] = []
    event.listen(
        database.engine, "before_cursor_execute", lambda _c, _k, sql, given, _x, _m: statements.append((sql, given))
    )
    with database.write() as session:
        put(session, meet(session, 1, days.since).id, "a", days.since)
        statements.clear()
        for state in (DeliveryState.SENDING, DeliveryState.SENT):
            deliveries.mark_ended(session, 1, state, problem="")
        statements.clear()
        deliveries_by_day(session, days)
        counting = [(sql, given) for sql, given in statements if "spans" in sql]
        assert counting
        for sql, given in counting:
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all()
            steps = [step for *_, step in plan if "deliveries" in step]
            assert steps
            assert all("COVERING INDEX" in step and "not_before>" in step for step in steps)
