"""When a feed is checked again, and which of its entries are new: docs/feeds.md as tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.feeds.checking.plan import HELD_CHECKS, HELD_FOR, Parsed, plan
from jobs.feeds.checking.revising import Known
from jobs.feeds.checking.timing import A_DAY, MOST_SKIPPED, PlanLimits, back_off, out_of_skipped, rhythm, spread
from jobs.feeds.fetching.fetch import Failed, Unchanged, Validators
from jobs.feeds.parsing.parsed import ParsedFeed
from storage.address_key import address_key
from storage.entries import NewEntry
from storage.feeds import Check, Feed, FeedState
from storage.revisions import KnownEntry

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LIMITS = PlanLimits(shortest=timedelta(minutes=10), longest=timedelta(hours=2), first_entries=3)

FEED = Feed(
    id=1,
    url="https://harbour.example/feed",
    title="Harbour Post",
    language="en",
    state=FeedState.ACTIVE,
    etag='"old"',
    last_modified="Sun, 01 Mar 2026 08:00:00 GMT",
    body_hash="0ld",
    next_check_at=NOW,
    checked_at=NOW - timedelta(minutes=30),
    ok_at=NOW - timedelta(minutes=30),
    failures=0,
    problem=None,
)


def entry(number: int, *, ago: timedelta | None = None, **changes: str) -> NewEntry:
    url = f"https://harbour.example/{number}"
    made = NewEntry(guid=f"post-{number}", url=url, title=f"No. {number}", content="")
    return replace(made, published_at=None if ago is None else NOW - ago, **changes)


def known_entry(number: int, of: NewEntry, **changes: str) -> KnownEntry:
    known = KnownEntry(id=number, guid=of.guid, url_key=address_key(of.url), state="done", seen_at=NOW, read_at=NOW)
    return replace(known, **changes)


def parsed(*entries: NewEntry, fresh_for: timedelta | None = None) -> Parsed:
    feed = ParsedFeed(kind="RSS 2.0", title="Their Title", language="de", site=None, entries=entries)
    return Parsed(feed=feed, validators=Validators(etag='"new"'), body_hash="n3w", fresh_for=fresh_for)


def wait(check_at: datetime) -> timedelta:
    return check_at - NOW


def hourly(count: int) -> list[NewEntry]:
    return [entry(number, ago=timedelta(hours=number)) for number in range(1, count + 1)]


def test_a_success_keeps_the_new_validators_and_not_the_old_ones():
    check = plan(FEED, parsed(), now=NOW, limits=LIMITS).check
    assert (check.etag, check.last_modified, check.body_hash, check.problem) == ('"new"', None, "n3w", None)


def test_title_and_language_are_the_feeds_own_only_where_none_was_given():
    kept = plan(FEED, parsed(), now=NOW, limits=LIMITS).check
    assert (kept.title, kept.language) == (None, None)
    taken = plan(replace(FEED, title="", language=None), parsed(), now=NOW, limits=LIMITS).check
    assert (taken.title, taken.language) == ("Their Title", "de")


def test_a_304_keeps_the_validators_that_it_does_not_repeat():
    check = plan(FEED, Unchanged(validators=Validators(etag='"newer"')), now=NOW, limits=LIMITS).check
    assert (check.etag, check.last_modified, check.body_hash) == ('"newer"', FEED.last_modified, "0ld")


def test_a_feed_is_checked_at_half_its_own_rhythm():
    assert rhythm(hourly(10), now=NOW, limits=LIMITS) == timedelta(minutes=30)


@pytest.mark.parametrize(("gap", "expected"), [(1, "shortest"), (60 * 24, "longest")])
def test_the_rhythm_stays_between_the_shortest_and_the_longest_wait(gap, expected):
    entries = [entry(number, ago=timedelta(minutes=gap * number)) for number in range(1, 11)]
    assert rhythm(entries, now=NOW, limits=LIMITS) == getattr(LIMITS, expected)


def test_without_dates_a_feed_is_checked_at_the_longest_wait():
    assert rhythm([entry(1), entry(2, ago=-timedelta(days=1))], now=NOW, limits=LIMITS) == LIMITS.longest


def kept(feed: Feed, check: Check) -> Feed:
    """The feed's row once the check is written on it."""
    names = ("next_check_at", "wait", "pace", "skip_hours", "skip_days", "moved_to", "moved_since", "moved_checks")
    return replace(feed, checked_at=check.at, **{name: getattr(check, name) for name in names})


