"""Hubs of feeds: what a feed names, what is asked when, what stands when feeds go, and what a lease holds back."""

from dataclasses import asdict
from datetime import datetime, timedelta

import pytest

from storage.database import Database
from storage.feed_moves import move_feed
from storage.feeds import Check as FeedCheck
from storage.feeds import add_feed, feed, make_due, pause_feed, record_check, remove_feed
from storage.removed_topics import purge_removed, remove_topic
from storage.topics import add_topic, link_feed, topic_called
from storage.websub import (
    Credentials,
    Lease,
    Mode,
    ask_feed_itself,
    begin_asking,
    confirm_lease,
    deny_lease,
    doubt_hub,
    due_leases,
    end_lease,
    fail_asking,
    finish_delivery,
    lease_called,
    leases_of,
    name_hubs,
    note_problem,
    receive_delivery,
    settle_at,
    unread_deliveries,
    unwanted_leases,
)

HUB, OTHER = "https://hub.example/", "https://other.example/"
TOPIC = "https://harbour.example/feed"
BASE = "https://news.example"
OURS = Credentials(key="our-key", token="our-token", secret="our-secret")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def feed_id(database: Database, now: datetime) -> int:
    """A feed of a topic, next checked in an hour, that names a hub."""
    with database.write() as session:
        made = add_feed(session, url=TOPIC, title="Harbour", language=None, now=now)
        topic = add_topic(session, slug="sea", name="Sea", now=now)
        assert topic
        link_feed(session, topic.id, made.id)
        record_check(session, made.id, FeedCheck(at=now, next_check_at=now + HOUR))
        name_hubs(session, made.id, hubs=(HUB,), topic=TOPIC, now=now)
    return made.id


def lease_of(database: Database, feed_id: int) -> Lease:
    with database.read() as session:
        return leases_of(session, [feed_id])[feed_id]


def asked(database: Database, feed_id: int, now: datetime, mode: Mode = Mode.SUBSCRIBE) -> Lease:
    with database.write() as session:
        lease = leases_of(session, [feed_id])[feed_id]
        assert begin_asking(session, lease, mode, base=BASE, credentials=OURS, again_at=now + HOUR)
    return lease_of(database, feed_id)


def live(database: Database, feed_id: int, now: datetime) -> Lease:
    lease = asked(database, feed_id, now)
    with database.write() as session:
        confirm_lease(session, lease, live_until=now + 10 * DAY, renew_at=now + 8 * DAY, now=now)
    return lease_of(database, feed_id)


def due(database: Database, now: datetime) -> list[Lease]:
    with database.read() as session:
        return due_leases(session, now=now, limit=10)


def unwanted(database: Database, now: datetime) -> list[Lease]:
    with database.read() as session:
        return unwanted_leases(session, now=now, limit=10)


def test_a_hub_that_a_feed_names_is_to_be_asked_at_once(database, feed_id, now):
    (lease,) = due(database, now)
    assert (lease.feed_id, lease.topic, lease.hubs, lease.base) == (feed_id, TOPIC, (HUB,), None)
    assert unwanted(database, now) == []


def test_naming_it_again_changes_nothing_and_another_hub_beside_it_is_remembered(database, feed_id, now):
    before = live(database, feed_id, now)
    with database.write() as session:
        name_hubs(session, feed_id, hubs=(OTHER, HUB), topic=TOPIC, now=now + HOUR)
    assert lease_of(database, feed_id).hubs == (HUB, OTHER)
    with database.write() as session:
        name_hubs(session, feed_id, hubs=(HUB,), topic=TOPIC, now=now + HOUR)
    assert lease_of(database, feed_id) == before


@pytest.mark.parametrize("now_named", [((OTHER,), TOPIC), ((HUB,), TOPIC + "/new"), ((), TOPIC)])
def test_the_hub_that_a_feed_names_no_more_is_to_be_told(database, feed_id, now, now_named):
    old = live(database, feed_id, now)
    hubs, topic = now_named
    with database.write() as session:
        name_hubs(session, feed_id, hubs=hubs, topic=topic, now=now)
    (leaving,) = unwanted(database, now)
    assert (leaving.id, leaving.feed_id, leaving.topic) == (old.id, None, TOPIC)
    assert [(lease.hubs, lease.topic) for lease in due(database, now)] == ([(hubs, topic)] if hubs else [])


