"""Chunks of feeds and entries, each for one worker."""

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest

from storage import entries, feeds, leases, topics
from storage.entries import NewEntry
from storage.feeds import Check
from storage.leases import Share, fair

MINUTE = timedelta(minutes=1)


@pytest.fixture
def add(database, now):
    def make(*addresses: str) -> list[int]:
        with database.write() as session:
            topic = topics.add_topic(session, slug="sea", name="Sea", now=now) or topics.list_topics(session)[0]
            made = [feeds.add_feed(session, url=url, title="", language=None, now=now).id for url in addresses]
            for feed_id in made:
                topics.link_feed(session, topic.id, feed_id)
        return made

    return make


@pytest.fixture
def lease(database, now):
    def take(limit: int = 9, of_a_host: int = 9, at=now) -> list[int]:
        with database.write() as session:
            share = Share(until=at + MINUTE, limit=limit, of_a_host=of_a_host)
            return [feed.id for feed in leases.lease_feeds(session, share, now=at)]

    return take


def test_a_feed_that_one_worker_has_is_no_other_ones(add, lease):
    a, b = add("https://a.example/feed", "https://b.example/feed")
    assert lease(limit=1) == [a]
    assert lease() == [b]
    assert lease() == []


def test_nobody_else_gets_feeds_of_a_host_while_one_worker_is_at_it(add, lease):
    a, _, c = add("https://a.example/1", "https://a.example:8443/2", "https://c.example/")
    assert lease(limit=1) == [a]
    assert lease() == [c]


def test_a_chunk_has_so_many_feeds_of_one_host_and_the_others_are_not_held_up(add, lease):
    a, b, _, d = add("https://a.example/1", "https://a.example/2", "https://a.example/3", "https://d.example/")
    assert lease(of_a_host=2) == [a, b, d]


def test_what_a_killed_worker_had_is_free_again_when_its_lease_is_over(add, lease, now):
    add("https://a.example/")
    assert lease()
    assert not lease(at=now + MINUTE / 2)
    assert lease(at=now + MINUTE)


def test_a_lease_of_a_worker_whose_clock_ran_a_year_ahead_binds_nobody(add, lease, now):
    ids = add("https://a.example/1", "https://a.example/2")
    with_wrong_clock = now + timedelta(days=365)
    assert lease(at=with_wrong_clock) == ids
    assert lease() == ids


def test_what_was_written_down_or_given_back_is_free_at_once(add, lease, database, now):
    a, b = add("https://a.example/", "https://b.example/")
    assert lease() == [a, b]
    with database.write() as session:
        feeds.record_check(session, a, Check(at=now, next_check_at=now))
        leases.give_back_feeds(session, [b])
    assert lease() == [a, b]
    with database.write() as session:
        leases.forget_leases(session)
    assert lease() == [a, b]


def test_entries_are_leased_likewise_until_something_came_of_them(add, database, now):
    (feed_id,) = add("https://a.example/")
    new = [NewEntry(guid=str(n), url=f"https://{n}.example/", title="", content="") for n in range(4)]
    share = Share(until=now + MINUTE, limit=9, of_a_host=9)

    def take() -> Sequence[str]:
        with database.write() as session:
            return [entry.guid for entry in leases.lease_entries(session, share, now=now)]

    with database.write() as session:
        entries.add_entries(session, feed_id, new, now=now)
        ids = {entry.guid: entry.id for entry in entries.due_entries(session, now=now, limit=9)}
    assert take() == ["0", "1", "2", "3"]
    assert take() == []
    with database.write() as session:
        entries.postpone_entry(session, ids["0"], until=now)
        entries.retry_entry(session, ids["1"], problem="away", next_try_at=now)
        entries.fail_entry(session, ids["2"], problem="gone")
        leases.give_back_entries(session, [ids["3"]])
    assert take() == ["0", "1", "3"]


def test_due_rows_are_counted_up_to_a_bound(add, database, now):
    add(*(f"https://{n}.example/" for n in range(5)))
    with database.read() as session:
        assert leases.count_due_feeds(session, now=now, at_most=3) == 3
        assert leases.count_due_feeds(session, now=now, at_most=9) == 5
        assert leases.count_due_entries(session, now=now, at_most=9) == 0


def test_workers_that_take_at_the_same_moment_never_have_one_feed_twice(add, lease):
    add(*(f"https://{n}.example/" for n in range(40)))
    taken: list[int] = []
    workers = [threading.Thread(target=lambda: taken.extend(lease(limit=10))) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(taken) == len(set(taken)) == 40


def test_an_address_that_names_no_host_is_a_host_of_its_own(now):
    share = Share(until=now, limit=9, of_a_host=1)
    waiting = [(1, "http://["), (2, "mailto:quay"), (3, "https://a.example/"), (4, "https://a.example/2")]
    assert fair(waiting, busy=(), share=share) == [1, 2, 3]
