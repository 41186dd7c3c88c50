"""What counts as well, and what is said of what isn't."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.watch.health import Vitals, elsewhere, faults, lasting
from bot.watch.signs import Sign, Signs
from storage.posts import Post
from storage.standing import Backlog, Waiting

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE = 60.0
PATIENCE = timedelta(minutes=15)
NOTHING = Waiting(number=0)
IDLE = Backlog(digests=NOTHING, deliveries=NOTHING, feeds=NOTHING, entries=NOTHING, updates=NOTHING)


def due(number: int, minutes: float) -> Waiting:
    return Waiting(number=number, oldest=NOW - timedelta(minutes=minutes))


@dataclass
class Day:
    """A process that runs all parts and has been well, a thousand minutes after its clock began."""

    at: float = 1000 * MINUTE
    signs: Signs = field(default_factory=lambda: Signs(seconds=lambda: 0.0))
    polling: Sign = field(init=False)
    sending: Sign = field(init=False)
    feeds: Sign = field(init=False)
    digests: Sign = field(init=False)
    entries: Sign = field(init=False)

    def __post_init__(self) -> None:
        self.signs.ready = True
        self.polling = self.signs.polling = self.signs.new()
        self.sending = self.signs.sending = self.signs.new()
        self.digests = self.signs.jobs["digests"] = self.signs.new(every=15)
        self.feeds = self.signs.jobs["feeds"] = self.signs.new(every=15)
        self.entries = self.signs.jobs["entries"] = self.signs.new(every=15)
        for sign in (self.polling, self.sending, self.digests, self.feeds, self.entries):
            sign.begins(self.at - 2)
            sign.went_well(self.at - 1)

    def ago(self, minutes: float) -> float:
        return self.at - minutes * MINUTE

    def faults(
        self, backlog: Backlog | None = IDLE, database: str = "", database_failed: float | None = None
    ) -> list[str]:
        """Where the database failed last so many minutes ago."""
        vitals = Vitals(
            at=self.at,
            now=NOW,
            signs=self.signs,
            backlog=backlog,
            database=database,
            database_failed_at=None if database_failed is None else self.ago(database_failed),
        )
        return [f"{fault.part}: {fault.says}" for fault in faults(vitals, patience=PATIENCE)]


@pytest.fixture
def day() -> Day:
    return Day()


def test_a_process_whose_loops_come_round_and_that_has_nothing_to_do_is_well(day):
    assert day.faults() == []


def test_a_database_that_does_not_answer_is_said_at_once_with_its_reason(day):
    reason = "no connection to postgresql://db/news"
    assert day.faults(None, reason) == [f"database: {reason}"]
    assert day.faults(None) == ["database: the database doesn't answer"]
    assert day.faults(IDLE, "the disk is full") == ["database: the disk is full"]


def keeps_still(day: Day, minutes: float) -> Backlog:
    """Nothing came round, or left, for so long, and a job hangs; gives what is due by then."""
    for sign in (day.polling, day.sending, day.digests, day.feeds, day.entries):
        sign.expected_since = sign.began_at = sign.ended_at = sign.well_at = day.ago(minutes)
    day.feeds.failing_since, day.feeds.problem = day.ago(minutes), "KeyError"
    day.entries.begins(day.ago(minutes - 0.1))
    return replace(IDLE, digests=due(3, minutes), deliveries=due(3, minutes), updates=due(3, minutes), pending=3)


def test_who_waits_for_a_database_that_fails_is_not_at_fault_however_long_that_takes(day):
    backlog = keeps_still(day, 600)
    assert day.faults(None, "the file is locked", database_failed=0.1) == ["database: the file is locked"]
    # one that can be read still
    assert day.faults(backlog, "the disk is full", database_failed=0.1) == ["database: the disk is full"]


def test_who_waited_for_the_database_has_all_of_its_patience_from_when_it_works_again(day):
    assert day.faults(keeps_still(day, 600), database_failed=15) == []


def test_who_keeps_still_for_longer_than_that_is_at_fault_as_ever(day):
    backlog = keeps_still(day, 600)
    all_but_the_hanging = ["polling", "updates", "sender", "digests", "job digests", "job feeds", "job feeds"]
    assert [line.partition(":")[0] for line in day.faults(backlog, database_failed=16)] == all_but_the_hanging
    hangs = "job entries: it has been at work for 61 minutes"
    assert hangs in day.faults(backlog, database_failed=61)


def test_who_waits_for_a_database_that_nobody_tries_any_more_is_at_fault(day):
    backlog = keeps_still(day, 600)
    said = day.faults(backlog, "the disk is full", database_failed=16)
    assert said[:2] == ["database: the disk is full", "polling: Telegram has handed out no messages for 16 minutes"]


def test_a_start_waits_for_telegram_and_not_for_the_database(day):
    day.signs.ready = False
    day.signs.started_at = day.ago(20)
    parts = [line.partition(":")[0] for line in day.faults(None, "the file is locked", database_failed=0.1)]
    assert parts == ["database", "start"]


@pytest.mark.parametrize(
    ("minutes", "says"),
    [
        (14, []),
        (15, []),
        (16, ["digests: 412 digests are due and not made, the first for 16 minutes or longer"]),
        (600, ["digests: 412 digests are due and not made, the first for 10 hours or longer"]),
    ],
)
def test_digests_that_stay_due_while_the_engine_runs(day, minutes, says):
    assert day.faults(replace(IDLE, digests=due(412, minutes))) == says


def test_digests_that_fell_due_while_nothing_ran_are_no_fault_of_a_process_that_just_began(day):
    day.digests.expected_since = day.ago(3)
    assert day.faults(replace(IDLE, digests=due(412, 600))) == []


def test_digests_are_no_affair_of_a_process_without_that_job(day):
    del day.signs.jobs["digests"]
    assert day.faults(replace(IDLE, digests=due(412, 600))) == []


def test_an_engine_that_is_set_to_tick_once_an_hour_may_be_that_late(day):
    for sign in day.signs.jobs.values():
        sign.every = 3600
        sign.began_at, sign.ended_at = day.ago(60), day.ago(59)
    assert day.faults(replace(IDLE, digests=due(1, 60))) == []
    says = "digests: 1 digest is due and not made, the first for 80 minutes or longer"
    assert day.faults(replace(IDLE, digests=due(1, 80))) == [says]


def test_messages_that_wait_and_a_sender_that_says_nothing(day):
    day.sending.well_at = day.ago(20)
    says = "sender: 37 messages are due, and Telegram has taken none for 18 minutes"
    assert day.faults(replace(IDLE, deliveries=due(37, 18))) == [says]


def test_messages_that_wait_long_in_a_queue_that_moves_are_well(day):
    day.sending.well_at = day.ago(0.1)
    assert day.faults(replace(IDLE, deliveries=due(900_000, 300))) == []


def test_a_message_that_just_became_due_after_a_quiet_night_is_well(day):
    day.sending.well_at = day.ago(600)
    assert day.faults(replace(IDLE, deliveries=due(1, 1))) == []


def test_one_failure_after_a_quiet_night_is_no_fault_yet(day):
    day.sending.well_at = day.ago(600)
    day.sending.failed(day.ago(1), "no connection (ConnectError)")
    assert day.faults(replace(IDLE, pending=1)) == []


def test_telegram_that_takes_nothing_is_said_with_the_reason_though_messages_are_put_off_again_and_again(day):
    day.sending.failed(day.ago(61), "no connection (ConnectTimeout)")
    day.sending.failed(day.ago(1), "no connection (ConnectError)")
    assert day.faults(replace(IDLE, pending=2)) == [
        "sender: Telegram has taken none for 61 minutes: no connection (ConnectError)"
    ]


def test_a_last_message_that_failed_for_good_is_no_fault_where_none_is_left(day):
    day.sending.failed(day.ago(61), "the answer was lost")
    assert day.faults(replace(IDLE, pending=0)) == []


@pytest.mark.parametrize("ended", [-5, 1, 14])
def test_a_pause_that_telegram_asked_for_is_no_fault_nor_are_the_first_minutes_after_it(day, ended):
    day.sending.well_at = day.ago(40)
    day.signs.paused_until = day.ago(ended)
    assert day.faults(replace(IDLE, deliveries=due(37, 40))) == []


def test_a_pause_that_ended_long_ago_excuses_nothing(day):
    day.sending.well_at = day.ago(40)
    day.signs.paused_until = day.ago(16)
    says = "sender: 37 messages are due, and Telegram has taken none for 16 minutes"
    assert day.faults(replace(IDLE, deliveries=due(37, 40))) == [says]


def test_a_sender_that_stands_by_is_not_asked_for_messages(day):
    day.signs.sending = None
    assert day.faults(replace(IDLE, deliveries=due(37, 600))) == []


def test_polling_that_gets_no_answer(day):
    day.polling.well_at = day.ago(16)
    assert day.faults() == ["polling: Telegram has handed out no messages for 16 minutes"]
    day.polling.failed(day.ago(1), "answer 409")
    assert day.faults() == ["polling: Telegram has handed out no messages for 16 minutes: answer 409"]


def test_polling_that_never_began_counts_from_when_it_should_have(day):
    day.signs.polling = Sign(expected_since=day.ago(16))
    assert day.faults() == ["polling: Telegram has handed out no messages for 16 minutes"]


def test_a_process_without_polling_is_not_asked_for_it(day):
    day.signs.polling = None
    assert day.faults() == []


def test_messages_that_telegram_posted_and_that_nobody_handles(day):
    day.polling.expected_since = day.ago(100)
    says = "updates: 5 of people's messages are not handled, the first for 16 minutes or longer"
    assert day.faults(replace(IDLE, updates=due(5, 16))) == [says]
    day.polling.expected_since = day.ago(10)
    assert day.faults(replace(IDLE, updates=due(5, 16))) == [], "it has just begun with them"
    day.signs.polling = None
    assert day.faults(replace(IDLE, updates=due(5, 16))) == [], "it is others who answer"


@pytest.mark.parametrize(
    ("minutes", "says"),
    [(14, []), (20, ["start: it has not come to its start for 20 minutes: is Telegram reached?"])],
)
def test_a_start_that_does_not_come_to_its_end(day, minutes, says):
    day.signs.ready = False
    day.signs.started_at = day.ago(minutes)
    assert day.faults() == says


def test_a_job_that_does_not_come_round(day):
    day.feeds.began_at, day.feeds.ended_at = day.ago(18), day.ago(17)
    assert day.faults() == ["job feeds: it has not come round for 17 minutes"]


def test_a_job_that_other_processes_share_may_not_come_round_here(day):
    day.feeds.shares = True
    day.feeds.began_at, day.feeds.ended_at = day.ago(701), day.ago(700)
    assert day.faults() == []


@pytest.mark.parametrize(("minutes", "says"), [(59, []), (61, ["job feeds: it has been at work for 61 minutes"])])
def test_a_job_may_take_long_but_not_for_ever(day, minutes, says):
    day.feeds.begins(day.ago(minutes))
    day.feeds.ended_at = day.ago(minutes + 1)
    assert day.faults() == says


def test_a_job_that_fails_again_and_again_is_said_with_the_last_problem(day):
    day.feeds.failed(day.ago(20), "OperationalError at storage/feeds.py:10")
    day.feeds.begins(day.ago(0.2))
    day.feeds.failed(day.ago(0.1), "KeyError at jobs/feeds/tick.py:42")
    assert day.faults() == ["job feeds: it has failed for 20 minutes: KeyError at jobs/feeds/tick.py:42"]
    day.feeds.went_well(day.at)
    assert day.faults() == []


@pytest.mark.parametrize(
    ("due_here", "runs", "says"),
    [
        ("digests", "jobs", "digests: 5 digests are due, the first for 61 minutes: does a worker run?"),
        (
            "updates",
            "polling",
            "updates: 5 of people's messages are not handled, the first for 61 minutes: does a bot run?",
        ),
        ("deliveries", "sending", "sender: 5 messages are due, the first for 61 minutes: does a sender run?"),
        (
            "feeds",
            "jobs",
            "feeds: 5 feeds are due, the first for 61 minutes: does a worker with the queue fetch run?",
        ),
        (
            "entries",
            "jobs",
            "articles: 5 articles are due, the first for 61 minutes: does a worker with the queue fetch run?",
        ),
    ],
)
def test_what_waits_for_parts_that_this_process_does_not_run_is_said_of_elsewhere(day, due_here, runs, says):
    backlog = replace(IDLE, **{due_here: due(5, 61)})

    def said() -> list[str]:
        vitals = Vitals(at=day.at, now=NOW, signs=day.signs, backlog=backlog)
        return [f"{fault.part}: {fault.says}" for fault in elsewhere(vitals, patience=PATIENCE)]

    assert said() == []
    setattr(day.signs, runs, {} if runs == "jobs" else None)
    assert said() == [says]
    assert day.faults(backlog) == []


def test_a_queue_of_less_than_an_hour_is_nobody_elses_fault(day):
    day.signs.sending = None
    vitals = Vitals(at=day.at, now=NOW, signs=day.signs, backlog=replace(IDLE, deliveries=due(90_000, 59)))
    assert elsewhere(vitals, patience=PATIENCE) == ()


def beyond(day, backlog: Backlog = IDLE, **vacant: float) -> list[str]:
    """What is said of elsewhere, where these posts have been empty for so many minutes."""
    empty = {Post(post): timedelta(minutes=minutes) for post, minutes in vacant.items()}
    vitals = Vitals(at=day.at, now=NOW, signs=day.signs, backlog=backlog, vacant=empty)
    return [f"{fault.part}: {fault.says}" for fault in elsewhere(vitals, patience=PATIENCE)]


def test_messages_that_wait_while_nobody_is_the_sender_are_said_within_minutes(day):
    day.signs.sending = None
    backlog = replace(IDLE, deliveries=due(5, 3))
    assert beyond(day, backlog) == [], "somebody sends, and there may be many before them"
    says = "sender: 5 messages are due, the first for 3 minutes, and no process sends: start a sender"
    assert beyond(day, backlog, sender=0) == [says]
    assert beyond(day, replace(IDLE, deliveries=due(5, 2)), sender=2) == [], "another may be taking over"
    assert beyond(day, sender=600) == [], "nothing is to be sent"


def test_that_nobody_asks_telegram_is_said_when_nobody_took_over(day):
    assert beyond(day, poller=600) == [], "this process is about to"
    day.signs.polling = None
    assert beyond(day, poller=2) == []
    says = "polling: no process has asked Telegram for people's messages for 3 minutes: start a bot"
    assert beyond(day, poller=3) == [says]


def test_feeds_that_are_late_by_half_an_hour_are_no_matter(day):
    day.signs.jobs.clear()
    assert beyond(day, replace(IDLE, feeds=due(5, 30), entries=due(5, 30))) == []
    said = beyond(day, replace(IDLE, feeds=due(5, 31), entries=due(5, 31)))
    assert [line.partition(":")[0] for line in said] == ["feeds", "articles"]


def test_all_that_is_wrong_is_said_the_gravest_first(day):
    day.polling.well_at = day.ago(30)
    day.sending.failed(day.ago(30), "no connection")
    day.feeds.failed(day.ago(30), "KeyError")
    day.feeds.ended_at = day.ago(0.1)
    # it is read still, and nobody knows of trouble
    unmet = "the database has not answered for 5 seconds"
    parts = [line.partition(":")[0] for line in day.faults(replace(IDLE, pending=1), unmet)]
    assert parts == ["database", "polling", "sender", "job feeds"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (7199, "119 minutes"),
        (7200, "2 hours"),
        (172_800, "2 days"),
    ],
)
def test_spans_are_said_as_exactly_as_anybody_needs_them(seconds, words):
    assert lasting(timedelta(seconds=seconds)) == words
