"""A digest that comes more than a quarter of an hour after its chat was due says so, and why."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.digests.by_hour.batch import Batch
from jobs.digests.by_hour.composing import Composer, Order
from jobs.digests.by_hour.lateness import Line
from jobs.digests.by_hour.overdue import Overdue
from jobs.digests.by_hour.scheduled import make_due_digests
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.presenter import Presenter
from jobs.pauses import end_pauses
from storage import bans, chats, deliveries, schedules
from storage.database import Database, Session
from storage.deliveries import NewDelivery
from summaries.markup import plain_text, units
from summaries.rendering import with_late
from summaries.types import Late
from summaries.wording import ENGLISH, Wording
from tests.jobs.conftest import EVERY_DAY, World
from tests.jobs.digests.outbox import sent
from tests.jobs.digests.texts import FERRY

START = datetime(2026, 3, 2, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LIMITS = DigestLimits()
EARLIER = "Earlier"
SLOW = DigestLimits(per_second=2 / 60)
"""30 messages go in a quarter of an hour."""


@dataclass
class Readers:
    """Those of one topic, and what the outbox has for them."""

    database: Database
    world: World
    now: datetime

    def __post_init__(self) -> None:
        self.sea = self.world.topic()
        self._known = 0
        self.world.publish(self.sea, "Post", "Ferry runs aground", FERRY)

    def come(self, count: int = 1, *, due_at: datetime | None = None) -> list[int]:
        """Chats that are due `now` unless said otherwise."""
        made = [self.world.chat(self.sea, telegram_id=self._known + number) for number in range(1, count + 1)]
        self._known += count
        if due_at is not None:
            with self.database.write() as session:
                for chat in made:
                    self.be_due(session, chat, due_at)
        return made

    def be_due(self, session: Session, chat: int, at: datetime) -> None:
        schedules.set_schedule(
            session, chat, times=(time(8),), weekdays=EVERY_DAY, zone="Europe/Vienna", next_run_at=at
        )

    def enqueue(self, chat: int, count: int, *, at: datetime) -> None:
        """Messages of earlier digests."""
        new = [
            NewDelivery(dedup_key=f"{at}:{number}", chat_id=chat, html=EARLIER, priority=10) for number in range(count)
        ]
        with self.database.write() as session:
            deliveries.enqueue(session, new, now=at)

    def send(self, count: int, *, since: datetime, each: timedelta) -> None:
        """Those that wait longest, one after another."""
        with self.database.write() as session:
            for number, one in enumerate(deliveries.due(session, now=since + DAY, limit=count)):
                deliveries.mark_sent(session, one.id, now=since + number * each, message_id=number + 1)

    def get(self, at: datetime) -> list[Late | None]:
        """What the digests say that go out, in order."""
        return [said(each.html) for each in sent(self.database, at) if each.html != EARLIER]

    def told(self, at: datetime, limits: DigestLimits = LIMITS) -> list[Late | None]:
        """What the digests say that are made then."""
        make_due_digests(self.database, now=at, limits=limits)
        return self.get(at)


@pytest.fixture
def readers(database: Database, world: World, now: datetime) -> Readers:
    return Readers(database, world, now)


def said(html: str) -> Late | None:
    if ENGLISH.late_many in html:
        return Late.MANY
    return Late.AWAY if ENGLISH.late_away in html else None


class Slowly(Composer):
    """Takes its time for each digest, by the clock that it moves."""

    def __init__(self, database: Database, clock: "Hands", *, each: timedelta) -> None:
        super().__init__(database)
        self._clock = clock
        self._each = each

    def compose(self, order: Order) -> Batch:
        self._clock.now += self._each
        made = super().compose(replace(order, chat_ids=order.chat_ids[:1]))
        return replace(made, left=order.chat_ids[1:])


@dataclass
class Hands:
    """A clock."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