def test_while_nothing_comes_the_wait_grows_by_a_fifth_each_time_up_to_the_longest():
    feed, waits = replace(FEED, wait=timedelta(minutes=30)), []
    for _ in range(12):
        check = plan(feed, Unchanged(validators=Validators()), now=NOW, limits=LIMITS).check
        waits.append(wait(check.next_check_at))
        feed = kept(feed, check)
    assert waits[0] == spread(timedelta(minutes=36), FEED.url)
    assert waits == sorted(waits)
    assert waits[-1] == spread(LIMITS.longest, FEED.url)


def test_a_publisher_may_ask_for_more_time_up_to_a_day():
    for wish, expected in [(timedelta(hours=6), timedelta(hours=6)), (timedelta(days=30), A_DAY)]:
        for result in (parsed(fresh_for=wish), Unchanged(validators=Validators(), fresh_for=wish)):
            check = plan(FEED, result, now=NOW, limits=LIMITS).check
            assert wait(check.next_check_at) == spread(expected, FEED.url)


@pytest.mark.parametrize("failed_between", [False, True])
def test_what_a_feed_and_its_server_ask_for_stands_while_it_is_unchanged(failed_between):
    brought = parsed(fresh_for=timedelta(hours=5))
    brought = replace(brought, feed=replace(brought.feed, pace=timedelta(hours=8)))
    feed = FEED
    for result in (brought, Unchanged(validators=Validators()), Unchanged(validators=Validators())):
        check = plan(feed, result, now=NOW, limits=LIMITS).check
        assert wait(check.next_check_at) == spread(timedelta(hours=8), FEED.url)
        feed = replace(kept(feed, check), failures=3 if failed_between else 0)
    check = plan(feed, parsed(*hourly(10)), now=NOW, limits=LIMITS).check
    assert wait(check.next_check_at) == spread(timedelta(minutes=30), FEED.url)
    assert check.pace is None


MIDNIGHT = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
"""A Monday's."""


@pytest.mark.parametrize(
    ("at", "hours", "days", "expected"),
    [
        (timedelta(hours=1, minutes=20), {0, 1, 2}, set(), timedelta(hours=3)),
        (timedelta(hours=3, minutes=20), {0, 1, 2}, set(), timedelta(hours=3, minutes=20)),
        (timedelta(hours=23), {22, 23, 0, 1}, set(), timedelta(days=1, hours=2)),
        (timedelta(days=5, hours=10), set(), {5, 6}, timedelta(days=7)),
        (timedelta(days=4, hours=23), {23}, {5, 6}, timedelta(days=4, hours=23) + MOST_SKIPPED),
        (timedelta(hours=5), set(), {0, 1, 2, 3, 4, 5}, timedelta(hours=5) + MOST_SKIPPED),
        (timedelta(hours=5), set(range(24)), set(), timedelta(hours=5)),
        (timedelta(hours=5), set(), set(range(7)), timedelta(hours=5)),
    ],
)
def test_skipped_hours_and_days_move_a_check_to_the_first_that_is_not_at_most_a_weekend(at, hours, days, expected):
    moved = out_of_skipped(MIDNIGHT + at, FEED.url, hours=hours, days=days) - MIDNIGHT
    assert expected <= moved <= expected + timedelta(minutes=10)
    assert moved == at or expected != at


