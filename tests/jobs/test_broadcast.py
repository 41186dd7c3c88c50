"""Broadcasts go into the outbox tick by tick."""

import pytest
from sqlalchemy import event

from jobs.broadcast import push_broadcasts
from storage import broadcasts, deliveries
from storage.broadcasts import BroadcastState, Progress


@pytest.fixture
def started(world):
    for number in range(1, 8):
        world.chat(telegram_id=number)
    with world.database.write() as session:
        made = broadcasts.draft_broadcast(session, html="<b>New</b>", by=1, now=world.now)
        return broadcasts.start_broadcast(session, made.id, now=world.now)


def push(world, **limits):
    return push_broadcasts(world.database, now=world.now, **limits)


def send_all(world):
    chats = []
    with world.database.write() as session:
        while (claimed := deliveries.claim(session, now=world.now)) is not None:
            deliveries.mark_sent(session, claimed.id, now=world.now, message_id=1)
            chats.append(claimed.telegram_id)
    return sorted(chats)


def test_a_tick_goes_on_where_the_last_one_ended_until_all_is_sent(world, started):
    (first,) = push(world, chunk=2, chunks=2)
    assert (first.added, first.progress) == (4, Progress(ahead=3, pending=4))
    (second,) = push(world, chunk=2, chunks=2)
    assert (second.added, second.progress) == (3, Progress(pending=7))
    assert send_all(world) == [1, 2, 3, 4, 5, 6, 7]
    (last,) = push(world)
    assert (last.added, last.progress, last.broadcast.state) == (0, Progress(sent=7), BroadcastState.DONE)
    assert push(world) == []


def test_a_crash_between_two_chunks_leaves_nobody_out_and_nobody_with_two(world, started):
    commits = 0

    def crash(_connection):
        nonlocal commits
        commits += 1
        if commits == 2:
            raise SystemExit

    event.listen(world.database.engine, "commit", crash)
    with pytest.raises(SystemExit):
        push(world, chunk=2)
    event.remove(world.database.engine, "commit", crash)
    assert send_all(world) == [1, 2]
    push(world, chunk=2)
    assert send_all(world) == [3, 4, 5, 6, 7]


def test_nothing_happens_where_nothing_is_being_sent(world):
    assert push(world) == []
