"""How things stand, for whoever watches the bot."""

from datetime import timedelta

from storage import chats, deliveries, entries, feeds, schedules, topics, updates
from storage.chats import ChatState
from storage.database import Database, Session
from storage.deliveries import DeliveryState, NewDelivery
from storage.entries import NewEntry
from storage.standing import Waiting, backlog, delay, standing
from storage.statistics import Health

MINUTE = timedelta(minutes=1)


def schedule(session: Session, chat_id: int, next_run_at) -> None:
    schedules.set_schedule(
        session, chat_id, times=(), weekdays=frozenset(range(7)), zone="UTC", next_run_at=next_run_at
    )


def put(session: Session, chat_id: int, *keys: str, at) -> None:
    messages = [NewDelivery(dedup_key=key, chat_id=chat_id, html="") for key in keys]
    deliveries.enqueue(session, messages, now=at)


def test_an_empty_database_has_nothing_waiting_and_names_every_state(database: Database, now) -> None:
    with database.read() as session:
        found = standing(session, now=now)
    nothing = Waiting(number=0)
    assert (found.backlog.digests, found.backlog.deliveries) == (nothing, nothing)
    assert (found.backlog.feeds, found.backlog.entries, found.backlog.updates) == (nothing, nothing, nothing)
    assert found.deliveries == dict.fromkeys(DeliveryState, 0)
    assert found.chats == dict.fromkeys(ChatState, 0)
    assert found.feeds.feeds == dict.fromkeys(Health, 0)


def test_digests_wait_from_their_hour_on_but_for_chats_that_paused_or_cannot_be_reached(rows, database, now) -> None:
    due, paused, gone, later = (rows.chat(number) for number in (1, 2, 3, 4))
    with database.write() as session:
        for chat_id, at in ((due, now), (paused, now - MINUTE), (gone, now - MINUTE), (later, now + MINUTE)):
            schedule(session, chat_id, at)
        schedules.pause(session, paused)
        chats.deactivate_chat(session, 3, reason="blocked")
    with database.read() as session:
        assert backlog(session, now=now).digests == Waiting(number=1, oldest=now)
        assert backlog(session, now=now - MINUTE).digests == Waiting(number=0)


def test_messages_wait_that_may_leave_now_whatever_their_priority(rows, database, now) -> None:
    chat_id = rows.chat()
    with database.write() as session:
        put(session, chat_id, "sent", at=now - 9 * MINUTE)
        claimed = deliveries.claim(session, now=now)
        assert claimed is not None
        deliveries.mark_sent(session, claimed.id, now=now, message_id=1)
        put(session, chat_id, "old", at=now - 5 * MINUTE)
        put(session, chat_id, "new", at=now)
        put(session, chat_id, "later", at=now + MINUTE)
    with database.read() as session:
        found = standing(session, now=now)
    assert found.backlog.deliveries == Waiting(number=2, oldest=now - 5 * MINUTE)
    assert found.backlog.pending == 3
    assert (found.deliveries["pending"], found.deliveries["sent"], found.deliveries["unknown"]) == (3, 1, 0)


def test_of_the_messages_that_were_sent_those_of_the_last_day_are_counted(rows, database, now) -> None:
    chat_id = rows.chat()
    with database.write() as session:
        for days, priority in ((0, 0), (0, 10), (2, 0)):
            at = now - timedelta(days=days, minutes=5)
            message = NewDelivery(dedup_key=f"{days} {priority}", chat_id=chat_id, html="", priority=priority)
            deliveries.enqueue(session, [message], now=at)
            claimed = deliveries.claim(session, now=now)
            assert claimed is not None
            deliveries.mark_sent(session, claimed.id, now=now, message_id=1)
    with database.read() as session:
        assert standing(session, now=now).deliveries["sent"] == 2


def test_feeds_wait_that_somebody_reads_and_articles_that_are_to_be_tried_now(database, now) -> None:
    with database.write() as session:
        topic = topics.add_topic(session, slug="sea", name="Sea", now=now)
        assert topic is not None
        read, _ = (
            feeds.add_feed(session, url=f"https://{name}.example/feed", title="", language=None, now=now - MINUTE)
            for name in ("quay", "nobody")
        )
        topics.link_feed(session, topic.id, read.id)
        entry = NewEntry(guid="1", url="https://quay.example/1", title="Ferry", content="", published_at=now)
        entries.add_entries(session, read.id, [entry], now=now)
    with database.read() as session:
        found = standing(session, now=now)
    assert found.backlog.feeds == Waiting(number=1, oldest=now - MINUTE)
    assert found.backlog.entries == Waiting(number=1, oldest=now)
    assert found.feeds.feeds[Health.UNREAD] == 1


def test_updates_wait_until_they_are_handled(database, now) -> None:
    claim = updates.Claim(by="me", until=now + MINUTE)
    with database.write() as session:
        for number in (1, 2):
            new = updates.NewUpdate(update_id=number, lane=number, body="{}", not_before=now)
            updates.take_in(session, new, claim=claim, now=now + number * MINUTE)
        done = updates.ClaimedUpdate(update_id=1, lane=1, body="{}", attempts=1)
        updates.finish(session, done, by="me", claim=None, now=now)
    with database.read() as session:
        assert backlog(session, now=now).updates == Waiting(number=1, oldest=now + 2 * MINUTE)


def test_the_database_says_how_large_it_is_and_grows(rows, database, now) -> None:
    with database.read() as session:
        before = standing(session, now=now).bytes
    with database.write() as session:
        chat_id = chats.meet_chat(session, telegram_id=1, kind="private", title="", now=now)[0].id
        messages = [NewDelivery(dedup_key=str(n), chat_id=chat_id, html="x" * 1000) for n in range(300)]
        deliveries.enqueue(session, messages, now=now)
    with database.read() as session:
        assert standing(session, now=now).bytes > before > 10_000


def test_without_a_story_told_in_the_last_day_there_is_no_delay(database, now) -> None:
    with database.read() as session:
        assert delay(session, now=now).median is None