def test_a_hub_that_was_never_asked_needs_not_be_told(database, feed_id, now):
    with database.write() as session:
        name_hubs(session, feed_id, hubs=(), topic=TOPIC, now=now)
    assert due(database, now) == unwanted(database, now) == []


@pytest.mark.parametrize("how", ["removed", "paused", "without a topic", "merged"])
def test_the_hub_of_a_feed_that_nobody_reads_is_to_be_told(database, feed_id, now, how):
    live(database, feed_id, now)
    with database.write() as session:
        match how:
            case "removed":
                remove_feed(session, feed_id)
            case "paused":
                pause_feed(session, feed_id)
            case "without a topic":
                topic = topic_called(session, "sea")
                assert topic
                remove_topic(session, topic.id, now=now)
                purge_removed(session, before=now + DAY, now=now)
            case "merged":
                add_feed(session, url=TOPIC + "/new", title="", language=None, now=now)
                move_feed(session, feed_id, TOPIC + "/new")
    (leaving,) = unwanted(database, now)
    assert leaving.secret == OURS.secret
    assert due(database, now + 30 * DAY) == []
    with database.read() as session:
        found = lease_called(session, OURS.key)
    assert found == (leaving, None)


def test_who_was_told_to_stop_is_given_time_and_asked_again_only_then(database, feed_id, now):
    live(database, feed_id, now)
    with database.write() as session:
        pause_feed(session, feed_id)
    lease = asked(database, feed_id, now, Mode.UNSUBSCRIBE)
    assert unwanted(database, now) == []
    with database.write() as session:
        fail_asking(session, lease.id, problem="no answer", again_at=now + DAY)
    assert unwanted(database, now + HOUR) == []
    assert [each.failures for each in unwanted(database, now + DAY)] == [1]


def test_a_lease_that_ended_rests_while_its_feed_is_paused_and_is_gone_with_it(database, feed_id, now):
    lease = live(database, feed_id, now)
    with database.write() as session:
        pause_feed(session, feed_id)
        end_lease(session, lease.id, now=now)
    assert due(database, now) == unwanted(database, now) == []
    with database.write() as session:
        assert lease_called(session, OURS.key) is None
        make_due(session, feed_id, now=now)
    assert [each.feed_id for each in due(database, now)] == [feed_id]
    lease = live(database, feed_id, now)
    with database.write() as session:
        remove_feed(session, feed_id)
        end_lease(session, lease.id, now=now)
        assert lease_called(session, OURS.key) is None


def test_of_two_processes_one_asks(database, feed_id, now):
    (seen,) = due(database, now)
    with database.write() as session:
        first, second = (
            begin_asking(session, seen, Mode.SUBSCRIBE, base=BASE, credentials=OURS, again_at=now + HOUR)
            for _ in range(2)
        )
    assert (first, second) == (True, False)
    assert lease_of(database, feed_id).asked == Mode.SUBSCRIBE


def test_a_hub_that_asked_back_before_it_answered_has_agreed_whatever_it_answers(database, feed_id, now):
    lease = live(database, feed_id, now)
    with database.write() as session:
        fail_asking(session, lease.id, problem="500", again_at=now + HOUR)
    assert lease_of(database, feed_id) == lease


def test_a_failure_leaves_a_live_lease_alone_and_another_hub_starts_anew(database, feed_id, now):
    live(database, feed_id, now)
    lease = asked(database, feed_id, now + 8 * DAY)
    with database.write() as session:
        fail_asking(session, lease.id, problem="502", again_at=now + 9 * DAY)
    renewed = lease_of(database, feed_id)
    assert (renewed.live_until, renewed.token, renewed.failures) == (now + 10 * DAY, OURS.token, 1)
    lease = asked(database, feed_id, now + 9 * DAY)
    with database.write() as session:
        fail_asking(session, lease.id, problem="502", again_at=now + 11 * DAY, hubs=(OTHER, HUB))
    other = lease_of(database, feed_id)
    assert (other.hubs, other.live_until, other.token, other.base) == ((OTHER, HUB), None, None, None)