def test_the_hours_that_a_feed_skips_stand_while_it_is_unchanged_or_fails():
    brought = parsed(*hourly(10))
    brought = replace(brought, feed=replace(brought.feed, skip_hours=frozenset({8, 9, 10})))
    feed = FEED
    for result in (brought, Unchanged(validators=Validators()), Failed(problem="busy")):
        check = plan(feed, result, now=NOW, limits=LIMITS).check
        assert NOW.replace(hour=11) <= check.next_check_at <= NOW.replace(hour=11, minute=10)
        feed = feed if check.problem else kept(feed, check)


def test_waiting_out_skipped_hours_does_not_count_as_the_feeds_own_silence():
    feed = replace(FEED, wait=timedelta(minutes=20), skip_hours=frozenset({8, 9, 10}))
    check = plan(feed, Unchanged(validators=Validators()), now=NOW, limits=LIMITS).check
    assert check.wait == timedelta(minutes=24)


NEW = "https://new.example/feed"


def visits(*answers: tuple[timedelta, str | None]) -> list[str | None]:
    """Where the feed is moved to, by checks at these times that led to these addresses for good."""
    feed, moves = FEED, []
    for number, (ago, moved_to) in enumerate(answers):
        came = (
            replace(parsed(), moved_to=moved_to)
            if number % 2
            else Unchanged(validators=Validators(), moved_to=moved_to)
        )
        decided = plan(feed, came, now=NOW + ago, limits=LIMITS)
        moves.append(decided.move_to)
        feed = kept(feed, decided.check)
    return moves


def test_a_feed_moves_when_a_permanent_redirect_has_held_for_days_and_over_several_checks():
    often = [(HELD_FOR * n / 10, NEW) for n in range(11)]
    assert visits(*often) == [None] * 10 + [NEW]
    seldom = [(HELD_FOR * n, NEW) for n in range(HELD_CHECKS)]
    assert visits(*seldom) == [None] * (HELD_CHECKS - 1) + [NEW]


@pytest.mark.parametrize("other", [None, "https://other.example/feed"])
def test_a_direct_answer_or_another_target_between_begins_the_count_anew(other):
    checks = [NEW, NEW, other, NEW, NEW, NEW]
    assert visits(*((HELD_FOR * n, to) for n, to in enumerate(checks))) == [None] * 5 + [NEW]


def test_a_failure_says_nothing_of_where_a_feed_is():
    feed = replace(FEED, moved_to=NEW, moved_since=NOW - HELD_FOR, moved_checks=9)
    assert plan(feed, Failed(problem="busy"), now=NOW, limits=LIMITS).move_to is None
    assert plan(feed, replace(parsed(), moved_to=NEW), now=NOW, limits=LIMITS).move_to == NEW


def test_a_feed_never_moves_to_an_address_too_long_to_keep():
    decided = plan(FEED, replace(parsed(), moved_to=NEW + "/" * 2000), now=NOW, limits=LIMITS)
    assert (decided.check.moved_to, decided.check.moved_checks) == (None, 0)


def test_failures_double_the_wait_up_to_a_day_and_never_end_it():
    waits = [back_off(failures, LIMITS.shortest) for failures in range(12)]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (10, 20, 40, 80)]
    assert waits[-1] == A_DAY
    assert back_off(10**9, LIMITS.shortest) == A_DAY


def test_a_failure_is_recorded_with_its_reason_and_the_feed_stays_active():
    check = plan(replace(FEED, failures=2), Failed(problem="no answer"), now=NOW, limits=LIMITS).check
    assert (check.problem, check.ended) == ("no answer", False)
    assert wait(check.next_check_at) == spread(timedelta(minutes=40), FEED.url)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (timedelta(hours=3), timedelta(hours=3)),
        (timedelta(seconds=1), timedelta(minutes=10)),
        (timedelta(days=9), A_DAY),
    ],
)
def test_retry_after_is_honoured_between_the_back_off_and_a_day(asked, expected):
    check = plan(FEED, Failed(problem="slow down", retry_after=asked), now=NOW, limits=LIMITS).check
    assert wait(check.next_check_at) == spread(expected, FEED.url)


