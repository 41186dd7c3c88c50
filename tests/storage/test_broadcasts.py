"""Messages of the admins to many chats: to whom they go, and what becomes of them."""

import pytest

from storage import broadcasts, chats, deliveries, preferences, topics
from storage.audiences import Audience, audience
from storage.broadcasts import BroadcastState, Progress
from storage.deliveries import DeliveryState, NewDelivery
from storage.removed_topics import purge_removed, remove_topic

ADMIN = 11


def draft(session, now, *, topic_id=None, language=None):
    return broadcasts.draft_broadcast(
        session, html="<b>New</b>", by=ADMIN, topic_id=topic_id, language=language, now=now
    )


def start(session, now, **audience_of):
    made = draft(session, now, **audience_of)
    return broadcasts.start_broadcast(session, made.id, now=now)


def claim_all(session, now):
    claimed = []
    while (one := deliveries.claim(session, now=now)) is not None:
        claimed.append(one)
    return claimed


def test_the_audience_is_everybody_who_can_be_reached_each_once(database, rows):
    rows.chat(1)
    rows.chat(2)
    rows.chat(-8, kind="channel")
    for thread in (0, 4, 5):
        rows.chat(-7, kind="supergroup", thread_id=thread)
    with database.write() as session:
        chats.deactivate_chat(session, 2, reason="bot was blocked by the user")
        everybody = audience(session, topic_id=None, language=None)
        assert everybody == Audience(private=1, groups=1, channels=1)
        assert everybody.total == 3


def test_the_audience_of_a_topic_follows_it(database, rows, now):
    one, thread = rows.chat(1), rows.chat(-7, kind="supergroup", thread_id=4)
    rows.chat(-7, kind="supergroup")
    rows.chat(2)
    sea = rows.topic("sea", one, thread)
    with database.write() as session:
        assert audience(session, topic_id=sea.id, language=None) == Audience(private=1, groups=1)
        start(session, now, topic_id=sea.id)
        broadcasts.enqueue_chunk(session, 1, limit=9, now=now)
        assert sorted((one.telegram_id, one.thread_id) for one in claim_all(session, now)) == [(-7, 4), (1, 0)]
        remove_topic(session, sea.id, now=now)
        assert audience(session, topic_id=sea.id, language=None).total == 0


def test_the_audience_of_a_language_chose_it_or_has_it_in_telegram(database, rows):
    rows.chat(1, language="pt-br")
    rows.chat(2, language="pt")
    chose, left = rows.chat(3, language="de"), rows.chat(4, language="pt")
    rows.chat(5, language="ptx")
    group = rows.chat(-7, kind="supergroup", language=None)
    rows.chat(-7, kind="supergroup", thread_id=4, language=None)
    rows.chat(-8, kind="channel", language=None)
    with database.write() as session:
        preferences.set_preferences(session, chose, language="pt")
        preferences.set_preferences(session, left, language="de")
        assert audience(session, topic_id=None, language="pt") == Audience(private=3)
        assert audience(session, topic_id=None, language="de") == Audience(private=1)
        assert audience(session, topic_id=None, language="en") == Audience(groups=1, channels=1)
        preferences.set_preferences(session, group, language="uk")
        assert audience(session, topic_id=None, language="uk") == Audience(groups=1)
        assert audience(session, topic_id=None, language="en") == Audience(channels=1)


def test_a_draft_may_change_until_it_goes_out(database, rows, now):
    with database.write() as session:
        made = draft(session, now)
        changed = broadcasts.change_draft(session, made.id, html="<i>Newer</i>", topic_id=None, language="de")
        assert (changed.html, changed.language, changed.state) == ("<i>Newer</i>", "de", BroadcastState.DRAFT)
        assert broadcasts.enqueue_chunk(session, made.id, limit=9, now=now) == 0, "a draft is no broadcast yet"
        started = broadcasts.start_broadcast(session, made.id, report_chat=ADMIN, report_message=7, now=now)
        assert (started.report_chat, started.report_message, started.started_at) == (ADMIN, 7, now)
        assert broadcasts.start_broadcast(session, made.id, now=now) is None, "a double tap"
        assert broadcasts.change_draft(session, made.id, html="x", topic_id=None, language=None) is None
        assert not broadcasts.discard_draft(session, made.id)
        unwanted = draft(session, now)
        assert broadcasts.discard_draft(session, unwanted.id)
        assert broadcasts.list_broadcasts(session, limit=9) == [started]


def test_everybody_gets_it_once_chunk_by_chunk_behind_answers_and_digests(database, rows, now):
    ids = [rows.chat(number) for number in range(1, 6)]
    with database.write() as session:
        started = start(session, now)
        assert [broadcasts.enqueue_chunk(session, started.id, limit=2, now=now) for _ in range(4)] == [2, 2, 1, 0]
        digest = NewDelivery(dedup_key="digest", chat_id=ids[4], html="digest", priority=10)
        deliveries.enqueue(session, [digest], now=now)
        claimed = claim_all(session, now)
    assert [one.html for one in claimed] == ["digest", *["<b>New</b>"] * 5]
    assert {one.chat_id for one in claimed[1:]} == set(ids)


