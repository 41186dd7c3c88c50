"""Updates on their way through several processes: each is handled once, a chat's in their order, none is lost."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from storage import updates
from storage.database import Database
from storage.tables import UpdateRow
from storage.updates import Claim, ClaimedUpdate, NewUpdate, Taken

LEASE = timedelta(seconds=30)
ADA, BEN = 7, -100_123_456_789_012


class Process:
    """One of several that work on the same database."""

    def __init__(self, name: str, database: Database, now: datetime) -> None:
        self.name, self.database, self.now = name, database, now

    @property
    def claim(self) -> Claim:
        return Claim(by=self.name, until=self.now + LEASE)

    def take_in(self, number: int, lane: int | None = ADA, *, claims: bool = True, later: float = 0) -> Taken:
        new = NewUpdate(update_id=number, lane=lane, body=f'"{number}"', not_before=self.now + timedelta(seconds=later))
        with self.database.write() as session:
            return updates.take_in(session, new, claim=self.claim if claims else None, now=self.now)

    def claims(self, limit: int = 10) -> list[ClaimedUpdate]:
        with self.database.write() as session:
            return updates.claim_updates(session, self.claim, now=self.now, limit=limit)

    def finish(self, number: int, lane: int | None = ADA, *, goes_on: bool = True) -> ClaimedUpdate | None:
        done = ClaimedUpdate(update_id=number, lane=lane, body="", attempts=1)
        with self.database.write() as session:
            return updates.finish(session, done, by=self.name, claim=self.claim if goes_on else None, now=self.now)


@pytest.fixture
def one(database: Database, now: datetime) -> Process:
    return Process("one", database, now)


@pytest.fixture
def two(database: Database, now: datetime) -> Process:
    return Process("two", database, now)


def numbers(claimed: list[ClaimedUpdate]) -> list[int]:
    return [each.update_id for each in claimed]


def test_an_update_that_comes_again_is_known_even_when_it_was_handled(one: Process, two: Process) -> None:
    assert one.take_in(1) == Taken.CLAIMED
    assert two.take_in(1) == Taken.KNOWN
    one.finish(1)
    assert two.take_in(1) == Taken.KNOWN
    assert two.claims() == []


def test_which_came_last_is_known_whoever_took_it_in_and_whichever_number_it_has(one: Process, two: Process) -> None:
    def newest(process: Process) -> datetime | None:
        with process.database.read() as session:
            return updates.newest_arrival(session)

    assert newest(one) is None
    one.take_in(9)
    two.now = one.now + timedelta(seconds=20)
    two.take_in(7)
    assert newest(one) == two.now


def test_a_chats_next_update_waits_for_the_one_before_whoever_has_that(one: Process, two: Process) -> None:
    assert one.take_in(1) == Taken.CLAIMED
    assert two.take_in(2) == Taken.WAITS
    assert two.take_in(3) == Taken.WAITS
    assert two.claims() == []
    after = one.finish(1)
    assert after is not None
    assert (after.update_id, after.body, after.attempts) == (2, '"2"', 1)
    assert two.claims() == []


def test_chats_dont_wait_for_one_another_nor_does_what_belongs_to_no_chat(one: Process, two: Process) -> None:
    taken = [one.take_in(1), one.take_in(2, BEN), two.take_in(3, None), two.take_in(4, None)]
    assert taken == [Taken.CLAIMED] * 4


def test_who_stops_leaves_the_next_to_the_others(one: Process, two: Process) -> None:
    one.take_in(1)
    two.take_in(2)
    assert one.finish(1, goes_on=False) is None
    assert numbers(two.claims()) == [2]


def test_what_is_taken_in_unclaimed_is_claimed_oldest_first_one_of_each_chat(one: Process, two: Process) -> None:
    for number, lane in ((5, BEN), (3, ADA), (4, ADA), (6, None)):
        assert one.take_in(number, lane, claims=False) == Taken.WAITS
    assert numbers(two.claims(limit=2)) == [3, 5]
    assert numbers(one.claims()) == [6]


def test_an_earlier_update_that_comes_late_waits_for_what_is_at_work(one: Process, two: Process) -> None:
    one.take_in(5)
    assert two.take_in(4) == Taken.WAITS
    assert two.claims() == []
    after = one.finish(5)
    assert after is not None
    assert after.update_id == 4


def test_one_whose_sender_writes_too_fast_is_handled_later_and_its_followers_too(one: Process, now: datetime) -> None:
    assert one.take_in(1, later=2) == Taken.WAITS
    assert one.take_in(2) == Taken.WAITS
    assert one.claims() == []
    with one.database.read() as session:
        assert not updates.is_any_due(session, now=one.now)
    one.now += timedelta(seconds=2)
    with one.database.read() as session:
        assert updates.is_any_due(session, now=one.now)
    assert numbers(one.claims()) == [1]


def test_what_a_killed_process_had_is_taken_over_when_its_lease_ends_and_counted(one: Process, two: Process) -> None:
    one.take_in(1)
    one.take_in(2)
    two.now += LEASE
    assert two.claims() == [], "until the very end"
    two.now += timedelta(microseconds=1)
    (taken,) = two.claims()
    assert (taken.update_id, taken.attempts) == (1, 2)
    assert one.finish(1) is None, "it wasn't killed after all, and has nothing to say any more"
    after = two.finish(1)
    assert after is not None
    assert after.update_id == 2


def test_a_lease_that_is_renewed_goes_on(one: Process, two: Process) -> None:
    one.take_in(1)
    one.now += LEASE
    with one.database.write() as session:
        updates.renew(session, one.claim, {1})
    two.now += LEASE + timedelta(seconds=20)
    assert two.claims() == []


def test_only_what_its_process_has_in_hand_is_renewed(one: Process, two: Process) -> None:
    one.take_in(1)
    one.take_in(2, BEN)
    one.now += LEASE
    with one.database.write() as session:
        updates.renew(session, one.claim, {2})
    two.now += LEASE + timedelta(seconds=20)
    assert numbers(two.claims()) == [1]


def test_where_nobody_else_can_be_at_work_everything_is_free_at_once(one: Process, two: Process) -> None:
    one.take_in(1)
    two.take_in(2, BEN)
    with two.database.write() as session:
        updates.release_others(session, two.name)
    assert numbers(two.claims()) == [1]


def test_what_was_handled_says_neither_who_nor_what_and_is_forgotten_in_the_end(one: Process, now: datetime) -> None:
    one.take_in(1)
    one.finish(1)
    with one.database.write() as session:
        updates.leave_aside(session, 2, now=now)
        updates.leave_aside(session, 1, now=now)
        kept = session.scalars(select(UpdateRow).order_by(UpdateRow.update_id)).all()
        assert [(row.update_id, row.lane, row.body, row.claimed_by) for row in kept] == [
            (1, None, None, None),
            (2, None, None, None),
        ]
        assert updates.count_unhandled(session) == 0
        assert updates.forget_handled(session, before=now) == 0
        assert updates.forget_handled(session, before=now + timedelta(microseconds=1)) == 2


def test_many_at_once_handle_each_once_and_never_two_of_a_chat_at_the_same_time(
    database: Database, now: datetime
) -> None:
    lanes = {lane: [lane * 100 + number for number in range(12)] for lane in (1, 2, 3)}
    handled: list[int] = []
    failures: list[BaseException] = []
    at_work: set[int] = set()

    def work(name: str, mine: list[int]) -> None:
        process = Process(name, database, now)
        try:
            for number in mine:
                claimed = [number] if process.take_in(number, number // 100) == Taken.CLAIMED else []
                claimed = claimed or numbers(process.claims(limit=1))
                while claimed:
                    assert claimed[0] // 100 not in at_work
                    at_work.add(claimed[0] // 100)
                    handled.append(claimed[0])
                    at_work.remove(claimed[0] // 100)
                    after = process.finish(claimed[0], claimed[0] // 100)
                    claimed = [after.update_id] if after else []
        except BaseException as failure:
            failures.append(failure)

    everything = sorted(number for numbers in lanes.values() for number in numbers)
    threads = [threading.Thread(target=work, args=(f"p{part}", everything[part::3])) for part in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(handled) == everything