def test_a_feed_that_is_gone_ends():
    assert plan(FEED, Failed(problem="ended", gone=True), now=NOW, limits=LIMITS).check.ended


def test_the_wait_is_spread_by_up_to_a_tenth_always_the_same_for_one_feed():
    waits = {spread(timedelta(minutes=100), f"https://harbour.example/{n}") for n in range(50)}
    assert len(waits) == 50
    assert min(waits) >= timedelta(minutes=100)
    assert max(waits) <= timedelta(minutes=110)
    assert spread(A_DAY, FEED.url) == spread(A_DAY, FEED.url)


def test_the_first_answer_brings_the_newest_entries_and_the_rest_is_known_and_never_read():
    decided = plan(FEED, parsed(*reversed(hourly(5))), first=True, now=NOW, limits=LIMITS)
    assert [new.guid for new in decided.entries] == ["post-1", "post-2", "post-3"]
    assert [old.guid for old in decided.skipped] == ["post-4", "post-5"]


def test_without_dates_the_first_entries_of_the_feed_are_the_newest():
    decided = plan(FEED, parsed(*(entry(n) for n in range(5))), first=True, now=NOW, limits=LIMITS)
    assert [new.guid for new in decided.entries] == ["post-0", "post-1", "post-2"]


def test_known_guids_are_not_new_and_neither_is_a_known_address_under_another_guid():
    entries = [entry(1), entry(2, guid="changed"), entry(3)]
    known = Known.of(known_entry(n, entry(n)) for n in (1, 2))
    decided = plan(FEED, parsed(*entries), known=known, now=NOW, limits=LIMITS)
    assert [new.guid for new in decided.entries] == ["post-3"]


def test_an_old_entry_that_appears_late_is_not_read():
    entries = [entry(1, ago=timedelta(days=30)), entry(2, ago=timedelta(days=1)), entry(3)]
    decided = plan(FEED, parsed(*entries), now=NOW, limits=LIMITS)
    assert {new.guid for new in decided.entries} == {"post-2", "post-3"}
    assert [old.guid for old in decided.skipped] == ["post-1"]


def test_a_date_in_the_future_becomes_the_moment_it_was_seen():
    decided = plan(FEED, parsed(entry(1, ago=-timedelta(days=400))), now=NOW, limits=LIMITS)
    assert decided.entries[0].published_at == NOW


def test_an_entry_that_says_something_else_is_revised_and_not_new():
    known = Known.of([known_entry(1, entry(1), fingerprint="before")])
    decided = plan(FEED, parsed(entry(1)), known=known, now=NOW, limits=LIMITS)
    assert decided.entries == ()
    assert [revision.entry_id for revision in decided.revised] == [1]


RESULTS = st.one_of(
    st.builds(
        Failed, problem=st.just("x"), retry_after=st.none() | st.timedeltas(min_value=timedelta(0)), gone=st.booleans()
    ),
    st.builds(Unchanged, validators=st.just(Validators()), fresh_for=st.none() | st.timedeltas(min_value=timedelta(0))),
    st.builds(
        parsed,
        st.builds(entry, st.integers(0, 9), ago=st.none() | st.timedeltas(-timedelta(days=999), timedelta(days=9999))),
        fresh_for=st.none() | st.timedeltas(min_value=timedelta(0)),
    ),
)


@given(result=RESULTS, failures=st.integers(0, 10**6), last=st.timedeltas(-timedelta(days=999), timedelta(days=999)))
def test_the_next_check_is_never_sooner_than_the_shortest_wait_nor_later_than_a_day_and_a_tenth(result, failures, last):
    feed = replace(FEED, failures=failures, checked_at=NOW - last, next_check_at=NOW)
    next_check = wait(plan(feed, result, now=NOW, limits=LIMITS).check.next_check_at)
    assert LIMITS.shortest <= next_check <= A_DAY * 1.1