def test_who_comes_while_it_goes_out_gets_none(database, rows, now):
    rows.chat(1)
    with database.write() as session:
        # before the chat's moment of meeting
        made = draft(session, now)
        broadcasts.start_broadcast(session, made.id, now=now.replace(hour=7))
        assert broadcasts.enqueue_chunk(session, made.id, limit=9, now=now) == 0


def test_a_group_that_becomes_a_supergroup_meanwhile_gets_no_second_one(database, rows, now):
    rows.chat(-7, kind="group")
    with database.write() as session:
        started = start(session, now)
        broadcasts.enqueue_chunk(session, started.id, limit=1, now=now)
        chats.rekey_chat(session, -7, -1007)
    rows.chat(-1007, kind="supergroup", thread_id=4)
    with database.write() as session:
        assert broadcasts.enqueue_chunk(session, started.id, limit=9, now=now) == 0


def test_its_progress_tells_what_became_of_each_message(database, rows, now):
    for number in range(1, 8):
        rows.chat(number)
    with database.write() as session:
        started = start(session, now)
        assert broadcasts.progress(session, started.id) == Progress(ahead=7)
        broadcasts.enqueue_chunk(session, started.id, limit=6, now=now)
        sent, blocked, failed, unknown, _ = (deliveries.claim(session, now=now) for _ in range(5))
        deliveries.mark_sent(session, sent.id, now=now, message_id=1)
        deliveries.mark_ended(session, blocked.id, DeliveryState.CANCELLED, problem="bot was blocked by the user")
        deliveries.mark_ended(session, failed.id, DeliveryState.FAILED, problem="refused")
        deliveries.mark_ended(session, unknown.id, DeliveryState.UNKNOWN, problem="no answer")
        found = broadcasts.progress(session, started.id)
        assert found == Progress(ahead=1, pending=2, sent=1, blocked=1, failed=1, unknown=1)
        assert (found.total, found.ended) == (7, 4)
        assert not broadcasts.finish_broadcast(session, started.id, now=now)


def test_it_is_done_when_nothing_of_it_is_left_to_send(database, rows, now):
    rows.chat(1)
    with database.write() as session:
        started = start(session, now)
        broadcasts.enqueue_chunk(session, started.id, limit=9, now=now)
        claimed = deliveries.claim(session, now=now)
        assert not broadcasts.finish_broadcast(session, started.id, now=now), "it is on its way"
        deliveries.mark_sent(session, claimed.id, now=now, message_id=1)
        assert broadcasts.finish_broadcast(session, started.id, now=now)
        done = broadcasts.broadcast(session, started.id)
        assert (done.state, done.ended_at) == (BroadcastState.DONE, now)
        assert broadcasts.sending_broadcasts(session) == []
        assert not broadcasts.finish_broadcast(session, started.id, now=now)
        assert broadcasts.cancel_broadcast(session, started.id, now=now) is None


def test_a_cancelled_one_goes_to_nobody_more(database, rows, now):
    for number in range(1, 5):
        rows.chat(number)
    with database.write() as session:
        started = start(session, now)
        broadcasts.enqueue_chunk(session, started.id, limit=3, now=now)
        on_its_way = deliveries.claim(session, now=now)
        assert broadcasts.cancel_broadcast(session, started.id, now=now) == 2
        assert broadcasts.cancel_broadcast(session, started.id, now=now) is None
        assert broadcasts.enqueue_chunk(session, started.id, limit=9, now=now) == 0
        assert deliveries.claim(session, now=now) is None
        deliveries.mark_sent(session, on_its_way.id, now=now, message_id=1)
        assert broadcasts.progress(session, started.id) == Progress(sent=1, withdrawn=2)
        assert broadcasts.broadcast(session, started.id).state is BroadcastState.CANCELLED


@pytest.mark.parametrize("begun", [False, True])
def test_one_for_a_topic_that_goes_for_good_is_not_for_everybody(database, rows, now, begun):
    follower = rows.chat(1)
    rows.chat(2)
    sea = rows.topic("sea", follower)
    with database.write() as session:
        made = draft(session, now, topic_id=sea.id)
        if begun:
            broadcasts.start_broadcast(session, made.id, now=now)
        remove_topic(session, sea.id, now=now.replace(hour=1))
        purge_removed(session, before=now, now=now)
        assert topics.list_topics(session) == []
        assert broadcasts.start_broadcast(session, made.id, now=now) is None
        assert broadcasts.enqueue_chunk(session, made.id, limit=9, now=now) == 0
        assert broadcasts.sending_broadcasts(session) == []