# all in minutes: how late it is made, how long what waits takes to be sent, how much of that is stale, and for how long
# no digests were made
@pytest.mark.parametrize(
    ("behind", "waiting", "stale", "idle", "why"),
    [
        (0, 0, 0, 0, None),
        (15, 0, 0, 15, None),
        (16, 0, 0, 16, Late.AWAY),
        (16, 0, 0, 1, Late.MANY),
        (150, 0, 0, 150, Late.AWAY),
        (150, 0, 0, 10, Late.MANY),
        (0, 15, 0, 0, None),
        (0, 16, 0, 0, Late.MANY),
        (0, 16, 16, 0, Late.AWAY),
        (10, 6, 0, 10, Late.AWAY),
        (10, 6, 0, 8, Late.MANY),
        (10, 9, 0, 10, Late.AWAY),
        (10, 11, 0, 10, Late.MANY),
        (5, 20, 8, 0, Late.MANY),
        (0, 2, 90, 0, None),
        (-60, 0, 0, 0, None),
    ],
)
def test_what_took_longer_is_the_reason(behind, waiting, stale, idle, why) -> None:
    line = Line(at=START, length=2 * waiting, stale=2 * stale)
    due_at = START - behind * MINUTE
    assert line.why_late(due_at, more=0, limits=SLOW, idle=lambda _: idle * MINUTE) is why


@given(
    behind=st.integers(-60, 600),
    waiting=st.integers(0, 9000),
    more=st.integers(0, 900),
    stale=st.integers(0, 9000),
    idle=st.integers(0, 600),
)
def test_late_is_what_comes_after_a_quarter_of_an_hour(behind, waiting, more, stale, idle) -> None:
    line = Line(at=START, length=waiting, stale=stale)
    why = line.why_late(START - behind * MINUTE, more=more, limits=SLOW, idle=lambda _: min(idle, behind) * MINUTE)
    assert (why is not None) == (behind * 2 + waiting + more > 30)
    assert why is not Late.AWAY or stale or idle, "nothing says that the bot was away"
    assert why is not Late.MANY or waiting or more or idle < behind, "nobody else was there"


@pytest.mark.parametrize(
    ("after", "why"), [(MINUTE, None), (14 * MINUTE, None), (16 * MINUTE, Late.AWAY), (9 * HOUR, Late.AWAY)]
)
def test_what_was_due_while_the_bot_was_away_or_its_machine_asleep_says_so(readers: Readers, now, after, why) -> None:
    readers.come(2)
    assert readers.told(now + after) == [why, why]


def test_it_is_each_chats_own_time_that_counts(readers: Readers, now) -> None:
    readers.come(2, due_at=now - HOUR)
    readers.come(1, due_at=now - 10 * MINUTE)
    assert sorted(readers.told(now), key=str) == [None, Late.AWAY, Late.AWAY]


def test_what_was_begun_before_the_bot_went_away_is_no_crowd(readers: Readers, now) -> None:
    readers.come(5)
    assert readers.told(now) == [None] * 5
    readers.come(5, due_at=now)
    assert readers.told(now + 2 * HOUR) == [Late.AWAY] * 5


def test_who_waits_for_the_digests_of_many_others_to_be_made_is_told(readers: Readers, database, now) -> None:
    readers.come(40)
    clock = Hands(now)
    slowly = Slowly(database, clock, each=MINUTE)
    make_due_digests(database, now=now, limits=LIMITS, composing=slowly, clock=clock)
    told = readers.get(clock.now)
    assert told == [None] * told.count(None) + [Late.MANY] * told.count(Late.MANY), "who is late comes last"
    assert 15 <= told.count(None) <= 20
    readers.come(1, due_at=now + 5 * MINUTE)
    assert readers.told(clock.now) == [Late.MANY], "whose hour came while the others had their turn"


def test_a_machine_that_falls_asleep_at_it_is_no_crowd(readers: Readers, database, now) -> None:
    readers.come(15)
    clock = Hands(now)
    slowly = Slowly(database, clock, each=timedelta(seconds=1))

    def wording(language: str | None) -> Wording:
        clock.now += 9 * HOUR
        return ENGLISH

    make_due_digests(
        database, now=now, limits=LIMITS, composing=slowly, clock=clock, presenter=Presenter(wording=wording)
    )
    assert readers.get(clock.now) == [None] + [Late.AWAY] * 14


def test_messages_are_counted_not_digests(readers: Readers, world: World, now) -> None:
    for number in range(20):
        world.publish(readers.sea, "Wire", f"Report {number} on item {number * 7}", f"{FERRY} Case {number} is open.")
    readers.come(18)
    limits = DigestLimits(per_second=SLOW.per_second, stories=20)
    told = readers.told(now, limits)
    assert told == [None] * 32 + [None, Late.MANY] * 2, "each is of two messages, and the second one says so"


def test_a_crowd_of_an_hour_ago_is_still_a_crowd(readers: Readers, now) -> None:
    (chat,) = readers.come(1)
    readers.enqueue(chat, 128, at=now - HOUR)
    readers.send(96, since=now - HOUR, each=timedelta(seconds=35))
    assert readers.told(now, SLOW) == [Late.MANY]