def test_a_denied_lease_is_over(database, feed_id, now):
    lease = live(database, feed_id, now)
    with database.write() as session:
        deny_lease(session, lease.id, problem="not for you", again_at=now + DAY, hubs=(HUB,))
        assert lease_called(session, OURS.key) is None
    denied = lease_of(database, feed_id)
    assert (denied.live_until, denied.problem, denied.failures, denied.ask_at) == (None, "not for you", 1, now + DAY)


def test_what_came_and_was_not_read_is_known_until_it_is(database, feed_id, now):
    lease = live(database, feed_id, now)
    with database.write() as session:
        receive_delivery(session, lease.id, now=now)
        assert unread_deliveries(session, before=now) == []
        assert unread_deliveries(session, before=now + HOUR) == [feed_id]
        finish_delivery(session, feed_id, body_hash="abc", now=now + HOUR)
        assert unread_deliveries(session, before=now + DAY) == []
        read = feed(session, feed_id)
    assert read
    assert (read.ok_at, read.next_check_at) == (now + HOUR, now + HOUR)
    kept = lease_of(database, feed_id)
    assert (kept.delivered_at, kept.body_hash) == (now, "abc")


def test_asking_the_feed_itself_never_puts_it_off(database, feed_id, now):
    lease = live(database, feed_id, now)
    with database.write() as session:
        receive_delivery(session, lease.id, now=now)
        ask_feed_itself(session, feed_id, at=now + DAY)
        later = feed(session, feed_id)
        ask_feed_itself(session, feed_id, at=now)
        sooner = feed(session, feed_id)
        assert unread_deliveries(session, before=now + DAY) == []
    assert later
    assert sooner
    assert (later.next_check_at, sooner.next_check_at) == (now + HOUR, now)


def test_a_renewed_lease_keeps_what_is_known_of_the_hub_and_one_that_lapsed_does_not(database, feed_id, now):
    lease = live(database, feed_id, now)
    with database.write() as session:
        receive_delivery(session, lease.id, now=now)
    lease = asked(database, feed_id, now + 9 * DAY)
    with database.write() as session:
        confirm_lease(session, lease, live_until=now + 20 * DAY, renew_at=now + 18 * DAY, now=now + 9 * DAY)
    assert lease_of(database, feed_id).delivered_at == now
    lease = asked(database, feed_id, now + 30 * DAY)
    with database.write() as session:
        confirm_lease(session, lease, live_until=now + 40 * DAY, renew_at=now + 38 * DAY, now=now + 30 * DAY)
    assert lease_of(database, feed_id).delivered_at is None


def test_a_hub_that_missed_something_is_doubted_until_it_sends_again(database, feed_id, now):
    lease = live(database, feed_id, now)
    with database.write() as session:
        receive_delivery(session, lease.id, now=now)
        doubt_hub(session, lease.id)
    assert lease_of(database, feed_id).delivered_at is None


def test_another_public_address_voids_leases_and_their_feeds_are_asked_themselves(database, feed_id, now):
    before = live(database, feed_id, now)
    with database.write() as session:
        assert settle_at(session, BASE, now=now) == 0
    assert lease_of(database, feed_id) == before
    with database.write() as session:
        assert settle_at(session, "https://elsewhere.example", now=now) == 1
        read = feed(session, feed_id)
    assert read
    assert read.next_check_at == now
    assert [lease.base for lease in due(database, now)] == [None]


def test_without_a_public_address_no_lease_holds_a_poll_back(database, feed_id, now):
    lease = live(database, feed_id, now)
    with database.write() as session:
        receive_delivery(session, lease.id, now=now)
        assert settle_at(session, None, now=now) == 1
    rests = lease_of(database, feed_id)
    assert (rests.live_until, rests.delivered_at, rests.hubs) == (None, None, (HUB,))


def test_a_lease_shows_neither_its_address_nor_its_secret(database, feed_id, now):
    lease = live(database, feed_id, now)
    assert asdict(lease)["secret"] == OURS.secret
    assert not any(word in repr(lease) + repr(OURS) for word in ("our-key", "our-token", "our-secret"))


def test_a_problem_is_noted_and_the_next_delivery_ends_it(database, feed_id, now):
    lease = live(database, feed_id, now)
    with database.write() as session:
        note_problem(session, lease, "not signed")
    assert lease_of(database, feed_id).problem == "not signed"
    with database.write() as session:
        receive_delivery(session, lease.id, now=now)
    assert lease_of(database, feed_id).problem is None