def test_what_telegram_was_away_for_is_no_crowd(readers: Readers, now) -> None:
    (chat,) = readers.come(1)
    readers.enqueue(chat, 12, at=now - HOUR)
    readers.enqueue(chat, 12, at=now - 40 * MINUTE)
    readers.enqueue(chat, 12, at=now - 20 * MINUTE)
    readers.send(4, since=now - 2 * MINUTE, each=MINUTE / 2)
    assert readers.told(now, SLOW) == [Late.AWAY]


def test_one_that_waits_for_reasons_of_its_own_says_nothing_of_the_others(readers: Readers, now) -> None:
    chat, *_ = readers.come(40)
    readers.enqueue(chat, 1, at=now - 3 * HOUR)
    told = readers.told(now, SLOW)
    assert told.count(Late.MANY) == 10
    assert told.count(None) == 30


def test_quiet_hours_make_nothing_late(readers: Readers, world: World, now) -> None:
    world.chat(readers.sea, telegram_id=77, quiet_from=time(6), quiet_until=time(12))
    assert readers.told(now) == []
    assert readers.told(now + 3 * HOUR) == [], "noon in Vienna is at eleven"
    assert readers.told(now + 4 * HOUR) == [None]


def test_nor_do_those_that_the_reader_changes_nor_a_first_digest(readers: Readers, database, now) -> None:
    chat, new = readers.come(2, due_at=now - 3 * HOUR)
    with database.write() as session:
        readers.be_due(session, chat, now)
        readers.be_due(session, new, now)
    assert readers.told(now + MINUTE) == [None, None]


@pytest.mark.parametrize(("resumed_after", "why"), [(MINUTE, None), (2 * HOUR, Late.AWAY)])
def test_a_pause_makes_nothing_late_but_a_bot_that_ends_it_late_does(
    readers: Readers, database, now, resumed_after, why
) -> None:
    (chat,) = readers.come(1, due_at=now - 3 * DAY)
    with database.write() as session:
        schedules.pause(session, chat, until=now - HOUR)
    assert end_pauses(database, now=now + resumed_after) == 1
    assert readers.told(now + resumed_after) == [why]


@pytest.mark.parametrize("how", ["unblocked", "wrote", "unbanned"])
def test_who_comes_back_to_the_bot_was_away_themselves(readers: Readers, database, now, how) -> None:
    (chat,) = readers.come(1)
    with database.write() as session:
        known = chats.chat(session, chat)
        if how == "unbanned":
            bans.ban(session, known.telegram_id, reason="", by=1, now=now)
        else:
            chats.deactivate_chat(session, known.telegram_id, reason="bot was blocked by the user")
    back = now + 3 * DAY
    assert readers.told(back) == []
    with database.write() as session:
        match how:
            case "unblocked":
                chats.reactivate_chat(session, known.telegram_id, now=back)
            case "wrote":
                chats.meet_chat(session, telegram_id=known.telegram_id, kind="private", title="", now=back)
            case _:
                bans.unban(session, known.telegram_id, now=back)
    assert readers.told(back + MINUTE) == [None]


def test_what_was_made_in_time_and_could_not_be_sent_says_so_once(readers: Readers, database, now) -> None:
    readers.come(3)
    make_due_digests(database, now=now, limits=LIMITS)
    overdue = Overdue(database)
    for minute in (5, 14, 16, 17, 30):
        overdue.look(now=now + minute * MINUTE, limits=LIMITS, presenter=Presenter())
    again = Overdue(database)
    assert again.look(now=now + HOUR, limits=LIMITS, presenter=Presenter()) == 0, "another process sees it, too"
    messages = sent(database, now + HOUR)
    assert [each.html.count(ENGLISH.late_away) for each in messages] == [1, 1, 1]
    assert all(each.html.endswith(f"\n\n{ENGLISH.late_away}") for each in messages)


def test_what_still_has_the_time_is_left_as_it_is(readers: Readers, database, now) -> None:
    readers.come(2)
    make_due_digests(database, now=now, limits=LIMITS)
    readers.come(2, due_at=now + 10 * MINUTE)
    make_due_digests(database, now=now + 10 * MINUTE, limits=LIMITS)
    assert Overdue(database).look(now=now + 20 * MINUTE, limits=LIMITS, presenter=Presenter()) == 2
    assert readers.get(now + 20 * MINUTE) == [Late.AWAY, Late.AWAY, None, None]


def test_it_is_the_last_message_that_says_so_and_what_was_sent_already_stays(
    readers: Readers, world: World, database, now
) -> None:
    for number in range(20):
        world.publish(readers.sea, "Wire", f"Report {number} on item {number * 7}", f"{FERRY} Case {number} is open.")
    readers.come(2)
    limits = DigestLimits(stories=20)
    make_due_digests(database, now=now, limits=limits)
    readers.send(1, since=now, each=MINUTE)
    Overdue(database).look(now=now + HOUR, limits=limits, presenter=Presenter())
    assert readers.get(now + HOUR) == [Late.AWAY, None, Late.AWAY]


def test_what_is_sent_slower_than_it_may_is_late_for_the_many(readers: Readers, database, now) -> None:
    readers.come(28)
    make_due_digests(database, now=now, limits=SLOW)
    readers.send(24, since=now, each=timedelta(seconds=50))
    Overdue(database).look(now=now + 20 * MINUTE, limits=SLOW, presenter=Presenter())
    assert readers.get(now + 20 * MINUTE) == [Late.MANY] * 4


def test_what_was_tried_in_vain_says_so_too_and_hides_no_other(readers: Readers, database, now) -> None:
    readers.come(2)
    make_due_digests(database, now=now, limits=LIMITS)
    readers.come(2, due_at=now + 10 * MINUTE)
    make_due_digests(database, now=now + 10 * MINUTE, limits=LIMITS)
    with database.write() as session:
        tried = deliveries.due(session, now=now, limit=1)[0]
        deliveries.mark_pending(session, tried.id, not_before=now + 40 * MINUTE, problem="connection refused")
    overdue = Overdue(database)
    for minute in (20, 30):
        overdue.look(now=now + minute * MINUTE, limits=LIMITS, presenter=Presenter())
    assert readers.get(now + HOUR) == [Late.AWAY] * 4


@given(shown=st.text(alphabet="a<&’🗞 ", max_size=40), repeated=st.integers(1, 200), late=st.sampled_from(Late))
def test_a_line_more_is_never_one_message_too_long(shown: str, repeated: int, late: Late) -> None:
    part = f"<b>{escape(shown * repeated, quote=False)}</b>"
    worded = with_late(part, late, ENGLISH)
    assert worded.startswith(part)
    assert worded == part or units(plain_text(worded)) <= 4096
    assert with_late(worded, late, ENGLISH) == worded


def test_each_reason_is_laid_out_once(readers: Readers, database, now) -> None:
    laid_out = []

    def wording(language: str | None) -> Wording:
        laid_out.append(language)
        return ENGLISH

    readers.come(3)
    readers.come(3, due_at=now - HOUR)
    assert make_due_digests(database, now=now, limits=LIMITS, presenter=Presenter(wording=wording)) == 6
    assert len(laid_out) == 2


def put_off(readers: Readers, chat: int, *, times: int) -> None:
    """Failures since `START`, five minutes apart."""
    for number in range(times):
        at = START + number * 5 * MINUTE
        with readers.database.write() as session:
            schedules.put_off(session, chat, now=at, until=at + 5 * MINUTE)


def test_a_digest_that_failed_for_an_hour_says_that_the_bot_could_not_send_it(readers: Readers) -> None:
    [failing] = readers.come(due_at=START)
    put_off(readers, failing, times=12)
    # digests of others went all along, so that it isn't for the many that this one is late
    [other] = readers.come(due_at=START + DAY)
    for number in range(12):
        readers.enqueue(other, 1, at=START + number * 5 * MINUTE)
    assert readers.told(START + HOUR) == [Late.AWAY]


def test_a_digest_that_failed_once_is_not_late(readers: Readers) -> None:
    [failing] = readers.come(due_at=START)
    put_off(readers, failing, times=1)
    assert readers.told(START + 5 * MINUTE) == [None]


def test_a_new_hour_after_a_failure_makes_nothing_late(readers: Readers) -> None:
    [failing] = readers.come(due_at=START)
    put_off(readers, failing, times=6)
    with readers.database.write() as session:
        readers.be_due(session, failing, START + HOUR)
    assert readers.told(START + HOUR) == [None]


def test_the_next_digest_after_one_that_failed_is_not_late(readers: Readers) -> None:
    [failing] = readers.come(due_at=START)
    put_off(readers, failing, times=12)
    assert readers.told(START + HOUR) == [Late.AWAY]
    with readers.database.read() as session:
        after = schedules.schedule(session, failing)
    assert after is not None
    assert after.due_since == after.next_run_at > START + HOUR
